// @ts-check
/**
 * Lo común de las piezas · Cómo se nombra una letra y cómo se dice cuánto se esperaba.
 */

import { comma, visible } from "./elements.js";

/** Una letra, de modo que se vea: «␣», «↵» o, si es un símbolo especial, «fin». @param {string} letter */
export function nameOf(letter) {
  return visible(letter.replace(/^<\|(.*)\|>$/, "$1"));
}

/** En tanto por ciento, sin llamar cero ni cien a lo que no lo es. @param {number} chance */
export function percent(chance) {
  const value = 100 * chance;
  if (value > 0 && value < 0.05) return "menos de 0,1 %";
  return value > 99.95 && value < 100 ? "más de 99,9 %" : `${comma(value, 1)} %`;
}

/** Varias cosas, dichas: «la a, la b y la c». @param {string[]} things */
export function joined(things) {
  const last = things[things.length - 1];
  return things.length < 2 ? (last ?? "") : `${things.slice(0, -1).join(", ")} y ${last}`;
}
