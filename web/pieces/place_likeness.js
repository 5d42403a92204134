// @ts-check
/**
 * Parte 3 · Los vectores de los sitios: cuánto se parece un sitio del texto a todos los demás.
 *
 * Nadie le dijo al modelo que el sitio 41 va detrás del 40. Si lo ha aprendido, sus vectores se
 * parecerán, y los de dos sitios lejanos, menos.
 */

import { comma, drawing, element, shape, slider } from "./elements.js";
import { likeness, rowOf } from "./vectors.js";

/** @typedef {import("./piece.js").Engine} Engine */
/** @typedef {import("./vectors.js").Found} Found */

const START = 40;
const HEIGHT = 190;
const MARGIN = { left: 34, right: 10, top: 26, bottom: 34 };

/** @param {Engine} engine @param {HTMLElement} stage */
export async function buildPlaces(engine, stage) {
  const { blockSize } = engine.config;
  // Un texto que llena la ventana, da igual cuál: solo se miran los vectores de sus sitios.
  const found = await engine.inspect(Array(blockSize).fill(0), { want: ["embedding.position"] });
  const table = found["embedding.position"]; // (T, C)
  let place = START;
  let likes = likesOf(table, place);
  const { svg, redraw } = drawing((width) => paint(width, likes, place));
  const told = element("p", {}, inWords(likes, place));
  told.setAttribute("role", "status");
  const choose = slider({
    label: "Sitio:",
    min: 0,
    max: blockSize - 1,
    step: 1,
    value: place,
    show: (value) => String(value),
    onInput: (value) => {
      place = value;
      likes = likesOf(table, place);
      redraw();
      told.textContent = inWords(likes, place);
    },
  });
  const title = element("p", { className: "subtitle" }, "Los vectores de los sitios");
  const note = element("p", { className: "note" },
    "Nadie le ha dicho al modelo qué sitios van seguidos. Si los de al lado se parecen, lo ha aprendido.");
  stage.classList.add("apart");
  stage.append(title, svg, choose.element, told, note);
}

/** El parecido de un sitio con cada uno. @param {Found} table @param {number} place */
function likesOf(table, place) {
  const own = rowOf(table, place);
  return Array.from({ length: table.shape[0] }, (_, other) => likeness(own, rowOf(table, other)));
}

/** @param {number[]} likes @param {number} place */
function inWords(likes, place) {
  const near = place + 1 < likes.length ? place + 1 : place - 1;
  const far = place + 200 < likes.length ? place + 200 : place - 200;
  const some = place + 10 < likes.length ? place + 10 : place - 10;
  const parts = [near, some, far].map((other) => `al ${other}, ${comma(likes[other], 2)}`);
  return `Cuánto se parece el vector del sitio ${place} al de otros: ${parts.join("; ")}. A sí mismo, 1.`;
}

/** @param {number} width @param {number[]} likes @param {number} place */
function paint(width, likes, place) {
  const inner = { width: width - MARGIN.left - MARGIN.right, height: HEIGHT - MARGIN.top - MARGIN.bottom };
  const low = Math.min(-0.5, ...likes);
  /** @param {number} other */
  const x = (other) => MARGIN.left + (inner.width * other) / (likes.length - 1);
  /** @param {number} like */
  const y = (like) => MARGIN.top + (inner.height * (1 - like)) / (1 - low);
  const shapes = [shape("text", { x: 0, y: 14, class: "strong" }, `Parecido con el sitio ${place}`)];
  for (const like of [1, 0.5, 0, -0.5]) {
    shapes.push(shape("path", { d: `M${MARGIN.left} ${y(like)}h${inner.width}`, class: like ? "grid" : "axis" }));
    shapes.push(shape("text", { x: MARGIN.left - 6, y: y(like) + 4, class: "small end" }, comma(like, 1)));
  }
  const bottom = HEIGHT - MARGIN.bottom;
  for (let other = 0; other < likes.length; other += 100) {
    shapes.push(shape("text", { x: x(other), y: bottom + 18, class: "small middle" }, String(other)));
  }
  const line = likes.map((like, other) => `${other ? "L" : "M"}${x(other).toFixed(1)} ${y(like).toFixed(1)}`).join("");
  shapes.push(shape("path", { d: line, class: "blue-line thin" }));
  shapes.push(shape("circle", { cx: x(place), cy: y(1), r: 5, class: "orange" }));
  return { height: HEIGHT, words: inWords(likes, place), shapes };
}
