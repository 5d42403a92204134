// Partes 3 a 7 · La lupa: mirar, y si se quiere tocar, lo que hay en medio de la cuenta.
//
// La idea: entre las letras y los logits hay decenas de tablas de números. `gpt.js` las pone bajo
// la lupa según las calcula; aquí se copian las que se han pedido y se sustituyen los vectores que
// se quieren cambiar. Sin lupa, la cuenta va igual y más deprisa.

import { EngineError, show } from "./errors.js";

/**
 * @typedef {object} Found Una tabla encontrada.
 * @property {Float32Array} data
 * @property {number[]} shape
 */

/** @typedef {import("./changes.js").Plan} Plan */

export class Lens {
  /**
   * @param {object} options
   * @param {Iterable<string> | null} [options.want] nombres que se quieren; null, todos
   * @param {Plan["vectors"]} [options.vectors] vectores que se sustituyen
   * @param {number} [options.start] la posición de la primera fila
   */
  constructor({ want = null, vectors = new Map(), start = 0 }) {
    this.want = want === null ? null : new Set(want);
    this.vectors = vectors;
    this.start = start;
    /** @type {Record<string, Found>} */
    this.found = {};
  }

  /**
   * @param {string} name
   * @returns {boolean}
   */
  wants(name) {
    return this.want === null || this.want.has(name);
  }

  /**
   * Una tabla de un vector por letra, forma (T, width).
   * @param {string} name
   * @param {Float32Array} data
   * @param {number} time
   * @param {number} width
   */
  rows(name, data, time, width) {
    this.#replace(name, data, time, width);
    if (!this.wants(name)) return;
    this.found[name] = { data: data.slice(0, time * width), shape: [time, width] };
  }

  /**
   * Lo mismo, repartido entre cabezas: de (T, H·D) a (H, T, D).
   * @param {string} name
   * @param {Float32Array} data
   * @param {number} time
   * @param {number} heads
   * @param {number} width H·D
   */
  heads(name, data, time, heads, width) {
    this.#replace(name, data, time, width);
    if (!this.wants(name)) return;
    const size = width / heads;
    const copy = new Float32Array(time * width);
    for (let head = 0; head < heads; head += 1) {
      for (let row = 0; row < time; row += 1) {
        const from = row * width + head * size;
        copy.set(data.subarray(from, from + size), (head * time + row) * size);
      }
    }
    this.found[name] = { data: copy, shape: [heads, time, size] };
  }

  /**
   * Lo que cada letra tiene que ver con cada otra, forma (H, T, K).
   * @param {string} name
   * @param {Float32Array} data
   * @param {number} heads
   * @param {number} time
   * @param {number} keys K
   * @param {number} [factor] por cuánto se multiplica
   * @param {number} [visible] la fila `i` ve las primeras `visible + i`; lo demás, −∞
   */
  squares(name, data, heads, time, keys, factor = 1, visible = Infinity) {
    if (!this.wants(name)) return;
    const copy = data.slice(0, heads * time * keys);
    for (let row = 0; row < heads * time; row += 1) {
      const line = copy.subarray(row * keys, (row + 1) * keys);
      if (factor !== 1) line.forEach((value, i) => (line[i] = value * factor));
      line.fill(-Infinity, Math.min(keys, visible + (row % time)));
    }
    this.found[name] = { data: copy, shape: [heads, time, keys] };
  }

  /** Si se pidió algo que no ha aparecido, se dice. */
  check() {
    for (const name of this.want ?? []) {
      if (!(name in this.found)) {
        throw new EngineError({
          what: "No hay ningún valor intermedio con ese nombre.",
          received: show(name),
          allowed: "embedding, block.0.attention, logits… (la lista está en engine.js)",
        });
      }
    }
  }

  /**
   * @param {string} name
   * @param {Float32Array} data
   * @param {number} time
   * @param {number} width
   */
  #replace(name, data, time, width) {
    for (const { position, values } of this.vectors.get(name) ?? []) {
      const row = position - this.start;
      if (row >= 0 && row < time) data.set(values, row * width);
    }
  }
}
