// @ts-check
/**
 * Todas las partes · El modelo entero: del texto a la letra siguiente.
 *
 * Se escribe un principio y la última letra recorre el modelo, caja por caja. Cualquiera se abre y
 * enseña lo que hace y los números de verdad que salen de ella. «Una letra más» tira la bola, escribe
 * la que sale y todo se calcula de nuevo: así, letra a letra, se hace un poema.
 *
 *     <sancho-entero></sancho-entero>
 *     <sancho-entero guia="../guia/"></sancho-entero>    si las partes de la guía están en otra carpeta
 */

import { probabilities } from "../engine/sampling.js";
import { Random } from "../engine/random.js";
import { orderOf } from "./beads.js";
import { button, comma, drawing, element, picker, row, spoken, textField } from "./elements.js";
import { boxesOf, lastOf, traceOf } from "./model_boxes.js";
import { Piece } from "./piece.js";
import { rowOf } from "./vectors.js";
import { paintWheel, whereItFalls } from "./wheel.js";

/** @typedef {import("./piece.js").Engine} Engine */
/** @typedef {import("./model_boxes.js").Reading} Reading */
/** @typedef {import("./model_boxes.js").Box} Box */

const START = "En un lugar de la ";
const LONGEST = 200;
const SEED = 1605;
const SAMPLING = { temperature: 1, topK: 0, topP: 1 };
/** @type {Record<number, string>} */
const PAGES = {
  2: "parte2_tokens",
  3: "parte3_embeddings",
  4: "parte4_layer_norm",
  5: "parte5_self_attention",
  6: "parte6_mlp",
  7: "parte7_output",
  9: "parte9_generacion",
};

export class SanchoEntero extends Piece {
  /** @override */
  heading = "El modelo entero";

  text = START;
  form = "prosa";
  throws = 0; // cuántas letras se han sacado
  /** @type {Reading | null} */
  reading = null;

  /** @override @param {HTMLElement} stage */
  build(stage) {
    const gate = element("div");
    const place = element("div", { className: "stage" });
    stage.append(gate, place);
    const ready = this.engine(gate, "Para ver los números de sancho-mini por dentro hay que traerlo. Se descarga una vez y se queda en vuestro ordenador.");
    ready.then((engine) => this.open(engine, place)).catch((error) => this.fail(error));
    this.say("Aquí se verá cómo va una letra del papel a la ruleta, caja por caja.");
  }

  /** @param {Engine} engine @param {HTMLElement} stage */
  async open(engine, stage) {
    const boxes = boxesOf(engine.config);
    const want = boxes.flatMap((box) => box.want);
    /** @param {number} id */
    const letter = (id) => engine.tokenizer.letter(id);
    const wheel = drawing((width) => paintWheel(width, this.reading?.chances ?? [], letter, null));
    wheel.svg.classList.add("wheel");
    const views = boxes.map((box) => this.viewOf(box));
    const last = views[views.length - 1].element; // la ruleta, en la última caja, y abierta
    last.append(wheel.svg);
    last.open = true;
    let asked = 0;
    /** Lee el papel entero. @param {string} [before] lo que se dice antes */
    const read = async (before = "") => {
      const mine = ++asked;
      const ids = engine.tokenizer.promptIds(this.text, this.form);
      const found = await engine.inspect(ids, { want });
      if (mine !== asked) return; // mientras tanto se ha escrito otra cosa
      const scores = rowOf(found.logits, ids.length - 1);
      const chances = [...probabilities(scores, SAMPLING, engine.tokenizer.forbiddenIds)];
      this.reading = { ids, letter, config: engine.config, found, chances };
      for (const view of views) view.refresh(this.reading);
      wheel.redraw();
      more.disabled = false;
      this.describe(before);
    };
    /** @param {string} [before] */
    const tryToRead = (before) => void read(before).catch((error) => this.fail(error));
    const field = textField({
      label: "El papel",
      value: this.text,
      maxLength: LONGEST,
      rows: 2,
      onInput: (text) => {
        this.text = text;
        tryToRead();
      },
    });
    const kind = picker({
      label: "En forma de",
      options: engine.tokenizer.forms.map((form) => /** @type {[string, string]} */ ([form, form])),
      onInput: (form) => {
        this.form = form;
        tryToRead();
      },
    });
    kind.select.value = this.form;
    const more = button("Una letra más", () => {
      if (!this.reading) return;
      const { chances } = this.reading;
      this.throws += 1;
      const id = whereItFalls(chances, new Random(SEED, this.throws).uniform());
      const fallen = `La bola ha caído en ${spoken(letter(id))}, que tenía un ${comma(100 * chances[id], 1)} %.`;
      if (id === engine.tokenizer.endId) {
        this.describe(`${fallen} El modelo da el texto por terminado. Si seguís, se tira otra vez.`);
        return;
      }
      if ([...this.text].length >= LONGEST) {
        this.describe(`${fallen} Pero en este papel no cabe más: borrad algo.`);
        return;
      }
      more.disabled = true; // hasta que lo lea todo otra vez
      this.text += letter(id);
      field.input.value = this.text;
      tryToRead(fallen);
    });
    await read();
    const path = element("div", { className: "boxes" }, ...views.map((view) => view.element));
    const loop = element("p", { className: "note" }, "Leer, repartir, sacar, añadir, y otra vez: ", this.link(9, "el bucle de la parte 9"), ".");
    stage.append(row(field.element, kind.element), path, row(more), this.sentence, loop);
  }

  /** Una caja que se abre. @param {Box} box */
  viewOf(box) {
    const result = element("span", { className: "result" });
    const trace = element("span", { className: "trace-place" });
    const summary = element("summary", {}, element("strong", {}, box.name), result, trace);
    const lines = element("dl");
    const about = element("p", {}, `${box.does} `, this.link(box.part));
    const made = element("details", { name: "box" }, summary, about, lines);
    /** @param {Reading} reading */
    const refresh = (reading) => {
      result.textContent = box.short(reading);
      trace.replaceChildren(...(box.trace ? [traceOf(lastOf(reading, box.trace))] : []));
      lines.replaceChildren(
        ...box.lines(reading).flatMap(([name, numbers, part]) => [
          element("dt", {}, name),
          element("dd", {}, numbers, ...(part && part !== box.part ? [" · ", this.link(part, `Parte ${part}`)] : [])),
        ]),
      );
    };
    return { element: made, refresh };
  }

  /** @param {number} part @param {string} [text] */
  link(part, text = `Se construye en la parte ${part}`) {
    return element("a", { href: `${this.getAttribute("guia") ?? ""}${PAGES[part]}.html` }, text);
  }

  /** @param {string} before */
  describe(before) {
    if (!this.reading) return;
    const { ids, letter, chances, config } = this.reading;
    const order = orderOf(chances);
    const best = order.slice(0, 3).map((id) => `${spoken(letter(id))} (${comma(100 * chances[id], 1)} %)`);
    const read = ids.length - 2;
    const now =
      `Ha leído ${read} ${read === 1 ? "letra" : "letras"}. La última ha pasado por ${config.nLayer} bloques y sus ` +
      `${config.nEmbd} números se han hecho ${config.vocabSize} puntos. Lo que más espera: ${best.join(", ")}.`;
    this.say(`${before} ${now}`.trim());
  }
}

customElements.get("sancho-entero") || customElements.define("sancho-entero", SanchoEntero);
