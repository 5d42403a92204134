// @ts-check
/**
 * Parte 5 · Los dibujos de la atención: los arcos de una letra y los cuatro pasos, en cuadros.
 *
 * En un cuadro, cada fila es una letra que mira y cada columna, una letra mirada.
 */

import { clamp, comma, shape } from "./elements.js";

/**
 * Lo que se está mirando.
 * @typedef {object} Look
 * @property {string[]} names las letras
 * @property {number} size T, cuántas son
 * @property {number} who la que mira
 * @property {number} whom la mirada
 * @property {Float32Array[]} tables los cuatro pasos, forma (T, T)
 */

export const STEPS = [
  { name: "scores", title: "1. Comparar", value: "nota" },
  { name: "scaled", title: "2. Templar", value: "templada" },
  { name: "masked", title: "Tapar el futuro", value: "con máscara" },
  { name: "attention", title: "3. Repartir", value: "su parte" },
];
const ARCS = 120; // el alto de los arcos
const GAP = 24; // entre cuadro y cuadro
const [TITLE, NUMBER] = [24, 30]; // lo que va encima y debajo de cada cuadro

/** Los arcos de la letra que mira: tan gruesos como lo que gasta. @param {number} width @param {Look} look */
export function paintArcs(width, { names, size, who, tables }) {
  const step = Math.min(64, width / Math.max(1, size));
  const base = ARCS + 14;
  /** @param {number} place */
  const x = (place) => step * (place + 0.5);
  const weights = tables[3].subarray(who * size, (who + 1) * size);
  /** @type {SVGElement[]} */
  const shapes = [];
  weights.forEach((weight, place) => {
    if (weight < 0.005) return;
    const far = Math.abs(place - who);
    const high = 14 + (ARCS - 30) * Math.sqrt(far / Math.max(1, size - 1));
    const d = far === 0
      ? `M${x(who) - step * 0.2} ${base - 18}a${step * 0.2} 12 0 1 1 ${step * 0.4} 0`
      : `M${x(who)} ${base - 18}C${x(who)} ${base - 18 - high * 1.3} ${x(place)} ${base - 18 - high * 1.3} ${x(place)} ${base - 18}`;
    const arc = shape("path", { d, class: place > who ? "arc ahead" : "arc", "stroke-width": Math.max(0.75, 12 * weight) });
    shapes.push(arc);
  });
  names.forEach((name, place) => {
    const weight = weights[place];
    if (place === who) shapes.push(shape("rect", { x: x(place) - step / 2 + 0.5, y: base - 15, width: step - 1, height: 22, rx: 3, class: "needle" }));
    const look = place === who ? "middle mono inside strong" : weight >= 0.005 ? "middle mono strong" : "middle mono";
    shapes.push(shape("text", { x: x(place), y: base, class: look }, name));
    if (weight >= 0.1 && (step >= 30 || weight >= 0.2)) {
      shapes.push(shape("text", { x: x(place), y: base + 24, class: "small middle" }, comma(weight, 2).replace(/^0/, step < 26 ? "" : "0")));
    }
  });
  const parts = names.map((name, place) => [name, weights[place]]).filter(([, weight]) => Number(weight) >= 0.005);
  const words = `La letra «${names[who]}» mira a: ${parts.map(([name, weight]) => `«${name}», ${comma(Number(weight), 2)}`).join("; ")}.`;
  return { height: base + 30, words, shapes };
}

/** Qué letra queda en un sitio tocado. @param {SVGSVGElement} svg @param {number} clientX @param {Look} look */
export function letterAt(svg, clientX, { size }) {
  const { left, width } = svg.getBoundingClientRect();
  return clamp(Math.floor((clientX - left) / Math.min(64, width / size)), 0, size - 1);
}

/** Dónde va cada cuadro. @param {number} width */
function layout(width) {
  const columns = width > 620 ? 4 : 2;
  const side = Math.floor((width - GAP * (columns - 1)) / columns);
  const tall = TITLE + side + NUMBER + 8;
  const at = STEPS.map((_, i) => ({ left: (i % columns) * (side + GAP), top: Math.floor(i / columns) * tall + TITLE }));
  return { side, at, height: (STEPS.length / columns) * tall };
}

/** Los cuatro pasos. @param {number} width @param {Look} look */
export function paintSteps(width, look) {
  const { side, at, height } = layout(width);
  const { size, who, whom, names } = look;
  const values = look.tables.map((table) => table[who * size + whom]);
  const shapes = STEPS.flatMap(({ title, value }, i) => {
    const { left, top } = at[i];
    return [
      shape("text", { x: left, y: top - 8, class: "strong" }, title),
      shape("rect", { x: left - 1, y: top - 1, width: side + 2, height: side + 2, class: "paper-frame" }),
      ...cells(look.tables[i], size, left, top, side / size),
      shape("rect", { x: left, y: top + (who * side) / size, width: side, height: side / size, class: "outline soft-outline" }),
      shape("rect", { x: left + (whom * side) / size, y: top + (who * side) / size, width: side / size, height: side / size, class: "outline" }),
      shape("text", { x: left, y: top + side + 20 }, `${value}: ${number(values[i])}`),
    ];
  });
  const said = STEPS.map(({ title }, i) => `${title.toLowerCase()}, ${number(values[i])}`).join("; ");
  return { height, words: `Cuatro cuadros, uno por paso. «${names[who]}» mirando a «${names[whom]}»: ${said}.`, shapes };
}

/** @param {number} value */
function number(value) {
  return value === -Infinity ? "−∞" : comma(value, 2);
}

/** Las casillas: azul, lo positivo; naranja, lo negativo; rayado, lo tapado. @param {Float32Array} table @param {number} size @param {number} left @param {number} top @param {number} cell */
function cells(table, size, left, top, cell) {
  const most = table.reduce((best, value) => (Number.isFinite(value) ? Math.max(best, Math.abs(value)) : best), 1e-9);
  /** @type {SVGElement[]} */
  const made = [];
  table.forEach((value, i) => {
    const [x, y] = [left + cell * (i % size), top + cell * Math.floor(i / size)];
    if (value === -Infinity) {
      made.push(shape("path", { d: `M${x + cell * 0.3} ${y + cell * 0.7}l${cell * 0.4} ${-cell * 0.4}`, class: "hidden-cell" }));
      return;
    }
    const strength = Math.abs(value) / most;
    if (strength < 0.02) return;
    const box = { x, y, width: cell, height: cell, class: value < 0 ? "orange" : "blue" };
    made.push(shape("rect", { ...box, "fill-opacity": strength.toFixed(2) }));
  });
  return made;
}

/** Qué casilla se ha tocado: quién mira y a quién. @param {SVGSVGElement} svg @param {MouseEvent} event @param {Look} look @returns {[number, number] | null} */
export function cellAt(svg, event, { size }) {
  const box = svg.getBoundingClientRect();
  const { side, at } = layout(Math.floor(box.width));
  for (const { left, top } of at) {
    const column = Math.floor(((event.clientX - box.left - left) * size) / side);
    const line = Math.floor(((event.clientY - box.top - top) * size) / side);
    if (column >= 0 && column < size && line >= 0 && line < size) return [line, column];
  }
  return null;
}
