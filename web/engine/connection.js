// Todas las partes · El hilo de la página y el hilo de las cuentas se hablan por mensajes.
//
// La idea: cada cosa que se pide lleva un número, y la respuesta trae el mismo. Lo que da muchos
// resultados los manda de uno en uno, y el que los recorre va dando permiso para más.

import { CancelledError, EngineError } from "./errors.js";

const AHEAD = 16; // cuántos resultados se adelantan a quien los recorre

export class Connection {
  /** @type {Worker} */ #worker;
  #nextId = 1;
  /** @type {Map<number, (message: any) => void>} Quién espera cada respuesta. */ #waiting = new Map();
  /** @type {EngineError | null} */ #broken = null;

  /** @param {URL | string} workerUrl */
  constructor(workerUrl) {
    this.#worker = new Worker(workerUrl, { type: "module" });
    this.#worker.onmessage = ({ data }) => this.#waiting.get(data.id)?.(data);
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.#break(
        new EngineError({
          what: "El motor no ha podido arrancar.",
          received: event.message || String(workerUrl),
          hint: "recargad la página; si sigue igual, probad con un navegador más reciente.",
        }),
      );
    };
  }

  /** Cierra el hilo y para lo que esté en marcha. */
  close() {
    this.#worker.terminate();
    this.#break(new EngineError({ what: "El motor está cerrado.", hint: "abrid otro con Engine.open." }));
  }

  /** @param {EngineError} error */
  #break(error) {
    this.#broken ??= error;
    for (const answer of [...this.#waiting.values()]) answer({ done: true, error: error.parts });
    this.#waiting.clear();
  }

  /**
   * Pide algo con una sola respuesta.
   * @param {string} method
   * @param {object} args
   * @param {{signal?: AbortSignal, transfer?: Transferable[]}} [options]
   * @returns {Promise<any>}
   */
  call(method, args, { signal, transfer } = {}) {
    return new Promise((resolve, reject) => {
      if (this.#broken) return reject(this.#broken);
      if (signal?.aborted) return reject(new CancelledError());
      const cancel = () => {
        this.#cancel(id);
        reject(new CancelledError());
      };
      const id = this.#send(method, args, transfer, ({ result, error }) => {
        this.#waiting.delete(id);
        signal?.removeEventListener("abort", cancel);
        if (error) reject(asError(error));
        else resolve(result);
      });
      signal?.addEventListener("abort", cancel);
    });
  }

  /**
   * Pide algo que da muchos resultados.
   * @param {string} method
   * @param {object} args
   * @returns {AsyncGenerator<any, void, void>}
   */
  async *stream(method, args) {
    if (this.#broken) throw this.#broken;
    /** @type {any[]} */
    const arrived = [];
    let wake = () => {};
    const id = this.#send(method, args, [], (message) => {
      arrived.push(message);
      wake();
    });
    try {
      for (;;) {
        while (arrived.length === 0) await new Promise((resolve) => (wake = () => resolve(null)));
        const { value, done, error } = arrived.shift();
        if (error) throw asError(error);
        if (done) return;
        this.#worker.postMessage({ kind: "allow", id, count: 1 });
        yield value;
      }
    } finally {
      this.#cancel(id);
    }
  }

  /** @param {number} id */
  #cancel(id) {
    this.#waiting.delete(id);
    this.#worker.postMessage({ kind: "cancel", id });
  }

  /**
   * @param {string} method
   * @param {object} args
   * @param {Transferable[] | undefined} transfer
   * @param {(message: any) => void} answer
   * @returns {number}
   */
  #send(method, args, transfer, answer) {
    const id = this.#nextId++;
    this.#worker.postMessage({ kind: "call", id, method, args, permits: AHEAD }, transfer ?? []);
    this.#waiting.set(id, answer);
    return id;
  }
}

/**
 * @param {any} parts
 * @returns {EngineError}
 */
function asError(parts) {
  return parts.cancelled ? new CancelledError() : new EngineError(parts);
}
