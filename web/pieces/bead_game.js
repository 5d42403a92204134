// @ts-check
/**
 * Parte 7 · El juego de las diez habas.
 *
 * Falta una letra de un poema que sancho-mini no ha estudiado. Se reparten diez habas entre las que
 * podrían venir, y después se ven las de sancho-mini y las del mozo, que solo oye la última letra. Se
 * puntúa como a un modelo: con las caras de su dado.
 */

import { BEADS, roundBeads, softmax, surprise } from "./beads.js";
import { button, comma, drawing, element, row, shape, textField } from "./elements.js";

/** @typedef {{form: string, before: string, letter: string, bigram: string}} Place */
/** @typedef {{name: string, beads: string}} Player */

const SHOWN = 44; // letras que se enseñan de lo anterior

/** @param {import("./piece.js").Piece} piece @param {HTMLElement} stage */
export async function buildBeadGame(piece, stage) {
  /** @type {{places: Place[]}} */
  const { places } = await piece.data("places");
  let turn = 0;
  let played = 0;
  /** La sorpresa de cada uno, sumada. @type {Record<string, number>} */
  const sums = {};
  /** @type {Player[]} */
  let players = [];
  const verse = element("p", { className: "gap" });
  const table = drawing((width) => paint(width, players, places[turn].letter));
  table.svg.setAttribute("hidden", "");
  const gate = element("div");
  const field = textField({ label: "Vuestras diez habas, una letra por haba", value: "", maxLength: 10, onInput: count });
  field.input.classList.add("mono");
  const show = button("Ver las de sancho-mini", () => {
    reveal().catch((error) => {
      show.disabled = false;
      piece.fail(error);
    });
  });
  const next = button("Otro lugar", () => {
    turn = (turn + 1) % places.length;
    open();
    field.input.focus();
  });
  const note = element("p", { className: "note" },
    "«aaaaaaooo_» son seis para la a, tres para la o y una para el espacio. La barra marca dónde acaba un verso.");

  /** Las habas escritas: el espacio es «_». */
  const written = () => field.input.value.replaceAll(" ", "_");

  function count() {
    const left = BEADS - [...written()].length;
    show.disabled = left !== 0;
    piece.say(left > 0 ? `Os quedan ${left} habas por repartir.` : "Las diez están repartidas.");
  }

  function open() {
    const before = places[turn].before;
    const shown = before.slice(-SHOWN).replaceAll("\n\n", " // ").replaceAll("\n", " / ");
    verse.replaceChildren(`…${shown}`, element("span", { className: "hole" }, "?"));
    field.input.value = "";
    field.input.readOnly = false;
    table.svg.setAttribute("hidden", "");
    show.hidden = false;
    next.hidden = true;
    show.disabled = true;
    piece.say(`Lugar ${turn + 1} de ${places.length}. ¿Qué letra viene? Repartid diez habas.`);
  }

  async function reveal() {
    show.disabled = true;
    const place = places[turn];
    const engine = await piece.engine(gate, "Para ver las habas de sancho-mini hay que traerlo. Se descarga una vez.");
    const { tokenizer, config } = engine;
    const logits = await engine.logits(tokenizer.promptIds(place.before, place.form));
    const chances = softmax(logits).map((chance, id) => {
      const letter = tokenizer.letter(id);
      return /** @type {[string, number]} */ ([letter === " " ? "_" : letter === "\n" ? "↵" : letter, chance]);
    });
    players = [
      { name: "vosotros", beads: written() },
      { name: "sancho-mini", beads: roundBeads(chances) },
      { name: "el mozo", beads: place.bigram },
    ];
    played += 1;
    for (const { name, beads } of players) {
      sums[name] = (sums[name] ?? 0) + surprise(beads, place.letter, config.vocabSize);
    }
    verse.lastElementChild?.replaceWith(element("span", { className: "hole" }, place.letter));
    field.input.readOnly = true;
    table.svg.removeAttribute("hidden");
    show.hidden = true;
    next.hidden = false;
    next.focus();
    table.redraw();
    const dice = players.map(({ name }) => `${name}, ${dieOf(sums[name] / played)}`).join("; ");
    const came = place.letter === "_" ? "un espacio" : `«${place.letter}»`;
    const hits = [...players[0].beads].filter((bead) => bead === place.letter).length;
    const had = hits ? `Le disteis ${hits} de diez.` : "No le disteis ninguna.";
    const where = played === 1 ? "en este lugar" : `en los ${played} lugares jugados`;
    piece.say(`Venía ${came}. ${had} Caras del dado ${where}: ${dice}. Cuantas menos, mejor.`);
  }
  stage.append(verse, field.element, note, row(show, next), gate, table.svg);
  open();
}

/** Las caras de una pérdida; si son muchas, sin decimales. @param {number} nats */
function dieOf(nats) {
  const faces = Math.exp(nats);
  return comma(faces, faces < 100 ? 1 : 0);
}

/** Una fila de habas por jugador; las de la letra que venía, en color. @param {number} width @param {Player[]} players @param {string} letter */
function paint(width, players, letter) {
  const [left, high] = [96, 40];
  const size = Math.min(34, (width - left) / BEADS);
  const shapes = players.flatMap(({ name, beads }, i) => {
    const y = i * high + high / 2;
    const drawn = [...beads].flatMap((bead, n) => {
      const cx = left + size * (n + 0.5);
      const good = bead === letter;
      return [
        shape("ellipse", { cx, cy: y, rx: size * 0.46, ry: size * 0.42, class: good ? "blue" : "faint" }),
        shape("text", { x: cx, y: y + 5, class: good ? "middle mono inside strong" : "middle mono" }, bead),
      ];
    });
    return [shape("text", { x: 0, y: y + 5, class: "strong" }, name), ...drawn];
  });
  const words = players.map(({ name, beads }) => `${name}: ${beads}`).join("; ");
  return { height: players.length * high, words: `Las habas de cada uno. ${words}.`, shapes };
}
