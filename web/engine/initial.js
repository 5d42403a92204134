// Parte 8 · Los pesos antes de aprender nada: al azar y pequeños.
//
// La idea: así, al empezar, todas las letras empatan. Lo que se suma a la corriente de vectores
// empieza aún más pequeño, porque son 2 sumas por bloque. Como GPT-2 (§2.3) y como gpt.py.

import { parameterShapes, size } from "./config.js";
import { Random } from "./random.js";

/**
 * @param {import("./config.js").Config} config
 * @param {number} seed
 * @returns {Map<string, import("./safetensors.js").Tensor>}
 */
export function initialTensors(config, seed) {
  const random = new Random(seed);
  const small = 0.02;
  const smaller = small / Math.sqrt(2 * config.nLayer);
  return new Map(
    parameterShapes(config).map(([name, shape]) => {
      const data = new Float32Array(size(shape));
      if (shape.length === 2) {
        const spread = /(projection|contract)\.weight$/.test(name) ? smaller : small;
        for (let i = 0; i < data.length; i += 1) data[i] = spread * random.normal();
      } else if (name.endsWith("weight")) {
        data.fill(1); // las escalas de LayerNorm
      }
      return [name, { data, shape }];
    }),
  );
}
