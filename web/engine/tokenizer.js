// Parte 2 · Del texto a los números, y de los números al texto.
//
// La idea: un símbolo por letra. El tokenizador es una tabla que va de unas a otros; se lee del
// mismo `tokenizer.json` que usa Python (véanse tokens.py y tokenizer_json.py).

import { EngineError, show } from "./errors.js";

/** Las formas que se le pueden pedir al modelo. */
export const FORMS = [
  "prosa",
  "soneto",
  "tercetos",
  "octavas",
  "redondillas",
  "romance",
  "verso",
  "fragmento",
];
const START = "<|inicio|>";
const END = "<|fin|>";
const UNKNOWN = "<|desconocido|>";
const PADDING = "<|relleno|>";

// Los 16 primeros ids son estos, en este orden, en todos los tokenizadores de la guía.
const SPECIALS = [
  ...[START, END, UNKNOWN, PADDING],
  ...FORMS.map((form) => `<|${form}|>`),
  ...[0, 1, 2, 3].map((number) => `<|reservado${number}|>`),
];

/** El tokenizador de letras. */
export class Tokenizer {
  /** @param {string[]} characters Las letras, en el orden de sus ids: la primera es el 16. */
  constructor(characters) {
    /** @type {string[]} */
    this.symbols = [...SPECIALS, ...characters];
    // Solo las letras: lo que se teclea nunca da un símbolo especial.
    this.ids = new Map(characters.map((letter, place) => [letter, SPECIALS.length + place]));
    const wrong = characters.filter((letter) => [...letter].length !== 1);
    if (wrong.length > 0) throw foreign(`hay símbolos que no son una letra: ${show(wrong)}`);
    if (this.ids.size !== characters.length) throw foreign("hay letras repetidas");
    this.startId = SPECIALS.indexOf(START);
    this.endId = SPECIALS.indexOf(END);
    this.unknownId = SPECIALS.indexOf(UNKNOWN);
    this.vocabSize = this.symbols.length;
    this.forms = [...FORMS];
    /** Los símbolos que nunca se escriben: los especiales, salvo el fin. */
    this.forbiddenIds = SPECIALS.map((_, id) => id).filter((id) => id !== this.endId);
  }

  /**
   * De texto a ids. Lo que no está en la tabla da `<|desconocido|>`.
   * @param {string} text
   * @returns {number[]}
   */
  encode(text) {
    // NFC: la «é» es siempre una letra, nunca «e» más una tilde suelta.
    return Array.from(text.normalize("NFC"), (letter) => this.ids.get(letter) ?? this.unknownId);
  }

  /**
   * De ids a texto.
   * @param {Iterable<number>} ids
   * @returns {string}
   */
  decode(ids) {
    return Array.from(ids, (id) => this.letter(id)).join("");
  }

  /**
   * El símbolo de un id.
   * @param {number} id
   * @returns {string}
   */
  letter(id) {
    const symbol = this.symbols[id];
    if (symbol === undefined) {
      throw new EngineError({
        what: "Ese id no está en el vocabulario.",
        received: show(id),
        allowed: `un entero de 0 a ${this.vocabSize - 1}`,
      });
    }
    return symbol;
  }

  /**
   * Los ids con que se empieza a escribir: inicio, forma y el texto dado.
   * @param {string} [text]
   * @param {string} [form]
   * @returns {number[]}
   */
  promptIds(text = "", form = "verso") {
    const place = FORMS.indexOf(form);
    if (place < 0) {
      throw new EngineError({
        what: "No conocemos esa forma.",
        received: show(form),
        allowed: FORMS.join(", "),
        hint: "si dudáis, usad «verso» o «prosa».",
      });
    }
    return [this.startId, SPECIALS.indexOf(`<|${form}|>`), ...this.encode(text)];
  }

  /**
   * Una pieza entera: inicio, forma, texto y fin.
   * @param {string} text
   * @param {string} [form]
   * @returns {number[]}
   */
  encodePiece(text, form = "verso") {
    return [...this.promptIds(text, form), this.endId];
  }
}

/**
 * @param {string} reason
 * @returns {EngineError}
 */
function foreign(reason) {
  return new EngineError({
    what: `El tokenizador guardado no es uno de letras de esta guía: ${reason}.`,
    allowed: "el tokenizer.json de un CharTokenizer",
    hint: "indicad el de un modelo entrenado con esta guía.",
  });
}

/**
 * Lee un `tokenizer.json`, ya convertido de JSON a objeto, y comprueba que es de los nuestros.
 * @param {unknown} data
 * @returns {Tokenizer}
 * @throws {EngineError} Si le falta algo o es de otro programa.
 */
export function readTokenizer(data) {
  const file = /** @type {any} */ (data);
  const model = file?.model;
  if (typeof model !== "object" || model === null) throw foreign("le falta la parte «model»");
  if (model.type !== "BPE" || !isEmptyList(model.merges)) throw foreign("no es de letras");
  if (model.ignore_merges || model.byte_fallback || model.fuse_unk) throw foreign("no es de letras");
  if (file.pre_tokenizer !== null) throw foreign("trocea el texto antes de leerlo");
  if (file.normalizer?.type !== "NFC") throw foreign("no normaliza el texto a NFC");
  if (file.decoder?.type !== "Fuse") throw foreign("no junta las letras sin espacios");
  if (model.unk_token !== UNKNOWN) throw foreign("su símbolo desconocido es otro");
  const symbols = readVocab(model.vocab);
  const specials = Array.isArray(file.added_tokens) ? file.added_tokens : [];
  const same = SPECIALS.every(
    (name, id) =>
      symbols[id] === name && specials[id]?.content === name && specials[id]?.id === id,
  );
  if (!same || specials.length !== SPECIALS.length) {
    throw foreign("los símbolos especiales no son los de esta guía");
  }
  return new Tokenizer(symbols.slice(SPECIALS.length));
}

/**
 * @param {unknown} value
 * @returns {boolean}
 */
function isEmptyList(value) {
  return Array.isArray(value) && value.length === 0;
}

/**
 * Los símbolos, por orden de su id: 0, 1, 2…
 * @param {unknown} vocab
 * @returns {string[]}
 */
function readVocab(vocab) {
  if (typeof vocab !== "object" || vocab === null || Array.isArray(vocab)) {
    throw foreign("le falta el vocabulario");
  }
  const pairs = Object.entries(vocab).sort((a, b) => a[1] - b[1]);
  if (pairs.some(([, id], place) => id !== place)) {
    throw foreign("los ids del vocabulario no son 0, 1, 2…");
  }
  return pairs.map(([symbol]) => symbol);
}
