// Parte 8 · La cuadrilla: los hilos que entrenan un modelo entre todos.
//
// La idea: cada hilo tiene el modelo entero y una parte del lote. Se hablan entre ellos; la página
// solo escucha cómo va. Pausar es dejar de darles permiso: se paran todos en el mismo paso.

import { Connection } from "./connection.js";

/**
 * @typedef {object} Progress Cómo va un entrenamiento.
 * @property {number} step pasos dados
 * @property {number} loss la pérdida del lote, en nats por letra
 * @property {number} charsPerSecond letras por segundo, desde el principio
 * @property {number} [valLoss] la sorpresa con texto no visto; cada `eval_every` pasos
 * @property {string} [sample] lo que escribe ahora, en los mismos pasos
 */

export class Team {
  /** @type {Connection[]} */ #members;
  /** @type {AsyncGenerator<any, void, void>[]} */ #streams = [];

  /**
   * Reúne la cuadrilla y la deja lista para el primer paso.
   * @param {URL | string} workerUrl
   * @param {number} count cuántos hilos: 1, 2 o 4
   * @param {object} task lo que se entrena; véase `prepareTraining` en worker.js
   * @returns {Promise<Team>}
   */
  static async gather(workerUrl, count, task) {
    const team = new Team(workerUrl, count);
    try {
      const ports = connectAll(count);
      const prepare = team.#members.map((member, share) => {
        const own = ports[share];
        const transfer = own.filter((port) => port !== null);
        return member.call("prepareTraining", { ...task, share, shares: count, ports: own }, { transfer });
      });
      await Promise.all(prepare);
      team.#streams = team.#members.map((member) => member.stream("train", {}));
      return team;
    } catch (error) {
      team.close();
      throw error;
    }
  }

  /**
   * @param {URL | string} workerUrl
   * @param {number} count
   */
  constructor(workerUrl, count) {
    this.#members = Array.from({ length: count }, () => new Connection(workerUrl));
  }

  /**
   * Lo que cuentan, paso a paso. Si se deja de recorrer, se paran; al volver, siguen.
   * @returns {AsyncGenerator<Progress & {sampleIds?: number[]}, void, void>}
   */
  async *progress() {
    for (;;) {
      // Se espera a todos: así todos reciben el mismo número de permisos.
      const [first] = await Promise.all(this.#streams.map((stream) => stream.next()));
      if (!first || first.done) return;
      yield first.value;
    }
  }

  /**
   * Lo entrenado hasta ahora, en safetensors.
   * @param {number} member de qué hilo; todos tienen los mismos pesos
   * @returns {Promise<ArrayBuffer>}
   */
  weights(member = 0) {
    return this.#members[member].call("trainedWeights", {});
  }

  close() {
    for (const member of this.#members) member.close();
  }
}

/**
 * Un cable entre cada dos hilos.
 * @param {number} count
 * @returns {(MessagePort | null)[][]} los de cada hilo, en orden; null en su propio lugar
 */
function connectAll(count) {
  /** @type {(MessagePort | null)[][]} */
  const ports = Array.from({ length: count }, () => Array(count).fill(null));
  for (let a = 0; a < count; a += 1) {
    for (let b = a + 1; b < count; b += 1) {
      const { port1, port2 } = new MessageChannel();
      ports[a][b] = port1;
      ports[b][a] = port2;
    }
  }
  return ports;
}
