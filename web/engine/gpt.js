// Partes 3 a 7 · El GPT entero, de las letras a los logits.
//
// La idea: embeddings, una pila de bloques (atención y MLP, cada uno sumado a lo que ya había), una
// última normalización y la salida. Es la misma cuenta que gpt.py, en el mismo orden.
//
// Formas: B lote, T letras que se leen ahora, K letras que se pueden mirar (las de ahora y las ya
// leídas), C ancho, H cabezas, D tamaño de cabeza (C / H), V vocabulario.

import { NOTHING } from "./changes.js";
import { EngineError, show } from "./errors.js";

/** @typedef {import("./config.js").Config} Config */
/** @typedef {import("./kernels.js").Kernels} Kernels */
/** @typedef {import("./parameters.js").Parameters} Parameters */
/** @typedef {import("./parameters.js").Layer} Layer */
/** @typedef {import("./buffers.js").Buffers} Buffers */
/** @typedef {import("./buffers.js").LayerBuffers} LayerBuffers */
/** @typedef {import("./changes.js").Plan} Plan */
/** @typedef {import("./lens.js").Lens} Lens */

/**
 * @typedef {object} Gpt Un modelo listo para calcular.
 * @property {Config} config
 * @property {Kernels} kernels las cuentas
 * @property {Parameters} parameters los pesos
 * @property {Buffers} buffers dónde se apunta lo que se va calculando
 */

/**
 * @typedef {object} Pass Cómo es esta lectura.
 * @property {number} batch B
 * @property {number} time T
 * @property {number} start cuántas letras hay ya en la memoria
 * @property {Plan} plan los cambios que se han pedido
 * @property {Lens | null} lens la lupa
 */

/**
 * Puntúa la letra siguiente en cada posición.
 * @param {Gpt} gpt
 * @param {ArrayLike<number>} ids forma (B, T), una fila detrás de otra
 * @param {Partial<Pass>} [options] con `start`, lo leído antes sigue en la memoria (KV cache)
 * @returns {Float32Array} los logits, forma (B·T, V); valen hasta la lectura siguiente
 */
export function forward(gpt, ids, { batch = 1, start = 0, plan = NOTHING, lens = null } = {}) {
  const { config, kernels, parameters: p, buffers } = gpt;
  const { nEmbd: C, vocabSize: V } = config;
  const time = ids.length / batch;
  checkIds(ids, start + time, config);
  const pass = { batch, time, start, plan, lens };
  const rows = batch * time;

  embed(gpt, ids, pass);
  let x = buffers.embedding; // (B·T, C)
  for (const [layer, weights] of p.layers.entries()) {
    const own = buffers.layers[layer];
    lens?.rows(`block.${layer}.input`, x, time, C);
    attention(gpt, layer, weights, own, x, pass);
    kernels.add(own.middle, x, own.attended, rows * C); // la conexión residual
    lens?.rows(`block.${layer}.middle`, own.middle, time, C);
    mlp(gpt, layer, weights, own, pass);
    kernels.add(own.output, own.middle, own.mlp, rows * C);
    lens?.rows(`block.${layer}.output`, own.output, time, C);
    x = own.output;
  }
  normalize(gpt, buffers.norm, buffers.normMean, buffers.normInverse, x, p.finalWeight, p.finalBias, pass);
  lens?.rows("norm", buffers.norm, time, C);
  linear(kernels, buffers.logits, buffers.norm, p.head, null, rows, C, V);
  lens?.rows("logits", buffers.logits, time, V);
  return buffers.logits;
}

/**
 * @param {ArrayLike<number>} ids
 * @param {number} end
 * @param {Config} config
 */
function checkIds(ids, end, { blockSize, vocabSize }) {
  if (ids.length === 0 || end > blockSize) {
    throw new EngineError({
      what: ids.length === 0 ? "No hay nada que leer." : "El texto no cabe en la ventana del modelo.",
      received: `${end} letras`,
      allowed: `de 1 a ${blockSize} (block_size)`,
    });
  }
  for (let i = 0; i < ids.length; i += 1) {
    const id = ids[i];
    if (!(Number.isInteger(id) && id >= 0 && id < vocabSize)) {
      throw new EngineError({
        what: "Ese id no está en el vocabulario del modelo.",
        received: show(id),
        allowed: `un entero de 0 a ${vocabSize - 1}`,
      });
    }
  }
}

/**
 * Parte 3 · De cada id, su vector; más el vector de su lugar.
 * @param {Gpt} gpt
 * @param {ArrayLike<number>} ids
 * @param {Pass} pass
 */
function embed({ config, kernels, parameters, buffers }, ids, { time, start, plan, lens }) {
  const { nEmbd: C } = config;
  const { token, position, embedding } = buffers;
  for (let row = 0; row < ids.length; row += 1) {
    const id = ids[row];
    const from = (plan.rows ? plan.rows[id] : id) * C;
    token.set(parameters.token.subarray(from, from + C), row * C);
    const place = (start + (row % time)) * C;
    if (plan.noPositions) position.fill(0, row * C, (row + 1) * C);
    else position.set(parameters.position.subarray(place, place + C), row * C);
  }
  lens?.rows("embedding.token", token, time, C);
  lens?.rows("embedding.position", position, time, C);
  kernels.add(embedding, token, position, ids.length * C);
  lens?.rows("embedding", embedding, time, C);
}

/**
 * Parte 5 · Cada letra mira a las anteriores y recoge lo que le interesa.
 * @param {Gpt} gpt
 * @param {number} layer
 * @param {Layer} w
 * @param {LayerBuffers} own
 * @param {Float32Array} x forma (B·T, C)
 * @param {Pass} pass
 */
function attention(gpt, layer, w, own, x, pass) {
  const { config, kernels } = gpt;
  const { nEmbd: C, nHead: H } = config;
  const { batch, time, start, plan, lens } = pass;
  const rows = batch * time;
  const D = C / H;
  const K = start + time;
  const name = `block.${layer}`;

  normalize(gpt, own.norm1, own.mean1, own.inverse1, x, w.norm1Weight, w.norm1Bias, pass);
  lens?.rows(`${name}.norm1`, own.norm1, time, C);
  // Las llaves y los valores nuevos se apuntan detrás de los que ya había: esa es la memoria.
  for (const [part, out] of [own.q, own.k.subarray(start * C), own.v.subarray(start * C)].entries()) {
    const weight = w.qkvWeight.subarray(part * C * C, (part + 1) * C * C);
    const bias = w.qkvBias.subarray(part * C, (part + 1) * C);
    linear(kernels, out, own.norm1, weight, bias, rows, C, C);
    lens?.heads(`${name}.${"qkv"[part]}`, out, time, H, C);
  }

  // Cada cabeza usa su trozo de D números de cada vector.
  for (let b = 0; b < batch; b += 1) {
    for (let h = 0; h < H; h += 1) {
      kernels.matmul({
        out: own.attention.subarray((b * H + h) * time * K), // (T, K): cuánto se parecen
        a: own.q.subarray(b * time * C + h * D), // (T, D)
        b: own.k.subarray(b * time * C + h * D), // (K, D), leída traspuesta
        rows: time, columns: K, inner: D,
        outRow: K, aRow: C, aInner: 1, bInner: 1, bColumn: C,
      });
    }
  }
  const scale = 1 / Math.sqrt(D);
  const visible = plan.noMask ? K : start + 1; // la primera letra nueva ve hasta ella misma
  lens?.squares(`${name}.scores`, own.attention, H, time, K);
  lens?.squares(`${name}.scaled`, own.attention, H, time, K, scale);
  lens?.squares(`${name}.masked`, own.attention, H, time, K, scale, visible);
  for (let i = 0; i < batch * H; i += 1) {
    kernels.softmax(own.attention.subarray(i * time * K), time, K, scale, visible);
  }
  const frozen = plan.frozen.get(layer);
  if (frozen) replaceAttention(own.attention, frozen, layer, H * time * K);
  lens?.squares(`${name}.attention`, own.attention, H, time, K);

  for (let b = 0; b < batch; b += 1) {
    for (let h = 0; h < H; h += 1) {
      kernels.matmul({
        out: own.heads.subarray(b * time * C + h * D), // (T, D)
        a: own.attention.subarray((b * H + h) * time * K), // (T, K)
        b: own.v.subarray(b * time * C + h * D), // (K, D)
        rows: time, columns: D, inner: K,
        outRow: C, aRow: K, aInner: 1, bInner: C, bColumn: 1,
      });
    }
  }
  for (const [where, head] of plan.headsOff) {
    if (where !== layer) continue;
    for (let row = 0; row < rows; row += 1) {
      own.heads.fill(0, row * C + head * D, row * C + (head + 1) * D);
    }
  }
  lens?.heads(`${name}.heads`, own.heads, time, H, C);
  linear(kernels, own.attended, own.heads, w.projectionWeight, w.projectionBias, rows, C, C);
  lens?.rows(`${name}.attended`, own.attended, time, C);
}

/**
 * Parte 6 · Cada letra, por su cuenta, piensa sobre lo que ha recogido.
 * @param {Gpt} gpt
 * @param {number} layer
 * @param {Layer} w
 * @param {LayerBuffers} own
 * @param {Pass} pass
 */
function mlp(gpt, layer, w, own, pass) {
  const { kernels, config } = gpt;
  const { nEmbd: C } = config;
  const { batch, time, lens } = pass;
  const rows = batch * time;
  const name = `block.${layer}`;
  normalize(gpt, own.norm2, own.mean2, own.inverse2, own.middle, w.norm2Weight, w.norm2Bias, pass);
  lens?.rows(`${name}.norm2`, own.norm2, time, C);
  linear(kernels, own.expanded, own.norm2, w.expandWeight, w.expandBias, rows, C, 4 * C);
  lens?.rows(`${name}.expanded`, own.expanded, time, 4 * C);
  kernels.gelu(own.activated, own.expanded, rows * 4 * C);
  lens?.rows(`${name}.activated`, own.activated, time, 4 * C);
  linear(kernels, own.mlp, own.activated, w.contractWeight, w.contractBias, rows, 4 * C, C);
  lens?.rows(`${name}.mlp`, own.mlp, time, C);
}

/**
 * Parte 4 · Los números de cada letra, a la misma escala.
 * @param {Gpt} gpt
 * @param {Float32Array} out
 * @param {Float32Array} mean
 * @param {Float32Array} inverse
 * @param {Float32Array} x
 * @param {Float32Array} weight
 * @param {Float32Array} bias
 * @param {Pass} pass
 */
function normalize({ kernels, config }, out, mean, inverse, x, weight, bias, { batch, time, plan }) {
  const rows = batch * time;
  if (plan.normOff) out.set(x.subarray(0, rows * config.nEmbd));
  else kernels.layerNorm(out, mean, inverse, x, weight, bias, rows, config.nEmbd);
}

/**
 * Una capa lineal: out = x · Wᵀ + b.
 * @param {Kernels} kernels
 * @param {Float32Array} out forma (rows, outSize)
 * @param {Float32Array} x forma (rows, inSize)
 * @param {Float32Array} weight forma (outSize, inSize)
 * @param {Float32Array | null} bias forma (outSize)
 * @param {number} rows
 * @param {number} inSize
 * @param {number} outSize
 */
function linear(kernels, out, x, weight, bias, rows, inSize, outSize) {
  kernels.matmul({
    out, a: x, b: weight, bias, rows, columns: outSize, inner: inSize,
    outRow: outSize, aRow: inSize, aInner: 1, bInner: 1, bColumn: inSize,
  });
}

/**
 * @param {Float32Array} attention
 * @param {Float32Array} frozen
 * @param {number} layer
 * @param {number} length H·T·K
 */
function replaceAttention(attention, frozen, layer, length) {
  if (frozen.length !== length) {
    throw new EngineError({
      what: `La atención congelada de la capa ${layer} es de un texto de otro largo.`,
      received: `${frozen.length} números`,
      allowed: `${length}`,
      hint: "congelad la de un texto con las mismas letras.",
    });
  }
  attention.set(frozen);
}
