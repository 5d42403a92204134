// @ts-check
/**
 * Parte 2 · Tokens: la caja del impresor.
 *
 * Un texto, cortado de tres maneras a la vez, con el número del cajetín de cada token. Debajo, la caja
 * de letras de sancho-mini: se ve de qué cajetín sale cada una. El aprendiz puede barajarla; si se avisa
 * al cajista, que es barajar también las filas del modelo, el dado queda igual.
 *
 *     <sancho-tokens></sancho-tokens>
 */

import { Random } from "../engine/random.js";
import { softmax } from "./beads.js";
import { openBoxes } from "./boxes.js";
import { button, comma, element, row, slider, textField, visible } from "./elements.js";
import { Piece } from "./piece.js";

/** @typedef {import("./boxes.js").Box} Box */

const START = "Los caballeros y su caballería";
const LONGEST = 80;

export class SanchoTokens extends Piece {
  /** @override */
  heading = "La caja del impresor";

  text = START;
  turn = 0; // cuántas veces se ha barajado
  place = 0; // en qué letra va la mano del cajista
  point = (/** @type {number} */ _place) => {};
  /** En qué cajetín está cada letra: del id de siempre al de ahora. @type {number[]} */
  newId = [];
  /** @type {{letters: Box, bpe: Box, words: Box}} */
  // @ts-expect-error: se abren al construir, antes de usarlas
  boxes;

  /** @override @param {HTMLElement} stage */
  async build(stage) {
    this.boxes = openBoxes(await this.data("boxes"));
    const size = this.boxes.letters.tokens.length;
    this.newId = Array.from({ length: size }, (_, i) => i);
    const rows = element("div", { className: "cuts" });
    const typecase = element("div", { className: "typecase" });
    typecase.setAttribute("role", "img");
    const field = textField({
      label: "Escribid un texto",
      value: this.text,
      maxLength: LONGEST,
      onInput: (text) => {
        this.text = text;
        this.place = 0;
        refresh();
      },
    });
    const hand = slider({
      label: "La mano del cajista, letra",
      min: 1,
      max: 1,
      step: 1,
      value: 1,
      show: (value) => String(value),
      onInput: (value) => this.point(value - 1),
    });
    this.point = (place) => {
      this.place = place;
      refresh();
    };
    const shuffle = button("Barajar los números", () => {
      this.turn += 1;
      this.newId = shuffled(size, this.turn);
      refresh();
    });
    const tidy = button(
      "Ordenar la caja",
      () => {
        this.turn = 0;
        this.newId = Array.from({ length: size }, (_, i) => i);
        refresh();
      },
      "quiet",
    );
    const measured = element("div", { className: "measured" });
    measured.setAttribute("role", "status");
    const gate = element("div");
    const test = button("¿Y qué le pasa a sancho-mini?", () => {
      this.compare(gate, measured).catch((error) => this.fail(error));
    }, "quiet");
    const refresh = () => {
      const ids = this.boxes.letters.encode(this.text);
      hand.input.max = String(Math.max(1, ids.length));
      hand.set(this.place + 1);
      tidy.disabled = this.turn === 0;
      rows.replaceChildren(...this.cuts());
      this.paintCase(typecase, ids);
      measured.replaceChildren();
      this.describe(ids);
    };
    stage.append(field.element, rows, hand.element, typecase, row(shuffle, tidy, test), gate, measured);
    refresh();
  }

  /** El texto, cortado de las tres maneras. */
  cuts() {
    return Object.values(this.boxes).map((box) => {
      const ids = box.encode(this.text);
      const isLetters = box === this.boxes.letters;
      const shown = ids.map((id) => (isLetters ? this.newId[id] : id));
      const title = element("p", { className: "subtitle" }, `${box.name[0].toUpperCase()}${box.name.slice(1)}: `);
      title.append(element("strong", { className: "count" }, amount(ids.length, "token", "tokens")));
      title.append(element("span", { className: "note" }, ` · caja de ${comma(box.tokens.length, 0)}`));
      const line = element("div", { className: "tokens" });
      line.setAttribute("role", "img");
      line.setAttribute("aria-label", ids.map((id, i) => `${said(box.tokens[id])} ${shown[i]}`).join(", ") || "nada");
      ids.forEach((id, i) => {
        const token = element("span", { className: "token" }, [...box.tokens[id]].map(visible).join(""));
        if (id === 2) token.textContent = "�"; // lo que no está en la caja
        const chip = element("span", { className: "chip" }, token, element("small", {}, String(shown[i])));
        if (isLetters) {
          chip.classList.toggle("now", i === this.place);
          chip.addEventListener("click", () => this.point(i)); // con el dedo; con el teclado, el mando
        }
        line.append(chip);
      });
      return element("div", {}, title, line);
    });
  }

  /** La caja, con cada letra en el cajetín que le toca ahora. @param {HTMLElement} typecase @param {number[]} ids */
  paintCase(typecase, ids) {
    const { tokens } = this.boxes.letters;
    const used = new Set(ids);
    const current = ids[this.place];
    /** @type {HTMLElement[]} */
    const cells = [];
    tokens.forEach((token, id) => {
      const special = token.length > 1;
      const type = element("span", { className: special ? "token tiny" : "token" }, special ? shortName(token) : visible(token));
      const cell = element("span", { className: "cell" }, element("small", {}, String(this.newId[id])), type);
      if (used.has(id)) cell.classList.add("used");
      if (id === current) cell.classList.add("now");
      cells[this.newId[id]] = cell;
    });
    typecase.replaceChildren(...cells);
    const lit = [...used].map((id) => `${said(tokens[id])} en el ${this.newId[id]}`).join(", ");
    typecase.setAttribute("aria-label", `Una caja con ${tokens.length} cajetines numerados. Se usan: ${lit || "ninguno"}.`);
  }

  /** @param {number[]} ids */
  describe(ids) {
    const { letters, bpe, words } = this.boxes;
    if (ids.length === 0) {
      this.say("Escribid algo y se verá de qué cajetín sale cada letra.");
      return;
    }
    const counts = [bpe, words].map((box) => box.encode(this.text).length);
    const said1 =
      `El mismo texto son ${amount(ids.length, "letra", "letras")}, ${amount(counts[0], "trozo", "trozos")} de BPE ` +
      `o ${amount(counts[1], "token", "tokens")} de la caja de palabras.`;
    const id = ids[this.place];
    const hand = `La mano va al cajetín ${this.newId[id]}: ${said(letters.tokens[id])}.`;
    const mixed = this.turn ? " Hemos barajado la caja: las letras son las mismas; sus números, otros." : "";
    const unknown = ids.includes(2) ? " Lo que no está en la caja se marca con «�»." : "";
    this.say(`${said1} ${hand}${mixed}${unknown}`);
  }

  /**
   * El dado de sancho-mini con este texto: con la caja en orden, barajada, y barajada sin avisar.
   * @param {HTMLElement} gate @param {HTMLElement} place
   */
  async compare(gate, place) {
    const engine = await this.engine(gate, "Para medir su dado con este texto hace falta sancho-mini. Se descarga una vez.");
    place.textContent = "Midiendo…";
    if (this.turn === 0) this.newId = shuffled(this.newId.length, 1);
    const { newId } = this;
    const ids = engine.tokenizer.encodePiece(this.text, "verso");
    const moved = ids.map((id) => newId[id]);
    // La fila que lee cada número nuevo es la de siempre: eso es avisar al cajista.
    const told = newId.map((_, id) => newId.indexOf(id));
    const dice = [
      await this.die(engine, ids, ids),
      await this.die(engine, moved, ids, { shuffledIds: told }),
      await this.die(engine, moved, moved),
    ];
    const [plain, warned, unwarned] = dice.map((die, i) => comma(die, i === 2 ? 0 : 4));
    place.replaceChildren(
      element("p", {}, `La caja en orden: dado de ${plain} caras. Barajada y avisando al cajista: ${warned}. `,
        `Barajada sin avisar: ${unwarned}.`),
      element("p", { className: "note" }, "Un id no es una cantidad: es una dirección, la de la fila donde hay que mirar."),
    );
  }

  /**
   * El dado del modelo al leer `ids`; lo que debía venir está, en las columnas de siempre, en `targets`.
   * @param {import("./piece.js").Engine} engine @param {number[]} ids @param {number[]} targets
   * @param {import("../engine/changes.js").Changes} [changes]
   */
  async die(engine, ids, targets, changes = {}) {
    const { logits } = await engine.inspect(ids.slice(0, -1), { want: ["logits"], changes });
    const [time, size] = logits.shape; // (T, V)
    let nats = 0;
    for (let t = 0; t < time; t += 1) {
      const scores = [...logits.data.subarray(t * size, (t + 1) * size)];
      nats -= Math.log(softmax(scores)[targets[t + 1]]);
    }
    return Math.exp(nats / time);
  }
}

/** Los números de 0 a `count − 1`, barajados. @param {number} count @param {number} seed */
function shuffled(count, seed) {
  const random = new Random(seed);
  const order = Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i -= 1) {
    const j = random.integer(i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

/** @param {number} count @param {string} one @param {string} many */
function amount(count, one, many) {
  return `${count} ${count === 1 ? one : many}`;
}

/** Un token, dicho. @param {string} token */
function said(token) {
  return { " ": "espacio", "\n": "salto de línea" }[token] ?? `«${token}»`;
}

/** «<|inicio|>» es «inicio». @param {string} token */
function shortName(token) {
  return token.replace(/[<|>]/g, "");
}

customElements.get("sancho-tokens") || customElements.define("sancho-tokens", SanchoTokens);
