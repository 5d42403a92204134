// @ts-check
/**
 * Parte 8 · La pendiente, a mano: mover una pizca a cada lado, medir dos veces, restar y repartir.
 *
 * La retropropagación da la misma sin mover nada. La de cada tornillo, en su sitio y con el primer
 * poema, se calculó con PyTorch y viene con los datos.
 */

import { button, comma, element, row, slider, upTo } from "./elements.js";

/** @typedef {import("./sancho-peso.js").SanchoPeso} SanchoPeso */

const PINCHES = [1, 0.3, 0.1, 0.03, 0.01];
const DIGITS = 4;

/** @param {SanchoPeso} piece */
export function buildSlope(piece) {
  const table = element("table", { className: "sums" });
  const result = element("p", { className: "measured" });
  result.setAttribute("role", "status");
  let pinch = PINCHES[PINCHES.length - 2];
  const size = slider({
    label: "La pizca:",
    min: 0,
    max: PINCHES.length - 1,
    step: 1,
    value: PINCHES.indexOf(pinch),
    show: (place) => upTo(PINCHES[place], 2),
    onInput: (place) => {
      pinch = PINCHES[place];
      clear();
    },
  });
  const measure = button("Medir a los dos lados", () => {
    piece.attend(measureSlope());
  });

  function clear() {
    piece.slope = null;
    table.hidden = true;
    result.textContent = "";
    piece.refresh();
  }

  async function measureSlope() {
    if (piece.sweep.running) piece.sweep.stop();
    const { push, screw } = piece;
    const used = pinch;
    const lower = await piece.loss(push - used, 1);
    const higher = await piece.loss(push + used, 1);
    if (push !== piece.push || screw !== piece.screw || used !== pinch) return; // mientras tanto se ha movido
    const slope = (higher - lower) / (2 * pinch);
    const at = screw.value + push;
    const lines = [
      [`una pizca más, ${comma(at + pinch, DIGITS)}`, comma(higher, 6)],
      [`una pizca menos, ${comma(at - pinch, DIGITS)}`, comma(lower, 6)],
      ["la resta", comma(higher - lower, 6)],
      [`entre lo movido, ${upTo(2 * pinch, 2)}: la pendiente`, comma(slope, DIGITS)],
    ];
    const head = element("tr", {}, element("th", { scope: "col" }, "el peso"), element("th", { scope: "col" }, "la pérdida"));
    table.replaceChildren(head, ...lines.map(([name, value]) => {
      return element("tr", {}, element("th", { scope: "row" }, name), element("td", {}, value));
    }));
    table.hidden = false;
    piece.slope = { push, slope };
    result.textContent = conclusion(slope, push === 0 ? screw.slope : null);
    piece.refresh();
  }

  /** @param {number} slope @param {number | null} known */
  function conclusion(slope, known) {
    const way = slope < 0 ? "Al subir el peso, la pérdida baja" : "Al subir el peso, la pérdida sube";
    const said = [`A mano, con el primer poema: ${comma(slope, DIGITS)}. ${way}; para bajarla se va en contra.`];
    if (known === null) said.push("La de la retropropagación la traemos calculada con el peso en su sitio: volved allí para compararlas.");
    else {
      const digits = comma(slope, DIGITS) === comma(known, DIGITS);
      said.push(`La retropropagación, sin mover nada: ${comma(known, DIGITS)}.`);
      said.push(digits ? `Son iguales hasta la cuarta cifra decimal.` : "Con una pizca menor se acercan.");
    }
    return said.join(" ");
  }

  function refresh() {
    if (piece.slope && piece.slope.push !== piece.push) {
      piece.slope = null;
      table.hidden = true;
      result.textContent = "";
    }
  }
  table.hidden = true;
  const title = element("p", { className: "subtitle" }, "La pendiente, a mano");
  const box = element("div", { className: "experiment" }, title, row(size.element, measure), table, result);
  return { element: box, clear, refresh };
}
