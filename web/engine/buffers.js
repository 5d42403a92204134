// Parte 7 · Dónde se apunta lo que se va calculando.
//
// La idea: antes de empezar se reserva todo el sitio que hará falta, y ya no se pide más. Al
// entrenar, cada capa guarda lo suyo, porque la vuelta lo necesita. Al escribir, todas usan el
// mismo borrador, menos las llaves y los valores: esos son la memoria de lo leído.
//
// Formas: R = B·T filas, C ancho, H cabezas, V vocabulario.

/** @typedef {import("./config.js").Config} Config */
/** @typedef {import("./parameters.js").Alloc} Alloc */

/**
 * @typedef {object} LayerBuffers
 * @property {Float32Array} norm1 (R, C)
 * @property {Float32Array} mean1 (R)
 * @property {Float32Array} inverse1 (R)
 * @property {Float32Array} q (R, C)
 * @property {Float32Array} k (R, C)
 * @property {Float32Array} v (R, C)
 * @property {Float32Array} attention (B, H, T, T)
 * @property {Float32Array} heads (R, C)
 * @property {Float32Array} attended (R, C)
 * @property {Float32Array} middle (R, C)
 * @property {Float32Array} norm2 (R, C)
 * @property {Float32Array} mean2 (R)
 * @property {Float32Array} inverse2 (R)
 * @property {Float32Array} expanded (R, 4C)
 * @property {Float32Array} activated (R, 4C)
 * @property {Float32Array} mlp (R, C)
 * @property {Float32Array} output (R, C)
 */

/**
 * @typedef {object} Buffers
 * @property {Float32Array} token (R, C)
 * @property {Float32Array} position (R, C)
 * @property {Float32Array} embedding (R, C)
 * @property {LayerBuffers[]} layers
 * @property {Float32Array} norm (R, C)
 * @property {Float32Array} normMean (R)
 * @property {Float32Array} normInverse (R)
 * @property {Float32Array} logits (R, V)
 */

/**
 * Sitio para leer `batch` textos de hasta `time` letras.
 * @param {Alloc} alloc
 * @param {Config} config
 * @param {{batch: number, time: number, shared: boolean}} options con `shared`, un solo borrador
 * @returns {Buffers}
 */
export function newBuffers(alloc, config, { batch, time, shared }) {
  const { nEmbd: C, nLayer, vocabSize: V } = config;
  const rows = batch * time;
  const draft = shared ? newLayer(alloc, config, batch, time) : null;
  return {
    token: alloc(rows * C),
    position: alloc(rows * C),
    embedding: alloc(rows * C),
    layers: Array.from({ length: nLayer }, () =>
      draft
        ? { ...draft, k: alloc(rows * C), v: alloc(rows * C) }
        : newLayer(alloc, config, batch, time),
    ),
    norm: alloc(rows * C),
    normMean: alloc(rows),
    normInverse: alloc(rows),
    logits: alloc(rows * V),
  };
}

/**
 * @param {Alloc} alloc
 * @param {Config} config
 * @param {number} batch
 * @param {number} time
 * @returns {LayerBuffers}
 */
function newLayer(alloc, { nEmbd: C, nHead: H }, batch, time) {
  const rows = batch * time;
  return {
    norm1: alloc(rows * C),
    mean1: alloc(rows),
    inverse1: alloc(rows),
    q: alloc(rows * C),
    k: alloc(rows * C),
    v: alloc(rows * C),
    attention: alloc(batch * H * time * time),
    heads: alloc(rows * C),
    attended: alloc(rows * C),
    middle: alloc(rows * C),
    norm2: alloc(rows * C),
    mean2: alloc(rows),
    inverse2: alloc(rows),
    expanded: alloc(rows * 4 * C),
    activated: alloc(rows * 4 * C),
    mlp: alloc(rows * C),
    output: alloc(rows * C),
  };
}
