// @ts-check
/**
 * Parte 6 · ¿Se hablan las letras en la botica?
 *
 * Doce letras, «Dulcinea del», y se cambia la tercera. Una vez con la atención congelada: a cada letra
 * se le da lo que compró en la feria con el texto original. Otra, con todo libre. Antes se pregunta.
 */

import { comma, drawing, element, picker, shape, visible } from "./elements.js";
import { predict } from "./prediction.js";
import { distance, rowOf } from "./vectors.js";

/** @typedef {import("./piece.js").Engine} Engine */
/** @typedef {import("../engine/changes.js").Changes} Changes */
/** @typedef {{frozen: number[], free: number[]}} Moved Lo que se mueve el vector de cada posición. */

const TEXT = [..."Dulcinea del"];
const CHANGED = 2; // la tercera
const ALPHABET = [..."abcdefghijmnopqrstuvyz"]; // sin la «l», que es la que se cambia
const START = "z";
const NOTICED = 0.001; // por debajo es redondeo
const QUESTION = "Cambiamos la letra 3 de 12. ¿En qué posiciones habrá cambios, con la atención congelada y con todo libre?";
const OPTIONS = [
  "Congelada: solo en la 3. Libre: de la 3 a la 12",
  "Congelada: en la 2, la 3 y la 4, que son vecinas. Libre: en todas",
  "En las doce, de las dos maneras",
  "Solo en la 3, de las dos maneras",
];

/** @param {import("./piece.js").Piece} piece @param {Engine} engine @param {HTMLElement} section */
export function buildThirdLetter(piece, engine, section) {
  const place = element("div", { className: "prediction" });
  const work = element("div", { className: "stage" });
  section.append(element("p", { className: "subtitle" }, "¿Se hablan las letras en la botica?"), place, work);
  predict(question(), place)
    .then(() => open(engine, work))
    .catch((error) => piece.fail(error));
}

/** La predicción `e6-letra3` de la guía: si ya se contestó allí, no se pregunta otra vez. */
function question() {
  const items = OPTIONS.map((option) => element("li", {}, option));
  const made = element("div", {}, element("p", {}, QUESTION), element("ul", {}, ...items));
  made.dataset.predecir = "e6-letra3";
  return made;
}

/** @param {Engine} engine @param {HTMLElement} work */
async function open(engine, work) {
  let letter = START;
  /** @type {Moved} */
  let moved = { frozen: [], free: [] };
  const { svg, redraw } = drawing((width) => paint(width, letter, moved));
  const told = element("p");
  told.setAttribute("role", "status");
  const refresh = async () => {
    const mine = letter;
    const found = await compare(engine, letter);
    if (mine !== letter) return; // mientras tanto se ha elegido otra
    moved = found;
    redraw();
    told.textContent = inWords(letter, moved);
  };
  const choose = picker({
    label: `En «${TEXT.join("")}», la «${TEXT[CHANGED]}» se cambia por`,
    options: ALPHABET.map((other) => [other, other]),
    onInput: (value) => {
      letter = value;
      void refresh().catch((error) => (told.textContent = error.message));
    },
  });
  choose.select.value = letter;
  work.append(choose.element, svg, told);
  await refresh();
}

/** Cuánto se mueve el vector de cada posición a la salida del último bloque. @param {Engine} engine @param {string} letter */
async function compare(engine, letter) {
  const { nLayer } = engine.config;
  const changed = TEXT.with(CHANGED, letter).join("");
  const bought = Array.from({ length: nLayer }, (_, layer) => `block.${layer}.attended`);
  const last = `block.${nLayer - 1}.output`;
  const original = await engine.inspect(engine.tokenizer.encode(TEXT.join("")), { want: [...bought, last] });
  // Congelar es darle a cada letra, en cada bloque, lo que compró la primera vez.
  const vectors = bought.flatMap((name) =>
    TEXT.map((_, position) => ({ name, position, values: rowOf(original[name], position) })),
  );
  /** @param {Changes} changes */
  async function movedWith(changes) {
    const found = await engine.inspect(engine.tokenizer.encode(changed), { want: [last], changes });
    return TEXT.map((_, position) => distance(rowOf(found[last], position), rowOf(original[last], position)));
  }
  return { frozen: await movedWith({ vectors }), free: await movedWith({}) };
}

/** En qué posiciones hay cambios, contando desde 1. @param {number[]} moved */
function touched(moved) {
  const places = moved.flatMap((size, i) => (size > NOTICED ? [i + 1] : []));
  const run = places.length > 2 && places[places.length - 1] - places[0] === places.length - 1;
  if (run) return `de la ${places[0]} a la ${places[places.length - 1]}`;
  return places.length === 1 ? `solo la ${places[0]}` : places.join(", ") || "ninguna";
}

/** @param {string} letter @param {Moved} moved */
function inWords(letter, { frozen, free }) {
  return (
    `«${TEXT.join("")}» y «${TEXT.with(CHANGED, letter).join("")}». Con la atención congelada cambia ${touched(frozen)}: ` +
    `su vector se mueve ${comma(frozen[CHANGED], 1)}. Con todo libre, ${touched(free)}. ` +
    "Las letras se hablan en la atención y solo en ella."
  );
}

/** Dos filas de barras, una por manera. @param {number} width @param {string} letter @param {Moved} moved */
function paint(width, letter, { frozen, free }) {
  const step = width / TEXT.length;
  const tall = 70;
  const top = Math.max(1e-9, ...free, ...frozen);
  /** @type {SVGElement[]} */
  const shapes = [];
  [{ name: "Atención congelada", moved: frozen }, { name: "Todo libre", moved: free }].forEach(({ name, moved }, line) => {
    const bottom = 112 + line * 150;
    shapes.push(shape("text", { x: 0, y: bottom - tall - 26, class: "strong" }, name));
    shapes.push(shape("path", { d: `M0 ${bottom}H${width}`, class: "axis" }));
    moved.forEach((size, i) => {
      const x = step * (i + 0.5);
      const high = (tall * size) / top;
      const wide = Math.min(36, step * 0.7);
      if (size > NOTICED) shapes.push(shape("rect", { x: x - wide / 2, y: bottom - high, width: wide, height: high, class: line ? "orange" : "blue" }));
      const digits = size > NOTICED ? comma(size, size >= 10 && step < 32 ? 0 : 1) : "0";
      shapes.push(shape("text", { x, y: bottom - high - 5, class: "small middle" }, digits));
      const mark = i === CHANGED ? "middle mono strong" : "middle mono";
      shapes.push(shape("text", { x, y: bottom + 17, class: mark }, visible(i === CHANGED ? letter : TEXT[i])));
    });
  });
  const parts = free.map((size, i) => `${i + 1}, ${comma(frozen[i], 1)} y ${comma(size, 1)}`);
  return { height: 284, words: `Lo que se mueve el vector de cada posición, congelada y libre: ${parts.join("; ")}.`, shapes };
}
