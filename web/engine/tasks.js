// Todas las partes · Lo que se pide a otro hilo, y cómo se para.
//
// La idea: quien recorre los resultados manda. El motor solo adelanta unos pocos; si nadie los
// recoge, espera, y si se le pide parar, para entre un resultado y el siguiente.

import { CancelledError } from "./errors.js";

const channel = new MessageChannel();
/** @type {(() => void)[]} Quienes han parado a tomar aire, por orden. */
const breathing = [];
channel.port1.onmessage = () => breathing.shift()?.();

/**
 * Deja que llegue lo que esté esperando (un «parad», por ejemplo) y sigue.
 * @returns {Promise<void>}
 */
export function breathe() {
  return new Promise((resolve) => {
    breathing.push(resolve);
    channel.port2.postMessage(null);
  });
}

/** Algo en marcha. */
export class Task {
  /** @param {number} permits cuántos resultados puede dar antes de que se recojan */
  constructor(permits) {
    this.permits = permits;
    this.cancelled = false;
    /** @type {() => void} */
    this.wake = () => {};
  }

  /** @param {number} count */
  allow(count) {
    this.permits += count;
    this.wake();
  }

  cancel() {
    this.cancelled = true;
    this.wake();
  }

  /**
   * Espera a que se pueda dar otro resultado.
   * @throws {CancelledError} Si se ha pedido parar.
   */
  async permit() {
    await breathe();
    while (this.permits === 0 && !this.cancelled) {
      await new Promise((resolve) => {
        this.wake = () => resolve(null);
      });
    }
    if (this.cancelled) throw new CancelledError();
    this.permits -= 1;
  }
}
