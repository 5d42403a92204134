// @ts-check
/**
 * Parte 9 · Una rima de lejos: cuánto espera sancho-mini las letras que la completan.
 *
 * Se cambia la última palabra del verso con que rimaba, o la de otro cercano. Si solo molesta la
 * primera, es que atendía a la rima. Y con el cristal se ve desde dónde la oye.
 */

import { button, comma, drawing, element, row, slider, toggle } from "./elements.js";
import { behindGlass, chancesAt, OPENINGS, sheetOfPaper } from "./glimpse.js";
import { percent } from "./letters.js";
import { paintOpenings } from "./openings_drawing.js";
import { Sweep } from "./sweep.js";

/** @typedef {import("./piece.js").Engine} Engine */
/** @typedef {import("./with_engine.js").PieceWithEngine} PieceWithEngine */

/**
 * Un verso que rima con uno anterior, y con uno solo.
 * @typedef {object} Rhyme
 * @property {string} form
 * @property {string[]} before los versos de antes
 * @property {number} mate cuál rima con él
 * @property {number} other otro, que no rima
 * @property {string} start el verso hasta donde empieza la rima
 * @property {string} ending la rima
 * @property {string} withoutMate el verso que rima, con otra palabra al final
 * @property {string} withoutOther el otro, con otra palabra
 */

const WAYS = [
  { name: "tal cual", short: "Tal cual", color: "blue" },
  { name: "sin la palabra con que rimaba", short: "Sin la que rima", color: "orange" },
  { name: "cambiando la de otro verso", short: "Cambiando otra", color: "green" },
];

/** Los versos de antes, con la trampa que se haya hecho. @param {Rhyme} rhyme @param {number} way */
function linesOf({ before, mate, other, withoutMate, withoutOther }, way) {
  if (way === 1) return before.with(mate, withoutMate);
  return way === 2 ? before.with(other, withoutOther) : before;
}

/** @param {PieceWithEngine} piece @param {Engine} engine @param {HTMLElement} stage */
export async function buildFarRhyme(piece, engine, stage) {
  /** @type {{rhymes: Rhyme[]}} */
  const { rhymes } = await piece.data("glass");
  const { tokenizer } = engine;
  let turn = 0;
  let way = 0;
  let opening = 640;
  /** De cada trampa y abertura, la probabilidad de la rima. @type {Map<number, number>[]} */
  let found = WAYS.map(() => new Map());

  const paper = sheetOfPaper();
  const chart = drawing((width) => {
    const lines = WAYS.map(({ name, color }, i) => ({ name, color, values: found[i] }));
    return paintOpenings(width, { title: "Cuánto espera la rima", lines, now: opening, show: percent });
  });
  const ways = WAYS.map(({ short }, i) => toggle(short, () => go(i, opening)));
  const group = row(...ways);
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", "Qué verso se estropea");
  const glass = slider({
    label: "Letras a la vista:",
    min: 0,
    max: OPENINGS.length - 1,
    step: 1,
    value: OPENINGS.length - 1,
    show: (i) => String(OPENINGS[i]),
    onInput: (i) => go(way, OPENINGS[i]),
  });
  const another = button("Otra rima", () => {
    turn = (turn + 1) % rhymes.length;
    found = WAYS.map(() => new Map());
    go(0, 640);
  }, "quiet");
  const sweep = new Sweep({ label: "Medir las tres", start: () => piece.attend(measureAll()), changed: refresh });

  function refresh() {
    const rhyme = rhymes[turn];
    ways.forEach((made, i) => made.setAttribute("aria-pressed", String(i === way)));
    glass.set(OPENINGS.indexOf(opening));
    sweep.refresh();
    const text = [...linesOf(rhyme, way), rhyme.start].join("\n");
    const hole = element("strong", { className: "rhyme" }, rhyme.ending);
    paper.replaceChildren(...behindGlass(text, opening, hole));
    paper.scrollTop = paper.scrollHeight;
    chart.redraw();
  }

  /** @param {number} nextWay @param {number} nextOpening */
  function go(nextWay, nextOpening) {
    sweep.stop();
    [way, opening] = [nextWay, nextOpening];
    refresh();
    piece.attend(tell(sweep.signal));
  }

  /** @param {AbortSignal} signal */
  async function tell(signal) {
    await measure(way, opening, signal);
    if (way > 0) await measure(0, opening, signal); // para comparar
    chart.redraw();
    piece.say(describe());
  }

  /** La probabilidad de la rima: la de todas sus letras, una detrás de otra. @param {number} asked @param {number} seen @param {AbortSignal} signal */
  async function measure(asked, seen, signal) {
    const values = found[asked];
    if (values.has(seen)) return;
    const { form, start, ending } = rhymes[turn];
    const lines = linesOf(rhymes[turn], asked);
    const ids = tokenizer.promptIds([...lines, start].join("\n") + ending, form);
    const size = [...ending].length;
    let chance = 1;
    for (let place = ids.length - size; place < ids.length; place += 1) {
      chance *= (await chancesAt(engine, ids, place, seen, signal))[ids[place]];
    }
    values.set(seen, chance);
  }

  /** Las tres maneras, con todas las aberturas. */
  function measureAll() {
    return sweep.run(async (signal) => {
      for (const seen of OPENINGS) {
        opening = seen;
        refresh();
        for (const asked of WAYS.keys()) await measure(asked, seen, signal);
        piece.say(describe());
      }
      piece.say(summary());
    });
  }

  /** Cuántas veces menos probable se hace la rima. @param {number} asked @param {number} seen */
  function times(asked, seen) {
    return Number(found[0].get(seen)) / Number(found[asked].get(seen));
  }

  function describe() {
    const { ending, mate, before } = rhymes[turn];
    const chance = Number(found[way].get(opening));
    const far = before.slice(mate).filter(Boolean).length;
    const seen = opening === 1 ? "Con una letra a la vista" : `Con ${opening} letras a la vista`;
    const said = [`${seen}, espera «${ending}» un ${percent(chance)}.`];
    if (way > 0) said.push(`${WAYS[way].name[0].toUpperCase()}${WAYS[way].name.slice(1)}, es ${compared(times(way, opening))}.`);
    else said.push(far === 1 ? "Rima con el verso de antes." : `Rima con el de ${far} versos antes.`);
    return said.join(" ");
  }

  function summary() {
    const [mate, other] = [times(1, 640), times(2, 640)];
    const only = mate > 1.5 * other ? "Molesta más perder la rima que perder otra palabra: algo la oía." : "Molestan parecido: en este caso no se nota que oyera la rima.";
    return `Sin la palabra con que rimaba, la rima es ${compared(mate)}; cambiando la de otro verso, ${compared(other)}. ${only} Un caso solo no dice mucho: probad los demás.`;
  }

  const note = element("p", { className: "note" }, "La probabilidad es la de todas las letras marcadas, una detrás de otra.");
  refresh();
  stage.append(group, paper, piece.sentence, glass.element, row(sweep.button, another), chart.svg, note);
  go(0, 640);
}

/** «3,2 veces menos probable». @param {number} ratio */
function compared(ratio) {
  if (ratio >= 1) return `${comma(ratio, 1)} veces menos probable`;
  return `${comma(1 / ratio, 1)} veces más probable`;
}
