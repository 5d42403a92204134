// Parte 8 · Entrenar: mirar un lote, medir el error, corregir un poco, y otra vez.
//
// La idea: el lote se parte siempre en cuatro porciones. Cada hilo hace las suyas, se intercambian
// los gradientes y todos los suman en el mismo orden y dan el mismo paso. Por eso sale lo mismo,
// bit a bit, con un hilo, con dos o con cuatro, y los pesos de todos son siempre iguales.

import { clip, update } from "./adamw.js";
import { backward, newSlopes } from "./backward.js";
import { drawBatch, splitText } from "./batches.js";
import { newBuffers } from "./buffers.js";
import { EngineError, show } from "./errors.js";
import { forward } from "./gpt.js";
import { initialTensors } from "./initial.js";
import { reserve } from "./kernels.js";
import { checkTensors, copyTensors, newParameters } from "./parameters.js";

/** @typedef {import("./config.js").Config} Config */
/** @typedef {import("./recipe.js").Recipe} Recipe */
/** @typedef {import("./safetensors.js").Tensor} Tensor */

/**
 * @typedef {object} Partial Lo que aporta un hilo a un paso.
 * @property {Float32Array} gradient la suma de sus porciones
 * @property {number} loss
 */

/** En cuántas porciones se parte un lote. Los hilos pueden ser 1, 2 o 4. */
export const PORTIONS = 4;
const MOST_VALIDATION = 8192; // letras con que se mide: un tramo fijo, para no tardar

export class Trainer {
  /**
   * @param {WebAssembly.Module | null} module
   * @param {object} options
   * @param {Config} options.config
   * @param {Recipe} options.recipe
   * @param {Int32Array} options.ids el texto
   * @param {number} options.startId el símbolo con que empieza cada pieza
   * @param {number} options.share cuál de los hilos es este, desde 0
   * @param {number} options.shares cuántos hilos hay
   * @param {Map<string, Tensor> | null} [options.tensors] pesos de partida; null, al azar
   */
  constructor(module, { config, recipe, ids, startId, share, shares, tensors = null }) {
    if (tensors) checkTensors(tensors, config);
    this.config = config;
    this.recipe = recipe;
    this.text = splitText(ids, startId, config.blockSize);
    this.step = 0;
    const portions = PORTIONS / shares;
    /** Las porciones de este hilo: de `first` a `first + portions`. */
    this.first = share * portions;
    const batch = Math.ceil(recipe.batchSize / PORTIONS);
    const time = config.blockSize;
    const room = reserve(module, (kernels) => ({
      gpt: {
        config,
        kernels,
        parameters: newParameters(kernels.alloc, config),
        buffers: newBuffers(kernels.alloc, config, { batch, time, shared: false }),
      },
      // Una por porción; después, una por hilo.
      gradients: Array.from({ length: Math.max(portions, shares) }, () =>
        newParameters(kernels.alloc, config),
      ),
      averages: [newParameters(kernels.alloc, config), newParameters(kernels.alloc, config)],
      slopes: newSlopes(kernels.alloc, config, batch),
      targets: kernels.allocIds(batch * time),
      losses: kernels.alloc(batch * time),
    }));
    this.portions = portions;
    this.gpt = room.gpt;
    this.gradients = room.gradients;
    this.averages = room.averages;
    this.slopes = room.slopes;
    this.targets = room.targets;
    this.losses = room.losses;
    copyTensors(this.gpt.parameters, tensors ?? initialTensors(config, recipe.seed));
  }

  /**
   * El gradiente de las porciones de este hilo, en el paso de ahora.
   * @returns {Partial}
   */
  partial() {
    const { batchSize, blockSize, seed } = this.recipe;
    const batch = drawBatch(this.text.train, { batchSize, blockSize, seed, step: this.step });
    const losses = [];
    for (let portion = 0; portion < this.portions; portion += 1) {
      losses.push(this.#portion(this.first + portion, batch, portion));
    }
    const gradient = this.#sum(this.portions).slice();
    return { gradient, loss: sumInPairs(losses, (a, b) => a + b) };
  }

  /**
   * @param {number} portion
   * @param {{x: Int32Array, y: Int32Array}} batch
   * @param {number} slot dónde se deja el gradiente
   * @returns {number} lo que aporta a la pérdida
   */
  #portion(portion, batch, slot) {
    const { gpt, config, losses, targets } = this;
    const { batchSize, blockSize } = this.recipe;
    const gradients = this.gradients[slot];
    gradients.all.fill(0);
    const from = Math.floor((batchSize * portion) / PORTIONS) * blockSize;
    const to = Math.floor((batchSize * (portion + 1)) / PORTIONS) * blockSize;
    if (from === to) return 0; // un lote de menos de cuatro textos deja porciones vacías
    const rows = to - from;
    const x = batch.x.subarray(from, to); // (B, T)
    targets.set(batch.y.subarray(from, to));
    const logits = forward(gpt, x, { batch: rows / blockSize }); // (B·T, V)
    // La pérdida es la media de todo el lote, no solo de esta porción.
    const factor = 1 / (batchSize * blockSize);
    gpt.kernels.crossEntropy(losses, logits, targets, rows, config.vocabSize, factor);
    backward(gpt, x, gradients, this.slopes, rows / blockSize);
    return losses.subarray(0, rows).reduce((sum, loss) => sum + loss, 0) * factor;
  }

  /**
   * Suma lo de todos los hilos y da el paso.
   * @param {Partial[]} partials los de todos, en el orden de los hilos
   * @returns {number} la pérdida del lote, en nats por letra
   * @throws {EngineError} Si deja de ser un número; los pesos quedan como estaban.
   */
  apply(partials) {
    const { kernels, parameters } = this.gpt;
    for (const [place, { gradient }] of partials.entries()) this.gradients[place].all.set(gradient);
    const gradient = this.#sum(partials.length);
    const loss = sumInPairs(partials.map((partial) => partial.loss), (a, b) => a + b);
    const norm = clip(kernels, gradient, this.recipe.gradClip);
    if (!Number.isFinite(loss) || !Number.isFinite(norm)) {
      throw new EngineError({
        what: `En el paso ${this.step}, la pérdida o el gradiente han dejado de ser un número.`,
        received: `pérdida ${show(loss)}, gradiente ${show(norm)}`,
        hint: "bajad la tasa de aprendizaje de la receta y empezad otra vez.",
      });
    }
    const [first, second] = this.averages;
    update(kernels, parameters, this.gradients[0], first, second, this.recipe, this.step);
    this.step += 1;
    return loss;
  }

  /**
   * La sorpresa con el texto que no se usa para aprender, en nats por letra.
   * @returns {number}
   */
  validationLoss() {
    const { gpt, losses, targets, config } = this;
    const { validation } = this.text;
    const { blockSize } = config;
    let nats = 0;
    let letters = 0;
    for (let from = 0; from + blockSize < validation.length; from += blockSize) {
      targets.set(validation.subarray(from + 1, from + blockSize + 1));
      const logits = forward(gpt, validation.subarray(from, from + blockSize));
      gpt.kernels.crossEntropy(losses, logits, targets, blockSize, config.vocabSize, 1);
      nats += losses.subarray(0, blockSize).reduce((sum, loss) => sum + loss, 0);
      letters += blockSize;
      if (letters >= MOST_VALIDATION) break;
    }
    return nats / letters;
  }

  /**
   * Los pesos de ahora, copiados.
   * @returns {Map<string, Tensor>}
   */
  tensors() {
    return new Map(
      [...this.gpt.parameters.named].map(([name, { data, shape }]) => [
        name,
        { data: data.slice(), shape },
      ]),
    );
  }

  /**
   * Suma los primeros gradientes, por parejas, y deja la suma en el primero.
   * @param {number} count
   * @returns {Float32Array}
   */
  #sum(count) {
    const lists = this.gradients.slice(0, count).map(({ all }) => all);
    return sumInPairs(lists, (a, b) => {
      this.gpt.kernels.add(a, a, b, a.length);
      return a;
    });
  }
}

/**
 * Suma por parejas: (0 + 1) + (2 + 3). Con decimales, el orden de las sumas cambia las últimas
 * cifras; así el orden es el mismo se repartan como se repartan.
 * @template T
 * @param {T[]} list 1, 2 o 4
 * @param {(a: T, b: T) => T} add
 * @returns {T}
 */
function sumInPairs(list, add) {
  if (list.length === 1) return list[0];
  const half = list.length / 2;
  return add(sumInPairs(list.slice(0, half), add), sumInPairs(list.slice(half), add));
}
