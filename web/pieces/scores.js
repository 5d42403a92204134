// @ts-check
/**
 * Parte 7 · Notas y habas: tres cajetines, sin modelo.
 *
 * Tres notas que se suben y se bajan y, al lado, cien habas repartidas según softmax. Al subir una nota
 * crece su montón y menguan los otros: siempre son cien. Sumar lo mismo a las tres no cambia nada.
 */

import { share, softmax } from "./beads.js";
import { button, comma, drawing, element, row, shape, slider, upTo } from "./elements.js";

const LETTERS = ["a", "o", "s"];
const START = [2, 1, 0]; // las de la guía
const PLUS = 5;
const REACH = 7; // hasta dónde se puede subir o bajar una nota
const COLORS = ["blue", "orange", "green"];

/** @param {import("./piece.js").Piece} piece @param {HTMLElement} stage */
export function buildScores(piece, stage) {
  let scores = [...START];
  let added = false;
  const { svg, redraw } = drawing((width) => paint(width, scores));
  const sliders = LETTERS.map((letter, i) =>
    slider({
      label: `Nota de la ${letter}:`,
      min: -REACH,
      max: REACH,
      step: 0.5,
      value: scores[i],
      show: (value) => upTo(value, 1),
      onInput: (value) => {
        scores[i] = value;
        added = false;
        refresh();
      },
    }),
  );
  const plus = button(`Sumar ${PLUS} a las tres`, () => {
    scores = scores.map((score) => score + PLUS);
    added = true;
    refresh();
  });
  const again = button(
    "Como al principio",
    () => {
      scores = [...START];
      added = false;
      refresh();
    },
    "quiet",
  );
  function refresh() {
    sliders.forEach(({ set }, i) => set(scores[i]));
    plus.disabled = Math.max(...scores) + PLUS > REACH;
    redraw();
    const chances = softmax(scores);
    const beads = share(chances, 100);
    const parts = LETTERS.map((letter, i) => `${beads[i]} para la ${letter}`);
    const same = added ? " Hemos sumado lo mismo a las tres y no ha cambiado ningún montón: solo cuentan las distancias." : "";
    const powers = LETTERS.map((letter, i) => `${letter} ${comma(chances[i], 2)}`).join("; ");
    piece.say(`De cien habas, ${parts[0]}, ${parts[1]} y ${parts[2]}. En probabilidades: ${powers}.${same}`);
  }
  const knobs = element("div", { className: "row" }, ...sliders.map((made) => made.element));
  stage.append(svg, knobs, row(plus, again));
  refresh();
}

/** Las notas, en barras, y debajo de cada una su montón. @param {number} width @param {number[]} scores */
function paint(width, scores) {
  const beads = share(softmax(scores), 100);
  const column = width / 3;
  const middle = 96;
  const unit = 66 / REACH;
  const [perLine, size] = [10, Math.min(15, (column - 24) / 10)];
  const piles = middle + 96;
  const shapes = [
    shape("text", { x: 0, y: 14, class: "strong" }, "Notas"),
    shape("path", { d: `M0 ${middle}H${width}`, class: "axis" }),
    shape("text", { x: 0, y: piles - 10, class: "strong" }, "Habas"),
  ];
  scores.forEach((score, i) => {
    const center = column * (i + 0.5);
    const tall = Math.max(1.5, Math.abs(score) * unit);
    const y = score >= 0 ? middle - tall : middle;
    shapes.push(shape("rect", { x: center - 22, y, width: 44, height: tall, class: COLORS[i] }));
    const label = score >= 0 ? y - 6 : y + tall + 16;
    shapes.push(shape("text", { x: center, y: label, class: "middle" }, `${LETTERS[i]}: ${upTo(score, 1)}`));
    const left = center - (perLine * size) / 2;
    for (let n = 0; n < beads[i]; n += 1) {
      const [cx, cy] = [left + size * ((n % perLine) + 0.5), piles + size * (9.5 - Math.floor(n / perLine))];
      shapes.push(shape("ellipse", { cx, cy, rx: size * 0.44, ry: size * 0.36, class: COLORS[i] }));
    }
    const count = { x: center, y: piles + size * 10 + 20, class: "middle strong" };
    shapes.push(shape("path", { d: `M${left} ${piles + size * 10 + 1}h${perLine * size}`, class: "axis" }));
    shapes.push(shape("text", count, String(beads[i])));
  });
  const words = LETTERS.map((letter, i) => `la ${letter}, nota ${upTo(scores[i], 1)} y ${beads[i]} habas`).join("; ");
  return { height: piles + size * 10 + 26, words: `Tres cajetines: ${words}.`, shapes };
}
