// Parte 8 · Cómo se corrigen los pesos: AdamW.
//
// La idea: cada peso baja por su pendiente, con inercia y con su propio tamaño de paso. Además, las
// matrices se encogen un poco en cada paso. Es lo mismo que `torch.optim.AdamW` y optim.py.

/** @typedef {import("./recipe.js").Recipe} Recipe */
/** @typedef {import("./parameters.js").Parameters} Parameters */
/** @typedef {import("./kernels.js").Kernels} Kernels */

/**
 * @typedef {object} Rates Lo que vale cada cosa en un paso.
 * @property {number} keep por cuánto se multiplica el peso
 * @property {number} beta1
 * @property {number} beta2
 * @property {number} stepSize
 * @property {number} root
 * @property {number} epsilon
 */

/**
 * Por cuánto se multiplica la tasa en cada paso: sube al calentar y luego baja hasta 0.
 * @param {number} step desde 0
 * @param {Recipe} recipe
 * @returns {number} de 0 a 1
 */
export function learningRateFactor(step, { steps, warmup }) {
  const rising = Math.min(warmup, Math.floor(steps / 10)); // si es muy corto, se calienta menos
  if (step < rising) return (step + 1) / rising;
  return Math.max(0, (steps - step) / Math.max(1, steps - rising));
}

/**
 * Si el gradiente es más largo de lo permitido, se acorta sin cambiarle la dirección.
 * @param {Kernels} kernels
 * @param {Float32Array} gradient todos, seguidos
 * @param {number} longest 0, sin límite
 * @returns {number} lo que medía
 */
export function clip(kernels, gradient, longest) {
  const norm = Math.sqrt(kernels.sumOfSquares(gradient, gradient.length));
  if (longest > 0 && norm > longest) {
    kernels.scale(gradient, gradient.length, longest / (norm + 1e-6));
  }
  return norm;
}

/**
 * Corrige todos los pesos.
 * @param {Kernels} kernels
 * @param {Parameters} parameters
 * @param {Parameters} gradients
 * @param {Parameters} first la media reciente de cada gradiente
 * @param {Parameters} second la media reciente de su cuadrado
 * @param {Recipe} recipe
 * @param {number} step desde 0
 */
export function update(kernels, parameters, gradients, first, second, recipe, step) {
  const { beta1, beta2, weightDecay } = recipe;
  const rate = recipe.lr * learningRateFactor(step, recipe);
  // Al principio las medias vienen de 0 y se quedan cortas: se corrigen.
  const stepSize = rate / (1 - beta1 ** (step + 1));
  const root = 1 / Math.sqrt(1 - beta2 ** (step + 1));
  for (const [name, { data, shape }] of parameters.named) {
    const keep = shape.length === 2 ? 1 - rate * weightDecay : 1; // los vectores no se encogen
    /** @param {Parameters} other */
    const same = (other) => /** @type {{data: Float32Array}} */ (other.named.get(name)).data;
    const rates = { keep, beta1, beta2, stepSize, root, epsilon: 1e-8 };
    kernels.adamw(data, same(gradients), same(first), same(second), data.length, rates);
  }
}
