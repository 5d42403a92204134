// @ts-check
/**
 * Partes 1 y 9 · El mozo de la venta: sancho-mini continúa un principio, letra a letra.
 *
 * Se toca una letra escrita y se ve entre cuáles dudaba; se puede tomar el otro camino desde ahí.
 * Debajo, cuánto esperaba callarse en cada sitio y qué trozo del texto tenía delante al escribir.
 *
 *     <sancho-escribe></sancho-escribe>
 */

import { orderOf } from "./beads.js";
import { button, comma, drawing, element, picker, row, slider, spoken, textField } from "./elements.js";
import { ESCRIBE_STYLES } from "./escribe_styles.js";
import { joined, nameOf, percent } from "./letters.js";
import { PieceWithEngine } from "./with_engine.js";
import { MOST_LETTERS, Writing } from "./writing.js";
import { paintThread, placeAt } from "./writing_thread.js";

/** @typedef {import("./piece.js").Engine} Engine */
/** @typedef {import("./writing.js").Step} Step */

const START = { prompt: "En un lugar de la Mancha", form: "prosa", temperature: 0.8, seed: 7 }; // lo de la guía
const ALTERNATIVES = 6;
const PAUSE = 25; // milisegundos entre letra y letra, para verlo escribir

export class SanchoEscribe extends PieceWithEngine {
  /** @override */
  heading = "Que escriba sancho-mini";

  /** @override */
  why = "Para que escriba sancho-mini hay que traerlo.";

  /** @override */
  promise = "Aquí se escribe un principio y sancho-mini lo continúa, letra a letra.";

  /** @override */
  css = ESCRIBE_STYLES;

  request = { ...START };
  running = false;
  /** La letra tocada; −1, ninguna. */
  touched = -1;
  /** @type {Writing} */
  // @ts-expect-error: se hace al abrir, antes de usarlo
  writing;
  refresh = () => {};
  focusWrite = () => {};

  paper = element("div", { className: "written" });
  paths = element("div", { className: "paths" });
  spokenText = element("p", { className: "hidden-words" });

  /** @override @param {Engine} engine @param {HTMLElement} stage */
  open(engine, stage) {
    this.writing = new Writing(engine, this.request);
    const write = button("Escribir", () => {
      if (this.running) this.running = false; // se para en la letra siguiente
      else this.attend(this.run());
    });
    const one = button("Una letra", () => {
      if (!this.running) this.attend(this.run(1));
    }, "quiet");
    this.focusWrite = () => write.focus(); // el botón del camino ya no está: no se pierde el sitio
    const again = button("Borrar lo escrito", () => this.restart(), "quiet");
    const hand = slider({
      label: "Letra tocada:",
      min: 1,
      max: 1,
      step: 1,
      value: 1,
      show: (value) => this.handText(value - 1),
      onInput: (value) => this.touch(value - 1),
    });
    const thread = drawing((width) => paintThread(width, this.writing, this.touched));
    thread.svg.addEventListener("click", (event) => this.touch(placeAt(thread.svg, event.clientX, this.writing)));
    this.paper.setAttribute("aria-hidden", "true"); // va de letra en letra; lo mismo, seguido, en spokenText
    this.paper.addEventListener("click", (event) => {
      const place = /** @type {HTMLElement} */ (event.target).dataset.place;
      if (place !== undefined) this.touch(Number(place));
    });
    this.refresh = () => {
      const { steps, ended, full } = this.writing;
      write.textContent = this.running ? "Parar" : steps.length && !ended && !full ? "Seguir" : "Escribir";
      one.disabled = ended || full;
      write.disabled = !this.running && (ended || full);
      again.disabled = this.running || !steps.length;
      hand.element.hidden = this.running || !steps.length;
      hand.input.max = String(Math.max(1, steps.length));
      hand.set(this.touched + 1);
      if (steps.length) thread.svg.removeAttribute("hidden");
      else thread.svg.setAttribute("hidden", "");
      thread.redraw();
      this.paintTouched();
    };
    const controls = this.controls(engine);
    const note = element("p", { className: "note" },
      "La misma semilla escribe aquí siempre lo mismo. En el cuaderno el azar es otro, y saldrá otro texto.");
    stage.append(...controls, row(write, one, again), element("div", {}, this.spokenText, this.paper), hand.element,
      this.sentence, this.paths, thread.svg, note);
    this.restart();
  }

  /** El principio, la forma, la temperatura y la semilla: si cambian, se empieza de nuevo. @param {Engine} engine */
  controls(engine) {
    const prompt = textField({
      label: "Un principio",
      value: this.request.prompt,
      maxLength: 400,
      rows: 2,
      onInput: (text) => this.restart({ prompt: text }),
    });
    const forms = engine.tokenizer.forms.map((form) => /** @type {[string, string]} */ ([form, form]));
    const form = picker({ label: "En forma de", options: forms, onInput: (value) => this.restart({ form: value }) });
    form.select.value = this.request.form;
    const temperature = slider({
      label: "Temperatura:",
      min: 0.1,
      max: 2,
      step: 0.1,
      value: this.request.temperature,
      show: (value) => comma(value, 1),
      onInput: (value) => this.restart({ temperature: value }),
    });
    const seed = textField({
      label: "Semilla",
      value: String(this.request.seed),
      maxLength: 9,
      onInput: (text) => this.restart({ seed: Math.abs(Number.parseInt(text, 10)) || 0 }),
    });
    seed.input.inputMode = "numeric";
    return [prompt.element, row(form.element, temperature.element, seed.element)];
  }

  /** @param {Partial<typeof START>} [changes] */
  restart(changes = {}) {
    this.running = false;
    this.request = { ...this.request, ...changes };
    this.begin(new Writing(this.writing.engine, this.request));
    this.say("Pulsad «Escribir». O «Una letra», para ir despacio.");
  }

  /** Pone en el papel otro texto. @param {Writing} writing */
  begin(writing) {
    this.writing.stop();
    this.writing = writing;
    this.touched = -1;
    this.paper.replaceChildren(element("span", { className: "prompt" }, writing.request.prompt));
    for (const [place] of writing.steps.entries()) this.put(place);
    this.tell();
    this.refresh();
  }

  /** Escribe hasta el fin, hasta que se diga o tantas letras. @param {number} [most] */
  async run(most = Infinity) {
    const { writing } = this;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.running = true;
    this.touched = -1;
    this.paths.replaceChildren();
    this.refresh();
    this.say("sancho-mini está escribiendo…");
    try {
      for (let count = 0; count < most && this.running && this.writing === writing; count += 1) {
        const step = await writing.next();
        if (!step || this.writing !== writing) break;
        this.put(writing.steps.length - 1);
        this.refresh();
        if (most > 1 && !still) await new Promise((resolve) => setTimeout(resolve, PAUSE));
      }
    } finally {
      if (this.writing === writing) {
        this.running = false;
        this.tell();
        this.touch(writing.steps.length - 1);
        if (most > 1) this.say(this.ending());
      }
    }
  }

  /** Una letra más en el papel. @param {number} place */
  put(place) {
    const { id, letter, chosen } = this.writing.steps[place];
    const made = element("span", { className: "written-letter" }, letter || "fin");
    made.dataset.place = String(place);
    made.classList.toggle("line", letter === "\n");
    made.classList.toggle("end", id === this.writing.engine.tokenizer.endId);
    made.classList.toggle("chosen", chosen);
    this.paper.append(made);
  }

  /** El texto seguido, para quien lo oye. */
  tell() {
    this.spokenText.textContent = `Texto: ${this.writing.request.prompt}${this.writing.text}`;
  }

  /** @param {number} place */
  touch(place) {
    if (this.running || !this.writing.steps[place]) return;
    this.touched = place;
    this.refresh();
    this.say(this.describe(place));
  }

  /** @param {number} place */
  handText(place) {
    const step = this.writing.steps[place];
    return step ? `${place + 1}, ${step.letter ? spoken(step.letter) : "el final"}` : "";
  }

  /** La letra tocada, lo que leyó para escribirla y los otros caminos. */
  paintTouched() {
    const { writing, touched } = this;
    const promptSize = writing.promptIds.length - 2; // sin el inicio y la forma
    const from = touched < 0 ? writing.readFrom(writing.steps.length) : writing.readFrom(touched);
    if (this.running && from === 0) return; // mientras escribe, y todo cabe, no hay nada que cambiar
    for (const made of /** @type {NodeListOf<HTMLElement>} */ (this.paper.querySelectorAll("[data-place]"))) {
      const place = Number(made.dataset.place);
      made.classList.toggle("now", place === touched);
      made.classList.toggle("gone", promptSize + place < from);
    }
    const promptMade = /** @type {HTMLElement} */ (this.paper.firstElementChild);
    promptMade.classList.toggle("gone", from >= promptSize && from > 0);
    const step = this.running ? undefined : writing.steps[touched];
    this.paths.replaceChildren(...(step ? this.pathsOf(step) : []));
  }

  /** @param {Step} step */
  pathsOf(step) {
    const { tokenizer } = this.writing.engine;
    const order = orderOf([...Array.from(step.chances)]).filter((id) => step.chances[id] > 0);
    const shown = order.slice(0, ALTERNATIVES);
    if (!shown.includes(step.id)) shown[shown.length - 1] = step.id;
    const title = element("p", { className: "subtitle" }, "Entre qué dudaba. Tocad otra y se toma ese camino:");
    const buttons = shown.map((id) => {
      const symbol = tokenizer.letter(id);
      const chance = step.chances[id];
      const bar = element("span", { className: "bar" });
      bar.style.setProperty("inline-size", `${100 * chance}%`);
      const made = button("", () => this.attend(this.take(id)), "quiet path");
      made.append(element("span", { className: "token" }, nameOf(symbol)), element("span", { className: "track" }, bar),
        element("strong", {}, percent(chance)));
      const came = id === step.id;
      made.setAttribute("aria-label", `${came ? "Salió" : "Tomar el camino de"} ${spoken(symbol)}: ${percent(chance)}`);
      made.setAttribute("aria-current", String(came));
      made.disabled = came;
      return made;
    });
    return [title, ...buttons];
  }

  /** Vuelve a la letra tocada, pone otra y sigue desde ahí. @param {number} id */
  async take(id) {
    this.begin(this.writing.branch(this.touched, id));
    this.focusWrite();
    await this.run();
  }

  /** @param {number} place */
  describe(place) {
    const { steps, engine } = this.writing;
    const { id, chances, chosen } = steps[place];
    const { tokenizer } = engine;
    const came = `${spoken(tokenizer.letter(id))}`;
    const others = orderOf(Array.from(chances)).filter((other) => other !== id && chances[other] >= 0.001).slice(0, 2);
    const how = chosen ? `elegisteis ${came}, que tenía` : `salió ${came}, que tenía`;
    const said = [`Letra ${place + 1}: ${how} ${percent(chances[id])} del dado.`];
    const doubts = others.map((other) => `${spoken(tokenizer.letter(other))} (${percent(chances[other])})`);
    said.push(doubts.length ? `Dudaba con ${joined(doubts)}.` : "No dudaba con ninguna otra.");
    if (id !== tokenizer.endId) said.push(`En ese sitio esperaba el final un ${percent(chances[tokenizer.endId])}.`);
    const from = this.writing.readFrom(place);
    if (from > 0) said.push(`Para escribirla ya no leía las ${from} primeras letras: se habían salido de la ventana.`);
    return said.join(" ");
  }

  /** Cómo ha acabado, o por qué se ha parado. */
  ending() {
    const { steps, ended, full, engine } = this.writing;
    const letters = ended ? steps.length - 1 : steps.length;
    const said = [`Ha escrito ${letters === 1 ? "una letra" : `${letters} letras`}.`];
    if (ended) said.push("Se ha callado: en el sorteo ha salido el final.");
    else if (full) said.push(`Se le han acabado las ${MOST_LETTERS} que le dejábamos.`);
    else said.push("Lo habéis parado; con «Seguir» escribe lo mismo que sin parar.");
    const from = this.writing.readFrom(steps.length);
    if (from > 0) said.push(`La ventana es de ${engine.config.blockSize}: ya no lee las ${from} primeras letras.`);
    said.push("Tocad una letra y veréis entre cuáles dudaba.");
    return said.join(" ");
  }
}

customElements.get("sancho-escribe") || customElements.define("sancho-escribe", SanchoEscribe);
