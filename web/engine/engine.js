// Todas las partes · El motor, visto desde la página.
//
// La idea: la página pide y espera sin pararse; las cuentas se hacen en otro hilo (`worker.js`).
// Es lo único que necesitan las piezas.
//
//   const engine = await Engine.open({ workerUrl, wasm, weights, config, tokenizer });
//   for await (const { letter } of engine.generate({ prompt: "En un lugar" })) …
//
// Los valores intermedios que se pueden mirar con `inspect` (T letras, C canales, H cabezas, D
// tamaño de cabeza, V vocabulario; `i` es el bloque):
//   embedding.token, embedding.position, embedding, norm: (T, C) · logits: (T, V)
//   block.i.input, norm1, attended, middle, norm2, mlp, output: (T, C)
//   block.i.q, k, v, heads: (H, T, D) · block.i.scores, scaled, masked, attention: (H, T, T)
//   block.i.expanded, activated: (T, 4C)

import { readConfig } from "./config.js";
import { Connection } from "./connection.js";
import { EngineError, wholeNumber } from "./errors.js";
import { readRecipe } from "./recipe.js";
import { readSampling } from "./sampling.js";
import { pack, readJson } from "./sources.js";
import { Team } from "./team.js";
import { readTokenizer } from "./tokenizer.js";

/** @typedef {import("./sources.js").Source} Source */
/** @typedef {import("./config.js").Config} Config */
/** @typedef {import("./changes.js").Changes} Changes */
/** @typedef {import("./lens.js").Found} Found */
/** @typedef {import("./tokenizer.js").Tokenizer} Tokenizer */
/** @typedef {import("./team.js").Progress} Progress */

/**
 * @typedef {object} Letter Una letra recién escrita.
 * @property {number} id
 * @property {string} letter la letra; vacía si es el fin
 * @property {Float32Array} logits forma (V)
 * @property {Float32Array} probabilities forma (V), tras la temperatura y los filtros
 * @property {boolean} ended si el modelo ha dado por terminado el texto
 */

export class Engine {
  /** @type {Connection} */ #connection;
  /** @type {Team | null} Quienes entrenan, si se ha empezado. */ #team = null;
  /** @type {Config | null} */ #trainedConfig = null;

  /**
   * Abre un modelo. Sin `weights` no se puede escribir, pero sí entrenar.
   * @param {object} options
   * @param {URL | string} options.workerUrl la dirección de worker.js
   * @param {Source | null} [options.wasm] kernels.wasm; null, JavaScript corriente
   * @param {Source | null} [options.weights] model.safetensors
   * @param {Source | null} [options.config] config.json
   * @param {Source} options.tokenizer tokenizer.json
   * @returns {Promise<Engine>}
   * @throws {EngineError} Si falta un fichero, está dañado o no encaja con los demás.
   */
  static async open({ workerUrl, wasm = null, weights = null, config = null, tokenizer }) {
    const engine = new Engine(workerUrl);
    try {
      const [letters, sizes] = await Promise.all([
        readJson(pack(tokenizer)).then(readTokenizer),
        config && readJson(pack(config)).then(readConfig),
      ]);
      engine.tokenizer = letters;
      if (weights && !sizes) throw new EngineError({ what: "Faltan las medidas del modelo (config)." });
      if (sizes) checkVocabulary(sizes, letters);
      engine.config = /** @type {Config} */ (sizes);
      engine.wasm = wasm ? pack(wasm) : null;
      const files = { wasm: engine.wasm, weights: weights && pack(weights) };
      const { fast } = await engine.#connection.call("open", { ...files, config: sizes });
      engine.isFast = fast;
      return engine;
    } catch (error) {
      engine.close();
      throw error;
    }
  }

  /** @param {URL | string} workerUrl */
  constructor(workerUrl) {
    /** Las medidas del modelo abierto. */
    this.config = /** @type {Config} */ (/** @type {unknown} */ (null));
    this.tokenizer = /** @type {Tokenizer} */ (/** @type {unknown} */ (null));
    /** Si las cuentas van con WebAssembly. */
    this.isFast = false;
    this.workerUrl = workerUrl;
    /** @type {import("./sources.js").Packed | null} */
    this.wasm = null;
    this.#connection = new Connection(workerUrl);
  }

  /**
   * Lee unas letras y devuelve los valores intermedios que se piden.
   * @param {number[]} ids
   * @param {{want?: string[], changes?: Changes, save?: string, signal?: AbortSignal}} [options]
   *   sin `want`, todos; con `save`, la inspección se guarda con ese nombre
   * @returns {Promise<Record<string, Found>>}
   */
  inspect(ids, { want, changes, save, signal } = {}) {
    return this.#connection.call("inspect", { ids: [...ids], want, changes, save }, { signal });
  }

  /**
   * Cuánto puntúa cada letra que podría venir detrás.
   * @param {number[]} ids
   * @param {{changes?: Changes, signal?: AbortSignal}} [options]
   * @returns {Promise<Float32Array>} forma (V)
   */
  logits(ids, { changes, signal } = {}) {
    return this.#connection.call("logits", { ids: [...ids], changes }, { signal });
  }

  /**
   * Cuánto se sorprende con unas piezas, en nats, y cuántas letras ha adivinado.
   * @param {number[][]} lists
   * @param {{changes?: Changes, signal?: AbortSignal}} [options]
   * @returns {Promise<{nats: number, letters: number}>}
   */
  score(lists, { changes, signal } = {}) {
    const args = { lists: lists.map((ids) => [...ids]), changes };
    return this.#connection.call("score", args, { signal });
  }

  /**
   * Escribe, letra a letra. Se para con `break` o al llegar al fin.
   * @param {object} [options]
   * @param {string} [options.prompt] con qué empieza
   * @param {number[]} [options.ids] lo mismo, ya en ids; entonces no cuentan `prompt` ni `form`
   * @param {string} [options.form] qué se le pide: soneto, tercetos, prosa…
   * @param {number} [options.temperature]
   * @param {number} [options.topK]
   * @param {number} [options.topP]
   * @param {number | null} [options.seed] la misma semilla da el mismo texto; sin ella, al azar
   * @param {number} [options.maxNewTokens]
   * @param {Changes} [options.changes]
   * @returns {AsyncGenerator<Letter, void, void>}
   */
  async *generate({ prompt = "", ids, form = "verso", seed = null, maxNewTokens = 1200, ...rest } = {}) {
    const { tokenizer } = this;
    const { changes, ...options } = rest;
    const stream = this.#connection.stream("generate", {
      ids: ids ? [...ids] : tokenizer.promptIds(prompt, form),
      sampling: readSampling(options),
      seed: wholeNumber("seed", seed ?? Math.floor(Math.random() * 2 ** 32), 0, 2 ** 32 - 1),
      maxNewTokens: wholeNumber("maxNewTokens", maxNewTokens, 1),
      endId: tokenizer.endId,
      forbiddenIds: tokenizer.forbiddenIds,
      changes,
    });
    for await (const choice of stream) {
      yield { ...choice, letter: choice.ended ? "" : tokenizer.letter(choice.id) };
    }
  }

  /**
   * Entrena un modelo nuevo, sin tocar el que está abierto. Con `break` se para donde esté; luego,
   * `train({ resume: true })` sigue. Lo entrenado se recoge con `trained()`.
   * @param {object} options
   * @param {boolean} [options.resume] seguir el que se dejó a medias; lo demás no cuenta
   * @param {object} [options.recipe] una receta de `recipes.json`
   * @param {string} [options.text] con qué texto
   * @param {string} [options.form] la forma de ese texto
   * @param {ArrayLike<number>} [options.ids] lo mismo, ya en ids: piezas seguidas, cada una con su
   *   inicio y su fin
   * @param {number} [options.seed] en vez de la de la receta
   * @param {number} [options.workers] cuántos hilos: 1, 2 o 4
   * @param {Source | null} [options.weights] safetensors del que se parte; null, pesos al azar
   * @returns {AsyncGenerator<Progress, void, void>}
   */
  async *train({ resume = false, recipe, text = "", form = "verso", ids, seed, workers, weights }) {
    if (!resume) {
      const given = seed === undefined ? recipe : { ...recipe, seed };
      const settled = readRecipe(given);
      const config = readConfig({ ...settled, vocabSize: this.tokenizer.vocabSize });
      const count = workers ?? defaultWorkers();
      if (![1, 2, 4].includes(count)) {
        throw new EngineError({ what: "No se puede entrenar con esos hilos.", received: String(count), allowed: "1, 2 o 4" });
      }
      this.#team?.close();
      this.#team = null;
      this.#team = await Team.gather(this.workerUrl, count, {
        wasm: this.wasm,
        weights: weights && pack(weights),
        recipe: settled,
        config,
        ids: Int32Array.from(ids ?? this.tokenizer.encodePiece(text, form)),
        tokenizer: { startId: this.tokenizer.startId, endId: this.tokenizer.endId },
        forbiddenIds: this.tokenizer.forbiddenIds,
        promptIds: this.tokenizer.promptIds("", form),
      });
      this.#trainedConfig = config;
    }
    for await (const { sampleIds, ...progress } of this.#training().progress()) {
      yield sampleIds ? { ...progress, sample: this.tokenizer.decode(sampleIds) } : progress;
    }
  }

  /**
   * Lo que se ha entrenado hasta ahora: se puede guardar, o abrir con `Engine.open`.
   * @param {number} [worker] de qué hilo; todos tienen los mismos pesos
   * @returns {Promise<{weights: ArrayBuffer, config: Config}>}
   */
  async trained(worker = 0) {
    const weights = await this.#training().weights(worker);
    return { weights, config: /** @type {Config} */ (this.#trainedConfig) };
  }

  /** @returns {Team} */
  #training() {
    if (this.#team) return this.#team;
    throw new EngineError({
      what: "No hay ningún entrenamiento empezado.",
      hint: "empezad uno con train({ recipe, text }).",
    });
  }

  /** Cierra el motor y para lo que esté en marcha. */
  close() {
    this.#team?.close();
    this.#connection.close();
  }
}

/**
 * Cuántos hilos, si no se dice: los que tenga el ordenador, sin pasar de cuatro.
 * @returns {number}
 */
function defaultWorkers() {
  const cores = navigator.hardwareConcurrency;
  return cores >= 4 ? 4 : cores >= 2 ? 2 : 1;
}

/**
 * @param {Config} config
 * @param {Tokenizer} tokenizer
 */
function checkVocabulary({ vocabSize }, tokenizer) {
  if (vocabSize !== tokenizer.vocabSize) {
    throw new EngineError({
      what: "El tokenizador y los pesos no son del mismo modelo.",
      received: `vocabulario de ${tokenizer.vocabSize}`,
      allowed: `vocabulario de ${vocabSize}`,
    });
  }
}
