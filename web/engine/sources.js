// Todas las partes · De dónde salen los ficheros del motor: de una dirección o de la memoria.
//
// La idea: en el sitio se dan direcciones; en un cuaderno, los bytes. Aquí se vuelven lo mismo.

import { EngineError, show } from "./errors.js";

/**
 * @typedef {URL | string | ArrayBuffer | ArrayBufferView | object} Source Lo que se puede dar.
 * @typedef {{url: string} | {bytes: ArrayBuffer} | {value: object}} Packed Lo mismo, listo para
 *   viajar a otro hilo.
 */

/**
 * @param {Source} source
 * @returns {Packed}
 */
export function pack(source) {
  if (source instanceof URL) return { url: source.href };
  if (typeof source === "string") return { url: new URL(source, self.location.href).href };
  if (source instanceof ArrayBuffer) return { bytes: source };
  if (ArrayBuffer.isView(source)) {
    const bytes = new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
    return { bytes: /** @type {ArrayBuffer} */ (bytes.slice().buffer) };
  }
  if (typeof source === "object" && source !== null) return { value: source };
  throw new EngineError({
    what: "No se sabe de dónde leer eso.",
    received: show(source),
    allowed: "una dirección, unos bytes (ArrayBuffer) o un objeto",
  });
}

/**
 * Los bytes de un fichero.
 * @param {Packed} source
 * @returns {Promise<ArrayBuffer>}
 */
export async function readBytes(source) {
  if ("bytes" in source) return source.bytes;
  if ("value" in source) throw new EngineError({ what: "Hacían falta bytes, no un objeto." });
  const response = await fetch(source.url).catch(() => null);
  if (response?.ok) {
    const bytes = await response.arrayBuffer().catch(() => null);
    if (bytes) return bytes;
  }
  throw new EngineError({
    what: "No se ha podido descargar un fichero del modelo.",
    received: response ? `${source.url} (respuesta ${response.status})` : source.url,
    hint: "comprobad la conexión y recargad la página.",
  });
}

/**
 * Un JSON, ya como objeto.
 * @param {Packed} source
 * @returns {Promise<unknown>}
 */
export async function readJson(source) {
  if ("value" in source) return source.value;
  const bytes = await readBytes(source);
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new EngineError({
      what: "Un fichero del modelo está dañado: no es JSON en UTF-8.",
      received: "url" in source ? source.url : `${bytes.byteLength} bytes`,
      hint: "volved a copiarlo; quizá la copia se cortó.",
    });
  }
}
