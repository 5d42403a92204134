// @ts-check
/**
 * Partes 1 y 9 · Un texto que se va escribiendo, con lo que se dudó en cada letra.
 *
 * Mirar lo escrito, repartir, sortear y añadir: cada `next` da una vuelta. De cada letra se guarda el
 * reparto de donde salió; así se puede volver atrás, tomar el otro camino y ver adónde llevaba.
 */

import { windowStart } from "../engine/generation.js";

/** @typedef {import("./piece.js").Engine} Engine */
/** @typedef {{prompt: string, form: string, temperature: number, seed: number}} Request */

/**
 * Una letra escrita y su sorteo.
 * @typedef {object} Step
 * @property {number} id
 * @property {string} letter vacía, si es el fin
 * @property {ArrayLike<number>} chances el reparto, tras la temperatura
 * @property {boolean} chosen si no salió del sorteo: la ha elegido quien mira
 */

export const MOST_LETTERS = 1200;

export class Writing {
  /** @type {Step[]} */
  steps = [];

  /** @type {ReturnType<Engine["generate"]> | null} */
  #letters = null;

  /** @param {Engine} engine @param {Request} request @param {Step[]} [kept] letras ya puestas */
  constructor(engine, request, kept = []) {
    this.engine = engine;
    this.request = request;
    this.promptIds = engine.tokenizer.promptIds(request.prompt, request.form);
    this.steps = [...kept];
  }

  get ended() {
    const last = this.steps[this.steps.length - 1];
    return last?.id === this.engine.tokenizer.endId;
  }

  get full() {
    return this.steps.length >= MOST_LETTERS;
  }

  get text() {
    return this.steps.map((step) => step.letter).join("");
  }

  /** Escribe una letra más. @returns {Promise<Step | null>} `null`, si no hay más que escribir */
  async next() {
    if (this.ended || this.full) return null;
    this.#letters ??= this.engine.generate({
      ids: [...this.promptIds, ...this.steps.map((step) => step.id)],
      temperature: this.request.temperature,
      seed: this.request.seed,
      maxNewTokens: MOST_LETTERS - this.steps.length,
    });
    const { value, done } = await this.#letters.next();
    if (done || !value) return null;
    const step = { id: value.id, letter: value.letter, chances: value.probabilities, chosen: false };
    this.steps.push(step);
    return step;
  }

  /** Deja de escribir. Lo escrito se queda. */
  stop() {
    void this.#letters?.return();
    this.#letters = null;
  }

  /** El mismo texto hasta una letra; en ella, otra. @param {number} place @param {number} id */
  branch(place, id) {
    this.stop();
    const letter = id === this.engine.tokenizer.endId ? "" : this.engine.tokenizer.letter(id);
    const other = { id, letter, chances: this.steps[place].chances, chosen: true };
    return new Writing(this.engine, this.request, [...this.steps.slice(0, place), other]);
  }

  /** Desde qué letra se leyó para escribir la de ese lugar, sin contar el inicio y la forma. @param {number} place */
  readFrom(place) {
    const specials = 2;
    const start = windowStart(this.promptIds.length + place, this.engine.config.blockSize);
    return Math.max(0, start - specials);
  }
}
