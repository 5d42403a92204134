// @ts-check
/**
 * Parte 9 · El cristal: el dado de la letra siguiente con más o menos papel a la vista.
 *
 * Se mide en dieciséis lugares de un poema que sancho-mini no ha estudiado, los mismos para todas las
 * aberturas. Con pocas letras el dado baja deprisa; después, cada vez menos.
 */

import { orderOf } from "./beads.js";
import { comma, drawing, element, row, slider, spoken } from "./elements.js";
import { behindGlass, chancesAt, OPENINGS, sheetOfPaper } from "./glimpse.js";
import { percent } from "./letters.js";
import { paintOpenings } from "./openings_drawing.js";
import { Sweep } from "./sweep.js";

/** @typedef {import("./piece.js").Engine} Engine */
/** @typedef {import("./with_engine.js").PieceWithEngine} PieceWithEngine */

export const PLACES = 16;
const FIRST = 280; // antes de aquí, con 256 letras a la vista se vería lo mismo que con 640

/** Los lugares donde se mide, repartidos por el poema. @param {number} length cuántos ids */
export function placesOf(length) {
  return Array.from({ length: PLACES }, (_, i) => Math.round(FIRST + ((length - 1 - FIRST) * i) / (PLACES - 1)));
}

/** @param {PieceWithEngine} piece @param {Engine} engine @param {HTMLElement} stage */
export async function buildGlass(piece, engine, stage) {
  /** @type {{poem: {form: string, text: string}, spots: number, faces: [number, number][]}} */
  const { poem, spots, faces } = await piece.data("glass");
  const { tokenizer } = engine;
  const ids = tokenizer.encodePiece(poem.text, poem.form);
  const places = placesOf(ids.length);
  let opening = 1;
  let at = 5; // cuál de los lugares se enseña
  /** La pérdida media de cada abertura. @type {Map<number, number>} */
  const losses = new Map();

  const paper = sheetOfPaper();
  const chart = drawing((width) => {
    const lines = [
      { name: `este poema, en ${PLACES} lugares`, color: "orange", values: new Map([...losses].map(([n, loss]) => [n, Math.exp(loss)])) },
      { name: `todos los poemas apartados, en ${spots} lugares`, color: "blue", values: losses.size > 1 ? new Map(faces) : new Map() },
    ];
    return paintOpenings(width, { title: "Caras del dado", lines, now: opening, show: (die) => comma(die, 1) });
  });
  const glass = slider({
    label: "Letras a la vista:",
    min: 0,
    max: OPENINGS.length - 1,
    step: 1,
    value: 0,
    show: (i) => String(OPENINGS[i]),
    onInput: (i) => go(OPENINGS[i], at),
  });
  const spot = slider({
    label: "Lugar del poema:",
    min: 1,
    max: PLACES,
    step: 1,
    value: at + 1,
    show: (value) => `${value} de ${PLACES}`,
    onInput: (value) => go(opening, value - 1),
  });
  const sweep = new Sweep({ label: "Abrirlo poco a poco", start: () => piece.attend(openSlowly()), changed: refresh });

  function refresh() {
    glass.set(OPENINGS.indexOf(opening));
    sweep.refresh();
    const place = places[at];
    const read = tokenizer.decode(ids.slice(2, place)); // sin el inicio y la forma
    const hole = element("span", { className: "hole" }, "?");
    paper.replaceChildren(...behindGlass(read, opening, hole));
    paper.scrollTop = paper.scrollHeight;
    chart.redraw();
  }

  /** @param {number} next @param {number} spotAt */
  function go(next, spotAt) {
    sweep.stop();
    [opening, at] = [next, spotAt];
    refresh();
    piece.attend(measure(sweep.signal));
  }

  /** Mide el lugar que se enseña y, si faltan, todos. @param {AbortSignal} signal */
  async function measure(signal) {
    const place = places[at];
    const chances = await chancesAt(engine, ids, place, opening, signal);
    const here = describe(chances, ids[place]);
    piece.say(losses.has(opening) ? `${here} ${mean()}` : `${here} Midiendo los demás lugares…`);
    if (losses.has(opening)) return;
    let nats = 0;
    for (const other of places) {
      nats -= Math.log((await chancesAt(engine, ids, other, opening, signal))[ids[other]]);
    }
    losses.set(opening, nats / places.length);
    chart.redraw();
    piece.say(`${here} ${mean()}`);
  }

  /** Abre el cristal de una letra a todo el papel, midiendo. */
  function openSlowly() {
    return sweep.run(async (signal) => {
      for (const next of OPENINGS) {
        opening = next;
        refresh();
        await measure(signal);
      }
      piece.say(summary());
    });
  }

  /** @param {number[]} chances @param {number} id */
  function describe(chances, id) {
    const letter = spoken(tokenizer.letter(id));
    const [first] = orderOf(chances);
    const best = first === id ? "Es la que más espera." : `La que más espera es ${spoken(tokenizer.letter(first))}.`;
    const seen = opening === 1 ? "Con la última letra a la vista" : `Con ${opening} letras a la vista`;
    return `${seen}, a la que viene, ${letter}, le da un ${percent(chances[id])}. ${best}`;
  }

  function mean() {
    return `En los ${PLACES} lugares, un dado de ${comma(Math.exp(Number(losses.get(opening))), 1)} caras.`;
  }

  /** Cuánto de la bajada se debe a las dieciséis letras más cercanas. */
  function summary() {
    const [one, near, all] = [1, 16, 640].map((n) => Number(losses.get(n)));
    const dice = [one, near, all].map((loss) => comma(Math.exp(loss), 1));
    const [few, some, most] = [1, 16, 256].map((n) => Math.log(new Map(faces).get(n) ?? NaN));
    return (
      `En este poema, con una letra el dado es de ${dice[0]} caras; con dieciséis, de ${dice[1]}; con todo el papel, de ${dice[2]}. ` +
      `En todos los apartados, de 1 a 256 letras la pérdida baja ${comma(few - most, 2)}; con las dieciséis más cercanas ya ha bajado ${comma(few - some, 2)}.`
    );
  }

  const note = element("p", { className: "note" }, `Un poema de La Numancia que no ha estudiado. Lo tapado no lo lee: para él es como si no estuviera. En ${PLACES} lugares la medida baila; en ${spots}, menos.`);
  refresh();
  stage.append(glass.element, paper, piece.sentence, row(spot.element, sweep.button), chart.svg, note);
  go(1, at);
}
