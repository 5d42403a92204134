// Parte 8 · De un texto largo, lotes: trozos al azar y la letra que sigue a cada una.
//
// La idea: un lote es una función pura de la semilla y del paso. El paso 700 trae siempre los
// mismos trozos, se llegue a él de una vez o después de una pausa, con un hilo o con varios.

import { EngineError } from "./errors.js";
import { Random } from "./random.js";

/**
 * @typedef {object} Stream Muchas piezas seguidas, en ids.
 * @property {Int32Array} ids
 * @property {number[]} starts dónde empieza cada pieza
 */

const VALIDATION = 0.1; // qué parte del texto, la última, se guarda para medir

/**
 * Reparte un texto: con una parte se aprende y con la otra se mide.
 * @param {Int32Array} ids
 * @param {number} startId el símbolo con que empieza cada pieza
 * @param {number} blockSize
 * @returns {{train: Stream, validation: Int32Array}}
 */
export function splitText(ids, startId, blockSize) {
  const cut = Math.floor(ids.length * (1 - VALIDATION));
  const needed = Math.ceil((blockSize + 2) / VALIDATION);
  if (ids.length < needed) {
    throw new EngineError({
      what: "El texto es demasiado corto para entrenar.",
      received: `${ids.length} letras`,
      allowed: `${needed} por lo menos`,
      hint: "añadid más texto.",
    });
  }
  const own = ids.slice(0, cut);
  const starts = [];
  for (let place = 0; place < own.length; place += 1) if (own[place] === startId) starts.push(place);
  return { train: { ids: own, starts }, validation: ids.slice(cut) };
}

/**
 * Sortea el lote de un paso.
 * @param {Stream} stream
 * @param {{batchSize: number, blockSize: number, seed: number, step: number}} options
 * @returns {{x: Int32Array, y: Int32Array}} lo que se lee y lo que venía después; forma (B, T)
 */
export function drawBatch({ ids, starts }, { batchSize, blockSize, seed, step }) {
  const random = new Random(seed, step);
  const x = new Int32Array(batchSize * blockSize);
  const y = new Int32Array(batchSize * blockSize);
  const last = ids.length - blockSize - 1; // hace falta también la letra que sigue
  for (let row = 0; row < batchSize; row += 1) {
    let place = random.integer(last + 1);
    // La mitad de las veces, desde donde empieza una pieza: así se aprende a empezar.
    const start = pieceAt(starts, place);
    if (random.uniform() < 0.5 && start >= 0) place = start;
    x.set(ids.subarray(place, place + blockSize), row * blockSize);
    y.set(ids.subarray(place + 1, place + blockSize + 1), row * blockSize);
  }
  return { x, y };
}

/**
 * Dónde empieza la pieza que hay en un lugar; −1 si no hay ninguna antes.
 * @param {number[]} starts en orden
 * @param {number} place
 * @returns {number}
 */
function pieceAt(starts, place) {
  let low = 0; // cuántas empiezan seguro en `place` o antes
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[middle] <= place) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? -1 : starts[low - 1];
}
