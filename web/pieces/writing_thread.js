// @ts-check
/**
 * Parte 9 · El hilo de lo escrito: cuánto se esperaba el final en cada letra y qué se estaba leyendo.
 *
 * Arriba, una raya por letra, tan alta como la probabilidad de `<|fin|>`. Abajo, todo el papel y, en
 * color, la ventana: lo que se leía al escribir la letra tocada.
 */

import { clamp, shape } from "./elements.js";
import { percent } from "./letters.js";

/** @typedef {import("./writing.js").Writing} Writing */

const [TOP, TALL, PAPER] = [26, 70, 18];

/** @param {number} width @param {Writing} writing @param {number} touched */
export function paintThread(width, writing, touched) {
  const { steps, engine, promptIds } = writing;
  const promptSize = promptIds.length - 2;
  const unit = width / Math.max(1, steps.length);
  const bottom = TOP + TALL;
  const ends = steps.map((step) => step.chances[engine.tokenizer.endId]);
  const shapes = [
    shape("text", { x: 0, y: 14, class: "strong" }, "Cuánto esperaba el final"),
    shape("path", { d: `M0 ${TOP}h${width}M0 ${TOP + TALL / 2}h${width}`, class: "grid" }),
    shape("path", { d: `M0 ${bottom}h${width}`, class: "axis" }),
    shape("text", { x: width, y: TOP - 4, class: "small end" }, "100 %"),
  ];
  ends.forEach((chance, i) => {
    if (chance < 0.005) return;
    const bar = { x: i * unit, y: bottom - TALL * chance, width: Math.max(1.5, unit - 0.5), height: TALL * chance };
    shapes.push(shape("rect", { ...bar, class: "orange" }));
  });
  if (touched >= 0) shapes.push(shape("path", { d: `M${(touched + 0.5) * unit} ${TOP}V${bottom}`, class: "axis" }));

  const now = touched < 0 ? steps.length : touched;
  const all = promptSize + steps.length;
  const from = writing.readFrom(now);
  const y = bottom + 34;
  /** @param {number} letter */
  const x = (letter) => (width * letter) / Math.max(1, all);
  shapes.push(
    shape("text", { x: 0, y: y - 8, class: "strong" }, "El papel y, en azul, lo que leía"),
    shape("rect", { x: 0, y, width, height: PAPER, rx: 3, class: "faint" }),
    shape("rect", { x: x(from), y, width: Math.max(2, x(promptSize + now) - x(from)), height: PAPER, rx: 3, class: "blue" }),
  );
  const most = ends.reduce((best, chance, i) => (chance > ends[best] ? i : best), 0);
  const words =
    `Donde más esperaba el final es en la letra ${most + 1}: ${percent(ends[most] ?? 0)}. ` +
    `De ${all} letras que hay en el papel leía de la ${from + 1} a la ${promptSize + now}.`;
  return { height: y + PAPER + 2, words, shapes };
}

/** Qué letra queda en un sitio tocado. @param {SVGSVGElement} svg @param {number} clientX @param {Writing} writing */
export function placeAt(svg, clientX, { steps }) {
  const { left, width } = svg.getBoundingClientRect();
  return clamp(Math.floor(((clientX - left) / width) * steps.length), 0, steps.length - 1);
}
