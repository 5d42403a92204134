// Partes 3 a 7 · Tocar el modelo por dentro y ver qué pasa.
//
// La idea: se entiende para qué sirve una pieza cuando falta. Aquí se comprueban los cambios que
// se piden y se preparan para que `gpt.js` los aplique. El modelo no se estropea: valen solo para
// la cuenta en la que se piden.

import { EngineError, show, wholeNumber } from "./errors.js";

/** @typedef {import("./config.js").Config} Config */
/** @typedef {import("./lens.js").Found} Found */

/**
 * @typedef {object} Changes Lo que se puede pedir. Todo es opcional.
 * @property {[number, number][]} [headsOff] cabezas apagadas: [capa, cabeza]
 * @property {boolean} [noMask] sin máscara: cada letra ve también el futuro
 * @property {boolean} [noPositions] sin embeddings de posición
 * @property {boolean} [normOff] sin LayerNorm: los vectores pasan tal cual
 * @property {[number, number][]} [swappedRows] filas cambiadas en la tabla de entrada
 * @property {number[] | null} [shuffledIds] la tabla de entrada, barajada: la fila que lee cada id
 * @property {string | Record<number, Float32Array>} [frozenAttention] la atención de otra
 *   inspección, por su nombre, o la de unas capas, forma (H, T, T)
 * @property {{name: string, index: number, value: number}[]} [weights] pesos cambiados
 * @property {{name: string, position: number, values: ArrayLike<number>}[]} [vectors] vectores
 *   intermedios sustituidos
 * @property {number} [context] solo se leen las últimas letras
 */

/**
 * @typedef {object} Plan Los cambios, comprobados y listos.
 * @property {Int32Array | null} rows qué fila de la tabla de entrada lee cada id
 * @property {[number, number][]} headsOff
 * @property {boolean} noMask
 * @property {boolean} noPositions
 * @property {boolean} normOff
 * @property {Map<number, Float32Array>} frozen
 * @property {{data: Float32Array, index: number, value: number}[]} weights
 * @property {Map<string, {position: number, values: ArrayLike<number>}[]>} vectors
 * @property {number} context
 */

/** @type {Plan} Ningún cambio. */
export const NOTHING = {
  rows: null,
  headsOff: [],
  noMask: false,
  noPositions: false,
  normOff: false,
  frozen: new Map(),
  weights: [],
  vectors: new Map(),
  context: Infinity,
};

const KNOWN = [
  ...["headsOff", "noMask", "noPositions", "normOff", "swappedRows", "shuffledIds"],
  ...["frozenAttention", "weights", "vectors", "context"],
];

/**
 * @param {Changes | null | undefined} changes
 * @param {import("./gpt.js").Gpt} gpt
 * @param {Map<string, Record<string, Found>>} saved inspecciones guardadas, por su nombre
 * @returns {Plan}
 * @throws {EngineError} Si se pide algo que no existe en este modelo.
 */
export function prepareChanges(changes, { config, parameters }, saved) {
  if (!changes) return NOTHING;
  for (const name of Object.keys(changes)) {
    if (!KNOWN.includes(name)) {
      throw new EngineError({
        what: "No conocemos ese cambio.",
        received: show(name),
        allowed: KNOWN.join(", "),
      });
    }
  }
  const { headsOff = [], context = Infinity, frozenAttention, weights = [] } = changes;
  for (const [layer, head] of headsOff) {
    wholeNumber("La capa", layer, 0, config.nLayer - 1);
    wholeNumber("La cabeza", head, 0, config.nHead - 1);
  }
  if (context !== Infinity) wholeNumber("context", context, 1);
  return {
    rows: inputRows(changes, config.vocabSize),
    headsOff,
    noMask: Boolean(changes.noMask),
    noPositions: Boolean(changes.noPositions),
    normOff: Boolean(changes.normOff),
    frozen: frozenLayers(frozenAttention, config, saved),
    weights: weights.map(({ name, index, value }) => {
      const tensor = parameters.named.get(name);
      if (!tensor) throw new EngineError({ what: "No hay un peso con ese nombre.", received: name });
      return { data: tensor.data, index: wholeNumber("index", index, 0, tensor.data.length - 1), value };
    }),
    vectors: vectorsByName(changes.vectors ?? [], config),
    context,
  };
}

/**
 * @param {Changes} changes
 * @param {number} vocabSize
 * @returns {Int32Array | null}
 */
function inputRows({ swappedRows = [], shuffledIds = null }, vocabSize) {
  if (swappedRows.length === 0 && shuffledIds === null) return null;
  const rows = Int32Array.from(shuffledIds ?? Array(vocabSize).keys());
  if (rows.length !== vocabSize || new Set(rows).size !== vocabSize) {
    throw new EngineError({
      what: "Para barajar los ids hace falta cada uno una sola vez.",
      received: `${rows.length} ids`,
      allowed: `los ${vocabSize} del vocabulario, en otro orden`,
    });
  }
  for (const id of rows) wholeNumber("El id", id, 0, vocabSize - 1);
  for (const [a, b] of swappedRows) {
    wholeNumber("El id", a, 0, vocabSize - 1);
    wholeNumber("El id", b, 0, vocabSize - 1);
    const row = rows[a];
    rows[a] = rows[b];
    rows[b] = row;
  }
  return rows;
}

/**
 * @param {Changes["frozenAttention"]} frozen
 * @param {Config} config
 * @param {Map<string, Record<string, Found>>} saved
 * @returns {Map<number, Float32Array>}
 */
function frozenLayers(frozen, config, saved) {
  /** @type {Map<number, Float32Array>} */
  const layers = new Map();
  if (frozen === undefined || frozen === null) return layers;
  if (typeof frozen !== "string") {
    for (const [layer, data] of Object.entries(frozen)) {
      layers.set(wholeNumber("La capa", Number(layer), 0, config.nLayer - 1), data);
    }
    return layers;
  }
  const inspection = saved.get(frozen);
  if (!inspection) {
    throw new EngineError({
      what: "No hay ninguna inspección guardada con ese nombre.",
      received: show(frozen),
      allowed: [...saved.keys()].join(", ") || "ninguna todavía",
      hint: "guardadla antes con inspect(ids, { save: \"nombre\" }).",
    });
  }
  for (let layer = 0; layer < config.nLayer; layer += 1) {
    const found = inspection[`block.${layer}.attention`];
    if (found) layers.set(layer, found.data);
  }
  return layers;
}

/**
 * @param {NonNullable<Changes["vectors"]>} vectors
 * @param {Config} config
 * @returns {Plan["vectors"]}
 */
function vectorsByName(vectors, config) {
  /** @type {Plan["vectors"]} */
  const byName = new Map();
  for (const { name, position, values } of vectors) {
    const width = vectorWidth(name, config);
    if (values.length !== width) {
      throw new EngineError({
        what: `El vector que sustituye a «${name}» no tiene el largo debido.`,
        received: `${values.length} números`,
        allowed: `${width}`,
      });
    }
    wholeNumber("La posición", position, 0, config.blockSize - 1);
    byName.set(name, [...(byName.get(name) ?? []), { position, values }]);
  }
  return byName;
}

/**
 * Cuántos números tiene cada vector de un valor intermedio.
 * @param {string} name
 * @param {Config} config
 * @returns {number}
 */
function vectorWidth(name, { nLayer, nEmbd, vocabSize }) {
  if (name === "logits") return vocabSize;
  if (["embedding.token", "embedding.position", "embedding", "norm"].includes(name)) return nEmbd;
  const [, layer, part] = /^block\.(\d+)\.(\w+)$/.exec(name) ?? [];
  if (part !== undefined && Number(layer) < nLayer) {
    if (part === "expanded" || part === "activated") return 4 * nEmbd;
    const parts = ["input", "norm1", "q", "k", "v", "heads", "attended", "middle", "norm2"];
    if ([...parts, "mlp", "output"].includes(part)) return nEmbd;
  }
  throw new EngineError({
    what: "Ese valor intermedio no es un vector por letra, o no existe.",
    received: show(name),
    allowed: "embedding, norm, logits, block.0.output… (los de forma (T, C), y q, k, v y heads)",
  });
}

/**
 * Hace una cuenta con unos pesos cambiados y los deja después como estaban.
 * @template T
 * @param {Plan["weights"]} weights
 * @param {() => T} work
 * @returns {T}
 */
export function withWeights(weights, work) {
  /** @type {number[]} */
  const before = [];
  for (const { data, index, value } of weights) {
    before.push(data[index]);
    data[index] = value;
  }
  try {
    return work();
  } finally {
    // Del último al primero: si un peso se cambia dos veces, vuelve el de verdad.
    for (let i = weights.length - 1; i >= 0; i -= 1) {
      const { data, index } = weights[i];
      data[index] = before[i];
    }
  }
}
