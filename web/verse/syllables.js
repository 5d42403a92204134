// @ts-check
/**
 * Parte 9 · Las sílabas de una palabra y cuál es la tónica, con las reglas de la ortografía.
 *
 * Cada sílaba tiene un núcleo, que es una vocal o varias dichas de una vez:
 *
 * - **a, e, o** son abiertas: dos seguidas no caben en una sílaba (po-e-ta);
 * - **i, u** son cerradas: se arriman a la vecina y hacen diptongo (vien-to, cau-sa, rui-na). Entre
 *   dos vocales abiertas se van con la segunda (pa-ra-no-ia);
 * - **í, ú**, y las que llevan diéresis, se quedan solas (rí-o, rü-i-do);
 * - la **u** de «que», «guerra» y «pingüe» no es núcleo: acompaña a la vocal que sigue;
 * - la **h** no separa: ahu-mar, prohi-bir.
 *
 * Lo que queda entre dos núcleos se reparte: la última consonante empieza sílaba (can-to, ins-tan-te),
 * y con ella la anterior si son un grupo que nunca se rompe (a-brir, si-glo, te-cho).
 *
 * En Python este trabajo lo hace la biblioteca silabeador; aquí las reglas están a la vista, y las
 * pruebas comparan las dos cosas palabra por palabra.
 *
 * Fuentes: RAE y ASALE, «Ortografía de la lengua española» (2010), «La sílaba» y «Reglas de
 * acentuación gráfica»; A. Quilis, «Métrica española» (Ariel, 1984).
 */

import { isVowel } from "./seams.js";

// Una vocal cerrada se arrima a la anterior solo si detrás no tiene otra vocal que la reclame.
const FALLING = "(?:h*[iu](?!h*[aeiouáéó]))";
const NUCLEI = new RegExp(
  [
    // que, guerra, pingüe; quien, guiáis, averigüéis
    `(?<=[gq])[uü](?:i?h*[aeoáéó]${FALLING}?|[ií])`,
    `[iu]h*[aeoáéó]${FALLING}?`, // vien-to, cam-biáis
    `[aeoáéó]${FALLING}`, // cau-sa
    "ih*[iu](?!h*[aeiouáéó])|uh*i(?!h*[aeiouáéó])", // triun-fo, rui-na
    "[aeiouáéíóúàèìòùâêîôûäëïöü]",
    "(?<![aeiouáéíóúü])y(?![aeiouáéíóúü])", // la conjunción, y nombres de fuera: Nym-pha
  ].join("|"),
  "g",
);
const GROUP = /(?:[pbfcgkdt]r|[pbfcgk]l|ll|rr|[cdprt]h)$/; // las que nunca se separan

/**
 * Parte una palabra en sílabas.
 * @param {string} word en minúsculas y en NFC
 * @returns {string[]} juntas dan la palabra entera
 */
export function divide(word) {
  const cuts = [];
  let end = 0; // dónde acaba el núcleo anterior
  for (const match of word.matchAll(NUCLEI)) {
    if (end > 0) {
      const between = word.slice(end, match.index);
      const group = GROUP.exec(between);
      const onset = group ? group[0].length : Math.min(1, between.length);
      cuts.push(match.index - onset);
    }
    end = match.index + match[0].length;
  }
  const edges = [0, ...cuts, word.length];
  return edges.slice(1).map((edge, i) => word.slice(edges[i], edge));
}

/**
 * Cuál de las sílabas es la tónica, contando desde 0.
 *
 * Donde hay tilde, ahí. Si no la hay, la penúltima cuando la palabra acaba en vocal, o en vocal y n
 * o s (lla-na); y la última en los demás casos (ver-dad, es-toy).
 * @param {string[]} syllables
 */
export function findStress(syllables) {
  const last = syllables.length - 1;
  if (last === 0) return 0;
  const accented = syllables.findIndex((syllable) => /[áéíóú]/.test(syllable));
  if (accented >= 0) return accented;
  const isPlain = /(?:[aeiou][ns]?|[^aeiou]y)$/.test(syllables[last]);
  return isPlain ? last - 1 : last;
}

/** Si hay en ella alguna vocal, o una «y» que haga sus veces. @param {string} word */
export function isPronounceable(word) {
  return [...word].some((letter) => isVowel(letter) || letter === "y");
}
