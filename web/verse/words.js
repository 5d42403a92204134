// @ts-check
/**
 * Parte 9 · De una palabra a sus trozos y su acento.
 *
 * A las sílabas de la gramática se añade lo que el verso necesita y el diccionario no dice:
 *
 * - **si la palabra se pronuncia con acento**. En «la luz del sol» solo suenan «luz» y «sol»:
 *   artículos, preposiciones, conjunciones y pronombres que se apoyan en el verbo son átonos;
 * - **por dónde se puede estirar o encoger**. «Viaje» tiene dos sílabas, via-je, y Cervantes le da
 *   muchas veces tres. Por eso la palabra se parte en los trozos más pequeños posibles, y entre cada
 *   dos queda una costura (véase `seams.js`):
 *
 *       viaje   →  vi ~ a | je      (~ cosida, | descosida)
 *
 * Fuente: A. Quilis, «Métrica española» (Ariel, 1984), «El acento».
 */

import { diaeresis, fold, insideWord } from "./seams.js";
import { divide, findStress, isPronounceable } from "./syllables.js";

/**
 * Una palabra, lista para el verso.
 * @typedef {object} Word
 * @property {string} text la palabra en minúsculas y en NFC
 * @property {string[]} pieces sus trozos más pequeños: `["vi", "a", "je"]`
 * @property {import("./seams.js").Seam[]} seams las costuras entre un trozo y el siguiente
 * @property {number[]} stressed en qué trozos, desde 0, cae el acento; los adverbios en -mente tienen dos
 * @property {"tónica" | "débil" | "átona"} strength `débil`: átona, salvo que el verso se apoye en ella
 */

const LONGEST = 40; // letras: nada más largo se lee de una vez
const LETTERS = /^[a-zñçáéíóúâêîôûäëïöü]+$/;
/** La tilde del siglo XVIII. @type {Record<string, string>} */
const GRAVE = { à: "á", è: "é", ì: "í", ò: "ó", ù: "ú" };
const OLD_Y = /^y(?=[^aeiouáéíóú])|(?<=[aeou])y(?=[^aeiouyáéíóú])/g; // ygual, reyno

/** @param {string[]} words */
const setOf = (...words) => new Set(words.flatMap((list) => list.split(" ")));

const UNSTRESSED = setOf(
  // el artículo, los pronombres que se apoyan en el verbo y los posesivos delante del nombre
  "el la lo los las al del me te se le les nos os mi mis tu tus su sus",
  // preposiciones
  "a con de en por sin so",
  // conjunciones y relativos
  "y e i o u ni que si mas pero cuyo cuya cuyos cuyas conque",
  // los tratamientos, y «tan»
  "don doña san fray tan",
);
// Se oyen poco, pero el verso puede apoyarse en ellas: «que tuve, ausente y desdeñado sobre».
const WEAK = setOf(
  "un una unos unas nuestro nuestra nuestros nuestras vuestro vuestra vuestros vuestras",
  "ante bajo contra desde entre hacia hasta para sobre tras según",
  "cual cuales quien quienes cuando como donde do cuanto cuanta cuantos cuantas mientras",
  "luego pues porque aunque sino aun muy",
);
// Acaban en -mente y no son adverbios.
const NOT_ADVERBS = setOf(
  "clemente inclemente vehemente demente lamente aumente augmente atormente fomente alimente",
  "cimente escarmente experimente documente fermente sacramente",
);

/**
 * La palabra, partida y acentuada; `null` si no se puede pronunciar en español.
 * @param {string} text una palabra sola
 * @returns {Word | null}
 */
export function readWord(text) {
  let word = text.toLowerCase().normalize("NFC");
  word = [...word].length > 1 ? word.replace(/[àèìòù]/g, (letter) => GRAVE[letter]) : fold(word);
  if (word !== "y") word = word.replace(OLD_Y, "i");
  if (word.length > LONGEST || !LETTERS.test(word) || !isPronounceable(word)) return null;
  const syllables = divide(word);
  return cut(word, syllables, findStresses(word, syllables));
}

/** Las sílabas de la gramática: `["via", "je"]`. @param {Word} word */
export function grammarSyllables(word) {
  const found = [word.pieces[0]];
  word.seams.forEach((seam, i) => {
    if (seam.joined) found[found.length - 1] += word.pieces[i + 1];
    else found.push(word.pieces[i + 1]);
  });
  return found;
}

/** Cuáles son tónicas, desde 0. @param {string} word @param {string[]} syllables */
function findStresses(word, syllables) {
  if (word.endsWith("mente") && syllables.length > 3 && !NOT_ADVERBS.has(fold(word))) {
    const adjective = divide(word.slice(0, -"mente".length));
    return [findStress(adjective), syllables.length - 2];
  }
  return [findStress(syllables)];
}

/**
 * Parte en dos los diptongos que admiten diéresis y pone las costuras.
 * @param {string} word @param {string[]} syllables @param {number[]} stresses
 * @returns {Word}
 */
function cut(word, syllables, stresses) {
  /** @type {string[]} */
  const pieces = [];
  /** @type {import("./seams.js").Seam[]} */
  const seams = [];
  /** @type {number[]} */
  const places = []; // en qué trozo está la vocal que manda en cada sílaba
  let start = 0;
  syllables.forEach((syllable, i) => {
    const stress = stresses[stresses.length - 1] - i;
    if (i > 0) {
      const after = syllables.length - 1 - i;
      seams.push(insideWord(syllables[i - 1], syllable, stress + 1, after));
    }
    const split = diaeresis(word, start, syllable, stress);
    if (split) {
      pieces.push(syllable.slice(0, split.letter), syllable.slice(split.letter));
      seams.push({ joined: true, cost: split.cost, licence: "diéresis" });
    } else {
      pieces.push(syllable);
    }
    places.push(pieces.length - 1);
    start += syllable.length;
  });
  const strength = WEAK.has(word) ? "débil" : UNSTRESSED.has(word) ? "átona" : "tónica";
  return { text: word, pieces, seams, stressed: stresses.map((i) => places[i]), strength };
}
