// @ts-check
/**
 * Parte 3 · Cambiar dos filas de la tabla: la «a» hace la seña de la «o», y la «o», la de la «a».
 *
 * Nadie avisa a los lectores, las demás partes del modelo. Se mide el dado con poemas que sancho-mini
 * no ha estudiado, antes y después. Antes se pregunta, con la misma predicción de la guía.
 */

import { button, comma, element, picker, row, visible } from "./elements.js";
import { predict } from "./prediction.js";
import { FIRST } from "./letter_map.js";

/** @typedef {import("./piece.js").Engine} Engine */
/** @typedef {import("./letter_map.js").Letters} Letters */

const PAIRS = ["ao", "az", "wk"]; // los de la guía
const QUESTION = "¿Qué cambio hará crecer más el dado?";
const OPTIONS = [
  "a ↔ o, porque las dos salen mucho",
  "a ↔ z, porque no se parecen en nada",
  "w ↔ k, porque son las más raras",
  "Ninguno: el modelo se dará cuenta",
];

/** @param {import("./piece.js").Piece} piece @param {Engine} engine @param {Letters} data */
export function buildSwap(piece, engine, data) {
  const place = element("div", { className: "prediction" });
  const work = element("div", { className: "stage" });
  const title = element("p", { className: "subtitle" }, "Cambiar dos filas");
  predict(question(), place)
    .then(() => openSwap(piece, engine, data, work))
    .catch((error) => piece.fail(error));
  return element("section", { className: "apart" }, title, place, work);
}

/** La predicción `e3-intercambio` de la guía: si ya se contestó allí, no se pregunta otra vez. */
function question() {
  const items = OPTIONS.map((option) => element("li", {}, option));
  const made = element("div", {}, element("p", {}, QUESTION), element("ul", {}, ...items));
  made.dataset.predecir = "e3-intercambio";
  return made;
}

/** @param {import("./piece.js").Piece} piece @param {Engine} engine @param {Letters} data @param {HTMLElement} work */
function openSwap(piece, engine, data, work) {
  const text = data.unseen.map((piece) => piece.text).join("");
  const pieces = data.unseen.map((piece) => engine.tokenizer.encodePiece(piece.text, piece.form));
  const rows = element("tbody");
  const table = element("table", { hidden: true },
    element("thead", {}, element("tr", {}, ...["cambio", "de cada 100 letras", "caras"].map((name) => element("th", { scope: "col" }, name)))),
    rows);
  const answer = element("p", { className: "measured" });
  answer.setAttribute("role", "status");
  /** @type {number | null} */
  let before = null;

  /** Las caras del dado, con esas dos filas cambiadas. @param {[number, number][]} swappedRows */
  async function die(swappedRows) {
    const { nats, letters } = await engine.score(pieces, { changes: { swappedRows } });
    return Math.exp(nats / letters);
  }
  /** @param {string} name @param {number} spoiled @param {number} faces */
  function write(name, spoiled, faces) {
    const head = element("th", { scope: "row" }, name);
    rows.append(element("tr", {}, head, element("td", {}, comma(spoiled, 1)), element("td", {}, comma(faces, 2))));
    table.hidden = false;
  }
  /** @param {number} a @param {number} b */
  async function measure(a, b) {
    const [first, second] = [data.letters[a], data.letters[b]];
    const name = `${visible(first)} ↔ ${visible(second)}`;
    if (a === b) {
      answer.textContent = "Elegid dos letras distintas: cambiar una fila por sí misma no es cambiar nada.";
      return;
    }
    answer.textContent = "Midiendo…";
    for (const made of buttons) made.disabled = true;
    try {
      if (before === null) {
        before = await die([]);
        write("sin tocar", 0, before);
      }
      const after = await die([[a, b]]);
      const spoiled = (100 * [...text].filter((letter) => letter === first || letter === second).length) / [...text].length;
      write(name, spoiled, after);
      answer.textContent =
        `Con ${name} se estropean ${comma(spoiled, 1)} de cada 100 letras, y el dado pasa de ` +
        `${comma(before, 2)} caras a ${comma(after, 2)}.`;
    } finally {
      for (const made of buttons) made.disabled = false;
    }
  }
  /** @param {number} a @param {number} b */
  const tryToMeasure = (a, b) => void measure(a, b).catch((error) => piece.fail(error));

  const ids = data.letters.map((_, id) => id).slice(FIRST);
  const options = ids.map((id) => /** @type {[string, string]} */ ([String(id), visible(data.letters[id])]));
  const [one, other] = ["Una letra", "Por otra"].map((label) => picker({ label, options, onInput: () => {} }));
  one.select.value = String(data.letters.indexOf("n"));
  other.select.value = String(data.letters.indexOf("r"));
  const own = button("Cambiarlas y medir", () => tryToMeasure(Number(one.select.value), Number(other.select.value)), "quiet");
  const pairs = PAIRS.map((pair) => {
    const [a, b] = [...pair].map((letter) => data.letters.indexOf(letter));
    return button(`${pair[0]} ↔ ${pair[1]}`, () => tryToMeasure(a, b));
  });
  const buttons = [own, ...pairs];
  const about = element("p", { className: "note" },
    `Se mide con ${data.unseen.length} poemas apartados, ${comma([...text].length, 0)} letras. Sancho-mini no se estropea: el cambio dura una cuenta.`);
  work.append(about, row(...pairs), row(one.element, other.element, own), answer, table);
}
