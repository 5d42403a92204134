// @ts-check
/**
 * Parte 3 · Embeddings: el mapa de las letras.
 *
 * Cada letra es una lista de 256 números. Se dibujan en un mapa de dos direcciones; se toca una letra
 * y se ven sus vecinas, que se buscan con los vectores enteros y no en el dibujo. Un mando mueve el
 * tiempo: al principio las letras están donde las puso el azar. Debajo se cambian dos filas de la
 * tabla y se mide el destrozo, y se miran los vectores de los sitios.
 *
 *     <sancho-letras></sancho-letras>
 */

import { comma, drawing, element, picker, row, shape, slider, spoken, toggle, visible } from "./elements.js";
import { FIRST, isRare, paintMap, touchedLetter } from "./letter_map.js";
import { Piece } from "./piece.js";
import { buildPlaces } from "./place_likeness.js";
import { buildSwap } from "./row_swap.js";
import { likeness, rowOf } from "./vectors.js";

/** @typedef {import("./piece.js").Engine} Engine */
/** @typedef {import("./vectors.js").Found} Found */
/** @typedef {import("./letter_map.js").Letters} Letters */

const START = "a";
const NEIGHBORS = 5;

export class SanchoLetras extends Piece {
  /** @override */
  heading = "El mapa de las letras";

  /** @type {Letters} */
  // @ts-expect-error: llega al construir, antes de usarla
  letters;
  /** La tabla de verdad, forma (V, C), cuando ya se ha traído. @type {Found | null} */
  table = null;
  /** @type {import("./letter_map.js").View} */
  view = { moment: 0, chosen: 0, neighbors: [], close: false };

  /** @override @param {HTMLElement} stage */
  async build(stage) {
    this.letters = await this.data("letters");
    const { letters, view } = this;
    view.moment = letters.maps.length - 1;
    view.chosen = letters.letters.indexOf(START);
    const map = drawing((width) => paintMap(width, letters, view));
    map.svg.classList.add("touched");
    const list = drawing((width) => this.paintNeighbors(width));
    const kind = picker({
      label: "Letra",
      options: byUse(letters).map((id) => [String(id), visible(letters.letters[id])]),
      onInput: (id) => this.choose(Number(id)),
    });
    const time = slider({
      label: "Paso del aprendizaje:",
      min: 0,
      max: view.moment,
      step: 1,
      value: view.moment,
      show: (value) => comma(letters.maps[value].step, 0),
      onInput: (value) => {
        view.moment = value;
        this.refresh();
      },
    });
    const near = toggle("De cerca", (on) => {
      view.close = on;
      this.refresh();
    });
    this.refresh = () => {
      kind.select.value = String(view.chosen);
      view.neighbors = this.nearest().map(({ id }) => id);
      list.svg.toggleAttribute("hidden", this.table === null);
      map.redraw();
      list.redraw();
      this.describe();
    };
    map.svg.addEventListener("click", (event) => this.choose(touchedLetter(map.svg, event, letters, view)));
    const gate = element("div");
    const more = element("div", { className: "stage" });
    const note = element("p", { className: "note" },
      `En gris, las que salen menos de ${letters.common} veces: su vector casi no se ha corregido. ` +
      "Los ejes no tienen nombre, y girar el mapa no cambiaría nada.");
    const side = element("div", { className: "stage" }, kind.element, list.svg, gate);
    const pair = element("div", { className: "pair" }, map.svg, side);
    stage.append(pair, row(time.element, near), this.sentence, note, more);
    this.refresh();
    const ready = this.engine(gate, "Para buscar las vecinas con los vectores enteros y cambiar filas hace falta sancho-mini. Se descarga una vez.");
    ready.then((engine) => this.open(engine, more)).catch((error) => this.fail(error));
  }

  refresh = () => {};

  /** @param {number} id */
  choose(id) {
    this.view.chosen = id;
    this.refresh();
  }

  /** @param {Engine} engine @param {HTMLElement} more */
  async open(engine, more) {
    // Un texto con cada símbolo una vez: los vectores que entran son, en orden, las filas de la tabla.
    const ids = Array.from({ length: engine.config.vocabSize }, (_, id) => id);
    const found = await engine.inspect(ids, { want: ["embedding.token"] });
    this.table = found["embedding.token"];
    this.refresh();
    const places = element("section", { className: "stage" });
    more.append(buildSwap(this, engine, this.letters), places);
    await buildPlaces(engine, places);
  }

  /** Las letras corrientes de vector más parecido al de la tocada, con su parecido. */
  nearest() {
    const { table, letters, view } = this;
    if (table === null) return [];
    const own = rowOf(table, view.chosen);
    const ids = letters.letters.map((_, id) => id).slice(FIRST);
    const others = ids.filter((id) => id !== view.chosen && !isRare(letters, id));
    const found = others.map((id) => ({ id, like: likeness(own, rowOf(table, id)) }));
    return found.sort((a, b) => b.like - a.like).slice(0, NEIGHBORS);
  }

  /** @param {number} width */
  paintNeighbors(width) {
    const [left, right, high] = [40, 50, 28];
    const room = width - left - right;
    const found = this.nearest();
    const title = shape("text", { x: 0, y: 16, class: "strong" }, `Parecido con ${spoken(this.letters.letters[this.view.chosen])}`);
    const shapes = found.flatMap(({ id, like }, i) => {
      const y = 26 + i * high;
      return [
        shape("text", { x: left - 12, y: y + 19, class: "end mono strong" }, visible(this.letters.letters[id])),
        shape("rect", { x: left, y: y + 4, width: room, height: high - 8, class: "faint" }),
        shape("rect", { x: left, y: y + 4, width: Math.max(0.5, room * like), height: high - 8, class: "orange" }),
        shape("text", { x: width, y: y + 19, class: "end" }, comma(like, 2)),
      ];
    });
    return { height: 30 + NEIGHBORS * high, words: this.neighborsInWords(), shapes: [title, ...shapes] };
  }

  neighborsInWords() {
    const parts = this.nearest().map(({ id, like }) => `${spoken(this.letters.letters[id])}, ${comma(like, 2)}`);
    return `Las más parecidas, con los vectores enteros: ${parts.join("; ")}.`;
  }

  describe() {
    const { letters, view } = this;
    const { step, explained } = letters.maps[view.moment];
    const name = spoken(letters.letters[view.chosen]);
    const times = letters.times[view.chosen];
    const said = [`${name[0].toUpperCase()}${name.slice(1)} sale ${comma(times, 0)} ${times === 1 ? "vez" : "veces"} en lo estudiado.`];
    if (this.table) {
      said.push(this.neighborsInWords());
      if (isRare(letters, view.chosen)) said.push("Sale tan poco que esos parecidos pueden ser casualidad.");
    }
    const drawn = `El dibujo guarda el ${comma(100 * explained, 0)} % de las diferencias entre las letras`;
    if (step === 0) said.push(`Paso 0: cada letra está donde la puso el azar. ${drawn}.`);
    else if (view.moment < letters.maps.length - 1) said.push(`Así era el mapa en el paso ${comma(step, 0)}; las vecinas son las del final. ${drawn}.`);
    else said.push(`${drawn}: dos que se ven juntas pueden no ser vecinas.`);
    this.say(said.join(" "));
  }
}

/** Los ids de las letras, de la que más sale a la que menos. @param {Letters} letters */
function byUse({ letters, times }) {
  const ids = letters.map((_, id) => id).slice(FIRST);
  return ids.sort((a, b) => times[b] - times[a]);
}

customElements.get("sancho-letras") || customElements.define("sancho-letras", SanchoLetras);
