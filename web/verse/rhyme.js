// @ts-check
/**
 * Parte 9 · La rima: lo que suena desde la última vocal tónica.
 *
 * - **Consonante**: coinciden vocales y consonantes: cuid-ado, encarg-ado.
 * - **Asonante**: coinciden solo las vocales: dich-o, amor-íos → í-o.
 *
 * Se compara el sonido y no la letra: «llave» rima con «sabe», y «hermosa», con «rosa». Y valen las
 * licencias del Siglo de Oro: «perfecto» rima con «efeto», y «digno», con «camino», porque así se
 * pronunciaban.
 *
 * Fuente: A. Quilis, «Métrica española» (Ariel, 1984), «La rima».
 */

import { fold } from "./seams.js";

/**
 * Ya sin tildes ni diéresis. En orden: cada regla mira lo que dejaron las anteriores.
 * @type {[RegExp, string][]}
 */
const SOUNDS = [
  [/ch/g, "C"],
  [/ph/g, "f"],
  [/h/g, ""],
  [/ll/g, "L"],
  [/x(?=[^aeiou]|$)/g, "s"],
  [/x/g, "j"],
  [/g(?=[ei])/g, "j"],
  [/gu(?=[ei])/g, "g"],
  [/gw/g, "gu"],
  [/qu(?=[ei])/g, "k"],
  [/sc(?=[ei])/g, "z"],
  [/c(?=[ei])|ç/g, "z"],
  [/c(?=[tz])|p(?=[tc])|g(?=n)/g, ""], // perfecto, efeto; digno, indino
  [/[cq]/g, "k"],
  [/v/g, "b"],
  [/y(?![aeiou])/g, "i"],
  [/m(?=[^aeiou])|m$/g, "n"],
  [/n(?=s[^aeiou])/g, ""], // monstro, rostro
  [/([^r])\1/g, "$1"],
];

/**
 * La clave de rima consonante de un final de verso que empieza en su vocal tónica.
 * @param {string} ending lo escrito desde la última vocal tónica: `"ado"`, `"ave"`
 */
export function consonantKey(ending) {
  let text = fold(ending.replaceAll("gü", "gw"));
  for (const [pattern, sound] of SOUNDS) text = text.replace(pattern, sound);
  return text;
}

/**
 * Las vocales que cuentan en la rima asonante: la tónica y la de la última sílaba.
 *
 * En un esdrújulo no cuenta la de en medio (pájaro: a-o), ni en un diptongo la débil; y al final
 * suenan igual la i y la e (fácil, valle), y la u y la o.
 * @param {string} ending
 */
export function assonantKey(ending) {
  let text = fold(ending).replace(/(?<=[gq])u(?=[ei])/g, "");
  text = text.replace(/y(?![aeiou])/g, "i").replaceAll("h", "");
  const groups = text.match(/[aeiou]+/g);
  if (!groups) return "";
  const first = groups[0][0];
  const rest = groups.length === 1 ? groups[0].slice(1) : groups[groups.length - 1];
  const strong = rest.match(/[aeo]/g);
  if (groups.length === 1 && !strong) return first;
  const last = strong ? strong[strong.length - 1] : rest[rest.length - 1];
  return first + (last === "i" ? "e" : last === "u" ? "o" : last);
}
