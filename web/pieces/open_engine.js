// @ts-check
/**
 * Lo común de las piezas: un motor, y solo uno, por página.
 *
 * sancho-mini pesa unos megas. No se descarga hasta que alguien lo pide, y entonces sirve para todas
 * las piezas de la página. En un cuaderno, que no tiene direcciones, se les da uno ya abierto.
 *
 * Dónde está cada cosa se decide aquí. El programa, al lado de este fichero. El modelo, donde diga
 *
 *     <meta name="sancho-engine" content="_static/web/model/">
 *
 * que se lee desde la página; si no dice nada, en `../model/`. Funciona bajo cualquier subcarpeta.
 */

/** @typedef {import("../engine/engine.js").Engine} Engine */

/** @type {Promise<Engine> | null} */
let opening = null;
let isOpen = false;

/** @type {{progress: (part: number | null) => void, ready: () => void}[]} */
let waiting = [];

function addresses() {
  const meta = /** @type {HTMLMetaElement | null} */ (document.querySelector('meta[name="sancho-engine"]'));
  const folder = (meta?.content ?? "").replace(/\/?$/, "/");
  const model = meta ? new URL(folder, document.baseURI) : new URL("../model/", import.meta.url);
  return {
    workerUrl: new URL("../engine/worker.js", import.meta.url),
    wasm: new URL("../engine/kernels.wasm", import.meta.url),
    weights: new URL("model.safetensors", model),
    config: new URL("config.json", model),
    tokenizer: new URL("tokenizer.json", model),
  };
}

export function engineIsOpen() {
  return isOpen;
}

/** Da un motor ya abierto. @param {Engine} engine */
export function useEngine(engine) {
  opening = Promise.resolve(engine);
  announceReady();
}

/**
 * Avisa de cómo va la descarga, de 0 a 1 (`null`, si se ha parado), y de cuándo está listo.
 * @param {(part: number | null) => void} progress @param {() => void} ready
 */
export function onEngine(progress, ready) {
  if (isOpen) ready();
  else waiting.push({ progress, ready });
}

/** Cuántos octetos pesa lo que se va a descargar, preguntando al servidor; `null` si no lo dice. */
export async function engineBytes() {
  try {
    const answer = await fetch(addresses().weights, { method: "HEAD" });
    return answer.ok ? Number(answer.headers.get("Content-Length")) || null : null;
  } catch {
    return null;
  }
}

/** El motor de la página: la primera vez lo trae y lo abre. @returns {Promise<Engine>} */
export function getEngine() {
  opening ??= open().then(
    (engine) => {
      announceReady();
      return engine;
    },
    (error) => {
      opening = null; // para poder intentarlo otra vez
      announce(null);
      throw error;
    },
  );
  return opening;
}

async function open() {
  const { workerUrl, wasm, weights, config, tokenizer } = addresses();
  announce(0);
  const [{ Engine }, bytes] = await Promise.all([import("../engine/engine.js"), download(weights)]);
  announce(1);
  return Engine.open({ workerUrl, wasm, weights: bytes, config, tokenizer });
}

/** Los octetos de una dirección, contando cómo van llegando. @param {URL} url @returns {Promise<ArrayBuffer>} */
async function download(url) {
  const answer = await fetch(url).catch(() => null);
  if (!answer?.ok || !answer.body) {
    throw new Error(`No se ha podido traer a sancho-mini (${url.pathname}). Mirad la conexión y probad otra vez.`);
  }
  const total = Number(answer.headers.get("Content-Length")) || 7e6;
  const chunks = [];
  let arrived = 0;
  const reader = answer.body.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    chunks.push(next.value);
    arrived += next.value.length;
    announce(Math.min(0.99, arrived / total));
  }
  return new Blob(chunks).arrayBuffer();
}

/** @param {number | null} part */
function announce(part) {
  for (const { progress } of waiting) progress(part);
}

function announceReady() {
  isOpen = true;
  for (const { ready } of waiting) ready();
  waiting = [];
}
