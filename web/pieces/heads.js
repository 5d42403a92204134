// @ts-check
/**
 * Parte 5 · ¿Es el arco la razón? Las dieciséis cabezas: se escoge una, se apuesta y se apagan.
 *
 * Apagar una cabeza es no abrir su saco. Lo que cuesta se mide en caras del dado, con unos versos que
 * sancho-mini no ha estudiado. La máscara también se puede quitar.
 */

import { encodePoems, lossOf } from "./die.js";
import { button, comma, element, row, toggle } from "./elements.js";
import { Sweep } from "./sweep.js";

/** @typedef {import("./piece.js").Engine} Engine */
/** @typedef {import("./sancho-miradas.js").SanchoMiradas} SanchoMiradas */

const POEMS = 4; // con menos se tarda menos, y la medida baila más
const MESSAGE = "El arco dice adónde fue una parte del real; no dice por qué salió una letra. Para saberlo hay que tocar y medir.";

/**
 * @param {SanchoMiradas} piece @param {Engine} engine @param {() => void} reread cuando cambia lo que se mira
 */
export async function buildHeads(piece, engine, reread) {
  const { nLayer, nHead } = engine.config;
  /** @type {{poems: import("./die.js").Poem[]}} */
  const { poems } = await piece.data("screws");
  const lists = encodePoems(engine, poems.slice(0, POEMS));
  const names = Array.from({ length: nLayer * nHead }, (_, i) => ({ layer: Math.floor(i / nHead), head: i % nHead }));
  /** Cuántas caras añade apagar cada una. @type {(number | null)[]} */
  const costs = names.map(() => null);
  let bet = -1;
  /** @type {number | null} */
  let whole = null;
  const current = () => piece.layer * nHead + piece.head;
  /** @param {number} i */
  const isOff = (i) => piece.off.some(([layer, head]) => layer === names[i].layer && head === names[i].head);

  const buttons = names.map(({ layer, head }) => {
    return button("", () => {
      [piece.layer, piece.head] = [layer, head];
      refresh();
      reread();
    }, "head");
  });
  const grid = element("div", { className: "heads" }, ...buttons);
  grid.setAttribute("role", "group");
  grid.setAttribute("aria-label", "Las dieciséis cabezas, por bloque y cabeza");
  grid.style.setProperty("--heads", String(nHead));
  const wager = button("", () => {
    bet = current();
    refresh();
    measure.button.focus(); // el botón de apostar ya no está
    piece.say(`Apostáis por la ${nameOf(bet)}. Ahora, a medir.`);
  });
  const measure = new Sweep({ label: "Medir las dieciséis", start: () => piece.attend(measureAll()), changed: refresh });
  const off = toggle("", (on) => {
    const { layer, head } = piece;
    piece.off = piece.off.filter(([l, h]) => l !== layer || h !== head);
    if (on) piece.off.push([layer, head]);
    changed();
  });
  const mask = toggle("Quitar la máscara", (on) => {
    piece.noMask = on;
    changed();
  });
  const result = element("p", { className: "measured" });
  result.setAttribute("role", "status");

  /** @param {number} i */
  const nameOf = (i) => piece.nameOfHead(names[i].layer, names[i].head);

  function refresh() {
    names.forEach((_, i) => {
      const cost = costs[i];
      const made = buttons[i];
      const mark = i === bet ? "★ " : "";
      const cross = isOff(i) ? " ✕" : "";
      const small = element("small", {}, cost === null ? "" : signed(cost));
      made.replaceChildren(`${mark}${nameOf(i)}${cross}`, small);
      made.setAttribute("aria-pressed", String(i === current()));
      const said = [`Cabeza ${nameOf(i)}`, isOff(i) && "apagada", i === bet && "vuestra apuesta"];
      if (cost !== null) said.push(`apagarla cambia el dado ${signed(cost)} caras`);
      made.setAttribute("aria-label", said.filter(Boolean).join(", "));
    });
    wager.textContent = `Apuesto por la ${piece.nameOfHead()}`;
    wager.hidden = bet >= 0;
    measure.button.hidden = off.hidden = mask.hidden = bet < 0;
    measure.refresh();
    off.textContent = `Apagar la ${piece.nameOfHead()}`;
    off.setAttribute("aria-pressed", String(isOff(current())));
  }

  /** Apaga las dieciséis, de una en una. */
  function measureAll() {
    return measure.run(async (signal) => {
      result.textContent = "Midiendo…";
      try {
        whole ??= Math.exp(await lossOf(engine, lists, {}, signal));
        for (const [i, { layer, head }] of names.entries()) {
          if (costs[i] !== null) continue; // se siguió desde donde se paró
          costs[i] = Math.exp(await lossOf(engine, lists, { headsOff: [[layer, head]] }, signal)) - whole;
          refresh();
        }
        result.textContent = verdict(whole);
      } catch (error) {
        result.textContent = "Parado. Si seguís, continúa por donde iba.";
        throw error;
      }
    });
  }

  /** @param {number} die */
  function verdict(die) {
    const order = names.map((_, i) => i).sort((a, b) => Number(costs[b]) - Number(costs[a]));
    const place = order.indexOf(bet) + 1;
    const first = `Entero, el dado es de ${comma(die, 2)} caras con ${POEMS} poemas no vistos.`;
    const most = `La que más daño hace al apagarla es la ${nameOf(order[0])}: ${signed(Number(costs[order[0]]))}.`;
    const yours = place === 1
      ? "Es la vuestra."
      : `La vuestra, la ${nameOf(bet)}, va la ${place}.ª de dieciséis: ${signed(Number(costs[bet]))}.`;
    return `${first} ${most} ${yours} ${MESSAGE}`;
  }

  let asked = 0;
  /** Se ha apagado algo o se ha quitado la máscara: otra lectura y otra medida. */
  function changed() {
    refresh();
    reread();
    piece.attend(measureNow());
  }

  async function measureNow() {
    const mine = ++asked;
    if (!piece.off.length && !piece.noMask) {
      result.textContent = "Como al principio: nada apagado y con la máscara puesta.";
      return;
    }
    result.textContent = "Midiendo…";
    whole ??= Math.exp(await lossOf(engine, lists));
    const die = Math.exp(await lossOf(engine, lists, piece.changes));
    if (mine !== asked) return;
    const without = piece.off.length ? `sin la ${piece.off.map(([l, h]) => piece.nameOfHead(l, h)).join(" ni la ")}` : "";
    const what = [without, piece.noMask && "sin máscara"].filter(Boolean).join(" y ");
    const why = piece.noMask ? "Nunca aprendió a leer los carteles del futuro: le estorban." : MESSAGE;
    result.textContent = `Dado de ${comma(whole, 2)} caras, entero; ${what}, de ${comma(die, 2)}. ${why}`;
  }

  refresh();
  const title = element("p", { className: "subtitle" }, "¿Cuál importará más?");
  const note = element("p", { className: "note" }, "Mirad los arcos de varias cabezas y apostad por una. Después se apagan y se mide el dado.");
  const chooser = element("div", {}, element("p", { className: "subtitle" }, "Bloque y cabeza"), grid);
  return { chooser, experiment: element("div", { className: "experiment" }, title, note, row(wager, measure.button, off, mask), result) };
}

/** Con su signo: «+0,12». @param {number} value */
function signed(value) {
  const shown = comma(value, 2);
  return value > 0 && /[1-9]/.test(shown) ? `+${shown}` : shown;
}
