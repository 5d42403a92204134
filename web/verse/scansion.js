// @ts-check
/**
 * Parte 9 · Medir un verso: cuántas sílabas tiene, cuáles y dónde lleva los acentos.
 *
 * Contar las sílabas de un verso no es contar las de sus palabras:
 *
 * - **la sinalefa**: la vocal en que acaba una palabra y la que empieza la siguiente se dicen juntas;
 * - **el final**: después de la última tónica se cuenta siempre una sílaba, haya una (vida), ninguna
 *   (amor) o dos (pájaro);
 * - **las licencias**: hiato, diéresis y sinéresis (véase `seams.js`).
 *
 *     Tú, que imitaste la llorosa vida
 *     Tú | que‿i | mi | TAS | te | la | llo | RO | sa | VI | da     once; acentos en 1, 4, 8 y 10
 *
 * La lectura natural hace todas las sinalefas y ninguna licencia. Si no da la medida que se espera,
 * se busca la que la dé forzando menos: cada licencia tiene un coste, caben `MAX_LICENCES` como
 * mucho y entre todas no pueden pasar de `MAX_COST`. Entre dos lecturas, se prefiere la de acentos
 * en su sitio. Si ninguna da la medida, se queda la natural: el verso es de otra.
 *
 * Fuente: A. Quilis, «Métrica española» (Ariel, 1984), «El cómputo silábico» y las clases de versos.
 */

import { readLine } from "./reading.js";
import { assonantKey, consonantKey } from "./rhyme.js";
import { betweenWords, fold, isVowel, NEVER } from "./seams.js";

export const MAX_LICENCES = 2;
export const MAX_COST = 2;
export const STRICT_COST = 0.75; // para decir que algo es un endecasílabo, hay que forzarlo menos
const LONGEST = 24; // sílabas: más larga, una línea no es un verso y no se le buscan licencias
/** Dónde puede apoyarse el verso en una palabra débil. @type {Record<number, number[]>} */
const SUPPORTS = { 11: [4, 6, 7, 8] };

/**
 * Un verso como una cadena de trozos, con una costura entre cada dos.
 * @typedef {object} Chain
 * @property {import("./words.js").Word[]} words
 * @property {string[]} written las palabras como están escritas
 * @property {boolean} broken si el verso es de cabo roto: «la fábu-»
 * @property {string[]} pieces los trozos; todos los índices de abajo se refieren a ellos
 * @property {import("./seams.js").Seam[]} joints las costuras; la i está detrás del trozo i
 * @property {number[]} starts los trozos en que empieza cada palabra
 * @property {Set<number>} strong los que llevan acento
 * @property {Set<number>} weak los que lo llevan si el verso se apoya en ellos
 * @property {number} last el de la última tónica
 */

/**
 * Una manera de leer el verso: qué costuras cambia, cuánto cuesta y cuánto mide.
 * @typedef {object} Reading
 * @property {number[]} flipped
 * @property {number} cost
 * @property {number} count
 */

/**
 * Un verso medido.
 * @typedef {object} Line
 * @property {string} text el verso como se ha recibido
 * @property {number[]} counts las medidas que da alguna lectura legítima; vacía si no se puede medir
 * @property {number | null} count la medida de la lectura elegida, en sílabas
 * @property {string[]} syllables sus sílabas métricas, con las sinalefas unidas: `["tú", "que‿i", …]`
 * @property {number[]} opens en cuáles empieza una palabra, contando desde 1
 * @property {number[]} stresses en cuáles hay acento, contando desde 1
 * @property {string} ending lo escrito desde la última vocal tónica: `"ida"`
 * @property {string} consonant la clave de rima consonante: lo que suena desde la última vocal tónica
 * @property {string} assonant la clave de rima asonante: sus vocales
 * @property {string} lastWord la última palabra, en minúsculas y sin tildes
 * @property {number} cost lo que cuestan las licencias de la lectura elegida; 0 en la natural
 * @property {string} problem por qué no se ha podido medir, o un texto vacío
 * @property {Chain | null} chain la cadena que se ha leído, para explicar la lectura
 * @property {Reading | null} reading la lectura elegida
 */

/**
 * Mide un verso.
 * @param {string} text
 * @param {number | null} [expected] cuántas sílabas se esperan, si se sabe
 * @returns {Line}
 */
export function scanLine(text, expected = null) {
  const { words, written, gaps, problem } = readLine(text);
  if (problem) return unscanned(text, problem);
  const broken = text.replace(/[ \t,.;:!?»”"')]+$/, "").endsWith("-");
  const chain = link(words, written, gaps, broken);
  const readings = allReadings(chain).sort((a, b) => a.cost - b.cost);
  const reading = choose(chain, readings, expected);
  const ending = endingOf(chain);
  return {
    text,
    counts: [...new Set(readings.map(({ count }) => count))].sort((a, b) => a - b),
    count: reading.count,
    ...pronounce(chain, reading),
    ending,
    consonant: consonantKey(ending),
    assonant: assonantKey(ending),
    lastWord: fold(words[words.length - 1].text),
    cost: reading.cost,
    problem: "",
    chain,
    reading,
  };
}

/** @param {string} text @param {string} problem @returns {Line} */
function unscanned(text, problem) {
  return {
    text,
    counts: [],
    count: null,
    syllables: [],
    opens: [],
    stresses: [],
    ending: "",
    consonant: "",
    assonant: "",
    lastWord: "",
    cost: 0,
    problem,
    chain: null,
    reading: null,
  };
}

/** Si una línea es un endecasílabo: once sílabas sin forzarla mucho y acentos en su sitio. @param {string} text */
export function isHendecasyllable(text) {
  const line = scanLine(text, 11);
  return line.count === 11 && line.cost + rhythmCost(line.stresses, 11) <= STRICT_COST;
}

/**
 * Cuánto se apartan los acentos de los que pide la medida: de 0, nada, a 1.
 *
 * Todo verso lleva acento en la penúltima sílaba. El endecasílabo, además, en la 6.ª o en la 4.ª y
 * la 8.ª. Cuestan 0,5 el de 4.ª y 7.ª (de gaita gallega), raro en Cervantes, y el que solo tiene el
 * de 4.ª y ninguno que lo contradiga («La envidia, monstruo de naturaleza»).
 * @param {number[]} stresses @param {number} count
 */
export function rhythmCost(stresses, count) {
  const found = new Set(stresses);
  if (!found.has(count - 1)) return 1;
  if (count !== 11 || found.has(6) || (found.has(4) && found.has(8))) return 0;
  if (found.has(4) && (found.has(7) || !(found.has(5) || found.has(9)))) return 0.5;
  return 1;
}

/**
 * Encadena las palabras de un verso.
 * @param {import("./words.js").Word[]} words @param {string[]} written @param {string[]} gaps
 * @param {boolean} broken
 * @returns {Chain}
 */
function link(words, written, gaps, broken) {
  /** @type {Chain} */
  const chain = {
    words,
    written,
    broken,
    pieces: [],
    joints: [],
    starts: [],
    strong: new Set(),
    weak: new Set(),
    last: 0,
  };
  words.forEach((word, i) => {
    const isFinal = i === words.length - 1;
    const at = chain.pieces.length;
    if (i > 0) {
      const following = isFinal ? "" : words[i + 1].text;
      const stressed = word.stressed.includes(0) && word.strength === "tónica";
      chain.joints.push(betweenWords(words[i - 1].text, word.text, following, stressed, gaps[i]));
    }
    chain.starts.push(at);
    chain.pieces.push(...word.pieces);
    chain.joints.push(...word.seams);
    let places = word.stressed.map((stress) => at + stress);
    if (isFinal) {
      if (broken) places = [chain.pieces.length - 1];
      chain.last = Math.max(...places);
    }
    // Un verso no acaba en «de» (la prosa cortada, sí), pero puede acabar en «sobre».
    const sounds = word.strength === "tónica" || (isFinal && word.strength !== "átona");
    for (const place of places) {
      if (sounds) chain.strong.add(place);
      else if (word.strength === "débil") chain.weak.add(place);
    }
  });
  return chain;
}

/**
 * La lectura natural y todas las que se apartan de ella lo permitido.
 * @param {Chain} chain @returns {Reading[]}
 */
function allReadings(chain) {
  const before = chain.joints.slice(0, chain.last); // tras la última tónica no cambia la cuenta
  const natural = chain.last + 2 - before.filter(({ joined }) => joined).length;
  const found = [{ flipped: /** @type {number[]} */ ([]), cost: 0, count: natural }];
  if (natural > LONGEST) return found;
  const free = [...before.keys()].filter((i) => before[i].cost < NEVER);
  for (const flipped of combinations(free, MAX_LICENCES)) {
    const cost = flipped.reduce((sum, i) => sum + before[i].cost, 0);
    const change = flipped.reduce((sum, i) => sum + (before[i].joined ? 1 : -1), 0);
    if (cost <= MAX_COST) found.push({ flipped, cost, count: natural + change });
  }
  return found;
}

/**
 * Todas las maneras de escoger de 1 a `most` elementos, de menos a más.
 * @param {number[]} items @param {number} most @returns {number[][]}
 */
function combinations(items, most) {
  let groups = /** @type {number[][]} */ ([[]]);
  const found = [];
  for (let size = 1; size <= most; size += 1) {
    groups = groups.flatMap((group) => {
      const from = group.length ? items.indexOf(group[group.length - 1]) + 1 : 0;
      return items.slice(from).map((item) => [...group, item]);
    });
    found.push(...groups);
  }
  return found;
}

/**
 * La lectura de la medida esperada que menos fuerza el verso; si no la hay, la natural.
 * @param {Chain} chain @param {Reading[]} readings de menor a mayor coste: la primera es la natural
 * @param {number | null} expected
 */
function choose(chain, readings, expected) {
  let best = readings[0];
  let lowest = NEVER;
  for (const reading of readings) {
    if (reading.cost >= lowest) break;
    if (reading.count !== expected) continue;
    const cost = reading.cost + rhythmCost(pronounce(chain, reading).stresses, reading.count);
    if (cost < lowest) [best, lowest] = [reading, cost];
  }
  return best;
}

/**
 * Las sílabas métricas de una lectura y, contando desde 1, en cuáles empieza una palabra y cuáles
 * llevan acento.
 * @param {Chain} chain @param {Reading} reading
 */
function pronounce(chain, reading) {
  /** @type {string[]} */
  const syllables = [];
  /** @type {number[]} */
  const opens = [];
  const stresses = new Set();
  const weak = new Set();
  const starts = new Set(chain.starts);
  chain.pieces.forEach((piece, i) => {
    if (i > 0 && isJoined(chain, reading, i - 1)) {
      syllables[syllables.length - 1] += starts.has(i) ? `‿${piece}` : piece;
    } else {
      syllables.push(piece);
      if (starts.has(i)) opens.push(syllables.length);
    }
    if (chain.strong.has(i)) stresses.add(syllables.length);
    else if (chain.weak.has(i)) weak.add(syllables.length);
  });
  for (const place of SUPPORTS[reading.count] ?? []) {
    const isFree = !stresses.has(place - 1) && !stresses.has(place + 1);
    if (weak.has(place) && isFree) stresses.add(place);
  }
  return { syllables, opens, stresses: [...stresses].sort((a, b) => a - b) };
}

/**
 * Si en una lectura la costura `i` va cosida.
 * @param {Chain} chain @param {Reading} reading @param {number} i
 */
export function isJoined(chain, reading, i) {
  return chain.joints[i].joined !== reading.flipped.includes(i);
}

/** Lo escrito desde la última vocal tónica: «ida», «ado». @param {Chain} chain */
function endingOf(chain) {
  const letters = [...chain.pieces[chain.last]];
  const vowels = [...letters.keys()].filter((i) => isVowel(letters[i]));
  const accented = vowels.find((i) => "áéíóú".includes(letters[i]));
  const strong = vowels.find((i) => "aeo".includes(fold(letters[i])));
  const start = accented ?? strong ?? vowels.at(-1) ?? 0;
  return letters.slice(start).join("") + chain.pieces.slice(chain.last + 1).join("");
}
