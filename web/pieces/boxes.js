// @ts-check
/**
 * Parte 2 · Tres maneras de cortar un texto: letras, palabras y BPE.
 *
 * Las mismas cuentas que hacen tokens.py y bpe.py, para las tres cajas de `data/boxes.json`: la de
 * letras es la de sancho-mini y las otras dos se aprendieron de Cervantes con ese programa. Los 16
 * primeros ids son de los símbolos especiales, en las tres.
 */

/**
 * Una caja: cuántos cajetines tiene, qué hay en cada uno y cómo se corta un texto con ella.
 * @typedef {{name: string, tokens: string[], encode: (text: string) => number[]}} Box
 * @typedef {{letters: string[],
 *   words: {pattern: string, characters: string, words: string},
 *   bpe: {pattern: string, characters: string, merges: [string, string][]}}} BoxesData
 */

const SPECIALS = 16;
const UNKNOWN = 2; // el id de <|desconocido|>

/** Las tres cajas. @param {BoxesData} data @returns {{letters: Box, bpe: Box, words: Box}} */
export function openBoxes({ letters, words, bpe }) {
  const specials = letters.slice(0, SPECIALS);
  return { letters: letterBox(letters), bpe: bpeBox(specials, bpe), words: wordBox(specials, words) };
}

/** De cada token, su id. @param {string[]} tokens @param {number} [first] */
function idsOf(tokens, first = 0) {
  return new Map(tokens.slice(first).map((token, place) => [token, first + place]));
}

/** @param {string[]} tokens @returns {Box} */
function letterBox(tokens) {
  const ids = idsOf(tokens, SPECIALS); // lo que se teclea nunca es un símbolo especial
  return { name: "letras", tokens, encode: (text) => [...text.normalize("NFC")].map((letter) => ids.get(letter) ?? UNKNOWN) };
}

/**
 * Las palabras que están en la caja van enteras; las demás se deletrean.
 * @param {string[]} specials @param {BoxesData["words"]} data @returns {Box}
 */
function wordBox(specials, { pattern, characters, words }) {
  const tokens = [...specials, ...characters, ...words.split(" ")];
  const ids = idsOf(tokens, SPECIALS);
  /** @param {string} part */
  const encodePart = (part) => {
    const id = ids.get(part);
    return id === undefined ? [...part].map((letter) => ids.get(letter) ?? UNKNOWN) : [id];
  };
  return { name: "palabras", tokens, encode: (text) => split(pattern, text).flatMap(encodePart) };
}

/**
 * Se parte de letras y se funden parejas de vecinas, siempre la más antigua que se pueda.
 * Un carácter que no está en la caja va en octetos: «€» son tres tokens.
 * @param {string[]} specials @param {BoxesData["bpe"]} data @returns {Box}
 */
function bpeBox(specials, { pattern, characters, merges }) {
  const bytes = Array.from({ length: 256 }, (_, value) => byteToken(value));
  const fused = new Set(merges.map(([left, right]) => left + right)); // dos parejas pueden dar lo mismo
  const tokens = [...specials, ...bytes, ...characters, ...fused];
  const ids = idsOf(tokens);
  const ranks = new Map(merges.map(([left, right], rank) => [`${left}\0${right}`, rank]));

  /** @param {string} word @returns {number[]} */
  function encodeWord(word) {
    const known = new Set(characters);
    let symbols = [...word].flatMap((letter) => (known.has(letter) ? [letter] : bytesOf(letter)));
    for (;;) {
      let oldest = Infinity;
      let place = -1;
      for (let i = 0; i + 1 < symbols.length; i += 1) {
        const rank = ranks.get(`${symbols[i]}\0${symbols[i + 1]}`) ?? Infinity;
        if (rank < oldest) [oldest, place] = [rank, i];
      }
      if (place < 0) return symbols.map((symbol) => ids.get(symbol) ?? UNKNOWN);
      symbols = [...symbols.slice(0, place), symbols[place] + symbols[place + 1], ...symbols.slice(place + 2)];
    }
  }
  return { name: "BPE", tokens, encode: (text) => split(pattern, text).flatMap(encodeWord) };
}

/** @param {string} pattern @param {string} text @returns {string[]} */
function split(pattern, text) {
  return text.normalize("NFC").match(new RegExp(pattern, "gu")) ?? [];
}

/** @param {number} value */
function byteToken(value) {
  return `<0x${value.toString(16).toUpperCase().padStart(2, "0")}>`;
}

/** Los octetos de un carácter en UTF-8. @param {string} letter */
function bytesOf(letter) {
  return [...new TextEncoder().encode(letter)].map(byteToken);
}
