// @ts-check
/**
 * Parte 9 · Una curva según cuánto papel está a la vista: 1, 4, 16, 64, 256 y 640 letras.
 */

import { shape } from "./elements.js";
import { OPENINGS } from "./glimpse.js";

const HEIGHT = 230;
const MARGIN = { left: 46, right: 18, bottom: 40 };

/**
 * @typedef {object} Line
 * @property {string} name
 * @property {string} color
 * @property {Map<number, number>} values de cada abertura, cuánto
 */

/**
 * @param {number} width
 * @param {{title: string, lines: Line[], now: number, show: (value: number) => string}} options
 */
export function paintOpenings(width, { title, lines, now, show }) {
  const top = 34 + (lines.length > 1 ? 20 * lines.length : 0);
  const height = HEIGHT + top - 34;
  const values = lines.flatMap((line) => [...line.values.values()]);
  const high = values.length ? Math.max(...values) * 1.12 : 1;
  const inner = { width: width - MARGIN.left - MARGIN.right, height: height - top - MARGIN.bottom };
  const bottom = height - MARGIN.bottom;
  /** @param {number} opening */
  const x = (opening) => MARGIN.left + (inner.width * OPENINGS.indexOf(opening)) / (OPENINGS.length - 1);
  /** @param {number} value */
  const y = (value) => bottom - (inner.height * value) / high;
  const shapes = [shape("text", { x: 0, y: 14, class: "strong" }, title)];
  if (lines.length > 1) lines.forEach(({ name, color }, i) => {
    shapes.push(mark(10, 30 + 20 * i, color), shape("text", { x: 24, y: 34 + 20 * i, class: "small" }, name));
  });
  for (const part of [0, 1 / 3, 2 / 3, 1]) {
    const value = (high * part) / 1.12;
    shapes.push(shape("path", { d: `M${MARGIN.left} ${y(value)}h${inner.width}`, class: part ? "grid" : "axis" }));
    shapes.push(shape("text", { x: MARGIN.left - 6, y: y(value) + 4, class: "small end" }, show(value)));
  }
  for (const opening of OPENINGS) {
    const at = { x: x(opening), y: bottom + 17, class: opening === now ? "middle strong" : "small middle" };
    shapes.push(shape("path", { d: `M${x(opening)} ${bottom}v4`, class: "axis" }), shape("text", at, String(opening)));
  }
  shapes.push(shape("path", { d: `M${x(now)} ${top}V${bottom}`, class: "axis" }));
  shapes.push(shape("text", { x: MARGIN.left + inner.width / 2, y: height - 4, class: "small middle" }, "letras a la vista"));
  const said = [];
  for (const { name, color, values: found } of lines) {
    const points = OPENINGS.filter((opening) => found.has(opening)).map((opening) => ({ opening, value: Number(found.get(opening)) }));
    const d = points.map(({ opening, value }, i) => `${i ? "L" : "M"}${x(opening)} ${y(value)}`).join("");
    if (d) shapes.push(shape("path", { d, class: `${color}-line` }));
    for (const { opening, value } of points) shapes.push(mark(x(opening), y(value), color));
    if (lines.length === 1) for (const { opening, value } of points) {
      shapes.push(shape("text", { x: x(opening), y: y(value) - 10, class: "middle halo" }, show(value)));
    }
    said.push(`${name}: ${points.map(({ opening, value }) => `con ${opening}, ${show(value)}`).join("; ") || "sin medir"}`);
  }
  return { height, words: `${title}, según las letras a la vista. ${said.join(". ")}.`, shapes };
}

/** Cada línea, con su forma además de su color. @param {number} x @param {number} y @param {string} color */
function mark(x, y, color) {
  if (color === "blue") return shape("circle", { cx: x, cy: y, r: 5, class: "blue ring" });
  if (color === "green") return shape("path", { d: `M${x} ${y - 6}l6 10h-12z`, class: "green ring" });
  return shape("rect", { x: x - 4.5, y: y - 4.5, width: 9, height: 9, class: "orange ring" });
}
