// Cómo viajan las listas de números entre la página y la prueba: en base64.

/**
 * @param {any} value
 * @returns {any}
 */
export function pack(value) {
  if (value instanceof ArrayBuffer) return { __bytes__: toBase64(new Uint8Array(value)) };
  if (value instanceof Float32Array) {
    return { __floats__: toBase64(new Uint8Array(value.slice().buffer)) };
  }
  if (ArrayBuffer.isView(value)) return Array.from(/** @type {any} */ (value));
  if (value instanceof Map) return pack(Object.fromEntries(value));
  if (Array.isArray(value)) return value.map(pack);
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, pack(part)]));
  }
  return value;
}

/**
 * @param {any} value
 * @returns {any}
 */
export function unpack(value) {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(unpack);
  if ("__bytes__" in value) return fromBase64(value.__bytes__).buffer;
  if ("__floats__" in value) return new Float32Array(fromBase64(value.__floats__).buffer);
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, unpack(part)]));
}

/** @param {Uint8Array} bytes */
function toBase64(bytes) {
  let text = "";
  for (let i = 0; i < bytes.length; i += 8192) {
    text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  }
  return btoa(text);
}

/** @param {string} text */
function fromBase64(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
