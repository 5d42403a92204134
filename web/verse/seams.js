// @ts-check
/**
 * Parte 9 · Las costuras: dónde dos vocales se dicen juntas, dónde separadas y cuánto cuesta
 * cambiarlo.
 *
 * Cuando dos vocales se encuentran, pueden ser una sílaba o dos. Entre ellas hay una costura:
 * cosida, son una sílaba; descosida, dos. Lo natural depende de dónde se encuentran, y el poeta
 * puede hacer lo contrario: es una licencia, y cada una tiene su nombre.
 *
 *   se encuentran                     lo natural                       la licencia
 *   entre dos palabras: «que imita»   cosidas, sinalefa: que‿i-mi-ta   hiato: que-i-mi-ta
 *   en un diptongo: «viaje»           cosidas: via-je                  diéresis: vi-a-je
 *   en un hiato: «poeta»              descosidas: po-e-ta              sinéresis: poe-ta
 *
 * El coste de una licencia dice cuánto extraña: 0,5 si los poetas del Siglo de Oro la hacen a cada
 * paso; 1 si se nota; 1,5 si es rara. Es el mismo que en Python (verse/seams.py).
 *
 * Fuentes: A. Quilis, «Métrica española» (Ariel, 1984), «El cómputo silábico»; T. Navarro Tomás,
 * «Métrica española» (1956), Introducción.
 */

/**
 * Lo que hay entre dos trozos.
 * @typedef {object} Seam
 * @property {boolean} joined si lo natural es decirlos juntos
 * @property {number} cost lo que cuesta hacer lo contrario; infinito si no se puede
 * @property {"" | "hiato" | "diéresis" | "sinéresis"} licence cómo se llama hacer lo contrario
 */

export const NEVER = Infinity;
export const VOWELS = "aeiouáéíóúàèìòùâêîôûäëïöü";

const FREQUENT = 0.5;
const USUAL = 0.75;
const NOTED = 1;
const RARE = 1.5;

/** Cuánto se abre la boca. @type {Record<string, number>} */
const OPENNESS = { a: 3, e: 2, o: 2, i: 1, u: 1, y: 0 };

/** Entre dos sílabas que nunca se juntan. @type {Seam} */
const APART = { joined: false, cost: NEVER, licence: "" };

/**
 * Minúsculas y sin tildes ni diéresis; la ñ se queda: `fold("Pingüé")` es `"pingue"`.
 * @param {string} text
 */
export function fold(text) {
  const letters = text.toLowerCase().normalize("NFD");
  return letters.replace(/[\u0300\u0301\u0302\u0308]/g, "").normalize("NFC"); // ` ´ ^ ¨
}

/** Si es una letra, y vocal. @param {string} letter */
export function isVowel(letter) {
  return letter !== "" && VOWELS.includes(letter);
}

// --- Dentro de una palabra ---------------------------------------------------------------------

/**
 * La costura entre dos sílabas seguidas; si las separa un hiato, cabe la sinéresis.
 * @param {string} left la primera sílaba
 * @param {string} right la segunda
 * @param {number} stress a cuántas sílabas de `left` está la tónica: 0, es ella; negativo, ya ha pasado
 * @param {number} after cuántas sílabas quedan detrás de `right`
 * @returns {Seam}
 */
export function insideWord(left, right, stress, after) {
  const a = left.at(-1) ?? "";
  const b = right.replace(/^h+/, "").charAt(0);
  // La diéresis escrita manda.
  if (!isVowel(a) || !isVowel(b) || /[ïü]/.test(a + b)) return APART;
  let cost = NOTED; // po-e-ta, le-ón
  if (stress < 0 || fold(a) === fold(b)) cost = FREQUENT; // purpú-re-o, cre-er
  else if (stress > 1 || (stress === 0 && after === 0)) cost = USUAL; // re-a-li-dad, se-a, rí-o
  else if (/[íú]/.test(a + b)) cost = RARE; // ha-bí-a-mos, ca-í-da
  return { joined: false, cost, licence: "sinéresis" };
}

// Palabras con diéresis frecuente en el Siglo de Oro. Su diptongo eran dos sílabas en latín
// (suave, cruel, glorioso, oriente) o lo son en otra palabra de su familia (viaje, como vía;
// criado, como cría). El corte va tras lo que casa.
const OFTEN = new RegExp(
  [
    /^(?:vi(?=aj|[uo][dl])|cru(?=el)|su(?=av)|ru(?=i[dn])|ju(?=ici|ez)|di(?=[aá])|tri(?=unf))/,
    /^(?:pi(?=[aáoó]|edad)|bri(?=os)|lu(?=is)|ari(?=et)|(?:cr|gu|l|var|env|inv|roc|atav)i(?=[aáoó]))/,
    /fi(?=[aáoó]|el)|fri(?=[aáoó])|hu(?=i[rdm])|(?:[tdbln]r?|rc)u(?=i[rdt])|[lrtdsc]i(?=an[ao])/,
    /qui(?=et)|i(?=os[ao])|u(?=os[ao])|ori(?=ent)|ci(?=en[ct])|flu(?=en)|[pgbv]i(?=ón)/,
    /persu(?=a)|[^gq]u(?=ars|ad[oa]s?$)/,
  ]
    .map((rule) => rule.source)
    .join("|"),
  "g",
);
const RISING = /(?<![qgaeiouáéíóú])[iu](?=h?[aoáó])/;

/**
 * Por qué letra se puede partir el diptongo de una sílaba y cuánto cuesta; `null` si no se puede.
 * @param {string} word la palabra entera
 * @param {number} start en qué letra de la palabra empieza la sílaba
 * @param {string} syllable la sílaba
 * @param {number} stress a cuántas sílabas de esta está la tónica; negativo, ya ha pasado
 * @returns {{letter: number, cost: number} | null}
 */
export function diaeresis(word, start, syllable, stress) {
  for (const match of word.matchAll(OFTEN)) {
    const end = match.index + match[0].length;
    if (start < end && end < start + syllable.length) return { letter: end - start, cost: FREQUENT };
  }
  const rising = RISING.exec(syllable);
  if (!rising || stress < 0) return null; // «gloria» o «agua» no se parten nunca
  return { letter: rising.index + 1, cost: NOTED };
}

// --- Entre dos palabras ------------------------------------------------------------------------

// Palabras con h de una f latina (hacer, de «facere»): en el siglo XVI muchos aún la aspiraban, y
// delante de ella no hacían sinalefa.
const FROM_F = new RegExp(
  "^h(?:abl|ac|ad[oa]|alc|all|ambr|ar[aeit]|ast[ií]|az|ebr|ech|embr|er[imrv]|ij|il|iz|og|oj|olg" +
    "|ond|orm|orn|um[oe]|und|urt|u[iy])",
);
const PAUSE = /[.:;?!…—-]/;
const GLIDE_FIRST = /^(?:hie|h?u[eao]|i[ao])/; // hierro, hueso, Iago: no empiezan por vocal

/**
 * La costura entre dos palabras: sinalefa si una acaba en vocal y la otra empieza por vocal.
 * @param {string} left la primera palabra
 * @param {string} right la segunda
 * @param {string} following la que va detrás, o un texto vacío
 * @param {boolean} stressed si `right` empieza por sílaba tónica («de oro»): ahí el hiato es frecuente
 * @param {string} gap lo que hay escrito entre las dos: tras una pausa fuerte, también lo es
 * @returns {Seam}
 */
export function betweenWords(left, right, following, stressed, gap) {
  const a = fold(left).replace(/h+$/, "").slice(-1);
  if (!(isVowel(a) || left === "y") || !vowelFirst(right)) return APART;
  const b = fold(right).replace(/^h+|h+$/g, "");
  if (b.length === 1 && vowelFirst(following)) {
    const c = fold(following).replace(/^h+/, "").charAt(0);
    // o-ro-y‿ám-bar: la vocal más cerrada se va con la que sigue.
    if (OPENNESS[b] < Math.min(OPENNESS[a], OPENNESS[c])) return APART;
  }
  const easy = stressed || FROM_F.test(fold(right)) || PAUSE.test(gap);
  return { joined: true, cost: easy ? FREQUENT : NOTED, licence: "hiato" };
}

/** Si una palabra empieza por sonido de vocal: «hora» sí; «hueso», «hierba» y «ya», no. @param {string} word */
export function vowelFirst(word) {
  const bare = fold(word);
  if (bare === "y") return true;
  return isVowel(bare.replace(/^h+/, "").charAt(0)) && !GLIDE_FIRST.test(bare);
}
