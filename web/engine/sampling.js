// Parte 9 · Elegir la letra siguiente: temperatura, top-k, top-p y un sorteo.
//
// La idea: los logits se convierten en un reparto del tramo que va de 0 a 1, se tira un punto en él
// y sale la letra en cuyo trozo cae. Es la misma cuenta que generation.py.

import { EngineError, show, wholeNumber } from "./errors.js";

/**
 * @typedef {object} Sampling
 * @property {number} temperature por debajo de 1, más prudente; por encima, más atrevido
 * @property {number} topK elegir solo entre las k más probables; 0, sin límite
 * @property {number} topP elegir solo entre las más probables que juntas suman p; 1, sin límite
 */

/**
 * Comprueba y completa cómo se elige.
 * @param {Partial<Sampling>} options
 * @returns {Sampling}
 */
export function readSampling({ temperature = 0.8, topK = 0, topP = 1 }) {
  if (!(Number.isFinite(temperature) && temperature > 0)) {
    throw new EngineError({
      what: "Esa temperatura no es posible.",
      received: show(temperature),
      allowed: "un número mayor que 0 (por ejemplo, 0,8)",
      hint: "para elegir siempre la letra más probable, usad topK = 1.",
    });
  }
  if (!(topP > 0 && topP <= 1)) {
    throw new EngineError({
      what: "Ese topP no es posible.",
      received: show(topP),
      allowed: "un número mayor que 0 y no mayor que 1",
    });
  }
  return { temperature, topK: wholeNumber("topK", topK, 0), topP };
}

/**
 * De logits a probabilidades, ya con la temperatura y los filtros.
 * @param {Float32Array} logits forma (V)
 * @param {Sampling} sampling
 * @param {Iterable<number>} [forbidden] ids que no se eligen nunca
 * @returns {Float32Array} forma (V); suman 1
 */
export function probabilities(logits, { temperature, topK, topP }, forbidden = []) {
  const scores = Float64Array.from(logits);
  for (const id of forbidden) scores[id] = -Infinity;
  // Se resta el mayor antes de dividir: no cambia nada y una temperatura minúscula no desborda.
  const largest = scores.reduce((a, b) => Math.max(a, b), -Infinity);
  const tempered = scores.map((score) => (score - largest) / temperature);
  if (topK > 0 && topK < tempered.length) {
    const kth = tempered.toSorted()[tempered.length - topK];
    for (const [id, score] of tempered.entries()) if (score < kth) tempered[id] = -Infinity;
  }
  const shares = tempered.map(Math.exp);
  divide(shares);
  if (topP < 1) {
    const order = [...shares.keys()].sort((a, b) => shares[b] - shares[a] || a - b);
    let before = 0; // lo que suman las que son más probables
    for (const id of order) {
      const own = shares[id];
      if (before >= topP) shares[id] = 0;
      before += own;
    }
    divide(shares);
  }
  return Float32Array.from(shares);
}

/**
 * Divide entre la suma: el total pasa a ser 1.
 * @param {Float64Array} shares
 */
function divide(shares) {
  const sum = shares.reduce((a, b) => a + b, 0);
  shares.forEach((value, id) => (shares[id] = value / sum));
}

/**
 * La letra en cuyo trozo cae un punto.
 * @param {Float32Array} shares forma (V)
 * @param {number} point de 0 a menos de 1
 * @returns {number}
 */
export function choose(shares, point) {
  const total = shares.reduce((a, b) => a + b, 0);
  let edge = 0; // dónde acaba el trozo de cada letra
  let last = 0;
  for (const [id, share] of shares.entries()) {
    if (share === 0) continue;
    edge += share;
    last = id;
    if (edge > point * total) return id;
  }
  return last;
}
