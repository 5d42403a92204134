// @ts-check
/**
 * Parte 9 · La regla de medir versos.
 *
 * Se escribe un poema y se ve cada verso partido en sílabas: las sinalefas van unidas con un arco (‿),
 * los acentos, marcados; a un lado, la letra de la rima; al otro, la medida. Al tocar un verso se
 * explica la cuenta con palabras. También puede escribir sancho, que nunca ha visto esta regla, y
 * entonces se cuenta cuántos de sus versos miden y riman.
 *
 *     <sancho-verso></sancho-verso>
 *
 * Con otro poema para empezar: `<sancho-verso><pre data-poema>…</pre></sancho-verso>`.
 */

import { adviseOn, amount, describeAttempt, describePoem } from "../verse/explain.js";
import { explainCount, explainMetre, explainRhyme, explainStresses } from "../verse/explain.js";
import { measurePoem } from "../verse/metro.js";
import { button, element, picker, row, textField } from "./elements.js";
import { Piece } from "./piece.js";
import { EXAMPLES } from "./verso_examples.js";
import { VERSO_STYLES } from "./verso_styles.js";

/** @typedef {import("../verse/poem.js").Poem} Poem */
/** @typedef {import("../verse/scansion.js").Line} Line */

const LONGEST = 6000; // letras: unos ciento cincuenta endecasílabos
const COLOURS = 7;
const PAUSE = 700; // milisegundos sin teclear antes de decir en voz alta lo que ha cambiado
const MOST_LETTERS = 900; // las que se dejan escribir a sancho: un soneto son unas seiscientas

/** Lo que se le puede pedir a sancho, cómo se llama y cuánto mide cada verso. @type {[string, string, number][]} */
const REQUESTS = [
  ["soneto", "un soneto", 11],
  ["tercetos", "unos tercetos", 11],
  ["octavas", "unas octavas", 11],
  ["romance", "un romance", 8],
  ["redondillas", "unas redondillas", 8],
];

export class SanchoVerso extends Piece {
  /** @override */
  heading = "La regla de medir versos";

  #example = 0;
  #open = -1; // el verso que se está explicando
  #writing = false;
  #poem = measurePoem("");
  #list = element("ol", { className: "verses" });
  /** @type {HTMLTextAreaElement} */
  #input = element("textarea");
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @override @param {HTMLElement} stage */
  build(stage) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(VERSO_STYLES);
    this.shadowRoot?.adoptedStyleSheets.push(sheet);

    const given = this.querySelector("[data-poema]")?.textContent?.trim();
    const field = textField({
      label: "Un verso por línea; entre estrofas, una línea en blanco.",
      value: given ?? EXAMPLES[0],
      maxLength: LONGEST,
      rows: 8,
      onInput: () => this.#measure(),
    });
    this.#input = /** @type {HTMLTextAreaElement} */ (field.input);
    this.#input.autocapitalize = "sentences";
    this.#list.setAttribute("role", "list"); // sin viñetas, Safari deja de decir que es una lista
    this.#list.addEventListener("keydown", (event) => this.#move(event));
    const another = button("Otro ejemplo", () => this.#showExample(), "quiet");
    const clear = button("Borrar", () => {
      this.#show("");
      this.#input.focus();
    }, "quiet");
    stage.append(field.element, row(another, clear), this.#writingDesk(), legend(), this.#list);
    this.#measure(true);
  }

  #showExample() {
    this.#example = (this.#example + 1) % EXAMPLES.length;
    this.#show(EXAMPLES[this.#example]);
  }

  /** Pone otro poema en el recuadro y lo mide. @param {string} text */
  #show(text) {
    this.#input.value = text;
    this.#open = -1;
    this.#measure(true);
  }

  /** Mide lo escrito y lo pinta. @param {boolean} [atOnce] si se dice ya, sin esperar a que se deje de teclear */
  #measure(atOnce = false) {
    this.#poem = measurePoem(this.#input.value);
    const { lines, stanzas } = this.#poem;
    if (this.#open >= lines.length) this.#open = -1;
    const starts = new Set(stanzas.map((_, i) => stanzas.slice(0, i).reduce((a, b) => a + b, 0)));
    this.#list.replaceChildren(...lines.map((_, i) => this.#verse(i, i > 0 && starts.has(i))));
    if (this.#writing) return; // ya se dirá cuando acabe
    clearTimeout(this.#timer);
    const tell = () => this.say(lines.length ? this.#sentence() : "Escribid un verso y aquí se medirá.");
    if (atOnce) tell();
    else this.#timer = setTimeout(tell, PAUSE);
  }

  #sentence() {
    return `${describePoem(this.#poem)} Tocad un verso para ver su cuenta.`;
  }

  /** Un verso: su letra, sus sílabas y su medida; debajo, si está abierto, la cuenta. @param {number} i @param {boolean} isStanza */
  #verse(i, isStanza) {
    const line = this.#poem.lines[i];
    const letter = this.#poem.scheme[i];
    const parts = [letterBadge(letter), syllablesOf(line), countBadge(line, this.#poem)];
    for (const part of parts) part.setAttribute("aria-hidden", "true");
    const head = element("button", { type: "button", className: "verse" }, ...parts);
    head.setAttribute("aria-label", spokenVerse(line, letter, i));
    head.setAttribute("aria-expanded", String(i === this.#open));
    head.addEventListener("click", () => this.#toggle(i));
    const item = element("li", { className: isStanza ? "stanza" : "" }, head);
    if (i === this.#open) item.append(this.#explanation(i));
    return item;
  }

  /** Abre o cierra la cuenta de un verso. @param {number} i */
  #toggle(i) {
    const before = this.#open;
    this.#open = before === i ? -1 : i;
    for (const [n, item] of [...this.#list.children].entries()) {
      item.querySelector(".verse")?.setAttribute("aria-expanded", String(n === this.#open));
      item.querySelector(".why")?.remove();
      if (n === this.#open) item.append(this.#explanation(n));
    }
  }

  /** Por qué un verso mide lo que mide. @param {number} i */
  #explanation(i) {
    const line = this.#poem.lines[i];
    if (line.count === null) {
      return element("div", { className: "why" }, element("p", {}, adviseOn(line.problem)));
    }
    const steps = explainCount(line);
    const said = steps.map((step) => element("li", {}, step.text));
    const sum = element("p", { className: "sum" }, sumOf(steps, line.count));
    const reasons = [explainMetre(this.#poem, i), explainStresses(line), explainRhyme(this.#poem, i)];
    const more = reasons.filter(Boolean).map((text) => element("p", {}, text));
    return element("div", { className: "why" }, element("ul", {}, ...said), sum, ...more);
  }

  /** Con las flechas se va de un verso a otro. @param {KeyboardEvent} event */
  #move(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const verses = /** @type {HTMLElement[]} */ ([...this.#list.querySelectorAll(".verse")]);
    const at = verses.findIndex((verse) => verse === this.shadowRoot?.activeElement);
    if (step === undefined || at < 0 || !verses[at + step]) return;
    event.preventDefault();
    verses[at + step].focus();
  }

  /** La mesa donde escribe sancho. */
  #writingDesk() {
    const gate = element("div", { className: "gate" });
    const options = REQUESTS.map(([form, name]) => /** @type {[string, string]} */ ([form, name]));
    const form = picker({ label: "¿Qué le pedimos?", options, onInput: () => {} });
    const write = button("Que escriba sancho", () => {
      if (this.#writing) this.#writing = false; // se para en la letra siguiente
      else this.#write(gate, write, form.select.value).catch((error) => this.fail(error));
    });
    const note = element("p", { className: "note" },
      "sancho escribe letra a letra. Esta regla no le ayuda: solo mide lo que le sale.");
    return element("div", { className: "writing" }, row(form.element, write), note, gate);
  }

  /**
   * Le pide un poema a sancho y lo va midiendo según sale.
   * @param {HTMLElement} gate @param {HTMLButtonElement} write @param {string} form
   */
  async #write(gate, write, form) {
    write.disabled = true;
    const why = "Para que escriba hay que traerlo. Es una vez: después sirve para todas las piezas.";
    const engine = await this.engine(gate, why).finally(() => {
      write.disabled = false;
    });
    this.#writing = this.#input.readOnly = true;
    write.textContent = "Parar";
    this.#show("");
    this.say("sancho está escribiendo…");
    const seed = Math.floor(Math.random() * 1e6);
    try {
      const letters = engine.generate({ prompt: "", form, temperature: 0.8, seed, maxNewTokens: MOST_LETTERS });
      for await (const { letter, ended } of letters) {
        if (ended || !this.#writing) break;
        this.#input.value += letter;
        this.#input.scrollTop = this.#input.scrollHeight;
        if (letter === "\n") this.#measure();
      }
    } finally {
      this.#writing = this.#input.readOnly = false;
      write.textContent = "Que escriba sancho";
      this.#measure(true);
    }
    const metre = REQUESTS.find(([name]) => name === form)?.[2] ?? 11;
    this.say(`${describeAttempt(this.#poem, metre)} Tocad un verso para ver su cuenta.`);
  }
}

/** Qué quiere decir cada marca. */
function legend() {
  const stressed = syllable("la", 4, true);
  const tied = syllable("que‿i", 2, false);
  stressed.setAttribute("aria-hidden", "true");
  tied.setAttribute("aria-hidden", "true");
  return element("p", { className: "note key" },
    element("span", {}, stressed, "sílaba con acento"),
    element("span", {}, tied, "sinalefa: dos vocales en una sílaba"));
}

/** La letra de la rima; «–», si el verso va suelto. @param {string} letter */
function letterBadge(letter) {
  if (letter === "-") return element("span", { className: "letter none" }, "–");
  const colour = (letter.toLowerCase().charCodeAt(0) - "a".charCodeAt(0)) % COLOURS;
  return element("span", { className: `letter c${colour}` }, letter);
}

/** Las sílabas de un verso y, si el final quita o pone, cuánto. @param {Line} line */
function syllablesOf(line) {
  if (line.count === null) {
    return element("span", { className: "strange" }, line.text, element("small", {}, `Sin medir: ${line.problem}.`));
  }
  const cells = line.syllables.map((text, i) => {
    const cell = syllable(text, i + 1, line.stresses.includes(i + 1));
    cell.classList.toggle("opens", line.opens.includes(i + 1));
    return cell;
  });
  const change = line.count - line.syllables.length;
  if (change !== 0) {
    const sign = element("span", { className: "text" }, change > 0 ? `+${change}` : `−${-change}`);
    cells.push(element("span", { className: "syllable ending" }, sign));
  }
  return element("span", { className: "syllables" }, ...cells);
}

/** @param {string} text @param {number} place @param {boolean} stressed */
function syllable(text, place, stressed) {
  const parts = text.split("‿").flatMap((part, i) => {
    return i === 0 ? [part] : [element("span", { className: "tie" }, "‿"), part];
  });
  return element("span", { className: stressed ? "syllable stressed" : "syllable" },
    element("span", { className: "text" }, ...parts),
    element("span", { className: "place" }, String(place)));
}

/** La medida; con un recuadro, si no es la del poema. @param {Line} line @param {Poem} poem */
function countBadge(line, poem) {
  if (line.count === null) return element("span", { className: "count other" }, "?");
  const isOther = poem.metre !== null && line.count !== poem.metre;
  return element("span", { className: isOther ? "count other" : "count" }, String(line.count));
}

/** Lo que oye de un verso quien no lo ve. @param {Line} line @param {string} letter @param {number} i */
function spokenVerse(line, letter, i) {
  if (line.count === null) return `Verso ${i + 1}, sin medir, ${line.problem}: ${line.text}`;
  const rhyme = letter === "-" ? "suelto" : `rima ${letter}`;
  return `Verso ${i + 1}, ${amount(line.count)}, ${rhyme}: ${line.text}`;
}

/** «13 − 1 − 1 = 11». @param {{change: number}[]} steps @param {number} total */
function sumOf(steps, total) {
  const [first, ...rest] = steps.map((step) => step.change).filter((change) => change !== 0);
  const terms = rest.map((change) => (change < 0 ? ` − ${-change}` : ` + ${change}`));
  return terms.length ? `${first}${terms.join("")} = ${total}` : `Mide ${total}.`;
}

customElements.get("sancho-verso") || customElements.define("sancho-verso", SanchoVerso);
