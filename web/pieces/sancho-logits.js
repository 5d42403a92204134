// @ts-check
/**
 * Parte 7 · La letra siguiente: notas, reparto y sorteo.
 *
 * Con un principio escrito, sancho-mini reparte cien habas entre las letras que podrían seguir. La
 * temperatura, top-k y top-p cambian el reparto; después se tira una bola en la ruleta y sale una letra.
 *
 *     <sancho-logits></sancho-logits>                  la letra siguiente, con sancho-mini
 *     <sancho-logits modo="notas"></sancho-logits>     notas y habas: tres cajetines, sin modelo
 *     <sancho-logits modo="habas"></sancho-logits>     el juego de las diez habas
 */

import { buildBeadGame } from "./bead_game.js";
import { probabilities } from "../engine/sampling.js";
import { Random } from "../engine/random.js";
import { orderOf } from "./beads.js";
import { button, comma, drawing, element, picker, row, shape, slider, spoken, textField, visible } from "./elements.js";
import { buildScores } from "./scores.js";
import { Piece } from "./piece.js";
import { paintWheel, spin, whereItFalls } from "./wheel.js";

/** @typedef {import("./piece.js").Engine} Engine */

const START = "En un lugar de la ";
const SHOWN = 9; // barras; las demás letras van juntas
const SEED = 1605;

/** @type {Record<string, {heading: string, build: null | ((piece: Piece, stage: HTMLElement) => void | Promise<void>)}>} */
const MODES = {
  letra: { heading: "La letra siguiente", build: null },
  notas: { heading: "Notas y habas", build: buildScores },
  habas: { heading: "El juego de las diez habas", build: buildBeadGame },
};

export class SanchoLogits extends Piece {
  mode = MODES.letra;

  text = START;
  form = "prosa";
  sampling = { temperature: 1, topK: 0, topP: 1 };
  seed = SEED;
  throws = 0; // cuántas veces se ha tirado con esta semilla
  /** Dónde ha caído la bola, de 0 a 1. @type {number | null} */
  ball = null;
  /** Las notas de la letra siguiente. @type {Float32Array} */
  scores = new Float32Array();
  /** @type {number[]} */
  chances = [];

  /** @override */
  connectedCallback() {
    this.mode = MODES[this.getAttribute("modo") ?? "letra"] ?? MODES.letra;
    this.heading = this.mode.heading;
    super.connectedCallback();
  }

  /** @override @param {HTMLElement} stage */
  async build(stage) {
    if (this.mode.build) return this.mode.build(this, stage);
    const gate = element("div");
    const place = element("div", { className: "stage" });
    stage.append(gate, place);
    const ready = this.engine(gate, "Para saber qué letra espera sancho-mini hay que traerlo. Se descarga una vez y se queda en vuestro ordenador.");
    ready.then((engine) => this.open(engine, place)).catch((error) => this.fail(error));
    this.say("Aquí se verá cómo reparte sancho-mini sus habas entre las letras que podrían seguir.");
  }

  /** @param {Engine} engine @param {HTMLElement} stage */
  async open(engine, stage) {
    /** @param {number} id */
    const letter = (id) => engine.tokenizer.letter(id);
    const bars = drawing((width) => paintBars(width, this.chances, letter));
    const wheel = drawing((width) => paintWheel(width, this.chances, letter, this.ball));
    wheel.svg.classList.add("wheel");
    const add = button("Añadirla al texto", () => {
      const id = this.ball === null ? -1 : whereItFalls(this.chances, this.ball);
      if (id < 0 || id === engine.tokenizer.endId) return;
      this.text += letter(id);
      field.input.value = this.text;
      void ask();
    }, "quiet");
    const redraw = () => {
      this.chances = [...probabilities(this.scores, this.sampling, engine.tokenizer.forbiddenIds)];
      bars.redraw();
      wheel.redraw();
      roll.disabled = false;
      add.disabled = this.ball === null || whereItFalls(this.chances, this.ball) === engine.tokenizer.endId;
      this.describe(letter);
    };
    /** Otro reparto: la bola se recoge. */
    const change = () => {
      this.ball = null;
      redraw();
    };
    let asked = 0;
    const ask = async () => {
      const mine = ++asked;
      const ids = engine.tokenizer.promptIds(this.text, this.form).slice(-engine.config.blockSize);
      const scores = await engine.logits(ids);
      if (mine !== asked) return; // mientras tanto se ha escrito otra cosa
      this.scores = scores;
      change();
    };
    const tryToAsk = () => ask().catch((error) => this.fail(error));
    const field = textField({
      label: "Un principio",
      value: this.text,
      maxLength: 500,
      onInput: (text) => {
        this.text = text;
        void tryToAsk();
      },
    });
    const forms = engine.tokenizer.forms.map((form) => /** @type {[string, string]} */ ([form, form]));
    const kind = picker({
      label: "En forma de",
      options: forms,
      onInput: (form) => {
        this.form = form;
        void tryToAsk();
      },
    });
    kind.select.value = this.form;
    const seed = textField({
      label: "Semilla",
      value: String(this.seed),
      maxLength: 9,
      onInput: (text) => {
        this.seed = Number.parseInt(text, 10) || 0;
        this.throws = 0;
        change();
      },
    });
    seed.input.inputMode = "numeric";
    const roll = button("Tirar la bola", () => {
      this.throws += 1;
      this.ball = new Random(this.seed, this.throws).uniform();
      redraw();
      spin(wheel.svg);
    });
    roll.disabled = add.disabled = true; // hasta que sancho-mini conteste
    stage.append(
      row(field.element, kind.element),
      element("div", { className: "pair" }, bars.svg, wheel.svg),
      row(seed.element, roll, add),
      this.knobs(change),
    );
    await ask();
  }

  /** Los tres mandos que cambian el reparto. @param {() => void} change */
  knobs(change) {
    const temperature = slider({
      label: "Temperatura:",
      min: 0.1,
      max: 3,
      step: 0.1,
      value: 1,
      show: (value) => comma(value, 1),
      onInput: (value) => {
        this.sampling.temperature = value;
        change();
      },
    });
    const topK = slider({
      label: "top-k, letras que se quedan:",
      min: 1,
      max: 21,
      step: 1,
      value: 21,
      show: (value) => (value > 20 ? "todas" : String(value)),
      onInput: (value) => {
        this.sampling.topK = value > 20 ? 0 : value;
        change();
      },
    });
    const topP = slider({
      label: "top-p, hasta que sumen:",
      min: 0.05,
      max: 1,
      step: 0.05,
      value: 1,
      show: (value) => comma(value, 2),
      onInput: (value) => {
        this.sampling.topP = value;
        change();
      },
    });
    return row(temperature.element, topK.element, topP.element);
  }

  /** @param {(id: number) => string} letter */
  describe(letter) {
    const [first, second] = orderOf(this.chances);
    const [best, next] = [first, second].map((id) => comma(100 * this.chances[id], 1));
    const left = this.chances.filter((chance) => chance > 0).length;
    const said = [`De cada cien habas, ${best} son para ${spoken(letter(first))}`];
    said[0] += left > 1 ? ` y ${next} para ${spoken(letter(second))}.` : ": es la única que queda en el saco.";
    if (this.sampling.topK || this.sampling.topP < 1) {
      said.push(left === 1 ? "" : `En el saco quedan ${left} letras.`);
    }
    if (this.ball !== null) {
      const id = whereItFalls(this.chances, this.ball);
      said.push(`La bola ha caído en ${spoken(letter(id))}, que tenía ${comma(100 * this.chances[id], 1)} habas de cada cien.`);
    }
    this.say(said.filter(Boolean).join(" "));
  }
}

/**
 * Una barra por letra, de la que más espera a la que menos, y una con todas las demás.
 * @param {number} width @param {number[]} chances @param {(id: number) => string} letter
 */
function paintBars(width, chances, letter) {
  const order = orderOf(chances);
  const shown = order.slice(0, SHOWN).map((id) => ({ name: visible(shortLetter(letter(id))), chance: chances[id] }));
  const rest = order.slice(SHOWN).reduce((sum, id) => sum + chances[id], 0);
  const lines = [...shown, { name: "otras", chance: rest }];
  const [left, right, high] = [52, 62, 28];
  const shapes = lines.flatMap(({ name, chance }, i) => {
    const y = i * high;
    const color = i === lines.length - 1 ? "axis-fill" : "blue";
    return [
      shape("text", { x: left - 10, y: y + 19, class: "end mono" }, name),
      shape("rect", { x: left, y: y + 4, width: width - left - right, height: high - 8, class: "faint" }),
      shape("rect", { x: left, y: y + 4, width: Math.max(0.5, (width - left - right) * chance), height: high - 8, class: color }),
      shape("text", { x: width, y: y + 19, class: "end" }, `${comma(100 * chance, 1)} %`),
    ];
  });
  const words = lines.map(({ name, chance }) => `${name}, ${comma(100 * chance, 1)} %`).join("; ");
  return { height: lines.length * high, words: `Lo que espera sancho-mini: ${words}.`, shapes };
}

/** «<|fin|>» es «fin». @param {string} letter */
export function shortLetter(letter) {
  return letter.replace(/^<\|(.*)\|>$/, "$1");
}

customElements.get("sancho-logits") || customElements.define("sancho-logits", SanchoLogits);
