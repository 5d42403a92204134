// @ts-check
/**
 * Parte 9 · `sancho metro`, en la página: un poema medido, con un objeto por verso.
 *
 * Es el mismo resultado que da la orden `sancho metro --json`: quien sabe leer uno sabe leer el otro.
 */

import { scanPoem } from "./poem.js";

/**
 * Un verso, como lo da `sancho metro --json`.
 * @typedef {object} MeasuredVerse
 * @property {string} verso
 * @property {number | null} silabas
 * @property {number[]} acentos
 * @property {string} rima
 * @property {string[]} division
 * @property {number[]} medidas
 * @property {number} estrofa
 * @property {string} forma
 * @property {string} [problema] por qué no se ha podido medir
 */

const MARKERS = /<\|[\p{L}\p{N}_]+\|>/gu; // los símbolos especiales de un poema recién generado

/** Mide un texto que puede llevar los símbolos especiales. @param {string} text */
export function measurePoem(text) {
  return scanPoem(text.replace(MARKERS, "\n"));
}

/** Un objeto por verso. @param {import("./poem.js").Poem} poem @returns {MeasuredVerse[]} */
export function asList(poem) {
  const stanzaOf = poem.stanzas.flatMap((size, n) => Array(size).fill(n + 1));
  return poem.lines.map((line, i) => ({
    verso: line.text,
    silabas: line.count,
    acentos: line.stresses,
    rima: poem.scheme[i],
    division: line.syllables,
    medidas: line.counts,
    estrofa: stanzaOf[i],
    forma: poem.form,
    ...(line.problem ? { problema: line.problem } : {}),
  }));
}
