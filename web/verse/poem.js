// @ts-check
/**
 * Parte 9 · Un poema entero: su medida, su rima y su forma.
 *
 * La medida se averigua antes que cada verso: se miran las lecturas naturales, se ve cuál domina (once
 * en un soneto, ocho en un romance, siete y once en una lira) y con ella se elige la lectura de los
 * versos que dudaban. Es lo que hace un lector: al tercer verso ya tiene el compás en el oído.
 */

import { findForm } from "./forms.js";
import { scanLine } from "./scansion.js";

/** @typedef {import("./scansion.js").Line} Line */

/**
 * Un poema medido.
 * @typedef {object} Poem
 * @property {Line[]} lines los versos, sin las líneas en blanco
 * @property {number[]} stanzas cuántos versos tiene cada estrofa (las separa una línea en blanco)
 * @property {number | null} metre la medida que domina, en sílabas
 * @property {string} scheme una letra por verso, mayúscula si es de arte mayor (nueve sílabas o más),
 *   y «-» si no rima. En un poema de estrofas iguales empiezan de nuevo en cada una: `"ABABABCC"`.
 * @property {"consonante" | "asonante" | null} rhyme
 * @property {string} form `soneto`, `tercetos`, `octavas`, `redondillas`, `romance`…; `verso` si es otra
 * @property {number} unscanned cuántas líneas no se han podido medir
 * @property {(number | null)[]} groups de cada verso, con cuáles rima: el mismo número, la misma rima
 */

const WINDOW = 8; // versos: dos finales iguales más separados no se oyen como rima
const SECOND_METRE = 0.15; // parte de los versos que ha de tener una segunda medida
const LINE_END = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/; // los mismos que en Python
const MARGINS = /^[\s\x1c-\x1f\x85]+|[\s\x1c-\x1f\x85]+$/g;

/** Si dos versos riman en consonante. Repetir la palabra no es rimar. @param {Line} a @param {Line} b */
export function rhymes(a, b) {
  return a.consonant !== "" && a.consonant === b.consonant && a.lastWord !== b.lastWord;
}

/** Si dos versos riman en asonante. Repetir la palabra no es rimar. @param {Line} a @param {Line} b */
export function assonates(a, b) {
  return a.assonant !== "" && a.assonant === b.assonant && a.lastWord !== b.lastWord;
}

/**
 * Mide un poema.
 * @param {string} text un verso por línea; entre estrofa y estrofa, una línea en blanco
 * @returns {Poem}
 */
export function scanPoem(text) {
  const { verses, stanzas } = splitStanzas(text);
  const lines = measure(verses);
  const counts = lines.map((line) => line.count);
  const metre = dominant(counts);
  const poem = { lines, stanzas, metre, unscanned: counts.filter((c) => c === null).length };
  if (isRomance(lines, metre)) {
    const groups = evenLines(lines);
    const scheme = letters(groups, counts);
    return { ...poem, groups, scheme, rhyme: "asonante", form: "romance" };
  }
  const groups = rhymeGroups(lines);
  const form = findForm(letters(groups, counts), stanzas, counts, metre);
  const rhymed = groups.filter((group) => group !== null).length;
  return {
    ...poem,
    groups,
    scheme: letters(groups, counts, restarts(form, stanzas)),
    rhyme: lines.length > 0 && rhymed * 2 >= lines.length ? "consonante" : null,
    form: form.name,
  };
}

/** Los versos y cuántos hay en cada estrofa. @param {string} text */
function splitStanzas(text) {
  /** @type {string[]} */
  const verses = [];
  /** @type {number[]} */
  const stanzas = [];
  let open = false; // si la estrofa ya ha empezado
  for (const written of text.split(LINE_END)) {
    const verse = written.replace(MARGINS, "");
    if (verse) {
      verses.push(verse);
      if (open) stanzas[stanzas.length - 1] += 1;
      else stanzas.push(1);
    }
    open = verse !== "";
  }
  return { verses, stanzas };
}

/** Cada verso, leído con la medida que le toca. @param {string[]} verses @returns {Line[]} */
function measure(verses) {
  const natural = verses.map((verse) => scanLine(verse));
  const metres = findMetres(natural);
  if (metres.length === 0) return natural;
  return natural.map((line) => {
    const { count } = line;
    if (count === null) return line;
    const [first, second = first] = metres;
    const isNearer = Math.abs(second - count) < Math.abs(first - count);
    return scanLine(line.text, isNearer ? second : first);
  });
}

/**
 * La medida que más versos tienen y, si la hay, otra que no se confunda con ella.
 * @param {Line[]} lines @returns {number[]}
 */
function findMetres(lines) {
  const measured = lines.flatMap((line) => line.count ?? []);
  if (measured.length === 0) return [];
  const natural = tally(measured);
  const reach = tally(lines.flatMap((line) => line.counts));
  const weight = (/** @type {number} */ m) => (natural.get(m) ?? 0) + (reach.get(m) ?? 0);
  const metres = [...natural.keys()];
  const first = metres.reduce((a, b) => {
    const more = weight(b) - weight(a);
    return more > 0 || (more === 0 && b > a) ? b : a;
  });
  if ((reach.get(first) ?? 0) < measured.length / 2) return [];
  const least = SECOND_METRE * measured.length;
  const others = metres.filter((m) => Math.abs(m - first) >= 3 && (natural.get(m) ?? 0) >= least);
  others.sort((a, b) => (natural.get(b) ?? 0) - (natural.get(a) ?? 0));
  return [first, ...others.slice(0, 1)];
}

/**
 * Cuántas veces sale cada cosa, por orden de aparición.
 * @template T @param {T[]} items @returns {Map<T, number>}
 */
function tally(items) {
  const found = new Map();
  for (const item of items) found.set(item, (found.get(item) ?? 0) + 1);
  return found;
}

/**
 * Lo que más sale y cuántas veces; entre dos iguales, lo que salió antes.
 * @template T @param {Map<T, number>} counted @returns {[T, number]}
 */
function mostCommon(counted) {
  return [...counted].reduce((a, b) => (b[1] > a[1] ? b : a));
}

/** La medida de la mitad o más de los versos medidos. @param {(number | null)[]} counts */
function dominant(counts) {
  const measured = counts.flatMap((count) => count ?? []);
  if (measured.length === 0) return null;
  const [metre, times] = mostCommon(tally(measured));
  return times * 2 >= measured.length ? metre : null;
}

/**
 * De cada verso, con cuáles rima: un número por rima, y nada si va suelto.
 * @param {Line[]} lines @returns {(number | null)[]}
 */
function rhymeGroups(lines) {
  /** @type {(number | null)[]} */
  const found = lines.map(() => null);
  /** @type {Map<string, number[]>} */
  const openGroups = new Map();
  /** @type {number[][]} */
  const groups = [];
  lines.forEach((line, i) => {
    if (!line.consonant) return;
    let group = openGroups.get(line.consonant);
    if (!group || i - group[group.length - 1] > WINDOW) {
      group = [];
      openGroups.set(line.consonant, group);
      groups.push(group);
    }
    group.push(i);
  });
  groups.forEach((group, number) => {
    const words = new Set(group.map((i) => lines[i].lastWord));
    if (words.size > 1) for (const i of group) found[i] = number;
  });
  return found;
}

/**
 * Si casi todos los versos pares comparten asonancia, y los impares no.
 * @param {Line[]} lines @param {number | null} metre
 */
function isRomance(lines, metre) {
  if (lines.length < 4 || metre === null) return false;
  const even = lines.filter((_, i) => i % 2 === 1).map((line) => line.assonant);
  const odd = lines.filter((_, i) => i % 2 === 0).map((line) => line.assonant);
  const [vowels, times] = mostCommon(tally(even));
  const consonants = tally(lines.map((line) => line.consonant));
  const alone = [...consonants.values()].filter((n) => n === 1).length;
  return (
    vowels !== "" &&
    times >= 0.75 * even.length &&
    odd.filter((assonant) => assonant === vowels).length <= 0.4 * odd.length &&
    alone >= 0.3 * lines.length
  );
}

/** La rima de un romance: la de los pares; los impares van sueltos. @param {Line[]} lines */
function evenLines(lines) {
  const even = lines.filter((_, i) => i % 2 === 1).map((line) => line.assonant);
  const [vowels] = mostCommon(tally(even));
  return lines.map((line, i) => (i % 2 === 1 && line.assonant === vowels ? 0 : null));
}

/**
 * Los versos en que empieza una estrofa, si el poema es de estrofas iguales.
 * @param {import("./forms.js").Form} form @param {number[]} stanzas
 */
function restarts(form, stanzas) {
  const found = new Set(form.starts);
  if (found.size === 0) return found;
  let at = 0;
  for (const stanza of [0, ...stanzas]) found.add((at += stanza));
  return found;
}

/**
 * El esquema, con letras por orden de aparición; empiezan de nuevo en cada uno de `starts`.
 * @param {(number | null)[]} groups @param {(number | null)[]} counts @param {Set<number>} [starts]
 */
function letters(groups, counts, starts = new Set()) {
  /** @type {Map<number, string>} */
  let names = new Map();
  return groups
    .map((group, i) => {
      if (starts.has(i)) names = new Map();
      if (group === null) return "-";
      const letter = names.get(group) ?? "abcdefghijklmnopqrstuvwxyz"[names.size % 26];
      names.set(group, letter);
      return (counts[i] ?? 0) > 8 ? letter.toUpperCase() : letter;
    })
    .join("");
}
