// Partes 6 y 7 · Los pesos de un GPT, a mano.
//
// La idea: todos los pesos van en una sola lista larga, uno detrás de otro. Así se pueden sumar,
// enviar o corregir de una vez; y cada tabla es un trozo de esa lista, con su nombre. Los
// gradientes tienen la misma forma y usan la misma ordenación.

import { parameterShapes, size } from "./config.js";
import { EngineError } from "./errors.js";

/** @typedef {import("./config.js").Config} Config */
/** @typedef {import("./safetensors.js").Tensor} Tensor */
/** @typedef {(length: number) => Float32Array} Alloc Da una lista de ceros de ese largo. */

/**
 * @typedef {object} Layer Los pesos de un bloque.
 * @property {Float32Array} norm1Weight
 * @property {Float32Array} norm1Bias
 * @property {Float32Array} qkvWeight preguntas, llaves y valores, apilados: (3C, C)
 * @property {Float32Array} qkvBias
 * @property {Float32Array} projectionWeight
 * @property {Float32Array} projectionBias
 * @property {Float32Array} norm2Weight
 * @property {Float32Array} norm2Bias
 * @property {Float32Array} expandWeight
 * @property {Float32Array} expandBias
 * @property {Float32Array} contractWeight
 * @property {Float32Array} contractBias
 */

/**
 * @typedef {object} Parameters
 * @property {Float32Array} all todos, seguidos
 * @property {Map<string, Tensor>} named cada uno, por su nombre
 * @property {Float32Array} token
 * @property {Float32Array} position
 * @property {Layer[]} layers
 * @property {Float32Array} finalWeight
 * @property {Float32Array} finalBias
 * @property {Float32Array} head
 */

/**
 * Sitio para todos los pesos de un modelo, a cero.
 * @param {Alloc} alloc
 * @param {Config} config
 * @returns {Parameters}
 */
export function newParameters(alloc, config) {
  const shapes = parameterShapes(config);
  // Cada tabla empieza en un múltiplo de 4: las cuentas van de cuatro en cuatro.
  const all = alloc(shapes.reduce((sum, [, shape]) => sum + roundUp(size(shape)), 0));
  /** @type {Map<string, Tensor>} */
  const named = new Map();
  let place = 0;
  for (const [name, shape] of shapes) {
    named.set(name, { data: all.subarray(place, place + size(shape)), shape });
    place += roundUp(size(shape));
  }
  /** @param {string} name */
  const get = (name) => /** @type {Tensor} */ (named.get(name)).data;
  return {
    all,
    named,
    token: get("embeddings.token.weight"),
    position: get("embeddings.position.weight"),
    layers: Array.from({ length: config.nLayer }, (_, layer) => ({
      norm1Weight: get(`blocks.${layer}.norm_1.weight`),
      norm1Bias: get(`blocks.${layer}.norm_1.bias`),
      qkvWeight: get(`blocks.${layer}.attention.qkv.weight`),
      qkvBias: get(`blocks.${layer}.attention.qkv.bias`),
      projectionWeight: get(`blocks.${layer}.attention.projection.weight`),
      projectionBias: get(`blocks.${layer}.attention.projection.bias`),
      norm2Weight: get(`blocks.${layer}.norm_2.weight`),
      norm2Bias: get(`blocks.${layer}.norm_2.bias`),
      expandWeight: get(`blocks.${layer}.mlp.expand.weight`),
      expandBias: get(`blocks.${layer}.mlp.expand.bias`),
      contractWeight: get(`blocks.${layer}.mlp.contract.weight`),
      contractBias: get(`blocks.${layer}.mlp.contract.bias`),
    })),
    finalWeight: get("final_norm.weight"),
    finalBias: get("final_norm.bias"),
    head: get("lm_head.weight"),
  };
}

/**
 * @param {number} length
 * @returns {number}
 */
function roundUp(length) {
  return Math.ceil(length / 4) * 4;
}

/**
 * Comprueba que los tensores de un fichero son los que piden las medidas.
 * @param {Map<string, Tensor>} tensors
 * @param {Config} config
 * @throws {EngineError} Si falta alguno, sobra o tiene otra forma.
 */
export function checkTensors(tensors, config) {
  const expected = new Map(parameterShapes(config));
  for (const name of new Set([...expected.keys(), ...tensors.keys()])) {
    const wanted = expected.get(name);
    const found = tensors.get(name)?.shape;
    if (String(wanted) !== String(found)) {
      throw new EngineError({
        what: `Los pesos no encajan con las medidas del modelo: falla «${name}».`,
        received: found ? `(${found.join(", ")})` : "no está",
        allowed: wanted ? `(${wanted.join(", ")})` : "no debería estar",
        hint: "usad los pesos y el config.json del mismo modelo.",
      });
    }
  }
}

/**
 * Copia unos tensores, ya comprobados, en el sitio de los pesos.
 * @param {Parameters} parameters
 * @param {Map<string, Tensor>} tensors
 */
export function copyTensors(parameters, tensors) {
  for (const [name, { data }] of parameters.named) {
    data.set(/** @type {Tensor} */ (tensors.get(name)).data);
  }
}
