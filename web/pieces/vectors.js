// @ts-check
/**
 * Parte 3 · Cuentas con vectores: su largo, su parecido, lo que va de uno a otro.
 *
 * Las tablas del motor llegan seguidas, fila tras fila; aquí se saca de ellas una fila.
 */

import { list } from "./elements.js";

/** @typedef {import("../engine/engine.js").Found} Found */

const SHOWN = 4; // los números que se escriben de un vector

/** La fila `index` de una tabla de forma (T, C). @param {Found} table @param {number} index */
export function rowOf({ data, shape }, index) {
  const width = shape[1];
  return data.subarray(index * width, (index + 1) * width);
}

/** El producto escalar. @param {Float32Array} a @param {Float32Array} b */
export function dot(a, b) {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}

/** El parecido: el producto escalar, igualado el largo. De −1 a 1. @param {Float32Array} a @param {Float32Array} b */
export function likeness(a, b) {
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}

/** Lo que se ha movido un vector: el largo de la resta. @param {Float32Array} a @param {Float32Array} b */
export function distance(a, b) {
  return Math.sqrt(a.reduce((sum, value, i) => sum + (value - b[i]) ** 2, 0));
}

/** El principio de un vector: «(1; 0,5; −3; 4…)». @param {Float32Array} values */
export function beginning(values) {
  return list([...values.subarray(0, SHOWN)]).replace(")", "…)");
}
