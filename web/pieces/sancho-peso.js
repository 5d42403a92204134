// @ts-check
/**
 * Parte 8 · Un tornillo de verdad: se arrastra uno de los pesos de sancho-mini y se mira el dado.
 *
 * Cada sitio que se prueba deja un punto, y de los puntos sale un valle: uno con un poema y otro con
 * ocho. La pendiente se saca a mano, midiendo a los dos lados, y se compara con la de la
 * retropropagación.
 *
 *     <sancho-peso></sancho-peso>
 */

import { encodePoems, lossOf } from "./die.js";
import { button, comma, drawing, element, picker, row, slider, upTo } from "./elements.js";
import { nameOf } from "./letters.js";
import { PESO_STYLES } from "./peso_styles.js";
import { buildSlope } from "./slope_by_hand.js";
import { Sweep } from "./sweep.js";
import { paintValley, pushAt, REACH } from "./valley_drawing.js";
import { PieceWithEngine } from "./with_engine.js";

/** @typedef {import("./piece.js").Engine} Engine */
/** @typedef {import("./die.js").Poem} Poem */

/**
 * Un peso, y la pendiente que le da la retropropagación con el primer poema.
 * @typedef {{where: string, name: string, index: number, row: number, column: number, value: number, slope: number}} Screw
 */

/** Un sitio probado: cuánto se ha empujado y la pérdida con un poema y con todos. @typedef {{push: number, one: number, all: number | null}} Tried */

const VALLEY = [0, 1, -1, 2, -2, 3, -3, 4, -4]; // los sitios de la guía, del centro hacia fuera

export class SanchoPeso extends PieceWithEngine {
  /** @override */
  heading = "Un tornillo de verdad";

  /** @override */
  why = "Para mover uno de sus pesos hace falta sancho-mini.";

  /** @override */
  promise = "Aquí se arrastra un peso de sancho-mini y se ve cómo cambia el dado.";

  /** @override */
  css = PESO_STYLES;

  push = 0;
  /** Lo probado con este tornillo, por empujón. @type {Map<number, Tried>} */
  tried = new Map();
  /** La pendiente medida a mano, para dibujarla. @type {{push: number, slope: number} | null} */
  slope = null;
  refresh = () => {};
  sweep = new Sweep({ label: "Dibujar el valle", start: () => this.attend(this.drawValley()), changed: () => this.refresh() });
  /** @type {Engine} */
  // @ts-expect-error: se pone al abrir, antes de usarlo
  opened;
  /** @type {Screw} */
  // @ts-expect-error: igual
  screw;
  /** Los poemas, en ids. @type {number[][]} */
  lists = [];

  /** @override @param {Engine} engine @param {HTMLElement} stage */
  async open(engine, stage) {
    /** @type {{poems: Poem[], screws: Screw[]}} */
    const { poems, screws } = await this.data("screws");
    Object.assign(this, { opened: engine, screw: screws[0], lists: encodePoems(engine, poems) });
    const valley = drawing((width) => paintValley(width, this));
    valley.svg.addEventListener("click", (event) => this.go(pushAt(valley.svg, event.clientX)));
    const hand = slider({
      label: "Empujón:",
      min: -REACH,
      max: REACH,
      step: 0.1,
      value: 0,
      show: (push) => `${push > 0 ? "+" : ""}${upTo(push, 1)}`,
      onInput: (push) => this.go(push),
    });
    const home = button("Volver a su sitio", () => this.go(0), "quiet");
    const options = screws.map((screw, i) => /** @type {[string, string]} */ ([String(i), this.label(screw)]));
    const which = picker({
      label: "Qué tornillo",
      options,
      onInput: (value) => {
        this.sweep.stop();
        this.tried.clear();
        this.screw = screws[Number(value)];
        this.slope = null;
        slope.clear();
        this.go(0);
      },
    });
    const slope = buildSlope(this);
    this.refresh = () => {
      hand.set(this.push);
      this.sweep.refresh();
      valley.redraw();
      slope.refresh();
    };
    stage.append(which.element, hand.element, row(this.sweep.button, home), valley.svg, this.sentence, slope.element);
    this.go(0);
  }

  /** Dónde está un tornillo. @param {Screw} screw */
  label({ where, name, row: line, column }) {
    const { tokenizer, config } = this.opened;
    const isLetter = name.startsWith("lm_head") || name.startsWith("embeddings");
    const shown = isLetter && line < config.vocabSize ? `«${nameOf(tokenizer.letter(line))}»` : String(line);
    return `${where[0].toUpperCase()}${where.slice(1)}: fila ${shown}, columna ${column}`;
  }

  /** La pérdida con el peso empujado. @param {number} push @param {number} poems cuántos @param {AbortSignal} [signal] */
  loss(push, poems, signal) {
    const { name, index, value } = this.screw;
    const changes = { weights: [{ name, index, value: value + push }] };
    return lossOf(this.opened, this.lists.slice(0, poems), changes, signal);
  }

  /** Empuja el peso y mide; lo que se estuviera midiendo se deja. @param {number} push */
  go(push) {
    this.sweep.stop();
    this.push = Math.round(push * 10) / 10;
    this.refresh();
    this.attend(this.tryHere(this.sweep.signal));
  }

  /** Mide donde está: primero un poema, que se ve enseguida, y después todos. @param {AbortSignal} signal */
  async tryHere(signal) {
    const { push, tried } = this;
    for (const place of push === 0 ? [0] : [0, push]) { // el sitio de antes hace falta para comparar
      const known = tried.get(place) ?? { push: place, one: await this.loss(place, 1, signal), all: null };
      tried.set(place, known);
    }
    if (!signal.aborted) this.say(this.describe());
    this.refresh();
    for (const place of push === 0 ? [0] : [0, push]) {
      const known = /** @type {Tried} */ (tried.get(place));
      known.all ??= await this.loss(place, this.lists.length, signal);
    }
    if (!signal.aborted) this.say(this.describe());
    this.refresh();
  }

  /** Prueba los nueve sitios de la guía. */
  drawValley() {
    return this.sweep.run(async (signal) => {
      for (const push of VALLEY) {
        this.push = push;
        await this.tryHere(signal);
      }
      this.push = 0;
      this.say(`${this.bottoms()} Buscad más cerca con el mando. El sitio mejor para un texto puede no serlo para los demás.`);
    });
  }

  /** Dónde está el fondo de cada valle, de lo probado. */
  bottoms() {
    const tried = [...this.tried.values()];
    const one = tried.reduce((best, place) => (place.one < best.one ? place : best));
    const full = tried.filter((place) => place.all !== null);
    const all = full.reduce((best, place) => (Number(place.all) < Number(best.all) ? place : best));
    /** @param {number} push */
    const where = (push) => (push === 0 ? "en su sitio" : `con un empujón de ${upTo(push, 1)}`);
    return (
      `De lo probado, el dado más pequeño con el primer poema está ${where(one.push)}: ${faces(one.one)} caras; ` +
      `con los ${this.lists.length}, ${where(all.push)}: ${faces(Number(all.all))}.`
    );
  }

  describe() {
    const here = /** @type {Tried} */ (this.tried.get(this.push));
    const home = /** @type {Tried} */ (this.tried.get(0));
    const { value } = this.screw;
    const said = [];
    if (this.push === 0) said.push(`El peso vale ${comma(value, 2)} y está en su sitio.`);
    else said.push(`El peso pasa de ${comma(value, 2)} a ${comma(value + this.push, 2)}.`);
    const before = this.push === 0 ? "" : ` (en su sitio, ${faces(home.one)})`;
    said.push(`Con el primer poema, pérdida de ${comma(here.one, 4)} y dado de ${faces(here.one)} caras${before}.`);
    if (here.all === null) said.push("Midiendo los demás…");
    else {
      const other = this.push === 0 || home.all === null ? "" : ` (en su sitio, ${faces(home.all)})`;
      said.push(`Con los ${this.lists.length}, dado de ${faces(here.all)}${other}.`);
    }
    return said.join(" ");
  }
}

/** Las caras del dado. @param {number} loss */
export function faces(loss) {
  return comma(Math.exp(loss), 2);
}

customElements.get("sancho-peso") || customElements.define("sancho-peso", SanchoPeso);
