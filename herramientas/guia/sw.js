// @ts-check
"use strict";
/**
 * Todo el sitio · Sin conexión: la guía, guardada en el navegador de quien la lee.
 *
 * La primera visita guarda el sitio entero, salvo sancho-mini, que se guarda cuando alguien lo pide.
 * Desde entonces todo se sirve de lo guardado, y siempre de una sola versión: o toda la vieja o toda
 * la nueva. Si se publica otra, se guarda aparte mientras se sigue leyendo la de antes, y se cambia al
 * ir a otra página. Encima de este comentario, al construir el sitio, se escribe `SITE`: la versión y
 * los ficheros, con sus huellas. Si uno llega distinto (el servidor está a medio cambiar), no se guarda
 * ninguno y se prueba otro día.
 */

/** @typedef {{version: string, model: string, files: [path: string, integrity: string][]}} Site */

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const site = /** @type {Site} */ (Reflect.get(self, "SITE"));
const root = worker.registration.scope; // cualquier carpeta de cualquier servidor
const OURS = `construyamos-gpt ${root} `; // en el mismo servidor puede haber otros sitios
const PAGES = `${OURS}${site.version}`;
const MODELS = `${OURS}modelo`;

worker.addEventListener("install", (event) => event.waitUntil(keepSite()));
worker.addEventListener("activate", (event) => event.waitUntil(forgetOld()));
worker.addEventListener("message", (event) => {
  if (event.data === "cambiar") void worker.skipWaiting();
});
worker.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  if (method === "GET" && url.startsWith(root)) event.respondWith(answer(event));
});

async function keepSite() {
  const cache = await caches.open(PAGES);
  await Promise.all(
    site.files.map(async ([path, integrity]) => {
      const url = new URL(path, root);
      const found = await fetch(url, { cache: "no-cache", integrity });
      if (!found.ok) throw new Error(`No ha llegado ${path} (${found.status}).`);
      // Una copia: a quien navega no se le puede dar una respuesta que vino de otra dirección.
      await cache.put(url, new Response(found.body, { headers: found.headers }));
    }),
  );
}

async function forgetOld() {
  for (const name of await caches.keys()) {
    if (name.startsWith(OURS) && name !== PAGES && name !== MODELS) await caches.delete(name);
  }
  const models = await caches.open(MODELS);
  for (const { url } of await models.keys()) {
    if (!url.startsWith(root + site.model)) await models.delete(url);
  }
  await worker.clients.claim();
}

/** @param {FetchEvent} event @returns {Promise<Response>} */
async function answer(event) {
  const { request } = event;
  if (request.mode === "navigate" && (await canChange())) {
    worker.registration.waiting?.postMessage("cambiar");
    return new Response("", { headers: { Refresh: "0", "Content-Type": "text/html" } });
  }
  if (request.url.startsWith(root + site.model)) return fromModel(event);
  const cache = await caches.open(PAGES);
  const { origin, pathname } = new URL(request.url);
  const address = origin + pathname;
  const names = address.endsWith("/") ? [`${address}index.html`] : [address, `${address}.html`];
  for (const name of names) {
    const kept = await cache.match(name);
    if (kept) return kept;
  }
  return fetch(request);
}

/** Si hay otra versión esperando y cambiar no parte en dos ninguna página abierta. */
async function canChange() {
  if (!worker.registration.waiting) return false;
  return (await worker.clients.matchAll({ type: "window" })).length < 2;
}

/** Un fichero de sancho-mini: se guarda la primera vez. @param {FetchEvent} event */
async function fromModel(event) {
  const { request } = event;
  const cache = await caches.open(MODELS);
  const kept = await cache.match(request.url);
  if (kept) return kept;
  const found = await fetch(request);
  // Si no cabe, se sigue sin guardarlo.
  if (found.ok) event.waitUntil(cache.put(request.url, found.clone()).catch(() => {}));
  return found;
}
