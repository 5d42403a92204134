// @ts-check
/**
 * Parte 9 · Qué forma tiene un poema: un soneto, unas octavas, unos tercetos…
 *
 * Una forma es un dibujo de rimas y una medida. El dibujo se escribe con letras: los versos que riman
 * entre sí llevan la misma. Una octava real es ABABABCC en endecasílabos; una redondilla, abba en
 * octosílabos. Los tercetos encadenados (ABA BCB CDC…) siguen mientras quiera el poeta.
 *
 * Los poetas se permiten alguna rima dudosa: una estrofa de seis versos o más admite una, y un poema
 * es de una forma cuando lo son la mitad de sus versos.
 *
 * Fuente: A. Quilis, «Métrica española» (Ariel, 1984), «La estrofa» y «El poema».
 */

/**
 * El nombre de una forma y en qué versos, desde 0, empieza cada estrofa que la repite.
 * @typedef {{name: string, starts: number[]}} Form
 */

/**
 * Una estrofa: su nombre, el dibujo de sus rimas y su medida (`mayor`, más de ocho sílabas; `menor`;
 * o, si mezcla medidas, las de cada verso).
 * @typedef {{name: string, art: "mayor" | "menor" | number[], pattern: string}} Strophe
 */

const ENOUGH = 0.5; // parte de los versos que han de estar en estrofas de la forma
const CHAINED = 0.75; // parte de las rimas de una cadena de tercetos que han de cumplirse

/** @type {Strophe[]} */
const STROPHES = [
  ...strophes("décimas", "menor", "ABBAACCDDC"),
  ...strophes("coplas", "menor", "ABABACCDDC ABAABCCDDC ABAABCDCCD ABBABCDCCD"),
  ...strophes("ovillejos", "menor", "AABBCCCDDC"),
  ...strophes("octavas", "mayor", "ABABABCC"),
  ...strophes("lira", [7, 11, 7, 11, 7, 11], "ABABCC"),
  ...strophes("lira", [7, 11, 7, 7, 11], "ABABB"),
  ...strophes("sextas", "mayor", "ABABCC"),
  ...strophes("quintillas", "menor", "ABABA ABBAB ABAAB AABBA AABAB"),
  ...strophes("redondillas", "menor", "ABBA"),
  ...strophes("cuartetas", "menor", "ABAB"),
  ...strophes("cuartetos", "mayor", "ABBA"),
  ...strophes("serventesios", "mayor", "ABAB"),
];

/** @param {string} name @param {Strophe["art"]} art @param {string} patterns @returns {Strophe[]} */
function strophes(name, art, patterns) {
  return patterns.split(" ").map((pattern) => ({ name, art, pattern }));
}

/**
 * La forma de un poema que no es un romance; `verso` si no se conoce.
 * @param {string} scheme una letra por verso, con la misma para los que riman, y «-» para los sueltos
 * @param {number[]} stanzas cuántos versos tiene cada estrofa escrita (las separa una línea en blanco)
 * @param {(number | null)[]} counts la medida de cada verso
 * @param {number | null} metre la que domina
 * @returns {Form}
 */
export function findForm(scheme, stanzas, counts, metre) {
  const letters = scheme.toUpperCase();
  const art = metre !== null && metre > 8 ? "mayor" : "menor";
  const named = (/** @type {string} */ name) => ({ name, starts: [] });
  if (art === "mayor" && isSonnet(letters)) return named("soneto");
  const long = inStrophes(letters, stanzas, counts, art, 6);
  if (long) return long;
  if (art === "mayor" && areTercets(letters)) return named("tercetos");
  const short = inStrophes(letters, stanzas, counts, art, 4);
  if (short) return short;
  const free = countOf(letters, "-");
  if (isSilva(counts) && free * 2 <= letters.length) return named("silva");
  if (metre === 11 && letters.length >= 4 && free * 10 >= 7 * letters.length) {
    return named("verso suelto");
  }
  return named("verso");
}

/**
 * Si un dibujo es de soneto: dos cuartetos con las mismas dos rimas y dos tercetos.
 *
 * Los tercetos riman como quieran, con tal de que ningún verso quede suelto. Detrás puede ir un
 * estrambote, de tres en tres versos.
 * @param {string} scheme
 */
export function isSonnet(scheme) {
  const letters = scheme.toUpperCase();
  if (letters.length < 14 || letters.length % 3 !== 2) return false;
  const head = letters.slice(0, 8);
  const quatrains = ["ABBAABBA", "ABABABAB"].some(
    (pattern) => errors(head, pattern) === 0 && new Set(head).size === 2,
  );
  const tercets = letters.slice(8, 14);
  return quatrains && [...tercets].every((x) => x !== "-" && countOf(tercets, x) >= 2);
}

/** @param {string} letters @param {string} letter */
function countOf(letters, letter) {
  return [...letters].filter((x) => x === letter).length;
}

/**
 * Cuántos versos se apartan de un dibujo; todos, si una de sus rimas falta o repite otra.
 * @param {string} letters @param {string} pattern
 */
function errors(letters, pattern) {
  let found = 0;
  const taken = new Set(["-"]);
  for (const wanted of new Set(pattern)) {
    const group = [...letters].filter((_, i) => pattern[i] === wanted).join("");
    let leader = group[0];
    for (const x of group) if (countOf(group, x) > countOf(group, leader)) leader = x;
    if (taken.has(leader) || countOf(group, leader) < 2) return pattern.length;
    taken.add(leader);
    found += group.length - countOf(group, leader);
  }
  return found;
}

/**
 * Dónde empiezan los grupos de `size` versos de las estrofas que se parten en ellos.
 * @param {number[]} stanzas @param {number} size
 */
function startsOf(stanzas, size) {
  const found = [];
  let at = 0;
  for (const stanza of stanzas) {
    // Sin líneas en blanco, los que quepan.
    if (stanzas.length === 1 || stanza % size === 0) {
      for (let i = at; i + size <= at + stanza; i += size) found.push(i);
    }
    at += stanza;
  }
  return found;
}

/**
 * La estrofa de `least` versos o más que, repetida, explica más versos; o ninguna.
 * @param {string} letters @param {number[]} stanzas @param {(number | null)[]} counts
 * @param {"mayor" | "menor"} art @param {number} least
 * @returns {Form | null}
 */
function inStrophes(letters, stanzas, counts, art, least) {
  let best = null;
  let most = 0;
  for (const strophe of STROPHES) {
    const size = strophe.pattern.length;
    const { art: wanted } = strophe;
    if (size < least || (typeof wanted === "string" && wanted !== art)) continue;
    const starts = startsOf(stanzas, size).filter((start) => {
      const mistakes = errors(letters.slice(start, start + size), strophe.pattern);
      const measured =
        typeof wanted === "string" || wanted.every((count, i) => counts[start + i] === count);
      return mistakes <= (size >= 6 ? 1 : 0) && measured;
    });
    const explained = starts.length * size;
    if (explained > Math.max(most, ENOUGH * letters.length - 1)) {
      best = { name: strophe.name, starts };
      most = explained;
    }
  }
  return best;
}

/**
 * ABA BCB CDC…: en cada terceto, los dos primeros versos riman con el que va dos después.
 *
 * La cadena puede llegar empezada (-ABABCB…): se prueba desde cada uno de los tres primeros.
 * @param {string} letters
 */
function areTercets(letters) {
  if (letters === "ABA") return true;
  if (letters.length < 6) return false;
  const pairs = [...letters].slice(2).map((x, i) => x !== "-" && letters[i] === x);
  return [0, 1, 2].some((phase) => {
    const linked = pairs.filter((_, i) => (i - phase + 3) % 3 !== 2);
    const unlinked = pairs.filter((_, i) => (i - phase + 3) % 3 === 2);
    const kept = linked.filter(Boolean).length;
    const broken = unlinked.filter(Boolean).length;
    return kept >= CHAINED * linked.length && broken * 4 <= kept;
  });
}

/** Si casi todos los versos son de siete u once sílabas, y hay bastantes de cada medida. @param {(number | null)[]} counts */
function isSilva(counts) {
  const measured = counts.filter((count) => count !== null);
  const of = (/** @type {number} */ wanted) => measured.filter((count) => count === wanted).length;
  const few = Math.min(of(7), of(11));
  const both = of(7) + of(11);
  return both > 0 && both >= 0.8 * measured.length && few >= 0.15 * measured.length;
}
