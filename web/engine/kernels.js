// Partes 4 a 8 · Las cuentas, deprisa: las de `kernels.c`, ya compiladas a WebAssembly.
//
// La idea: WebAssembly trabaja en una memoria suya, una sola tabla de bytes. Los pesos y todo lo
// que se calcula viven en ella; cada lista es una ventana a un trozo, y al C se le dice dónde
// empieza. Esa memoria se reserva de una vez y no crece: al crecer, las ventanas dejarían de valer.

import { EngineError } from "./errors.js";
import { PlainKernels } from "./plain.js";

/** @typedef {import("./plain.js").Product} Product */
/** @typedef {PlainKernels | WasmKernels} Kernels */

/**
 * Prepara las cuentas rápidas.
 * @param {ArrayBuffer | null} bytes el contenido de kernels.wasm; null, para ir sin él
 * @returns {Promise<WebAssembly.Module | null>} null si no hay, o si el navegador no tiene SIMD
 */
export async function compileKernels(bytes) {
  if (bytes === null || typeof WebAssembly === "undefined") return null;
  try {
    return await WebAssembly.compile(bytes);
  } catch {
    if (WebAssembly.validate(bytes)) throw new EngineError({ what: "No se ha podido preparar kernels.wasm." });
    return null; // este navegador no conoce SIMD: se va más despacio, con JavaScript corriente
  }
}

/**
 * Reserva la memoria justa y construye en ella.
 * @template T
 * @param {WebAssembly.Module | null} module
 * @param {(kernels: Kernels) => T} build pide con `alloc` y `allocIds` todo lo que hará falta
 * @returns {T}
 */
export function reserve(module, build) {
  if (module === null) {
    try {
      return build(new PlainKernels());
    } catch (error) {
      throw error instanceof RangeError ? noRoom() : error;
    }
  }
  // Primero se hace la lista de la compra: se construye en falso, sumando lo que se pide.
  const list = new WasmKernels(module, 0);
  build(list);
  return build(new WasmKernels(module, list.asked));
}

const PAGE = 65_536; // bytes

/** @returns {EngineError} */
function noRoom() {
  return new EngineError({
    what: "No hay memoria para este modelo.",
    hint: "cerrad otras pestañas o usad un modelo más pequeño.",
  });
}

/** Las cuentas de `PlainKernels`, con los mismos nombres. */
export class WasmKernels {
  isFast = true;

  /**
   * @param {WebAssembly.Module} module
   * @param {number} bytes cuánta memoria hace falta; 0, para contar lo que se pide
   */
  constructor(module, bytes) {
    // El logaritmo se pide a JavaScript: solo hace falta uno por letra.
    const { exports } = new WebAssembly.Instance(module, { env: { log: Math.log } });
    this.c = /** @type {any} */ (exports);
    /** @type {WebAssembly.Memory} */
    this.memory = this.c.memory;
    this.next = Math.ceil(this.c.__heap_base.value / 16) * 16; // dónde empieza lo libre
    this.asked = 0;
    this.counting = bytes === 0;
    const missing = this.next + bytes - this.memory.buffer.byteLength;
    try {
      if (missing > 0) this.memory.grow(Math.ceil(missing / PAGE));
    } catch {
      throw noRoom();
    }
  }

  /**
   * @param {number} length
   * @returns {number} dónde empieza el trozo
   */
  #take(length) {
    const bytes = Math.ceil(length / 4) * 16; // siempre en un múltiplo de 16
    const place = this.next;
    this.asked += bytes;
    if (!this.counting) this.next += bytes;
    return place;
  }

  /** @type {(length: number) => Float32Array} */
  alloc = (length) => {
    const place = this.#take(length);
    return new Float32Array(this.memory.buffer, place, this.counting ? 0 : length);
  };

  /**
   * @param {number} length
   * @returns {Int32Array}
   */
  allocIds(length) {
    const place = this.#take(length);
    return new Int32Array(this.memory.buffer, place, this.counting ? 0 : length);
  }

  /** @param {Product} p */
  matmul(p) {
    this.c.matmul(
      p.out.byteOffset, p.a.byteOffset, p.b.byteOffset, p.bias ? p.bias.byteOffset : 0,
      p.rows, p.columns, p.inner,
      p.outRow, p.aRow, p.aInner, p.bInner, p.bColumn, p.accumulate ? 1 : 0,
    );
  }

  /** @type {PlainKernels["add"]} */
  add(out, a, b, length) {
    this.c.add(out.byteOffset, a.byteOffset, b.byteOffset, length);
  }

  /** @type {PlainKernels["scale"]} */
  scale(x, length, factor) {
    this.c.scale(x.byteOffset, length, factor);
  }

  /** @type {PlainKernels["sumOfSquares"]} */
  sumOfSquares(x, length) {
    return this.c.sum_of_squares(x.byteOffset, length);
  }

  /** @type {PlainKernels["addRows"]} */
  addRows(out, x, rows, width) {
    this.c.add_rows(out.byteOffset, x.byteOffset, rows, width);
  }

  /** @type {PlainKernels["layerNorm"]} */
  layerNorm(out, mean, inverse, x, weight, bias, rows, width) {
    this.c.layer_norm(
      out.byteOffset, mean.byteOffset, inverse.byteOffset, x.byteOffset,
      weight.byteOffset, bias.byteOffset, rows, width,
    );
  }

  /** @type {PlainKernels["layerNormBackward"]} */
  layerNormBackward(dX, dWeight, dBias, dOut, x, mean, inverse, weight, rows, width) {
    this.c.layer_norm_backward(
      dX.byteOffset, dWeight.byteOffset, dBias.byteOffset, dOut.byteOffset, x.byteOffset,
      mean.byteOffset, inverse.byteOffset, weight.byteOffset, rows, width,
    );
  }

  /** @type {PlainKernels["gelu"]} */
  gelu(out, x, length) {
    this.c.gelu(out.byteOffset, x.byteOffset, length);
  }

  /** @type {PlainKernels["geluBackward"]} */
  geluBackward(dX, dOut, x, length) {
    this.c.gelu_backward(dX.byteOffset, dOut.byteOffset, x.byteOffset, length);
  }

  /** @type {PlainKernels["softmax"]} */
  softmax(x, rows, columns, factor, visible) {
    this.c.softmax(x.byteOffset, rows, columns, factor, visible);
  }

  /** @type {PlainKernels["softmaxBackward"]} */
  softmaxBackward(dP, p, rows, columns, factor) {
    this.c.softmax_backward(dP.byteOffset, p.byteOffset, rows, columns, factor);
  }

  /** @type {PlainKernels["crossEntropy"]} */
  crossEntropy(losses, logits, targets, rows, columns, factor) {
    this.c.cross_entropy(
      losses.byteOffset, logits.byteOffset, targets.byteOffset, rows, columns, factor,
    );
  }

  /** @type {PlainKernels["adamw"]} */
  adamw(weight, gradient, first, second, length, rates) {
    const { keep, beta1, beta2, stepSize, root, epsilon } = rates;
    this.c.adamw(
      weight.byteOffset, gradient.byteOffset, first.byteOffset, second.byteOffset, length,
      keep, beta1, beta2, stepSize, root, epsilon,
    );
  }
}
