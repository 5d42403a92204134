// @ts-check
/**
 * Parte 9 · Leer solo las últimas letras: lo que se ve por el cristal y lo que se espera con ello.
 */

import { softmax } from "./beads.js";
import { element } from "./elements.js";

/** @typedef {import("./piece.js").Engine} Engine */

/** Cuántas letras deja ver el cristal; con 640, la ventana entera. */
export const OPENINGS = [1, 4, 16, 64, 256, 640];

/**
 * El reparto de la letra que va en `place`, si solo se leen las últimas.
 * @param {Engine} engine @param {number[]} ids @param {number} place @param {number} opening @param {AbortSignal} [signal]
 */
export async function chancesAt(engine, ids, place, opening, signal) {
  const read = ids.slice(Math.max(0, place - opening), place);
  return softmax(await engine.logits(read, { signal }));
}

/** Donde va el texto. Se puede recorrer con el teclado, porque no siempre cabe. */
export function sheetOfPaper() {
  const paper = element("div", { className: "paper", tabIndex: 0 });
  paper.setAttribute("role", "group");
  paper.setAttribute("aria-label", "El papel");
  return paper;
}

/**
 * El papel, con las letras que tapa el cristal cambiadas por puntos.
 * @param {string} text @param {number} opening @param {(Node | string)[]} after lo que va detrás
 */
export function behindGlass(text, opening, ...after) {
  const letters = [...text];
  const covered = letters.slice(0, -opening).map((letter) => (letter.trim() ? "·" : letter)).join("");
  const seen = letters.slice(-opening).join("");
  const glass = element("span", { className: "covered" }, covered);
  glass.setAttribute("aria-hidden", "true");
  const hidden = element("span", { className: "hidden-words" }, covered ? "Tapado, y a la vista: " : "A la vista: ");
  return [glass, hidden, element("span", { className: "seen" }, seen), ...after];
}
