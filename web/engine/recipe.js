// Parte 8 · La receta: todo lo que hay que decidir para entrenar.
//
// La idea: es la misma que usa Python, del mismo `recipes.json`. La página entrena con AdamW y sin
// dropout; si una receta pide otra cosa, se dice.

import { EngineError, show, wholeNumber } from "./errors.js";

/**
 * @typedef {object} Recipe
 * @property {number} nLayer
 * @property {number} nHead
 * @property {number} nEmbd
 * @property {number} blockSize
 * @property {number} steps pasos
 * @property {number} batchSize textos por paso
 * @property {number} lr tasa de aprendizaje
 * @property {number} weightDecay cuánto se encogen las matrices
 * @property {number} beta1 inercia
 * @property {number} beta2 inercia del cuadrado
 * @property {number} gradClip longitud máxima del gradiente; 0, sin límite
 * @property {number} warmup pasos de calentamiento
 * @property {number} evalEvery cada cuántos pasos se mide la validación
 * @property {number} seed
 */

/**
 * @param {unknown} data una receta de `recipes.json`
 * @returns {Recipe}
 * @throws {EngineError} Si falta algo, es imposible o la página no sabe hacerlo.
 */
export function readRecipe(data) {
  if (typeof data !== "object" || data === null) {
    throw new EngineError({ what: "La receta no es un objeto.", received: show(data) });
  }
  const given = /** @type {Record<string, unknown>} */ (data);
  if ((given.optimizer ?? "adamw") !== "adamw" || (given.dropout ?? 0) !== 0) {
    throw new EngineError({
      what: "La página no sabe entrenar con esa receta.",
      received: `optimizer=${show(given.optimizer)}, dropout=${show(given.dropout)}`,
      allowed: "optimizer «adamw» y dropout 0, como sancho-pagina",
      hint: "para las demás, usad Python: sancho entrenar.",
    });
  }
  /** @param {string} name @param {number} least @param {number} most */
  const real = (name, least, most) => {
    const value = given[name];
    if (typeof value === "number" && value >= least && value <= most) return value;
    throw new EngineError({
      what: `${name} no puede valer eso.`,
      received: show(value),
      allowed: `un número de ${least} a ${most}`,
    });
  };
  /** @param {string} name @param {number} [least] @param {number} [most] */
  const whole = (name, least = 1, most = 1e7) => wholeNumber(name, given[name], least, most);
  return {
    nLayer: whole("n_layer"),
    nHead: whole("n_head"),
    nEmbd: whole("n_embd"),
    blockSize: whole("block_size"),
    steps: whole("steps"),
    batchSize: whole("batch_size", 1, 1024),
    lr: real("lr", 0, 1),
    weightDecay: real("weight_decay", 0, 10),
    beta1: real("beta_1", 0, 0.9999999),
    beta2: real("beta_2", 0, 0.9999999),
    gradClip: real("grad_clip", 0, 1e9),
    warmup: whole("warmup", 0),
    evalEvery: whole("eval_every"),
    seed: whole("seed", 0, 2 ** 32 - 1),
  };
}
