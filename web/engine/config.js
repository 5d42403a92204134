// Parte 7 · Las medidas de un GPT y los nombres de sus pesos.
//
// La idea: seis medidas dicen, sin un solo peso, qué forma tiene cada tabla del modelo. Son los
// mismos nombres que en Python, así que los pesos van y vienen sin cambiar un número.

import { EngineError, show, wholeNumber } from "./errors.js";

/**
 * @typedef {object} Config
 * @property {number} vocabSize cuántos símbolos conoce (V)
 * @property {number} blockSize la ventana: cuántos puede mirar a la vez
 * @property {number} nLayer cuántos bloques apila
 * @property {number} nHead cuántas cabezas tiene cada bloque (H)
 * @property {number} nEmbd el ancho (C)
 */

const MOST = { vocabSize: 1e6, blockSize: 4096, nLayer: 1000, nHead: 1000, nEmbd: 1e5 };
const LARGEST = 250_000_000; // pesos: un gigabyte en F32

/**
 * Lee las medidas de un `config.json` (vocab_size…) o de un objeto nuestro (vocabSize…).
 * @param {unknown} data
 * @returns {Config}
 * @throws {EngineError} Si falta alguna o es imposible.
 */
export function readConfig(data) {
  if (typeof data !== "object" || data === null) {
    throw new EngineError({ what: "Las medidas del modelo no son un objeto.", received: show(data) });
  }
  const given = /** @type {Record<string, unknown>} */ (data);
  const config = /** @type {Config} */ ({});
  for (const [name, most] of Object.entries(MOST)) {
    const python = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    const value = given[name] ?? given[python];
    config[/** @type {keyof Config} */ (name)] = wholeNumber(python, value, 1, most);
  }
  if (config.nEmbd % config.nHead !== 0) {
    throw new EngineError({
      what: "El ancho no se puede repartir entre las cabezas.",
      received: `n_embd=${config.nEmbd}, n_head=${config.nHead}`,
      allowed: "un n_embd que sea múltiplo de n_head",
    });
  }
  const count = countParameters(config);
  if (count > LARGEST) {
    throw new EngineError({
      what: "Ese modelo no cabe en una página.",
      received: `${count} pesos`,
      allowed: `como mucho ${LARGEST}`,
    });
  }
  return config;
}

/**
 * El nombre y la forma de cada peso.
 * @param {Config} config
 * @returns {[string, number[]][]}
 */
export function parameterShapes({ vocabSize: V, blockSize, nLayer, nEmbd: C }) {
  /** @type {[string, number[]][]} */
  const shapes = [
    ["embeddings.token.weight", [V, C]],
    ["embeddings.position.weight", [blockSize, C]],
  ];
  for (let layer = 0; layer < nLayer; layer += 1) {
    const block = `blocks.${layer}`;
    shapes.push(
      [`${block}.norm_1.weight`, [C]],
      [`${block}.norm_1.bias`, [C]],
      [`${block}.attention.qkv.weight`, [3 * C, C]],
      [`${block}.attention.qkv.bias`, [3 * C]],
      [`${block}.attention.projection.weight`, [C, C]],
      [`${block}.attention.projection.bias`, [C]],
      [`${block}.norm_2.weight`, [C]],
      [`${block}.norm_2.bias`, [C]],
      [`${block}.mlp.expand.weight`, [4 * C, C]],
      [`${block}.mlp.expand.bias`, [4 * C]],
      [`${block}.mlp.contract.weight`, [C, 4 * C]],
      [`${block}.mlp.contract.bias`, [C]],
    );
  }
  shapes.push(["final_norm.weight", [C]], ["final_norm.bias", [C]], ["lm_head.weight", [V, C]]);
  return shapes;
}

/**
 * Cuántos números hay en una forma.
 * @param {number[]} shape
 * @returns {number}
 */
export function size(shape) {
  return shape.reduce((product, side) => product * side, 1);
}

/**
 * Cuántos números aprende un modelo de esas medidas.
 * @param {Config} config
 * @returns {number}
 */
export function countParameters(config) {
  return parameterShapes(config).reduce((sum, [, shape]) => sum + size(shape), 0);
}
