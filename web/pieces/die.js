// @ts-check
/**
 * Partes 5 y 8 · El dado de sancho-mini con unos poemas que no ha estudiado.
 */

/** @typedef {import("./piece.js").Engine} Engine */
/** @typedef {import("../engine/changes.js").Changes} Changes */
/** @typedef {{form: string, text: string}} Poem */

/** Los poemas, en ids. @param {Engine} engine @param {Poem[]} poems */
export function encodePoems({ tokenizer }, poems) {
  return poems.map(({ text, form }) => tokenizer.encodePiece(text, form));
}

/**
 * La pérdida media por letra, en nats. Elevar e a ella da las caras del dado.
 * @param {Engine} engine @param {number[][]} lists @param {Changes} [changes] @param {AbortSignal} [signal]
 */
export async function lossOf(engine, lists, changes, signal) {
  const { nats, letters } = await engine.score(lists, { changes, signal });
  return nats / letters;
}
