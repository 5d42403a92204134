// @ts-check
/**
 * Lo común de las piezas: medir muchas cosas seguidas, con un botón que empieza y que para.
 *
 * Solo se mide una cosa a la vez: al empezar otra, o al parar, se deja lo que hubiera a medias.
 */

import { button } from "./elements.js";

export class Sweep {
  #controller = new AbortController();

  /** Si se está midiendo todo seguido. */
  running = false;

  /**
   * @param {object} options
   * @param {string} options.label lo que dice el botón mientras está parado
   * @param {() => void} options.start lo que hace
   * @param {() => void} options.changed se llama al parar y al acabar
   */
  constructor({ label, start, changed }) {
    this.label = label;
    this.changed = changed;
    this.button = button(label, () => (this.running ? this.stop() : start()));
  }

  /** Se aborta al parar o al empezar otra cosa. */
  get signal() {
    return this.#controller.signal;
  }

  stop() {
    this.#controller.abort();
    this.#controller = new AbortController();
    this.running = false;
    this.changed();
  }

  /** Mide todo seguido. @param {(signal: AbortSignal) => Promise<void>} work */
  async run(work) {
    this.stop();
    this.running = true;
    this.refresh();
    const { signal } = this;
    try {
      await work(signal);
    } finally {
      if (this.signal === signal) this.running = false;
      this.changed();
    }
  }

  /** Pone en el botón lo que ahora haría. */
  refresh() {
    this.button.textContent = this.running ? "Parar" : this.label;
  }
}
