// Partes 4 a 8 · Las cuentas, en JavaScript corriente.
//
// La idea: todo un GPT se hace con una docena de cuentas sobre listas de números. Aquí están a la
// vista. `kernels.c` tiene las mismas, de cuatro números en cuatro; una prueba las mantiene iguales.
// Todas escriben en listas que ya existen: mientras se calcula no se crea ninguna.

/**
 * @typedef {object} Product Un producto de matrices: out = a · b (+ bias).
 * @property {Float32Array} out forma (rows, columns)
 * @property {Float32Array} a forma (rows, inner)
 * @property {Float32Array} b forma (inner, columns)
 * @property {Float32Array | null} [bias] forma (columns): se suma a cada fila
 * @property {number} rows
 * @property {number} columns
 * @property {number} inner
 * @property {number} outRow cuánto hay que avanzar en `out` para bajar una fila
 * @property {number} aRow lo mismo en `a`
 * @property {number} aInner cuánto hay que avanzar en `a` para pasar al siguiente de la fila
 * @property {number} bInner cuánto hay que avanzar en `b` para bajar una fila
 * @property {number} bColumn cuánto hay que avanzar en `b` para pasar al siguiente de la fila
 * @property {boolean} [accumulate] sumar a lo que ya hay en `out`
 */

const EPSILON = 1e-5; // el de layer_norm.py
const CURVE = Math.sqrt(2 / Math.PI);

export class PlainKernels {
  /** Las cuentas van sin WebAssembly. */
  isFast = false;

  /**
   * Una lista nueva, llena de ceros.
   * @param {number} length
   * @returns {Float32Array}
   */
  alloc = (length) => new Float32Array(length);

  /**
   * Una lista nueva de enteros.
   * @param {number} length
   * @returns {Int32Array}
   */
  allocIds(length) {
    return new Int32Array(length);
  }

  /**
   * Los pasos (`aRow`, `bColumn`…) permiten leer una matriz traspuesta sin moverla.
   * @param {Product} product
   */
  matmul(product) {
    const { out, a, b, bias = null, rows, columns, inner } = product;
    const { outRow, aRow, aInner, bInner, bColumn, accumulate = false } = product;
    for (let row = 0; row < rows; row += 1) {
      for (let column = 0; column < columns; column += 1) {
        let sum = bias ? bias[column] : 0;
        for (let i = 0; i < inner; i += 1) {
          sum += a[row * aRow + i * aInner] * b[i * bInner + column * bColumn];
        }
        const place = row * outRow + column;
        out[place] = accumulate ? out[place] + sum : sum;
      }
    }
  }

  /**
   * out = a + b
   * @param {Float32Array} out
   * @param {Float32Array} a
   * @param {Float32Array} b
   * @param {number} length
   */
  add(out, a, b, length) {
    for (let i = 0; i < length; i += 1) out[i] = a[i] + b[i];
  }

  /**
   * @param {Float32Array} x
   * @param {number} length
   * @param {number} factor
   */
  scale(x, length, factor) {
    for (let i = 0; i < length; i += 1) x[i] *= factor;
  }

  /**
   * @param {Float32Array} x
   * @param {number} length
   * @returns {number}
   */
  sumOfSquares(x, length) {
    let sum = 0;
    for (let i = 0; i < length; i += 1) sum += x[i] * x[i];
    return sum;
  }

  /**
   * Suma en `out`, forma (width), todas las filas de `x`, forma (rows, width).
   * @param {Float32Array} out
   * @param {Float32Array} x
   * @param {number} rows
   * @param {number} width
   */
  addRows(out, x, rows, width) {
    for (let row = 0; row < rows; row += 1) {
      for (let i = 0; i < width; i += 1) out[i] += x[row * width + i];
    }
  }

  /**
   * Cada fila, a media 0 y desviación 1; luego se escala y se desplaza. Guarda, para la vuelta,
   * la media y el inverso de la desviación de cada fila.
   * @param {Float32Array} out
   * @param {Float32Array} mean
   * @param {Float32Array} inverse
   * @param {Float32Array} x
   * @param {Float32Array} weight
   * @param {Float32Array} bias
   * @param {number} rows
   * @param {number} width
   */
  layerNorm(out, mean, inverse, x, weight, bias, rows, width) {
    for (let row = 0; row < rows; row += 1) {
      const start = row * width;
      let sum = 0;
      for (let i = 0; i < width; i += 1) sum += x[start + i];
      const average = sum / width;
      let squares = 0;
      for (let i = 0; i < width; i += 1) squares += (x[start + i] - average) ** 2;
      const factor = 1 / Math.sqrt(squares / width + EPSILON);
      for (let i = 0; i < width; i += 1) {
        out[start + i] = (x[start + i] - average) * factor * weight[i] + bias[i];
      }
      mean[row] = average;
      inverse[row] = factor;
    }
  }

  /**
   * La vuelta de `layerNorm`. Con n = (x − media) / desviación y g = dOut · weight, en cada fila:
   * dX = (g − media(g) − n · media(g · n)) / desviación. Todo se suma a lo que hubiera.
   * @param {Float32Array} dX
   * @param {Float32Array} dWeight
   * @param {Float32Array} dBias
   * @param {Float32Array} dOut
   * @param {Float32Array} x
   * @param {Float32Array} mean
   * @param {Float32Array} inverse
   * @param {Float32Array} weight
   * @param {number} rows
   * @param {number} width
   */
  layerNormBackward(dX, dWeight, dBias, dOut, x, mean, inverse, weight, rows, width) {
    for (let row = 0; row < rows; row += 1) {
      const start = row * width;
      let meanG = 0;
      let meanGN = 0;
      for (let i = 0; i < width; i += 1) {
        const n = (x[start + i] - mean[row]) * inverse[row];
        const g = dOut[start + i] * weight[i];
        dWeight[i] += dOut[start + i] * n;
        dBias[i] += dOut[start + i];
        meanG += g / width;
        meanGN += (g * n) / width;
      }
      for (let i = 0; i < width; i += 1) {
        const n = (x[start + i] - mean[row]) * inverse[row];
        const g = dOut[start + i] * weight[i];
        dX[start + i] += (g - meanG - n * meanGN) * inverse[row];
      }
    }
  }

  /**
   * GELU con tangente hiperbólica: deja pasar lo positivo y frena lo negativo (mlp.py).
   * @param {Float32Array} out
   * @param {Float32Array} x
   * @param {number} length
   */
  gelu(out, x, length) {
    for (let i = 0; i < length; i += 1) {
      const v = x[i];
      out[i] = 0.5 * v * (1 + Math.tanh(CURVE * (v + 0.044715 * v ** 3)));
    }
  }

  /**
   * La vuelta de `gelu`: dX = dOut · gelu'(x). Puede escribir encima de `dOut`.
   * @param {Float32Array} dX
   * @param {Float32Array} dOut
   * @param {Float32Array} x
   * @param {number} length
   */
  geluBackward(dX, dOut, x, length) {
    for (let i = 0; i < length; i += 1) {
      const v = x[i];
      const t = Math.tanh(CURVE * (v + 0.044715 * v ** 3));
      const slope = CURVE * (1 + 3 * 0.044715 * v * v);
      dX[i] = dOut[i] * (0.5 * (1 + t) + 0.5 * v * (1 - t * t) * slope);
    }
  }

  /**
   * Multiplica por `factor` y convierte cada fila en probabilidades. La fila `i` solo ve sus
   * primeras `visible + i` columnas: lo demás es el futuro, y queda en 0.
   * @param {Float32Array} x forma (rows, columns); se escribe encima
   * @param {number} rows
   * @param {number} columns
   * @param {number} factor
   * @param {number} visible
   */
  softmax(x, rows, columns, factor, visible) {
    for (let row = 0; row < rows; row += 1) {
      const start = row * columns;
      const seen = Math.min(columns, visible + row);
      let largest = -Infinity;
      for (let i = 0; i < seen; i += 1) largest = Math.max(largest, x[start + i] * factor);
      let sum = 0;
      for (let i = 0; i < seen; i += 1) {
        x[start + i] = Math.exp(x[start + i] * factor - largest);
        sum += x[start + i];
      }
      for (let i = 0; i < seen; i += 1) x[start + i] /= sum;
      x.fill(0, start + seen, start + columns);
    }
  }

  /**
   * La vuelta de `softmax`: en cada fila, dX = factor · p · (dP − Σ p · dP). Escribe sobre `dP`.
   * @param {Float32Array} dP
   * @param {Float32Array} p
   * @param {number} rows
   * @param {number} columns
   * @param {number} factor
   */
  softmaxBackward(dP, p, rows, columns, factor) {
    for (let row = 0; row < rows; row += 1) {
      const start = row * columns;
      let sum = 0;
      for (let i = start; i < start + columns; i += 1) sum += p[i] * dP[i];
      for (let i = start; i < start + columns; i += 1) dP[i] = factor * p[i] * (dP[i] - sum);
    }
  }

  /**
   * La pérdida de cada fila, −ln p(respuesta), y, encima de los logits, su gradiente por `factor`:
   * p − 1 en la respuesta y p en las demás. Donde la respuesta es −1, nada.
   * @param {Float32Array} losses forma (rows)
   * @param {Float32Array} logits forma (rows, columns)
   * @param {Int32Array} targets forma (rows)
   * @param {number} rows
   * @param {number} columns
   * @param {number} factor
   */
  crossEntropy(losses, logits, targets, rows, columns, factor) {
    for (let row = 0; row < rows; row += 1) {
      const x = logits.subarray(row * columns, (row + 1) * columns);
      const target = targets[row];
      losses[row] = 0;
      if (target < 0) {
        x.fill(0);
        continue;
      }
      let largest = -Infinity;
      for (let i = 0; i < columns; i += 1) largest = Math.max(largest, x[i]);
      const distance = largest - x[target];
      let sum = 0;
      for (let i = 0; i < columns; i += 1) {
        x[i] = Math.exp(x[i] - largest);
        sum += x[i];
      }
      losses[row] = Math.log(sum) + distance;
      for (let i = 0; i < columns; i += 1) x[i] *= factor / sum;
      x[target] -= factor;
    }
  }

  /**
   * Un paso de AdamW. Fuente: Loshchilov y Hutter (2017), «Decoupled Weight Decay Regularization».
   * @param {Float32Array} weight
   * @param {Float32Array} gradient
   * @param {Float32Array} first inercia: la media reciente del gradiente
   * @param {Float32Array} second la media reciente de su cuadrado
   * @param {number} length
   * @param {import("./adamw.js").Rates} rates
   */
  adamw(weight, gradient, first, second, length, rates) {
    const { keep, beta1, beta2, stepSize, root, epsilon } = rates;
    for (let i = 0; i < length; i += 1) {
      const g = gradient[i];
      first[i] += (1 - beta1) * (g - first[i]);
      second[i] = beta2 * second[i] + (1 - beta2) * g * g;
      weight[i] = keep * weight[i] - (stepSize * first[i]) / (Math.sqrt(second[i]) * root + epsilon);
    }
  }
}
