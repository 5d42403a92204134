// Partes 6 y 8 · Los pesos de un modelo, en un fichero safetensors.
//
// La idea: un fichero que solo contiene números no puede hacer nada malo. Primero van 8 bytes con
// el tamaño de la cabecera; después la cabecera, un JSON que dice qué tensores hay y dónde; y
// después los números, uno detrás de otro. Antes de creer a la cabecera se comprueba entera.

import { EngineError, show } from "./errors.js";

/**
 * @typedef {object} Tensor
 * @property {Float32Array} data
 * @property {number[]} shape
 */

/** @typedef {{name: string, dtype: "F16" | "F32", shape: number[], begin: number, end: number}} Entry */

const LONGEST_HEADER = 100_000_000; // bytes; el mismo límite que la biblioteca de referencia
const BYTES = { F16: 2, F32: 4 };

/**
 * @param {string} what
 * @param {{received?: string, allowed?: string}} [details]
 * @returns {EngineError}
 */
function damaged(what, details = {}) {
  return new EngineError({
    what: `El fichero de pesos no se puede leer: ${what}.`,
    ...details,
    hint: "volved a descargarlo o a exportarlo; quizá la copia se cortó.",
  });
}

/**
 * Lee un fichero safetensors entero. Los números en F16 se pasan a F32.
 * @param {ArrayBuffer} buffer
 * @returns {{tensors: Map<string, Tensor>, metadata: Record<string, string>}}
 * @throws {EngineError} Si está dañado o no es safetensors.
 */
export function readSafetensors(buffer) {
  const { entries, metadata, dataStart } = readHeader(buffer);
  /** @type {Map<string, Tensor>} */
  const tensors = new Map();
  for (const { name, dtype, shape, begin, end } of entries) {
    // `slice` copia: así los números empiezan siempre donde una tabla de JavaScript lo admite.
    const bytes = buffer.slice(dataStart + begin, dataStart + end);
    const data = dtype === "F32" ? new Float32Array(bytes) : halfToFloat(new Uint16Array(bytes));
    tensors.set(name, { data, shape });
  }
  return { tensors, metadata };
}

/**
 * @param {ArrayBuffer} buffer
 * @returns {{entries: Entry[], metadata: Record<string, string>, dataStart: number}}
 */
function readHeader(buffer) {
  if (buffer.byteLength < 8) {
    throw damaged("es demasiado corto", { received: `${buffer.byteLength} bytes` });
  }
  const size = new DataView(buffer).getBigUint64(0, true);
  if (size > BigInt(LONGEST_HEADER) || size > BigInt(buffer.byteLength - 8)) {
    throw damaged("su cabecera dice ser más grande de lo posible", {
      received: `una cabecera de ${size} bytes en un fichero de ${buffer.byteLength}`,
      allowed: `una que quepa en el fichero y no pase de ${LONGEST_HEADER} bytes`,
    });
  }
  const dataStart = 8 + Number(size);
  const header = parseHeader(new Uint8Array(buffer, 8, Number(size)));
  const entries = [];
  /** @type {Record<string, string>} */
  let metadata = {};
  for (const [name, value] of Object.entries(header)) {
    if (name === "__metadata__") metadata = readMetadata(value);
    else entries.push(readEntry(name, value));
  }
  checkLayout(entries, buffer.byteLength - dataStart);
  return { entries, metadata, dataStart };
}

/**
 * @param {Uint8Array} bytes
 * @returns {object}
 */
function parseHeader(bytes) {
  let header;
  try {
    header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw damaged("su cabecera no es JSON en UTF-8");
  }
  if (!isObject(header)) throw damaged("su cabecera no es un objeto", { received: show(header) });
  return header;
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * @param {unknown} value
 * @returns {Record<string, string>}
 */
function readMetadata(value) {
  if (!isObject(value) || Object.values(value).some((note) => typeof note !== "string")) {
    throw damaged("sus notas (__metadata__) no son textos", { received: show(value) });
  }
  return /** @type {Record<string, string>} */ (value);
}

/**
 * @param {unknown} value
 * @returns {value is number[]}
 */
function isListOfSizes(value) {
  return (
    Array.isArray(value) &&
    value.every((size) => typeof size === "number" && Number.isSafeInteger(size) && size >= 0)
  );
}

/**
 * @param {string} name
 * @param {unknown} value
 * @returns {Entry}
 */
function readEntry(name, value) {
  if (!isObject(value)) throw damaged(`el tensor «${name}» no está descrito`);
  const { dtype, shape, data_offsets: offsets } = value;
  if (dtype !== "F16" && dtype !== "F32") {
    throw damaged(`el tensor «${name}» usa un tipo de número que no leemos`, {
      received: show(dtype),
      allowed: "F16 o F32",
    });
  }
  if (!isListOfSizes(shape)) {
    throw damaged(`el tensor «${name}» tiene una forma imposible`, { received: show(shape) });
  }
  if (!isListOfSizes(offsets) || offsets.length !== 2) {
    throw damaged(`el tensor «${name}» no dice bien dónde está`, { received: show(offsets) });
  }
  const [begin, end] = /** @type {[number, number]} */ (offsets);
  const expected = shape.reduce((product, size) => product * size, BYTES[dtype]);
  if (end - begin !== expected) {
    throw damaged(`el tensor «${name}» no ocupa lo que dice su forma`, {
      received: `${end - begin} bytes`,
      allowed: `${expected} bytes para ${dtype} de forma (${shape.join(", ")})`,
    });
  }
  return { name, dtype, shape, begin, end };
}

/**
 * Los tensores tienen que llenar el fichero, sin pisarse y sin dejar huecos.
 * @param {Entry[]} entries
 * @param {number} length Bytes de datos que hay.
 */
function checkLayout(entries, length) {
  const ordered = [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end);
  let position = 0;
  for (const { name, begin, end } of ordered) {
    if (begin < position) throw damaged(`el tensor «${name}» se solapa con otro`);
    if (begin > position) throw damaged(`antes del tensor «${name}» hay un hueco`);
    position = end;
  }
  if (position > length) {
    throw damaged("está cortado", { received: `${length} bytes`, allowed: `${position} bytes` });
  }
  if (position < length) throw damaged(`le sobran ${length - position} bytes al final`);
}

/** @type {Float32Array | null} Lo que vale cada uno de los 65 536 números de F16. */
let halves = null;

/**
 * De F16 (1 bit de signo, 5 de exponente, 10 de fracción) a F32.
 * @param {Uint16Array} bits
 * @returns {Float32Array}
 */
export function halfToFloat(bits) {
  halves ??= Float32Array.from({ length: 65_536 }, (_, half) => {
    const sign = half & 0x8000 ? -1 : 1;
    const exponent = (half >> 10) & 31;
    const fraction = half & 1023;
    if (exponent === 31) return fraction ? NaN : sign * Infinity;
    if (exponent === 0) return sign * fraction * 2 ** -24; // los más pequeños
    return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  });
  const floats = new Float32Array(bits.length);
  for (let i = 0; i < bits.length; i += 1) floats[i] = halves[bits[i]];
  return floats;
}

/**
 * Escribe tensores en F32. Python los lee con `safetensors.torch.load`.
 * @param {Map<string, Tensor>} tensors
 * @param {Record<string, string>} [metadata]
 * @returns {ArrayBuffer}
 */
export function writeSafetensors(tensors, metadata = {}) {
  /** @type {Record<string, unknown>} */
  const header = { __metadata__: metadata };
  let position = 0;
  for (const [name, { data, shape }] of tensors) {
    const end = position + data.byteLength;
    header[name] = { dtype: "F32", shape, data_offsets: [position, end] };
    position = end;
  }
  let text = JSON.stringify(header);
  let bytes = new TextEncoder().encode(text);
  text += " ".repeat((8 - (bytes.length % 8)) % 8); // los números empiezan en un múltiplo de 8
  bytes = new TextEncoder().encode(text);
  const buffer = new ArrayBuffer(8 + bytes.length + position);
  new DataView(buffer).setBigUint64(0, BigInt(bytes.length), true);
  new Uint8Array(buffer, 8).set(bytes);
  let place = 8 + bytes.length;
  for (const { data } of tensors.values()) {
    new Float32Array(buffer, place, data.length).set(data);
    place += data.byteLength;
  }
  return buffer;
}
