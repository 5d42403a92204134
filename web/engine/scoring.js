// Parte 7 · La medida: cuánto se sorprende el modelo con un texto, en nats.
//
// La idea: cada letra se adivina con las anteriores y se apunta −ln de la probabilidad que tenía.
// Cuando el texto no cabe en la ventana se hace como al escribir: se conserva la mitad más
// reciente. Es la misma cuenta que evaluation.py.

import { withWeights } from "./changes.js";
import { EngineError } from "./errors.js";
import { windowStart } from "./generation.js";
import { forward } from "./gpt.js";
import { Lens } from "./lens.js";

/** @typedef {import("./changes.js").Plan} Plan */
/** @typedef {import("./model.js").Model} Model */

/**
 * Parte una pieza en ventanas: lo que se lee y desde qué letra se cuenta.
 * @param {number} length letras que se leen
 * @param {number} blockSize
 * @param {number} context
 * @returns {Generator<{start: number, end: number, counted: number}>}
 */
function* windows(length, blockSize, context) {
  let counted = 0;
  while (counted < length) {
    // Con un contexto más corto, cada letra se adivina sola, con sus últimas `context`.
    const short = context < blockSize && counted >= context;
    const start = short ? counted + 1 - context : windowStart(counted + 1, blockSize);
    const end = Math.min(length, start + Math.min(blockSize, context));
    yield { start, end, counted };
    counted = end;
  }
}

/**
 * La sorpresa con una pieza, ventana a ventana.
 * @param {Model} model
 * @param {number[]} ids
 * @param {Plan} plan
 * @returns {Generator<number>} los nats de cada ventana
 */
export function* scorePiece({ gpt, targets, losses }, ids, plan) {
  if (ids.length < 2) {
    throw new EngineError({
      what: "Para medir hacen falta al menos dos letras: una que leer y otra que adivinar.",
      received: `${ids.length}`,
    });
  }
  const { blockSize, vocabSize } = gpt.config;
  for (const { start, end, counted } of windows(ids.length - 1, blockSize, plan.context)) {
    const time = end - start;
    const lens = plan.vectors.size > 0 ? new Lens({ ...plan, want: [] }) : null;
    const logits = withWeights(plan.weights, () =>
      forward(gpt, ids.slice(start, end), { plan, lens }),
    );
    targets.set(ids.slice(start + 1, end + 1));
    targets.fill(-1, 0, counted - start); // estas ya se contaron
    gpt.kernels.crossEntropy(losses, logits, targets, time, vocabSize, 1);
    yield losses.subarray(0, time).reduce((sum, loss) => sum + loss, 0);
  }
}
