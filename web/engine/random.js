// Partes 8 y 9 · El azar, con semilla: la misma semilla da siempre la misma suerte.
//
// La idea: un contador que avanza siempre lo mismo y una receta que lo revuelve hasta que parece
// azar. Es SplitMix, de 32 bits. Fuente: Steele, Lea y Flood (2014), «Fast Splittable Pseudorandom
// Number Generators». No es el azar de PyTorch: la misma semilla da allí otro texto.

/**
 * Revuelve los bits de un entero de 32 bits.
 * @param {number} value
 * @returns {number}
 */
function scramble(value) {
  let bits = value >>> 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x7feb352d);
  bits = Math.imul(bits ^ (bits >>> 15), 0x846ca68b);
  return (bits ^ (bits >>> 16)) >>> 0;
}

export class Random {
  /** @param {...number} seeds una o varias: `new Random(semilla, paso)` */
  constructor(...seeds) {
    this.state = seeds.reduce((state, seed) => scramble(state + scramble(seed) + 0x9e3779b9), 0);
  }

  /**
   * De 0 a menos de 1, todos igual de probables.
   * @returns {number}
   */
  uniform() {
    this.state = (this.state + 0x9e3779b9) >>> 0;
    return scramble(this.state) / 2 ** 32;
  }

  /**
   * Un entero de 0 a menos de `limit`.
   * @param {number} limit
   * @returns {number}
   */
  integer(limit) {
    return Math.floor(this.uniform() * limit);
  }

  /**
   * De la campana de Gauss, con media 0 y desviación 1. Fuente: Box y Muller (1958).
   * @returns {number}
   */
  normal() {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }
}
