// Lo que usan las pruebas para abrir el motor.

/** @param {string} name un módulo de web/engine */
export const load = (name) => import(`/web/engine/${name}`);

/**
 * Abre un modelo de una carpeta que se sirve.
 * @param {string} folder
 * @param {any} [options]
 */
export async function open(folder, options = {}) {
  const { Engine } = await load("engine.js");
  return Engine.open({
    workerUrl: "/web/engine/worker.js",
    wasm: "/web/engine/kernels.wasm",
    weights: `${folder}/model.safetensors`,
    config: `${folder}/config.json`,
    tokenizer: `${folder}/tokenizer.json`,
    ...options,
  });
}
