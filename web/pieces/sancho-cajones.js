// @ts-check
/**
 * Parte 6 · MLP: la botica de los mil cajones.
 *
 * Se escribe un verso y se toca una letra. La letra entra sola en la botica de un bloque, compara lo
 * que trae con las etiquetas (ensanchar), abre los cajones que pegan (activar), junta las especias
 * (proyectar) y las echa en su saco. Todos los números son los de sancho-mini. Debajo se comprueba que
 * en la botica nadie habla con nadie.
 *
 *     <sancho-cajones></sancho-cajones>
 */

import { comma, drawing, element, picker, row, slider, spoken, textField, visible } from "./elements.js";
import { OPEN, openOnes, paintWall } from "./drawer_wall.js";
import { buildThirdLetter } from "./third_letter.js";
import { Piece } from "./piece.js";
import { beginning, rowOf } from "./vectors.js";

/** @typedef {import("./piece.js").Engine} Engine */
/** @typedef {import("./vectors.js").Found} Found */

const START = "Verás cómo le prestan las florestas";
const LONGEST = 60;
const SPECIALS = 2; // delante del verso van el inicio y la forma, como al medir en la guía
const SHOWN = 8; // cajones que se nombran
const PARTS = ["norm2", "expanded", "activated", "mlp", "middle", "output"];

export class SanchoCajones extends Piece {
  /** @override */
  heading = "La botica de los mil cajones";

  text = START;
  /** Las letras del verso que ya se ha leído. @type {string[]} */
  letters = [];
  place = 4;
  block = 0;
  /** El cajón que se mira; si es −1, el que más se abre. */
  drawer = -1;
  /** Lo que pasa en la botica con todo el verso. @type {Record<string, Found>} */
  found = {};
  refresh = () => {};

  /** @override @param {HTMLElement} stage */
  build(stage) {
    const gate = element("div");
    const place = element("div", { className: "stage" });
    stage.append(gate, place);
    const ready = this.engine(gate, "Para abrir los cajones de sancho-mini hay que traerlo. Se descarga una vez y se queda en vuestro ordenador.");
    ready.then((engine) => this.open(engine, place)).catch((error) => this.fail(error));
    this.say("Aquí se verá qué cajones abre cada letra de un verso.");
  }

  /** @param {Engine} engine @param {HTMLElement} stage */
  async open(engine, stage) {
    let asked = 0;
    const ask = async () => {
      const mine = ++asked;
      const letters = [...this.text.normalize("NFC")];
      const ids = engine.tokenizer.promptIds(this.text, "verso");
      const want = PARTS.map((part) => `block.${this.block}.${part}`);
      const found = await engine.inspect(ids, { want });
      if (mine !== asked) return; // mientras tanto se ha pedido otra cosa
      this.found = Object.fromEntries(PARTS.map((part, i) => [part, found[want[i]]]));
      this.letters = letters;
      this.place = Math.min(this.place, Math.max(0, letters.length - 1));
      this.drawer = -1;
      this.refresh();
    };
    const tryToAsk = () => void ask().catch((error) => this.fail(error));
    const field = textField({
      label: "Un verso",
      value: this.text,
      maxLength: LONGEST,
      onInput: (text) => {
        this.text = text;
        this.place = LONGEST; // la última que se ha escrito
        tryToAsk();
      },
    });
    const blocks = Array.from({ length: engine.config.nLayer }, (_, i) => /** @type {[string, string]} */ ([String(i), String(i + 1)]));
    const which = picker({
      label: "Botica del bloque",
      options: blocks,
      onInput: (value) => {
        this.block = Number(value);
        tryToAsk();
      },
    });
    const hand = slider({
      label: "La letra que entra:",
      min: 1,
      max: 1,
      step: 1,
      value: 1,
      show: (value) => `${value}, ${spoken(this.letters[value - 1] ?? "")}`,
      onInput: (value) => this.enter(value - 1),
    });
    const line = element("div", { className: "tokens" });
    line.setAttribute("role", "img");
    const wall = drawing((width) => paintWall(width, this.opening, this.opened));
    const drawers = element("fieldset", { className: "rungs drawers" });
    const steps = element("ol", { className: "steps" });
    this.refresh = () => {
      const { letters } = this;
      for (const made of [line, hand.element, wall.svg, drawers, steps]) made.toggleAttribute("hidden", letters.length === 0);
      if (letters.length === 0) {
        this.say("Escribid algo y se verá qué cajones abre cada letra.");
        return;
      }
      hand.input.max = String(letters.length);
      hand.set(this.place + 1);
      this.paintLine(line);
      this.listDrawers(drawers);
      this.writeSteps(steps);
      wall.redraw();
      this.describe();
    };
    const experiment = element("section", { className: "apart" });
    await ask();
    stage.append(
      row(field.element, which.element),
      line,
      hand.element,
      steps,
      element("div", { className: "pair" }, wall.svg, drawers),
      this.sentence,
      experiment,
    );
    buildThirdLetter(this, engine, experiment);
  }

  /** Deja entrar a otra letra. @param {number} place */
  enter(place) {
    this.place = place;
    this.drawer = -1;
    this.refresh();
  }

  /** Los números de una parte del bloque, para una letra. @param {string} part @param {number} [place] */
  numbers(part, place = this.place) {
    return rowOf(this.found[part], SPECIALS + place);
  }

  /** Cuánto abre cada cajón la letra que ha entrado. */
  get opening() {
    return this.numbers("activated");
  }

  /** El cajón que se mira. */
  get opened() {
    return this.drawer >= 0 ? this.drawer : widest(this.opening)[0];
  }

  /** El verso; debajo de cada letra, cuánto abre ella el cajón que se mira. @param {HTMLElement} line */
  paintLine(line) {
    const { letters } = this;
    const all = letters.map((_, place) => this.numbers("activated", place)[this.opened]);
    line.replaceChildren(
      ...letters.map((letter, place) => {
        const token = element("span", { className: "token" }, visible(letter));
        const chip = element("span", { className: "chip" }, token, element("small", {}, comma(all[place], 1)));
        chip.classList.toggle("used", all[place] > OPEN);
        chip.classList.toggle("now", place === this.place);
        chip.addEventListener("click", () => this.enter(place)); // con el dedo; con el teclado, el mando
        return chip;
      }),
    );
    const parts = letters.map((letter, place) => `${visible(letter)} ${comma(all[place], 1)}`);
    line.setAttribute("aria-label", `Cuánto abre cada letra el cajón ${this.opened + 1}: ${parts.join(", ")}.`);
  }

  /** Los cajones que más abre; se elige uno y se ve con todo el verso. @param {HTMLElement} group */
  listDrawers(group) {
    const { letters, opening, opened } = this;
    const shown = widest(opening).slice(0, SHOWN);
    const compared = this.numbers("expanded");
    const top = Math.max(...shown.map((drawer) => opening[drawer]));
    const lines = shown.map((drawer) => {
      const input = element("input", { type: "radio", name: "drawer", value: String(drawer) });
      input.checked = drawer === opened;
      input.addEventListener("change", () => {
        this.drawer = drawer;
        this.refresh();
        /** @type {HTMLElement | null} */ (group.querySelector(":checked"))?.focus(); // la lista es nueva
      });
      const bar = element("span", { className: "bar" });
      bar.style.setProperty("inline-size", `${Math.max(0, (100 * opening[drawer]) / top)}%`);
      const name = element("span", {}, `cajón ${drawer + 1}`);
      const compares = element("span", { className: "note" }, ` ${comma(compared[drawer], 2)} → `);
      const number = element("strong", {}, compares, comma(opening[drawer], 2));
      return element("label", {}, input, name, element("span", { className: "track" }, bar), number);
    });
    const title = `Los que más abre ${spoken(letters[this.place])}: compara → abre`;
    group.replaceChildren(element("legend", {}, title), ...lines);
  }

  /** Los cuatro pasos, con sus números. @param {HTMLElement} steps */
  writeSteps(steps) {
    const [brought, compared, open, spices, sack, after] = ["norm2", "expanded", "activated", "mlp", "middle", "output"].map((part) => beginning(this.numbers(part)));
    const { length } = this.opening;
    const width = this.numbers("mlp").length;
    /** @param {string} name @param {string} text */
    const step = (name, text) => element("li", {}, element("strong", {}, `${name}. `), text);
    steps.replaceChildren(
      step("Comparar (ensanchar)", `Trae ${width} números, ya igualados por Layer Norm: ${brought}. Con cada etiqueta, un producto escalar: salen ${length}, ${compared}.`),
      step("Abrir (activar)", `GELU deja los positivos casi igual y cierra los negativos: ${open}.`),
      step("Juntar las especias (proyectar)", `De ${length} números, otra vez ${width}: ${spices}.`),
      step("Echarlo al saco", `Traía ${sack}. Se suma y queda ${after}.`),
    );
  }

  describe() {
    const { letters, opening, opened } = this;
    const open = openOnes(opening).length;
    const compared = this.numbers("expanded")[opened];
    const closed = [...this.numbers("expanded")].filter((value) => value < 0).length;
    const who = letters.filter((_, place) => this.numbers("activated", place)[opened] > OPEN).length;
    const name = spoken(letters[this.place]);
    const others = who === 1 ? "Solo ella lo abre en este verso." : `En este verso lo abren ${who} de ${letters.length} letras.`;
    this.say(
      `En el bloque ${this.block + 1}, ${name} (letra ${this.place + 1}) abre ${open} de ${opening.length} cajones: los que pasan de ${comma(OPEN, 1)}. ` +
        `En ${closed}, comparar da negativo. El cajón ${opened + 1} compara ${comma(compared, 2)} y se abre ${comma(opening[opened], 2)}. ${who ? others : ""}`.trim(),
    );
  }
}

/** Los cajones, del que más se abre al que menos. @param {Float32Array} opening */
function widest(opening) {
  return Array.from(opening, (_, drawer) => drawer).sort((a, b) => opening[b] - opening[a]);
}

customElements.get("sancho-cajones") || customElements.define("sancho-cajones", SanchoCajones);
