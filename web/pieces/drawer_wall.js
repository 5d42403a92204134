// @ts-check
/**
 * Parte 6 · La pared de la botica: un cuadrito por cajón, más vivo cuanto más se abre.
 */

import { shape } from "./elements.js";

export const OPEN = 0.1; // desde aquí se da por abierto, como en la guía
const COLUMNS = 32;

/** Los cajones abiertos. @param {Float32Array} opening */
export function openOnes(opening) {
  return Array.from(opening, (_, drawer) => drawer).filter((drawer) => opening[drawer] > OPEN);
}

/** @param {number} width @param {Float32Array} opening @param {number} opened El cajón que se mira. */
export function paintWall(width, opening, opened) {
  const side = Math.min(width, 560) / COLUMNS;
  const rows = Math.ceil(opening.length / COLUMNS);
  const top = Math.max(...opening);
  /** @param {number} drawer */
  const place = (drawer) => ({ x: (drawer % COLUMNS) * side, y: Math.floor(drawer / COLUMNS) * side });
  const open = openOnes(opening);
  const shapes = [shape("rect", { x: 0, y: 0, width: side * COLUMNS, height: side * rows, class: "faint" })];
  for (const drawer of open) {
    // Los que se abren poco, pálidos: si no, parecería que todos cuentan lo mismo.
    const strength = 0.25 + (0.75 * opening[drawer]) / top;
    const { x, y } = place(drawer);
    shapes.push(shape("rect", { x, y, width: side, height: side, class: "orange", opacity: strength.toFixed(2) }));
  }
  const lines = Array.from({ length: COLUMNS - 1 }, (_, i) => `M${(i + 1) * side} 0V${side * rows}`);
  const shelves = Array.from({ length: rows - 1 }, (_, i) => `M0 ${(i + 1) * side}H${side * COLUMNS}`);
  shapes.push(shape("path", { d: [...lines, ...shelves].join(""), class: "joints" }));
  const { x, y } = place(opened);
  shapes.push(shape("circle", { cx: x + side / 2, cy: y + side / 2, r: side * 0.95, class: "ring-ink" }));
  const words = `Una pared de ${opening.length} cajones. Hay ${open.length} abiertos; el que se mira es el ${opened + 1}.`;
  return { height: side * rows + 2, words, shapes };
}
