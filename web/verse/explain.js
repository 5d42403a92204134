// @ts-check
/**
 * Parte 9 · Por qué un verso mide lo que mide, dicho con palabras.
 *
 * La cuenta empieza en las sílabas de las palabras, una a una, y se va corrigiendo: las sinalefas
 * quitan, las licencias quitan o ponen y el final ajusta. Cada paso lleva lo que cambia, y todos
 * juntos dan la medida: 13 − 3 + 1 = 11.
 */

import { isJoined, rhythmCost } from "./scansion.js";
import { grammarSyllables } from "./words.js";

/** @typedef {import("./scansion.js").Line} Line */
/** @typedef {import("./scansion.js").Chain} Chain */
/** @typedef {import("./poem.js").Poem} Poem */
/** Un paso de la cuenta: qué pasa y cuántas sílabas quita o pone. @typedef {{text: string, change: number}} Step */

const LIST = new Intl.ListFormat("es");

/**
 * La cuenta de un verso, paso a paso; ninguno si no se ha podido medir.
 * @param {Line} line @returns {Step[]}
 */
export function explainCount(line) {
  const { chain, reading } = line;
  if (!chain || !reading) return [];
  const plain = chain.words.reduce((sum, word) => sum + grammarSyllables(word).length, 0);
  const steps = [{ text: `Palabra por palabra ${plain === 1 ? "es" : "son"} ${amount(plain)}.`, change: plain }];
  chain.joints.forEach((joint, i) => {
    const [left, right] = [wordAt(chain, i), wordAt(chain, i + 1)];
    const flipped = reading.flipped.includes(i);
    const pair = `«${chain.written[left]}» y «${chain.written[right]}»`;
    const name = `«${chain.written[left]}»`;
    const divided = () => pronounceWord(chain, reading, left);
    if (left !== right && isJoined(chain, reading, i)) {
      steps.push({ text: `${pair} se dicen juntas: una sílaba menos (sinalefa).`, change: -1 });
    } else if (flipped && joint.licence === "hiato") {
      steps.push({ text: `${pair} podrían decirse juntas, pero aquí van aparte (hiato).`, change: 0 });
    } else if (flipped && joint.licence === "diéresis") {
      steps.push({ text: `${name} se estira, ${divided()}: una sílaba más (diéresis).`, change: 1 });
    } else if (flipped) {
      steps.push({ text: `${name} se encoge, ${divided()}: una sílaba menos (sinéresis).`, change: -1 });
    }
  });
  return [...steps, explainEnding(chain)];
}

/** Después de la última tónica se cuenta siempre una sílaba. @param {Chain} chain @returns {Step} */
function explainEnding(chain) {
  const after = chain.joints.slice(chain.last).filter((joint) => !joint.joined).length;
  const word = `«${chain.written[chain.written.length - 1]}»`;
  if (chain.broken) return { text: `Acaba en palabra cortada, ${word}: se cuenta una más.`, change: 1 };
  if (after === 0) return { text: `Acaba en aguda, ${word}: se cuenta una más.`, change: 1 };
  if (after === 1) return { text: `Acaba en llana, ${word}: ni se quita ni se pone.`, change: 0 };
  if (after === 2) return { text: `Acaba en esdrújula, ${word}: se cuenta una menos.`, change: -1 };
  return { text: `Acaba en sobresdrújula, ${word}: se cuentan ${after - 1} menos.`, change: 1 - after };
}

/** De qué palabra es un trozo. @param {Chain} chain @param {number} piece */
function wordAt(chain, piece) {
  return chain.starts.filter((start) => start <= piece).length - 1;
}

/**
 * Una palabra como se dice en una lectura: «su-a-ve».
 * @param {Chain} chain @param {import("./scansion.js").Reading} reading @param {number} word
 */
function pronounceWord(chain, reading, word) {
  const [from, to] = [chain.starts[word], chain.starts[word + 1] ?? chain.pieces.length];
  let said = chain.pieces[from];
  for (let i = from + 1; i < to; i += 1) {
    said += (isJoined(chain, reading, i - 1) ? "" : "-") + chain.pieces[i];
  }
  return said;
}

/** Si un verso no puede medir lo que los demás, lo dice; si puede, nada. @param {Poem} poem @param {number} i */
export function explainMetre({ lines, metre, form }, i) {
  const { counts } = lines[i];
  if (metre === null || counts.includes(metre) || ["lira", "silva"].includes(form)) return "";
  return `El poema es de ${amount(metre)}, y este verso no se puede leer así ni con licencias.`;
}

/** Dónde caen los acentos, y si es donde los pide un endecasílabo. @param {Line} line */
export function explainStresses({ stresses, count }) {
  if (count === null || stresses.length === 0) return "No suena ningún acento.";
  const places = LIST.format(stresses.map((place) => `${place}.ª`));
  const where = stresses.length === 1 ? `El acento cae en la ${places}.` : `Los acentos caen en ${places}.`;
  if (count !== 11) return where;
  const wanted = "Un endecasílabo los pide en la 6.ª, o en la 4.ª y la 8.ª";
  const cost = rhythmCost(stresses, count);
  if (cost === 0) return `${where} ${wanted}: cumple.`;
  return `${where} ${wanted}: ${cost < 1 ? "este se aparta un poco" : "este cojea"}.`;
}

/** Con qué versos rima uno, y en qué. @param {Poem} poem @param {number} i cuál, desde 0 */
export function explainRhyme(poem, i) {
  const line = poem.lines[i];
  const others = [...poem.groups.keys()].filter(
    (other) => other !== i && poem.groups[other] === poem.groups[i],
  );
  if (poem.groups[i] === null || others.length === 0) {
    const odd = poem.form === "romance" && i % 2 === 0;
    return odd ? "En un romance, los versos impares van sueltos." : "No rima con ningún verso cercano.";
  }
  const numbers = others.map((other) => String(other + 1));
  const some = numbers.length > 5 ? [...numbers.slice(0, 5), "otros"] : numbers;
  const who = `Rima con ${others.length === 1 ? "el verso" : "los versos"} ${LIST.format(some)}`;
  if (poem.rhyme === "asonante") {
    return `${who}: coinciden las vocales ${[...line.assonant].join("-")} (rima asonante).`;
  }
  return `${who}: desde la última vocal con acento suenan igual, «-${line.ending}» (rima consonante).`;
}

/** Qué hacer con una línea que no se ha podido medir. @param {string} problem */
export function adviseOn(problem) {
  if (problem === "tiene cifras") return "Escribid los números con letras: «tres», «mil seiscientos».";
  if (problem === "no tiene letras") return "No hay nada que leer en voz alta.";
  if (problem.endsWith("abreviatura")) return "Escribidla entera, como se dice.";
  if (problem.endsWith("romano")) return "Escribidlo con letras, como se dice.";
  return "Aquí solo se miden versos en español.";
}

/** @type {Record<string, string>} */
const FORM_NAMES = {
  soneto: "un soneto",
  tercetos: "tercetos encadenados",
  romance: "un romance",
  lira: "una lira",
  silva: "una silva",
  octavas: "octavas reales",
};

/** Lo que se ve de un poema, en pocas frases. @param {Poem} poem */
export function describePoem(poem) {
  const { lines, metre, form, rhyme } = poem;
  const known = form === "verso" ? "" : `, ${FORM_NAMES[form] ?? form}`;
  const said = [`${lines.length === 1 ? "Un verso" : `${lines.length} versos`}${known}.`];
  const measured = lines.filter((line) => line.count !== null);
  if (metre !== null) {
    const others = [...lines.keys()].filter((i) => ![null, metre].includes(lines[i].count));
    const most = others.length ? `${measured.length - others.length} de ${measured.length} miden` : "Miden";
    said.push(lines.length === 1 ? `Mide ${amount(metre)}.` : `${most} ${amount(metre)}.`);
    if (others.length > 0 && others.length <= 3) {
      said.push(...others.map((i) => `El ${i + 1} mide ${lines[i].count}.`));
    }
  } else if (measured.length > 0) {
    said.push("No hay una medida que domine.");
  }
  if (rhyme) said.push(`Rima ${rhyme}: ${schemeByStanza(poem)}.`);
  else if (measured.length > 1) said.push("Riman menos de la mitad.");
  if (poem.unscanned) {
    said.push(poem.unscanned === 1 ? "Hay una línea sin medir." : `Hay ${poem.unscanned} líneas sin medir.`);
  }
  return said.join(" ");
}

/** El esquema con un espacio entre estrofas. @param {Poem} poem */
function schemeByStanza({ scheme, stanzas }) {
  let at = 0;
  return stanzas.map((size) => scheme.slice(at, (at += size))).join(" ");
}

/**
 * Cuántos versos miden lo que se pedía y cuántos riman.
 * @param {Poem} poem @param {number} metre lo que se pedía
 */
export function describeAttempt(poem, metre) {
  const right = poem.lines.filter((line) => line.count === metre).length;
  const rhymed = poem.groups.filter((group) => group !== null).length;
  const verses = poem.lines.length === 1 ? "un verso" : `${poem.lines.length} versos`;
  return (
    `sancho ha escrito ${verses}: ${right} ${right === 1 ? "mide" : "miden"} ${metre} sílabas y ` +
    `${rhymed} ${rhymed === 1 ? "rima" : "riman"}.`
  );
}

/** @param {number} count */
export function amount(count) {
  return count === 1 ? "una sílaba" : `${count} sílabas`;
}
