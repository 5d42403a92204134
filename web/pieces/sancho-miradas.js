// @ts-check
/**
 * Parte 5 · Un día de feria: a quién mira cada letra, con cada una de las dieciséis cabezas.
 *
 * Arriba, los arcos de la letra tocada. En medio, los cuatro pasos (comparar, templar, tapar el futuro
 * y repartir), con todos sus números. Abajo se apuesta qué cabeza importa más y se mide apagándolas:
 * el arco dice adónde fue una parte del real, no por qué salió una letra.
 *
 *     <sancho-miradas></sancho-miradas>
 */

import { comma, drawing, element, picker, row, slider, textField } from "./elements.js";
import { buildHeads } from "./heads.js";
import { joined, nameOf } from "./letters.js";
import { MIRADAS_STYLES } from "./miradas_styles.js";
import { cellAt, letterAt, paintArcs, paintSteps, STEPS } from "./looks_drawing.js";
import { PieceWithEngine } from "./with_engine.js";

/** @typedef {import("./piece.js").Engine} Engine */
/** @typedef {import("./looks_drawing.js").Look} Look */

const START = { text: "La del alba ser", form: "prosa", layer: 0, head: 2 }; // lo de la guía: la 1.3
const LONGEST = 20;

export class SanchoMiradas extends PieceWithEngine {
  /** @override */
  heading = "Un día de feria: quién mira a quién";

  /** @override */
  why = "Para ver a quién mira cada letra hace falta sancho-mini.";

  /** @override */
  promise = "Aquí se toca una letra y se ve, con arcos, a cuáles mira con cada cabeza.";

  /** @override */
  css = MIRADAS_STYLES;

  text = START.text;
  form = START.form;
  layer = START.layer;
  head = START.head;
  noMask = false;
  /** Las cabezas apagadas. @type {[number, number][]} */
  off = [];
  /** @type {Look} */
  look = { names: [], who: 0, whom: 0, tables: STEPS.map(() => new Float32Array()), size: 0 };
  refresh = () => {};

  get changes() {
    return { headsOff: this.off, noMask: this.noMask };
  }

  /** Cómo se llama una cabeza: por bloque y cabeza, desde 1. @param {number} [layer] @param {number} [head] */
  nameOfHead(layer = this.layer, head = this.head) {
    return `${layer + 1}.${head + 1}`;
  }

  /** @override @param {Engine} engine @param {HTMLElement} stage */
  async open(engine, stage) {
    const arcs = drawing((width) => paintArcs(width, this.look));
    const steps = drawing((width) => paintSteps(width, this.look));
    const who = this.hand("Quién mira:", (place) => this.point(place, Math.min(place, this.look.whom)));
    const whom = this.hand("A quién:", (place) => this.point(this.look.who, place));
    arcs.svg.addEventListener("click", (event) => {
      const place = letterAt(arcs.svg, event.clientX, this.look);
      this.point(place, place);
      this.pointAtFavorite();
    });
    steps.svg.addEventListener("click", (event) => {
      const cell = cellAt(steps.svg, event, this.look);
      if (cell) this.point(...cell);
    });
    this.refresh = () => {
      for (const hand of [who, whom]) hand.input.max = String(this.look.size);
      who.set(this.look.who + 1);
      whom.set(this.look.whom + 1);
      arcs.redraw();
      steps.redraw();
      this.say(this.describe());
    };
    const field = textField({
      label: `Un texto de hasta ${LONGEST} letras`,
      value: this.text,
      maxLength: LONGEST,
      onInput: (text) => {
        this.text = text;
        this.attend(this.read(engine, true));
      },
    });
    const forms = engine.tokenizer.forms.map((form) => /** @type {[string, string]} */ ([form, form]));
    const kind = picker({
      label: "En forma de",
      options: forms,
      onInput: (form) => {
        this.form = form;
        this.attend(this.read(engine));
      },
    });
    kind.select.value = this.form;
    const note = element("p", { className: "note" }, "Delante del texto van dos símbolos: ▸ es el inicio y ¶, la forma.");
    const heads = await buildHeads(this, engine, () => this.attend(this.read(engine)));
    await this.read(engine, true); // hasta entonces no hay nada que dibujar
    stage.append(row(field.element, kind.element), heads.chooser, arcs.svg, row(who.element, whom.element), note,
      this.sentence, steps.svg, heads.experiment);
  }

  /** Un mando que va de letra en letra. @param {string} label @param {(place: number) => void} onInput */
  hand(label, onInput) {
    return slider({
      label,
      min: 1,
      max: 1,
      step: 1,
      value: 1,
      show: (value) => `${value}, ${this.look.names[value - 1] ?? ""}`,
      onInput: (value) => onInput(value - 1),
    });
  }

  asked = 0;

  /** Lee el texto y guarda los cuatro pasos de la cabeza escogida. @param {Engine} engine @param {boolean} [isNew] si el texto es otro */
  async read(engine, isNew = false) {
    const mine = ++this.asked;
    const { tokenizer } = engine;
    const ids = tokenizer.promptIds(this.text, this.form);
    const want = STEPS.map(({ name }) => `block.${this.layer}.${name}`);
    const { head } = this;
    const found = await engine.inspect(ids, { want, changes: this.changes });
    if (mine !== this.asked) return; // mientras tanto se ha pedido otra cosa
    const size = ids.length;
    const tables = want.map((name) => found[name].data.subarray(head * size * size, (head + 1) * size * size));
    const names = ids.map((id, place) => ["▸", "¶"][place] ?? nameOf(tokenizer.letter(id)));
    const who = isNew ? size - 1 : Math.min(this.look.who, size - 1);
    this.look = { names, tables, size, who, whom: Math.min(this.look.whom, size - 1) };
    if (isNew) this.pointAtFavorite();
    else this.refresh();
  }

  /** Señala una pareja: quién mira y a quién. @param {number} who @param {number} whom */
  point(who, whom) {
    this.look = { ...this.look, who, whom };
    this.refresh();
  }

  /** De las que mira la letra tocada, aquella en que gasta más. */
  pointAtFavorite() {
    const { who } = this.look;
    const [favorite] = this.favorites();
    this.point(who, favorite);
  }

  /** A quién mira la letra tocada, de más a menos. */
  favorites() {
    const { who, size, tables } = this.look;
    const weights = tables[3].subarray(who * size, (who + 1) * size);
    return Array.from(weights, (_, place) => place).sort((a, b) => weights[b] - weights[a]);
  }

  describe() {
    const { who, whom, size, names, tables } = this.look;
    /** @param {number} step */
    const value = (step) => tables[step][who * size + whom];
    /** @param {number} place */
    const name = (place) => (place < 2 ? ["el inicio", "la forma"][place] : `«${names[place]}»`);
    const spent = this.favorites()
      .slice(0, 3)
      .map((place) => ({ place, weight: tables[3][who * size + place] }))
      .filter(({ weight }) => weight >= 0.005)
      .map(({ place, weight }) => `${comma(weight, 2)} en ${name(place)} (${distance(who - place)})`);
    const said = [`Con la cabeza ${this.nameOfHead()}, ${name(who)} gasta de su real ${joined(spent)}.`];
    const steps = [`nota ${comma(value(0), 2)}`, `templada ${comma(value(1), 2)}`];
    steps.push(value(2) === -Infinity ? "tapada, −∞" : `sin tapar, ${comma(value(2), 2)}`, `parte del real ${comma(value(3), 2)}`);
    said.push(`Con ${name(whom)}: ${steps.join("; ")}.`);
    if (this.off.some(([layer, head]) => layer === this.layer && head === this.head)) {
      said.push("Está apagada: mira, pero nadie abre su saco.");
    }
    if (this.noMask) said.push("Sin máscara, reparte también entre las letras que vienen después.");
    return said.join(" ");
  }
}

/** «hace 2», o «dentro de 2», si es del futuro. @param {number} back */
function distance(back) {
  if (back === 0) return "ella misma";
  return back > 0 ? `hace ${back}` : `dentro de ${-back}`;
}

customElements.get("sancho-miradas") || customElements.define("sancho-miradas", SanchoMiradas);
