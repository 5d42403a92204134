// Lo que se cronometra dentro de la página: nuestro motor y el mismo GPT con TensorFlow.js.

const files = {
  workerUrl: "/web/engine/worker.js",
  wasm: "/web/engine/kernels.wasm",
  tokenizer: "/modelo/tokenizer.json",
};
const model = { weights: "/modelo/model.safetensors", config: "/modelo/config.json" };

/** Letras que se parecen a un texto, para lo que solo se quiere medir la velocidad. */
function someIds(count) {
  return Int32Array.from({ length: count }, (_, i) => 16 + ((i * 7919 + (i >> 3)) % 97));
}

/**
 * Entrena con nuestro motor y da letras por segundo, sin contar los primeros pasos.
 */
export async function trainOurs({ recipe, workers, warm, steps }) {
  const { Engine } = await import("/web/engine/engine.js");
  const engine = await Engine.open(files);
  let start = 0;
  for await (const { step } of engine.train({ recipe, ids: someIds(50_000), workers })) {
    if (step === warm) start = performance.now();
    if (step === warm + steps) break;
  }
  const seconds = (performance.now() - start) / 1000;
  engine.close();
  return (steps * recipe.batch_size * recipe.block_size) / seconds;
}

/** Escribe y da letras por segundo, desde la primera. */
export async function write({ letters }) {
  const { Engine } = await import("/web/engine/engine.js");
  const engine = await Engine.open({ ...files, ...model });
  const options = { prompt: "En un lugar", form: "prosa", topK: 1, maxNewTokens: letters };
  let start = 0;
  let count = -1; // la primera pone el reloj en marcha
  for await (const { ended } of engine.generate(options)) {
    if (ended) break;
    count += 1;
    if (count === 0) start = performance.now();
  }
  const seconds = (performance.now() - start) / 1000;
  engine.close();
  return { perSecond: count / seconds, letters: count + 1 };
}

/** Segundos desde que se pide el motor, sin nada descargado, hasta la primera letra. */
export async function firstLetter() {
  const start = performance.now();
  const { Engine } = await import("/web/engine/engine.js");
  const engine = await Engine.open({ ...files, ...model });
  for await (const _ of engine.generate({ prompt: "En un lugar", seed: 1 })) break;
  const seconds = (performance.now() - start) / 1000;
  engine.close();
  return seconds;
}

/** @param {string} url */
function addScript(url) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    Object.assign(script, { src: url, onload: resolve, onerror: reject });
    document.head.append(script);
  });
}

/**
 * El mismo GPT, con las mismas medidas y Adam, escrito con TensorFlow.js sobre WebAssembly.
 */
export async function trainTensorFlow({ recipe, vocabSize, warm, steps }) {
  await addScript("/npm/@tensorflow/tfjs/dist/tf.min.js");
  await addScript("/npm/@tensorflow/tfjs-backend-wasm/dist/tf-backend-wasm.min.js");
  const tf = globalThis.tf;
  tf.wasm.setWasmPaths("/npm/@tensorflow/tfjs-backend-wasm/dist/");
  await tf.setBackend("wasm");
  await tf.ready();
  const { n_layer: L, n_head: H, n_embd: C, block_size: T, batch_size: B, lr } = recipe;
  const V = vocabSize;
  const D = C / H;
  const weight = (...shape) => tf.variable(tf.randomNormal(shape, 0, 0.02));
  const zeros = (...shape) => tf.variable(tf.zeros(shape));
  const ones = (...shape) => tf.variable(tf.ones(shape));
  const token = weight(V, C);
  const position = weight(T, C);
  const blocks = Array.from({ length: L }, () => ({
    n1w: ones(C), n1b: zeros(C), q: weight(C, C), qb: zeros(C), k: weight(C, C), kb: zeros(C),
    v: weight(C, C), vb: zeros(C), p: weight(C, C), pb: zeros(C), n2w: ones(C), n2b: zeros(C),
    e: weight(C, 4 * C), eb: zeros(4 * C), c: weight(4 * C, C), cb: zeros(C),
  }));
  const nw = ones(C);
  const nb = zeros(C);
  const head = weight(C, V);
  const future = tf.tensor2d(
    Float32Array.from({ length: T * T }, (_, i) => (i % T > Math.floor(i / T) ? -1e9 : 0)),
    [T, T],
  );
  const norm = (x, w, b) => {
    const { mean, variance } = tf.moments(x, -1, true);
    return x.sub(mean).div(variance.add(1e-5).sqrt()).mul(w).add(b);
  };
  const gelu = (x) =>
    x.mul(0.5).mul(x.add(x.pow(3).mul(0.044715)).mul(Math.sqrt(2 / Math.PI)).tanh().add(1));
  const heads = (x) => x.reshape([B, T, H, D]).transpose([0, 2, 1, 3]);
  const forward = (letters) => {
    let x = tf.matMul(letters, token).reshape([B, T, C]).add(position).reshape([B * T, C]);
    for (const w of blocks) {
      const n = norm(x, w.n1w, w.n1b);
      const [q, k, v] = [[w.q, w.qb], [w.k, w.kb], [w.v, w.vb]].map(([m, b]) =>
        heads(tf.matMul(n, m).add(b)),
      );
      const scores = tf.matMul(q, k, false, true).div(Math.sqrt(D)).add(future);
      const mixed = tf.matMul(tf.softmax(scores), v).transpose([0, 2, 1, 3]).reshape([B * T, C]);
      x = x.add(tf.matMul(mixed, w.p).add(w.pb));
      const wide = gelu(tf.matMul(norm(x, w.n2w, w.n2b), w.e).add(w.eb));
      x = x.add(tf.matMul(wide, w.c).add(w.cb));
    }
    return tf.matMul(norm(x, nw, nb), head); // (B·T, V)
  };
  const adam = tf.train.adam(lr, recipe.beta_1, recipe.beta_2);
  const ids = someIds(50_000);
  const step = (number) =>
    tf.tidy(() => {
      const from = (number * 977) % (ids.length - B * T - 1);
      const letters = tf.oneHot(tf.tensor1d(ids.subarray(from, from + B * T), "int32"), V).toFloat();
      const next = tf.oneHot(tf.tensor1d(ids.subarray(from + 1, from + B * T + 1), "int32"), V);
      const loss = () => tf.losses.softmaxCrossEntropy(next.toFloat(), forward(letters)).asScalar();
      return adam.minimize(loss, true).dataSync()[0];
    });
  const first = step(0);
  for (let i = 1; i < warm; i += 1) step(i);
  const start = performance.now();
  let last = first;
  for (let i = 0; i < steps; i += 1) last = step(warm + i);
  const seconds = (performance.now() - start) / 1000;
  tf.disposeVariables();
  return { perSecond: (steps * B * T) / seconds, first, last };
}
