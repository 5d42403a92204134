// Parte 8 · Los hilos que entrenan juntos se cuentan lo que han calculado.
//
// La idea: cada uno manda lo suyo a todos los demás y espera lo de todos. Nadie manda y nadie va
// por delante: un paso no empieza hasta que ha terminado el anterior.

/** @typedef {import("./training.js").Partial} Partial */

export class Peers {
  /** @param {(MessagePort | null)[]} ports uno por hilo, en orden; null en el lugar propio */
  constructor(ports) {
    this.ports = ports;
    /** @type {Partial[][]} Lo que ha llegado de cada uno y aún no se ha usado. */
    this.arrived = ports.map(() => []);
    this.wake = () => {};
    for (const [place, port] of ports.entries()) {
      if (port === null) continue;
      port.onmessage = ({ data }) => {
        this.arrived[place]?.push(data);
        this.wake();
      };
    }
  }

  /**
   * @param {Partial} own
   * @returns {Promise<Partial[]>} lo de todos, en el orden de los hilos
   */
  async exchange(own) {
    for (const port of this.ports) port?.postMessage(own);
    const missing = () => this.arrived.some((list, place) => this.ports[place] && list.length === 0);
    while (missing()) {
      await new Promise((resolve) => {
        this.wake = () => resolve(null);
      });
    }
    return this.arrived.map((list) => list.shift() ?? own);
  }
}
