// @ts-check
/**
 * Parte 9 · De una línea escrita a sus palabras; o el motivo por el que no se puede leer en voz alta.
 *
 * Para medir un verso hay que saber cómo se pronuncia. «Felipe II», «D. Quijote» o «3 de mayo» no lo
 * dicen letra a letra: antes que suponerlo, se deja sin medir y se explica por qué.
 */

import { readWord } from "./words.js";

const LETTER = "[\\p{L}\\p{Nl}\\p{No}]"; // letras de cualquier escritura
const TOKEN = new RegExp(`(${LETTER}+(?:['’]${LETTER}+)*)`, "u"); // «d'este» es una palabra
const ROMAN = /^M*(CM|CD|D?C{0,3})(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})$/;
const NOT_ROMAN = new Set(["MI", "DI"]); // 1001 y 501 no se escriben; estas palabras, sí
const ABBREVIATIONS = new Set(
  "sr sra sres srta dr dra ud vd uds vds vm excmo ilmo etc cap núm pág vol fig av gral".split(" "),
);
const FOREIGN_END = /[cfgkmpqtvwçñ]$|[^aeo]h$/; // así no acaban las palabras en español

/**
 * Las palabras de una línea, cómo están escritas, lo que hay delante de cada una y qué problema hay.
 *
 * Con un problema («tiene cifras»), las listas vienen vacías.
 * @param {string} text
 * @returns {{words: import("./words.js").Word[], written: string[], gaps: string[], problem: string}}
 */
export function readLine(text) {
  const parts = text.normalize("NFC").split(TOKEN);
  const gaps = parts.filter((_, i) => i % 2 === 0);
  const tokens = parts.filter((_, i) => i % 2 === 1);
  if (gaps.some((gap) => /\p{N}/u.test(gap))) return unreadable("tiene cifras");
  if (tokens.length === 0) return unreadable("no tiene letras");
  const words = [];
  for (const [i, token] of tokens.entries()) {
    if (isShort(token, gaps[i + 1])) return unreadable(`«${token}» es una abreviatura`);
    if (isRoman(token, isUpper(text))) return unreadable(`«${token}» es un número romano`);
    const word = readWord(token.replace(/['’]/g, ""));
    if (!word) {
      return unreadable(`«${[...token].slice(0, 20).join("")}» no se puede leer en español`);
    }
    words.push(word);
  }
  const foreign = words.filter((word) => FOREIGN_END.test(word.text)).length;
  if (foreign >= 2 && foreign * 5 >= words.length) return unreadable("no parece español");
  return { words, written: tokens, gaps: gaps.slice(0, words.length), problem: "" };
}

/** @param {string} problem @returns {ReturnType<typeof readLine>} */
function unreadable(problem) {
  return { words: [], written: [], gaps: [], problem };
}

/**
 * Una abreviatura: «Sr.», o una inicial seguida de punto y de algo más, «A. Machado».
 * @param {string} token @param {string} after
 */
function isShort(token, after) {
  if (!after.startsWith(".")) return false;
  const initial = [...token].length === 1 && isUpper(token) && after.startsWith(". ");
  return initial || ABBREVIATIONS.has(token.toLowerCase());
}

/**
 * Un número romano: «XIV», «Felipe I»; en una línea toda en mayúsculas, «VI» es de «ver».
 * @param {string} token @param {boolean} shouting
 */
function isRoman(token, shouting) {
  if (!isUpper(token) || NOT_ROMAN.has(token) || (shouting && token === "VI")) return false;
  return ROMAN.test(token);
}

/** Si tiene mayúsculas y ninguna minúscula. @param {string} text */
function isUpper(text) {
  return /\p{Uppercase}/u.test(text) && !/[\p{Lowercase}\p{Lt}]/u.test(text);
}
