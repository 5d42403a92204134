// Todas las partes · El hilo donde se calcula. La página nunca espera por él.
//
// La idea: llega un mensaje con lo que se pide, sale otro con lo que ha salido. Lo que da muchos
// resultados los manda de uno en uno, y se puede parar entre uno y otro.

import { NOTHING, prepareChanges, withWeights } from "./changes.js";
import { readConfig } from "./config.js";
import { CancelledError, EngineError } from "./errors.js";
import { generateIds, Reader } from "./generation.js";
import { forward } from "./gpt.js";
import { compileKernels } from "./kernels.js";
import { Lens } from "./lens.js";
import { openModel } from "./model.js";
import { copyTensors } from "./parameters.js";
import { Peers } from "./peers.js";
import { Random } from "./random.js";
import { readSafetensors, writeSafetensors } from "./safetensors.js";
import { readSampling } from "./sampling.js";
import { scorePiece } from "./scoring.js";
import { readBytes } from "./sources.js";
import { Task } from "./tasks.js";
import { Trainer } from "./training.js";

/** @typedef {import("./lens.js").Found} Found */
/** @typedef {import("./model.js").Model} Model */

/** @type {WebAssembly.Module | null} */
let kernelsModule = null;
/** @type {Model | null} */
let model = null;
/** @type {Map<string, Record<string, Found>>} Inspecciones guardadas. */
const saved = new Map();

/**
 * @typedef {object} Training Un entrenamiento, visto desde uno de sus hilos.
 * @property {Trainer} trainer
 * @property {Peers} peers
 * @property {number} share cuál de los hilos es este
 * @property {number[]} promptIds con qué empiezan las muestras
 * @property {number[]} forbiddenIds
 * @property {number} endId
 */

const SAMPLE_LETTERS = 160;
/** @type {Training | null} */
let training = null;
/** @type {Model | null} El que escribe las muestras, con los pesos de ese momento. */
let sampler = null;

/** @returns {Training} */
function started() {
  if (training === null) throw new EngineError({ what: "No hay ningún entrenamiento empezado." });
  return training;
}

/** @returns {Model} */
function opened() {
  if (model === null) {
    throw new EngineError({
      what: "Todavía no hay ningún modelo abierto.",
      hint: "dadle pesos a Engine.open, o entrenad uno antes.",
    });
  }
  return model;
}

/**
 * Lo que se puede pedir. Cada una recibe lo suyo, la tarea y por dónde mandar resultados sueltos.
 * @type {Record<string, (args: any, task: Task, send: (value: unknown) => void) => unknown>}
 */
const methods = {
  async open({ wasm, weights, config }) {
    kernelsModule = await compileKernels(wasm && (await readBytes(wasm)));
    if (weights) {
      const { tensors } = readSafetensors(await readBytes(weights));
      model = openModel(kernelsModule, readConfig(config), tensors);
    }
    return { fast: kernelsModule !== null };
  },

  inspect({ ids, want = null, changes, save }) {
    const { gpt, memory } = opened();
    const plan = prepareChanges(changes, gpt, saved);
    const attentions = gpt.parameters.layers.map((_, layer) => `block.${layer}.attention`);
    const wanted = want && save ? [...want, ...attentions] : want;
    const lens = new Lens({ want: wanted, vectors: plan.vectors });
    memory.claim(null);
    withWeights(plan.weights, () => forward(gpt, ids.slice(-plan.context), { plan, lens }));
    lens.check();
    if (save) saved.set(save, lens.found);
    return lens.found;
  },

  logits({ ids, changes }) {
    const { gpt, memory } = opened();
    const reader = new Reader(gpt, memory, prepareChanges(changes, gpt, saved), ids);
    const logits = reader.logits();
    memory.release(reader);
    return logits;
  },

  async score({ lists, changes }, task) {
    const { gpt, memory } = opened();
    const plan = prepareChanges(changes, gpt, saved);
    let nats = 0;
    let letters = 0;
    for (const ids of lists) {
      const pieces = scorePiece(opened(), ids, plan);
      for (;;) {
        memory.claim(null);
        const { value, done } = pieces.next();
        if (done) break;
        nats += value;
        task.permits = 1;
        await task.permit();
      }
      letters += ids.length - 1;
    }
    return { nats, letters };
  },

  async generate({ ids, sampling, seed, maxNewTokens, endId, forbiddenIds, changes }, task, send) {
    const { gpt, memory } = opened();
    const reader = new Reader(gpt, memory, prepareChanges(changes, gpt, saved), ids);
    const choices = generateIds(reader, readSampling(sampling), new Random(seed), forbiddenIds);
    try {
      for (let count = 0; count < maxNewTokens; count += 1) {
        await task.permit();
        const { value, done } = choices.next();
        if (done) return;
        const ended = value.id === endId;
        send({ ...value, ended });
        if (ended) return;
      }
    } finally {
      choices.return();
    }
  },

  async prepareTraining({ wasm, weights, tokenizer, ports, recipe, promptIds, forbiddenIds, ...rest }) {
    kernelsModule = await compileKernels(wasm && (await readBytes(wasm)));
    const tensors = weights && readSafetensors(await readBytes(weights)).tensors;
    const options = { ...rest, recipe, tensors, startId: tokenizer.startId };
    const trainer = new Trainer(kernelsModule, options);
    const { share } = rest;
    const { endId } = tokenizer;
    training = { trainer, peers: new Peers(ports), share, promptIds, forbiddenIds, endId };
  },

  async train(_, task, send) {
    const { trainer, peers, share } = started();
    const { recipe } = trainer;
    let seconds = 0; // lo que se ha trabajado, sin contar las pausas
    while (trainer.step < recipe.steps) {
      await task.permit();
      const start = performance.now();
      const loss = trainer.apply(await peers.exchange(trainer.partial()));
      seconds += (performance.now() - start) / 1000;
      const { step } = trainer;
      const letters = step * recipe.batchSize * recipe.blockSize;
      const progress = { step, loss, charsPerSecond: letters / seconds };
      const measures = share === 0 && (step % recipe.evalEvery === 0 || step === recipe.steps);
      const extra = measures && {
        valLoss: trainer.validationLoss(),
        sampleIds: writeSample(started()),
      };
      send({ ...progress, ...extra });
    }
  },

  trainedWeights() {
    return writeSafetensors(started().trainer.tensors(), { format: '"pt"' });
  },
};

/**
 * Escribe un poco con lo aprendido hasta ahora. Su azar es propio: no altera el entrenamiento.
 * @param {{trainer: Trainer, promptIds: number[], forbiddenIds: number[], endId: number}} training
 * @returns {number[]}
 */
function writeSample({ trainer, promptIds, forbiddenIds, endId }) {
  sampler ??= openModel(kernelsModule, trainer.config, trainer.tensors());
  copyTensors(sampler.gpt.parameters, trainer.tensors());
  const reader = new Reader(sampler.gpt, sampler.memory, NOTHING, promptIds);
  const random = new Random(trainer.recipe.seed);
  const ids = [];
  for (const { id } of generateIds(reader, readSampling({}), random, forbiddenIds)) {
    if (id === endId || ids.length === SAMPLE_LETTERS) break;
    ids.push(id);
  }
  return ids;
}

/** @type {Map<number, Task>} */
const running = new Map();

self.onmessage = async ({ data }) => {
  const { kind, id } = data;
  if (kind === "allow") return running.get(id)?.allow(data.count);
  if (kind === "cancel") return running.get(id)?.cancel();
  const task = new Task(data.permits);
  running.set(id, task);
  try {
    const method = methods[data.method];
    if (!method) throw new EngineError({ what: "El motor no sabe hacer eso.", received: data.method });
    const result = await method(data.args, task, (value) => self.postMessage({ id, value }));
    self.postMessage({ id, done: true, result });
  } catch (error) {
    self.postMessage({ id, done: true, error: asParts(error) });
  } finally {
    running.delete(id);
  }
};

/**
 * Un error, como datos que pueden viajar.
 * @param {unknown} error
 */
function asParts(error) {
  if (error instanceof CancelledError) return { cancelled: true };
  if (error instanceof EngineError) return error.parts;
  const text = error instanceof Error ? `${error.message}\n${error.stack}` : String(error);
  return { what: "El motor ha fallado sin que sepamos por qué.", received: text };
}
