// @ts-check
/**
 * Parte 3 · El dibujo del mapa de las letras.
 *
 * Un vector de 256 números no cabe en un papel: se dibujan solo las dos direcciones en que más se
 * diferencian las letras. La escala es siempre la misma, así que se ve cómo se van separando.
 */

import { shape, visible } from "./elements.js";

/** @typedef {{step: number, explained: number, points: [number, number][]}} LetterMap */
/** @typedef {{letters: string[], times: number[], common: number, maps: LetterMap[],
 *   unseen: {form: string, text: string}[]}} Letters */
/** @typedef {{moment: number, chosen: number, neighbors: number[], close: boolean}} View */

export const FIRST = 16; // antes van los símbolos especiales
const MARGIN = 16;
const ZOOM = 2.6;

/** ¿Sale poco en lo estudiado? @param {Letters} letters @param {number} id */
export function isRare({ times, common }, id) {
  return times[id] < common;
}

/** Hasta dónde llegan las letras, en todos los mapas. @param {Letters} letters */
function reachOf(letters) {
  const points = letters.maps.flatMap(({ points }) => points.filter((_, id) => !isRare(letters, id)));
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  return { left: Math.min(...xs), right: Math.max(...xs), bottom: Math.min(...ys), top: Math.max(...ys) };
}

/** Dónde se pinta cada letra, por su id. @param {number} width @param {Letters} letters @param {View} view */
function placesOf(width, letters, { moment, chosen, close }) {
  const { left, right, bottom, top } = reachOf(letters);
  const { points } = letters.maps[moment];
  const height = Math.round(Math.min(width, 520));
  const whole = Math.min((width - 2 * MARGIN) / (right - left), (height - 2 * MARGIN) / (top - bottom));
  const unit = close ? whole * ZOOM : whole;
  const [centerX, centerY] = close ? points[chosen] : [(left + right) / 2, (bottom + top) / 2];
  const places = points.map(([x, y]) => [width / 2 + (x - centerX) * unit, height / 2 - (y - centerY) * unit]);
  return { height, places };
}

/** @param {number} width @param {Letters} letters @param {View} view */
export function paintMap(width, letters, view) {
  const { chosen, neighbors, moment } = view;
  const { height, places } = placesOf(width, letters, view);
  const frame = { x: 1, y: 1, width: width - 2, height: height - 2, rx: 6, class: "frame quiet-frame" };
  const shapes = [shape("rect", frame)];
  const [chosenX, chosenY] = places[chosen];
  /** @param {number} id */
  const fits = (id) => {
    const [x, y] = places[id];
    return x > 4 && x < width - 4 && y > 10 && y < height - 4;
  };
  for (const id of neighbors.filter(fits)) {
    shapes.push(shape("path", { d: `M${chosenX} ${chosenY}L${places[id]}`, class: "orange-line thin" }));
  }
  // Las raras, debajo; las vecinas y la tocada, encima de todas.
  const order = places.map((_, id) => id).slice(FIRST).filter(fits);
  order.sort((a, b) => rank(a) - rank(b));
  /** @param {number} id */
  function rank(id) {
    return isRare(letters, id) ? 0 : neighbors.includes(id) ? 2 : 1;
  }
  for (const id of order) {
    if (id === chosen) continue;
    const [x, y] = places[id];
    const look = ["small middle", "middle halo-page", "middle halo-page strong orange"][rank(id)];
    shapes.push(shape("text", { x, y: y + 5, class: look }, visible(letters.letters[id])));
  }
  shapes.push(shape("circle", { cx: chosenX, cy: chosenY, r: 13, class: "blue" }));
  shapes.push(shape("text", { x: chosenX, y: chosenY + 5, class: "middle strong inside" }, visible(letters.letters[chosen])));
  const { step, explained } = letters.maps[moment];
  const words =
    `Un mapa con una letra en cada punto, en el paso ${step} del aprendizaje. ` +
    `Guarda el ${Math.round(100 * explained)} % de las diferencias entre las letras.`;
  return { height, words, shapes };
}

/**
 * La letra más cercana a donde se ha tocado.
 * @param {SVGSVGElement} svg @param {MouseEvent} event @param {Letters} letters @param {View} view
 */
export function touchedLetter(svg, event, letters, view) {
  const { left, top, width } = svg.getBoundingClientRect();
  const { places } = placesOf(Math.floor(width), letters, view);
  const gaps = places.map(([x, y]) => Math.hypot(x - (event.clientX - left), y - (event.clientY - top)));
  const ids = gaps.map((_, id) => id).slice(FIRST);
  // Donde se amontonan, antes una corriente que una rara.
  const cost = (/** @type {number} */ id) => gaps[id] + (isRare(letters, id) ? 8 : 0);
  return ids.reduce((best, id) => (cost(id) < cost(best) ? id : best));
}
