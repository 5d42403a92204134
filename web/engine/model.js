// Parte 7 · Un modelo listo para usar: sus pesos, su borrador y su memoria.
//
// La idea: se comprueba todo antes de reservar nada; luego se reserva de una vez y se copian los
// pesos.

import { Memory } from "./generation.js";
import { reserve } from "./kernels.js";
import { newBuffers } from "./buffers.js";
import { checkTensors, copyTensors, newParameters } from "./parameters.js";

/** @typedef {import("./config.js").Config} Config */
/** @typedef {import("./safetensors.js").Tensor} Tensor */

/**
 * @typedef {object} Model
 * @property {import("./gpt.js").Gpt} gpt
 * @property {Memory} memory
 * @property {Int32Array} targets sitio para las respuestas, al medir
 * @property {Float32Array} losses y para sus pérdidas
 */

/**
 * @param {WebAssembly.Module | null} module las cuentas rápidas; null, JavaScript corriente
 * @param {Config} config
 * @param {Map<string, Tensor>} tensors
 * @returns {Model}
 */
export function openModel(module, config, tensors) {
  checkTensors(tensors, config);
  const time = config.blockSize;
  const { gpt, targets, losses } = reserve(module, (kernels) => ({
    gpt: {
      config,
      kernels,
      parameters: newParameters(kernels.alloc, config),
      buffers: newBuffers(kernels.alloc, config, { batch: 1, time, shared: true }),
    },
    targets: kernels.allocIds(time),
    losses: kernels.alloc(time),
  }));
  copyTensors(gpt.parameters, tensors);
  return { gpt, memory: new Memory(gpt), targets, losses };
}
