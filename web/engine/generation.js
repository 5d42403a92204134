// Parte 9 · Escribir: elegir una letra, añadirla al texto y volver a preguntar.
//
// La idea: lo ya leído no se vuelve a calcular, porque sus llaves y sus valores se guardan (KV
// cache). Cuando el texto no cabe en la ventana se conserva su mitad más reciente y se lee de una
// vez. Es la misma política que generation.py: qué se conserva depende solo de la longitud.

import { withWeights } from "./changes.js";
import { forward } from "./gpt.js";
import { Lens } from "./lens.js";
import { choose, probabilities } from "./sampling.js";

/** @typedef {import("./gpt.js").Gpt} Gpt */
/** @typedef {import("./changes.js").Plan} Plan */

/**
 * Desde qué letra se lee un texto de `length` letras para predecir la siguiente.
 * @param {number} length
 * @param {number} blockSize
 * @returns {number}
 */
export function windowStart(length, blockSize) {
  if (length <= blockSize) return 0;
  const half = Math.max(1, Math.floor(blockSize / 2));
  return half * Math.ceil((length - blockSize) / half);
}

/**
 * La memoria de un modelo: hay sitio para un texto. Si escriben dos a la vez, cada uno se lleva lo
 * suyo cuando le toca al otro, y lo repone al volver.
 */
export class Memory {
  /** @param {Gpt} gpt */
  constructor(gpt) {
    this.gpt = gpt;
    /** @type {Reader | null} */
    this.owner = null;
  }

  /**
   * @param {Reader | null} reader quien va a usarla; null, alguien que no la quiere conservar
   */
  claim(reader) {
    if (reader === this.owner) return;
    const { layers } = this.gpt.buffers;
    if (this.owner) {
      const length = this.owner.read * this.gpt.config.nEmbd;
      this.owner.saved = layers.map(({ k, v }) => [k.slice(0, length), v.slice(0, length)]);
    }
    for (const [layer, [k, v]] of (reader?.saved ?? []).entries()) {
      layers[layer]?.k.set(k);
      layers[layer]?.v.set(v);
    }
    this.owner = reader;
  }

  /** @param {Reader} reader */
  release(reader) {
    if (this.owner === reader) this.owner = null;
  }
}

/** Quien lee un texto que crece y dice, cada vez, cuánto puntúa cada letra siguiente. */
export class Reader {
  /**
   * @param {Gpt} gpt
   * @param {Memory} memory
   * @param {Plan} plan
   * @param {number[]} text
   */
  constructor(gpt, memory, plan, text) {
    this.gpt = gpt;
    this.memory = memory;
    this.plan = plan;
    this.text = [...text];
    this.start = 0; // dónde empieza la ventana
    this.read = 0; // cuántas letras de la ventana están en la memoria
    /** @type {[Float32Array, Float32Array][]} */
    this.saved = [];
  }

  /**
   * Los logits de la letra siguiente.
   * @returns {Float32Array} forma (V)
   */
  logits() {
    const { gpt, plan, text } = this;
    this.memory.claim(this);
    const start = Math.max(
      windowStart(text.length, gpt.config.blockSize),
      text.length - plan.context,
    );
    // Sin máscara, las letras viejas también miran a la nueva: hay que leerlo todo otra vez.
    if (start !== this.start || plan.noMask) this.read = 0;
    this.start = start;
    const unread = text.slice(start + this.read);
    const lens = plan.vectors.size > 0 ? new Lens({ ...plan, want: [], start: this.read }) : null;
    const logits = withWeights(plan.weights, () =>
      forward(gpt, unread, { start: this.read, plan, lens }),
    );
    this.read += unread.length;
    const { vocabSize: V } = gpt.config;
    return logits.slice((unread.length - 1) * V, unread.length * V);
  }
}

/**
 * @typedef {object} Choice Una letra elegida.
 * @property {number} id
 * @property {Float32Array} logits forma (V)
 * @property {Float32Array} probabilities forma (V), tras la temperatura y los filtros
 */

/**
 * Continúa un texto. No sabe nada de parar: quien recorre decide cuándo.
 * @param {Reader} reader
 * @param {import("./sampling.js").Sampling} sampling
 * @param {import("./random.js").Random} random
 * @param {Iterable<number>} forbidden ids que nunca se eligen
 * @returns {Generator<Choice, void, void>}
 */
export function* generateIds(reader, sampling, random, forbidden) {
  try {
    for (;;) {
      const logits = reader.logits();
      const shares = probabilities(logits, sampling, forbidden);
      const id = choose(shares, random.uniform());
      yield { id, logits, probabilities: shares };
      reader.text.push(id);
    }
  } finally {
    reader.memory.release(reader);
  }
}
