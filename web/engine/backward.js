// Parte 8 · La vuelta: cuánto cambia la pérdida con cada peso.
//
// La idea: se recorre el GPT al revés. En cada paso se sabe cuánto cambia la pérdida con lo que
// salió (`dOut`) y se calcula cuánto cambia con lo que entró (`dX`) y con los pesos. Es la regla de
// la cadena, una pieza detrás de otra; PyTorch la deduce sola, y aquí está escrita.
//
// Formas: B lote, T tiempo, R = B·T filas, C ancho, H cabezas, D tamaño de cabeza, V vocabulario.

/** @typedef {import("./gpt.js").Gpt} Gpt */
/** @typedef {import("./parameters.js").Parameters} Parameters */
/** @typedef {import("./parameters.js").Layer} Layer */
/** @typedef {import("./buffers.js").LayerBuffers} LayerBuffers */
/** @typedef {import("./kernels.js").Kernels} Kernels */

/**
 * @typedef {object} Slopes Dónde se apuntan las pendientes de los valores intermedios.
 * @property {Float32Array} x (R, C): la corriente que pasa de bloque en bloque
 * @property {Float32Array} norm (R, C)
 * @property {Float32Array} q (R, C)
 * @property {Float32Array} k (R, C)
 * @property {Float32Array} v (R, C)
 * @property {Float32Array} heads (R, C)
 * @property {Float32Array} wide (R, 4C)
 * @property {Float32Array} attention (T, T)
 */

/**
 * @param {import("./parameters.js").Alloc} alloc
 * @param {import("./config.js").Config} config
 * @param {number} batch
 * @returns {Slopes}
 */
export function newSlopes(alloc, { nEmbd: C, blockSize }, batch) {
  const rows = batch * blockSize;
  return {
    x: alloc(rows * C),
    norm: alloc(rows * C),
    q: alloc(rows * C),
    k: alloc(rows * C),
    v: alloc(rows * C),
    heads: alloc(rows * C),
    wide: alloc(rows * 4 * C),
    attention: alloc(blockSize * blockSize),
  };
}

/**
 * Suma en `gradients` la pendiente de cada peso. Antes hay que haber hecho `forward`, y en
 * `gpt.buffers.logits` tiene que estar ya la pendiente de los logits (`kernels.crossEntropy`).
 * @param {Gpt} gpt
 * @param {ArrayLike<number>} ids forma (B, T)
 * @param {Parameters} gradients
 * @param {Slopes} slopes
 * @param {number} batch B
 */
export function backward(gpt, ids, gradients, slopes, batch) {
  const { kernels, config, parameters: p, buffers } = gpt;
  const { nEmbd: C, vocabSize: V, nLayer } = config;
  const rows = ids.length;
  const time = rows / batch;

  linearBackward(kernels, {
    dX: slopes.norm, dWeight: gradients.head, dBias: null,
    dOut: buffers.logits, x: buffers.norm, weight: p.head, rows, inSize: C, outSize: V,
  });
  slopes.x.fill(0);
  const last = buffers.layers[nLayer - 1];
  kernels.layerNormBackward(
    slopes.x, gradients.finalWeight, gradients.finalBias,
    slopes.norm, last.output, buffers.normMean, buffers.normInverse, p.finalWeight, rows, C,
  );
  for (let layer = nLayer - 1; layer >= 0; layer -= 1) {
    const own = buffers.layers[layer];
    const input = layer === 0 ? buffers.embedding : buffers.layers[layer - 1].output;
    const weights = p.layers[layer];
    const grads = gradients.layers[layer];
    mlpBackward(gpt, weights, grads, own, slopes, rows);
    attentionBackward(gpt, weights, grads, own, input, slopes, batch, time);
  }
  for (let row = 0; row < rows; row += 1) {
    const token = ids[row] * C;
    const place = (row % time) * C;
    for (let i = 0; i < C; i += 1) {
      const slope = slopes.x[row * C + i];
      gradients.token[token + i] += slope;
      gradients.position[place + i] += slope;
    }
  }
}

/**
 * Parte 6, al revés. La conexión residual deja pasar la pendiente y le suma la del MLP.
 * @param {Gpt} gpt
 * @param {Layer} w
 * @param {Layer} g
 * @param {LayerBuffers} own
 * @param {Slopes} slopes
 * @param {number} rows
 */
function mlpBackward({ kernels, config }, w, g, own, slopes, rows) {
  const { nEmbd: C } = config;
  linearBackward(kernels, {
    dX: slopes.wide, dWeight: g.contractWeight, dBias: g.contractBias,
    dOut: slopes.x, x: own.activated, weight: w.contractWeight, rows, inSize: 4 * C, outSize: C,
  });
  kernels.geluBackward(slopes.wide, slopes.wide, own.expanded, rows * 4 * C);
  linearBackward(kernels, {
    dX: slopes.norm, dWeight: g.expandWeight, dBias: g.expandBias,
    dOut: slopes.wide, x: own.norm2, weight: w.expandWeight, rows, inSize: C, outSize: 4 * C,
  });
  kernels.layerNormBackward(
    slopes.x, g.norm2Weight, g.norm2Bias,
    slopes.norm, own.middle, own.mean2, own.inverse2, w.norm2Weight, rows, C,
  );
}

/**
 * Parte 5, al revés.
 * @param {Gpt} gpt
 * @param {Layer} w
 * @param {Layer} g
 * @param {LayerBuffers} own
 * @param {Float32Array} input lo que entró en el bloque
 * @param {Slopes} slopes
 * @param {number} batch
 * @param {number} time
 */
function attentionBackward({ kernels, config }, w, g, own, input, slopes, batch, time) {
  const { nEmbd: C, nHead: H } = config;
  const D = C / H;
  const rows = batch * time;
  const scale = 1 / Math.sqrt(D);
  linearBackward(kernels, {
    dX: slopes.heads, dWeight: g.projectionWeight, dBias: g.projectionBias,
    dOut: slopes.x, x: own.heads, weight: w.projectionWeight, rows, inSize: C, outSize: C,
  });
  const dScores = slopes.attention; // (T, T), de una cabeza cada vez
  for (let b = 0; b < batch; b += 1) {
    for (let h = 0; h < H; h += 1) {
      const place = b * time * C + h * D;
      const dHeads = slopes.heads.subarray(place); // (T, D)
      const attention = own.attention.subarray((b * H + h) * time * time); // (T, T)
      kernels.matmul({ // los pesos de la mezcla: dHeads · vᵀ
        out: dScores, a: dHeads, b: own.v.subarray(place), rows: time, columns: time, inner: D,
        outRow: time, aRow: C, aInner: 1, bInner: 1, bColumn: C,
      });
      kernels.matmul({ // los valores: attentionᵀ · dHeads
        out: slopes.v.subarray(place), a: attention, b: dHeads, rows: time, columns: D, inner: time,
        outRow: C, aRow: 1, aInner: time, bInner: C, bColumn: 1,
      });
      kernels.softmaxBackward(dScores, attention, time, time, scale);
      kernels.matmul({ // las preguntas: dScores · k
        out: slopes.q.subarray(place), a: dScores, b: own.k.subarray(place),
        rows: time, columns: D, inner: time, outRow: C, aRow: time, aInner: 1, bInner: C, bColumn: 1,
      });
      kernels.matmul({ // las llaves: dScoresᵀ · q
        out: slopes.k.subarray(place), a: dScores, b: own.q.subarray(place),
        rows: time, columns: D, inner: time, outRow: C, aRow: 1, aInner: time, bInner: C, bColumn: 1,
      });
    }
  }
  for (const [part, dOut] of [slopes.q, slopes.k, slopes.v].entries()) {
    linearBackward(kernels, {
      dX: slopes.norm, dWeight: g.qkvWeight.subarray(part * C * C), dBias: g.qkvBias.subarray(part * C),
      dOut, x: own.norm1, weight: w.qkvWeight.subarray(part * C * C), rows, inSize: C, outSize: C,
      accumulate: part > 0, // las tres salen del mismo vector: sus pendientes se suman
    });
  }
  kernels.layerNormBackward(
    slopes.x, g.norm1Weight, g.norm1Bias,
    slopes.norm, input, own.mean1, own.inverse1, w.norm1Weight, rows, C,
  );
}

/**
 * La vuelta de out = x · Wᵀ + b: dX = dOut · W, dW = dOutᵀ · x y db = la suma de las filas de dOut.
 * @param {Kernels} kernels
 * @param {object} parts
 * @param {Float32Array} parts.dX (rows, inSize)
 * @param {Float32Array} parts.dWeight (outSize, inSize); se le suma
 * @param {Float32Array | null} parts.dBias (outSize); se le suma
 * @param {Float32Array} parts.dOut (rows, outSize)
 * @param {Float32Array} parts.x (rows, inSize)
 * @param {Float32Array} parts.weight (outSize, inSize)
 * @param {number} parts.rows
 * @param {number} parts.inSize
 * @param {number} parts.outSize
 * @param {boolean} [parts.accumulate] sumar a lo que haya en `dX`
 */
function linearBackward(kernels, parts) {
  const { dX, dWeight, dBias, dOut, x, weight, rows, inSize, outSize, accumulate = false } = parts;
  kernels.matmul({
    out: dX, a: dOut, b: weight, rows, columns: inSize, inner: outSize,
    outRow: inSize, aRow: outSize, aInner: 1, bInner: inSize, bColumn: 1, accumulate,
  });
  kernels.matmul({
    out: dWeight, a: dOut, b: x, rows: outSize, columns: inSize, inner: rows,
    outRow: inSize, aRow: 1, aInner: outSize, bInner: inSize, bColumn: 1, accumulate: true,
  });
  if (dBias) kernels.addRows(dBias, dOut, rows, outSize);
}
