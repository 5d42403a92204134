// Todas las partes · Los errores, contados a una persona.
//
// La idea: quien se equivoca merece saber qué ha pasado, qué se recibió, qué vale y cómo seguir.
// Es el mismo molde que `errors.py`. Un error viaja entre hilos como datos corrientes.

/**
 * @typedef {object} ErrorParts
 * @property {string} what Qué ha pasado, en una frase.
 * @property {string | null} [received] Lo que se ha recibido.
 * @property {string | null} [allowed] Lo que se admite.
 * @property {string | null} [hint] Cómo seguir.
 */

/** Un error que puede causar quien usa la página, o sus ficheros. */
export class EngineError extends Error {
  /** @param {ErrorParts} parts */
  constructor({ what, received = null, allowed = null, hint = null }) {
    const lines = [what];
    if (received !== null) lines.push(`  Se ha recibido: ${received}`);
    if (allowed !== null) lines.push(`  Se admite: ${allowed}`);
    if (hint !== null) lines.push(`  Cómo seguir: ${hint}`);
    super(lines.join("\n"));
    this.name = "EngineError";
    /** @type {ErrorParts} */
    this.parts = { what, received, allowed, hint };
  }
}

/** Se ha pedido parar algo que estaba en marcha. No es un fallo. */
export class CancelledError extends EngineError {
  constructor() {
    super({ what: "Se ha parado a petición vuestra." });
    this.name = "AbortError";
  }
}

/**
 * Un valor cualquiera, en pocas palabras, para enseñarlo en un error.
 * @param {unknown} value
 * @returns {string}
 */
export function show(value) {
  let text;
  try {
    text = typeof value === "number" || value === undefined ? String(value) : JSON.stringify(value);
  } catch {
    text = String(value);
  }
  text = text ?? typeof value;
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}

/**
 * Comprueba que un valor es un entero entre dos límites, incluidos.
 * @param {string} name
 * @param {unknown} value
 * @param {number} least
 * @param {number} [most]
 * @returns {number}
 */
export function wholeNumber(name, value, least, most = Number.MAX_SAFE_INTEGER) {
  if (typeof value === "number" && Number.isInteger(value) && value >= least && value <= most) {
    return value;
  }
  const top = most === Number.MAX_SAFE_INTEGER ? "en adelante" : `a ${most}`;
  throw new EngineError({
    what: `${name} no puede valer eso.`,
    received: show(value),
    allowed: `un número entero de ${least} ${top}`,
  });
}
