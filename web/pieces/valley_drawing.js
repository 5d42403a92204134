// @ts-check
/**
 * Parte 8 · El valle: el dado en cada sitio que se ha probado, con un poema y con todos.
 */

import { clamp, comma, shape, upTo } from "./elements.js";

/** @typedef {import("./sancho-peso.js").SanchoPeso} SanchoPeso */
/** @typedef {import("./sancho-peso.js").Tried} Tried */

/** Hasta dónde se arrastra el peso, a un lado y a otro. */
export const REACH = 4;
const TANGENT = 0.8; // hasta dónde llega, a cada lado, la raya de la pendiente
const HEIGHT = 260;
const MARGIN = { left: 44, right: 14, top: 48, bottom: 40 };

/** @param {number} width @param {SanchoPeso} piece */
export function paintValley(width, { tried, push, slope, lists }) {
  const places = [...tried.values()].sort((a, b) => a.push - b.push);
  const one = places.map((place) => /** @type {[number, number]} */ ([place.push, place.one]));
  const all = places.filter((place) => place.all !== null).map((place) => /** @type {[number, number]} */ ([place.push, Number(place.all)]));
  // A lo alto va la pérdida, que es el logaritmo de las caras: así se ve el valle, aunque se dispare.
  const losses = [...one, ...all].map(([, loss]) => loss);
  const here = tried.get(push);
  const tangent = here && slope?.push === push ? { middle: here.one, change: TANGENT * slope.slope } : null;
  if (tangent) losses.push(tangent.middle - tangent.change, tangent.middle + tangent.change);
  const [low, high] = losses.length ? [Math.min(...losses), Math.max(...losses)] : [0, 1];
  const room = Math.max(0.02, 0.1 * (high - low));
  const span = { low: low - room, high: high + room };
  const inner = { width: width - MARGIN.left - MARGIN.right, height: HEIGHT - MARGIN.top - MARGIN.bottom };
  /** @param {number} at */
  const x = (at) => MARGIN.left + (inner.width * (at + REACH)) / (2 * REACH);
  /** @param {number} loss */
  const y = (loss) => MARGIN.top + (inner.height * (span.high - loss)) / (span.high - span.low);
  const bottom = HEIGHT - MARGIN.bottom;

  const shapes = [shape("text", { x: 0, y: 14, class: "strong" }, "Caras del dado"), ...legend(lists.length)];
  for (let i = 0; i <= 3; i += 1) {
    const loss = span.low + ((span.high - span.low) * i) / 3;
    const die = Math.exp(loss);
    shapes.push(shape("path", { d: `M${MARGIN.left} ${y(loss)}h${inner.width}`, class: "grid" }));
    shapes.push(shape("text", { x: MARGIN.left - 6, y: y(loss) + 4, class: "small end" }, comma(die, die < 10 ? 2 : die < 100 ? 1 : 0)));
  }
  shapes.push(shape("path", { d: `M${MARGIN.left} ${bottom}h${inner.width}`, class: "axis" }));
  for (let at = -REACH; at <= REACH; at += 1) {
    shapes.push(shape("path", { d: `M${x(at)} ${bottom}v4`, class: "axis" }));
    shapes.push(shape("text", { x: x(at), y: bottom + 17, class: "small middle" }, upTo(at, 0)));
  }
  shapes.push(shape("text", { x: x(0), y: HEIGHT - 4, class: "small middle" }, "cuánto se empuja el peso"));
  shapes.push(shape("path", { d: `M${x(push)} ${MARGIN.top}V${bottom}`, class: "axis" }));
  shapes.push(shape("path", { d: line(all, x, y), class: "orange-line" }), shape("path", { d: line(one, x, y), class: "blue-line" }));
  for (const [at, loss] of all) shapes.push(shape("rect", { x: x(at) - 4, y: y(loss) - 4, width: 8, height: 8, class: "orange" }));
  for (const [at, loss] of one) shapes.push(shape("circle", { cx: x(at), cy: y(loss), r: at === push ? 7 : 4, class: "blue ring" }));
  if (tangent) {
    const { middle, change } = tangent;
    const d = `M${x(push - TANGENT)} ${y(middle - change)}L${x(push + TANGENT)} ${y(middle + change)}`;
    shapes.push(shape("path", { d, class: "tangent" }));
  }
  const said = one.map(([at, loss]) => `${upTo(at, 1)}, ${comma(Math.exp(loss), 2)} caras`).join("; ");
  return { height: HEIGHT, words: `El dado con el primer poema según el empujón: ${said || "sin medir"}.`, shapes };
}

/** Hasta dónde se ha empujado, según dónde se toca. @param {SVGSVGElement} svg @param {number} clientX */
export function pushAt(svg, clientX) {
  const { left, width } = svg.getBoundingClientRect();
  const part = (clientX - left - MARGIN.left) / (width - MARGIN.left - MARGIN.right);
  return clamp((2 * part - 1) * REACH, -REACH, REACH);
}

/** @param {number} poems */
function legend(poems) {
  return [
    shape("path", { d: "M0 32h24", class: "blue-line" }),
    shape("text", { x: 30, y: 36, class: "small" }, "el primer poema"),
    shape("path", { d: "M138 32h24", class: "orange-line" }),
    shape("text", { x: 168, y: 36, class: "small" }, `los ${poems} poemas`),
  ];
}

/** @param {[number, number][]} points @param {(at: number) => number} x @param {(loss: number) => number} y */
function line(points, x, y) {
  return points.map(([at, loss], i) => `${i ? "L" : "M"}${x(at).toFixed(1)} ${y(loss).toFixed(1)}`).join("") || "M0 0";
}
