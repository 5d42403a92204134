// @ts-check
/** La página del progreso: lo contestado en cada parte, llevárselo en un fichero y el certificado. */

const STORE = "construyamos-gpt:progreso"; // el mismo cajón que usa guia.js
const FORMAT = "construyamos-gpt:progreso:1";
const BIGGEST = 1_000_000; // octetos; lo nuestro ocupa unos pocos miles

/** @typedef {Record<string, boolean | number>} Progress */
/**
 * Las reglas del certificado, escritas dentro de su SVG.
 * @typedef {{ancho: number, lineas: number, letras: number, interlinea: [number, number],
 *   centro: [number, number], valores: Record<string, string>,
 *   sin: {nombre: string, poema: string, valor: string}}} Rules
 */
/** @typedef {{name: string, poem: string, choices: Record<string, unknown>, achievement: string}} Typed */

/** Si es algo que apunta la guía: una pregunta acertada o la opción de una predicción.
 * @param {string} key @param {unknown} value */
function isOurs(key, value) {
  if (/^pregunta:[\w-]+$/.test(key)) return value === true;
  return /^prediccion:[\w-]+$/.test(key) && Number.isInteger(value) && Number(value) >= 0;
}

/** @param {unknown} value @returns {value is Record<string, unknown>} */
function isRecord(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** @returns {Progress} */
function readProgress() {
  try {
    const found = JSON.parse(localStorage.getItem(STORE) ?? "{}");
    if (!isRecord(found)) return {};
    return /** @type {Progress} */ (
      Object.fromEntries(Object.entries(found).filter(([key, value]) => isOurs(key, value)))
    );
  } catch {
    return {};
  }
}

/** @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag @param {Partial<HTMLElementTagNameMap[K]>} [properties] @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[K]} */
function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

/** Un sitio donde decir lo que ha pasado; los lectores de pantalla lo leen. */
function status() {
  const line = element("p", { className: "respuesta" });
  line.setAttribute("role", "status");
  return line;
}

/** @param {string} text @param {string} type @param {string} name */
function download(text, type, name) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = element("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** El JSON de un fichero; falla si es demasiado grande o no lo es. @param {File} file @returns {Promise<unknown>} */
async function readJson(file) {
  if (file.size > BIGGEST) throw new Error("demasiado grande");
  return JSON.parse(await file.text());
}

// ---------------------------------------------------------------- Lo que lleváis

/** @param {number} count @param {string} one @param {string} many */
function counted(count, one, many) {
  return `${count} ${count === 1 ? one : many}`;
}

const totals = status();
let achievement = "";

/** Pone en la tabla lo contestado de cada parte, y lo suma. */
function showTotals() {
  const progress = readProgress();
  /** @type {Record<string, {done: number, all: number}>} */
  const sums = { pregunta: { done: 0, all: 0 }, prediccion: { done: 0, all: 0 } };
  document.querySelectorAll("table.progreso td[data-claves]").forEach((cell) => {
    const keys = (/** @type {HTMLElement} */ (cell).dataset.claves ?? "").split(" ").filter(Boolean);
    const done = keys.filter((key) => key in progress).length;
    cell.textContent = `${done} de ${keys.length}`;
    cell.classList.toggle("completo", done === keys.length);
    for (const key of keys) {
      const sum = sums[key.split(":")[0]];
      sum.all += 1;
      sum.done += Number(key in progress);
    }
  });
  const { pregunta, prediccion } = sums;
  achievement =
    `${pregunta.done} de ${pregunta.all} preguntas acertadas · ` +
    `${prediccion.done} de ${prediccion.all} predicciones hechas`;
  const missing = [
    [pregunta.all - pregunta.done, "pregunta", "preguntas"],
    [prediccion.all - prediccion.done, "predicción", "predicciones"],
  ]
    .filter(([count]) => Number(count) > 0)
    .map(([count, one, many]) => counted(Number(count), String(one), String(many)));
  totals.textContent = missing.length
    ? `En total, ${achievement.replace(" · ", " y ")}. Os faltan ${missing.join(" y ")}.`
    : `Habéis llegado al final: ${achievement.replace(" · ", " y ")}. ¡Enhorabuena!`;
}

// ---------------------------------------------------------------- Guardar, abrir, borrar

/** @param {Element} place @param {() => void} changed */
function keeping(place, changed) {
  const answer = status();
  const file = element("input", { type: "file", accept: ".json,application/json", hidden: true });
  const save = element("button", { type: "button" }, "Guardar en un fichero");
  const open = element("button", { type: "button" }, "Abrir un fichero guardado");
  const erase = element("button", { type: "button", className: "otra" }, "Borrar lo apuntado");

  save.addEventListener("click", () => {
    const content = { formato: FORMAT, apuntado: readProgress() };
    download(JSON.stringify(content, null, 1), "application/json", "progreso_construyamos_gpt.json");
    answer.textContent = "Guardado en «progreso_construyamos_gpt.json», en vuestra carpeta de descargas.";
  });
  open.addEventListener("click", () => file.click());
  file.addEventListener("change", async () => {
    const picked = file.files?.[0];
    file.value = ""; // para poder elegir dos veces el mismo
    if (picked) answer.textContent = await load(picked);
    changed();
  });
  erase.addEventListener("click", () => {
    if (!confirm("¿Borrar todo lo apuntado en este navegador? No se puede deshacer.")) {
      answer.textContent = "No se ha borrado nada.";
      return;
    }
    try {
      localStorage.removeItem(STORE);
      answer.textContent = "Borrado. Podéis empezar de nuevo.";
    } catch {
      answer.textContent = "Este navegador no deja borrar lo apuntado.";
    }
    changed();
  });
  place.className = "caja";
  place.append(save, open, erase, file, answer);
}

/** Añade lo de un fichero a lo que ya hay, y dice qué ha pasado. @param {File} file */
async function load(file) {
  let content;
  try {
    content = await readJson(file);
  } catch {
    content = null;
  }
  if (!isRecord(content) || content.formato !== FORMAT || !isRecord(content.apuntado)) {
    return `«${file.name}» no es un progreso guardado desde esta página. No se ha cambiado nada.`;
  }
  const before = readProgress();
  const found = Object.entries(content.apuntado).filter(([key, value]) => isOurs(key, value));
  const news = found.filter(([key]) => !(key in before)).length;
  try {
    localStorage.setItem(STORE, JSON.stringify({ ...Object.fromEntries(found), ...before }));
  } catch {
    return "Este navegador no deja guardar nada. No se ha cambiado nada.";
  }
  return news
    ? `Abierto «${file.name}»: ${counted(news, "respuesta nueva", "respuestas nuevas")}.`
    : `Abierto «${file.name}»: no traía nada nuevo.`;
}

// ---------------------------------------------------------------- El certificado
// Las mismas cuentas que hace construyamos_gpt/notebook/certificate.py, sobre el mismo dibujo.

/** @param {string} text */
function clean(text) {
  return text
    .normalize("NFC")
    .replace(/\r\n?/g, "\n")
    .replace(/[^\t\n\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "")
    .replace(/\t/g, " ");
}

/** @param {string} text */
function escaped(text) {
  return text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

/** Cuánto ocupa, en letras; un emoji o un ideograma, dos. @param {string} text */
function width(text) {
  return [...text].reduce((sum, letter) => sum + (Number(letter.codePointAt(0)) > 0x2e7f ? 2 : 1), 0);
}

/** El principio de un texto que ocupa menos de `most`. @param {string} text @param {number} most */
function head(text, most) {
  let kept = "";
  for (const letter of text) {
    if (width(kept + letter) >= most) break;
    kept += letter;
  }
  return kept;
}

/** @param {string} text @param {number} most */
function cut(text, most) {
  return width(text) <= most ? text : `${head(text, most)}…`;
}

/** Un verso en una línea, o en varias; las que siguen van sangradas. @param {string} verse @param {number} most */
function wrap(verse, most) {
  const lines = [];
  let line = "";
  for (let word of verse.split(/\s+/).filter(Boolean)) {
    while (width(word) > most - 4) {
      const start = head(word, most - 4);
      if (line) lines.push(line);
      lines.push(start);
      line = "";
      word = word.slice(start.length);
    }
    if (line && width(`${line} ${word}`) > most - (lines.length ? 4 : 0)) {
      lines.push(line);
      line = word;
    } else {
      line = `${line} ${word}`.trim();
    }
  }
  lines.push(line);
  return lines.map((text, row) => (row ? `\u2003\u2003${text}` : text));
}

/** @param {unknown} value @param {Rules} rules */
function shown(value, rules) {
  if (typeof value === "string" && value.trim()) {
    const known = Object.hasOwn(rules.valores, value) ? rules.valores[value] : clean(value).trim();
    return cut(known, 24);
  }
  if (typeof value === "number" && Math.abs(value) < 1e9) {
    return String(Number(value.toPrecision(9))).replace(".", ",");
  }
  return rules.sin.valor;
}

/** Rellena el dibujo. @param {string} template @param {Typed} typed */
function drawCertificate(template, typed) {
  /** @type {Rules} */
  const rules = JSON.parse(template.match(/<metadata>([^]*?)<\/metadata>/)?.[1] ?? "{}");
  const name = cut(clean(typed.name).split(/\s+/).filter(Boolean).join(" "), rules.letras) || rules.sin.nombre;
  const poem = clean(typed.poem.trim() || rules.sin.poema).trim().replace(/\n\s*\n/g, "\n\n");
  let lines = poem.split("\n").flatMap((verse) => wrap(verse, rules.ancho));
  const whole = lines.length <= rules.lineas;
  if (!whole) lines = [...lines.slice(0, rules.lineas - 1), "[…]"];
  const [room, largest] = rules.interlinea;
  const step = Math.min(largest, room / lines.length);
  const size = step * 0.74;
  const left = rules.centro[0] - Math.max(...lines.map(width)) * size * 0.225;
  const top = rules.centro[1] - ((lines.length - 1) * step) / 2;
  const drawn = lines.map((line, row) =>
    line ? `<text x="${left.toFixed(1)}" y="${(top + row * step).toFixed(1)}">${escaped(line)}</text>` : "",
  );
  /** @type {Record<string, string>} */
  const values = {
    nombre: escaped(name),
    cuerpo_nombre: Math.min(36, 1000 / width(name)).toFixed(1),
    logro: escaped(clean(typed.achievement)),
    poema: drawn.filter(Boolean).join("\n"),
    cuerpo_poema: size.toFixed(1),
    fecha: new Intl.DateTimeFormat("es-ES", { dateStyle: "long" }).format(new Date()),
  };
  const svg = template.replace(/\{\{(\w+)\}\}/g, (_, key) =>
    Object.hasOwn(values, key) ? values[key] : escaped(shown(typed.choices[key], rules)),
  );
  return { svg, whole };
}

/** @param {string} id @param {string} text @param {HTMLElement} field */
function labelled(id, text, field) {
  field.id = id;
  return [element("label", { htmlFor: id }, text), field];
}

/** @param {Element} place */
async function certificate(place) {
  const answer = status();
  place.className = "caja";
  place.append(answer);
  let template = "";
  try {
    const reply = await fetch(new URL("certificado.svg", import.meta.url));
    if (!reply.ok) throw new Error(String(reply.status));
    template = await reply.text();
  } catch {
    answer.textContent = "No se ha podido cargar el dibujo del certificado. Volved a cargar la página.";
    return () => {};
  }
  const name = element("input", { type: "text", maxLength: 100, autocomplete: "name" });
  const poem = element("textarea", { rows: 8, maxLength: 4000, spellcheck: false });
  const file = element("input", { type: "file", accept: ".json,application/json" });
  const save = element("button", { type: "button" }, "Guardar el certificado (SVG)");
  const print = element("button", { type: "button" }, "Imprimir o guardar como PDF");
  const fits = status();
  const view = element("div", { className: "vista" });
  /** @type {Record<string, unknown>} */
  let choices = {};
  let svg = "";

  function draw() {
    const made = drawCertificate(template, { name: name.value, poem: poem.value, choices, achievement });
    svg = made.svg;
    const notice = made.whole ? "" : "El poema no cabe entero: en el certificado acaba en […].";
    if (fits.textContent !== notice) fits.textContent = notice; // que no se lea a cada tecla
    view.replaceChildren(drawing());
  }
  function drawing() {
    return document.importNode(new DOMParser().parseFromString(svg, "image/svg+xml").documentElement, true);
  }
  name.addEventListener("input", draw);
  poem.addEventListener("input", draw);
  file.addEventListener("change", async () => {
    const picked = file.files?.[0];
    if (!picked) return;
    try {
      const found = await readJson(picked);
      if (!isRecord(found) || !isChoices(found)) throw new Error("no es nuestro");
      choices = found;
      answer.textContent = `Cargadas las decisiones de «${picked.name}».`;
    } catch {
      file.value = "";
      answer.textContent = `«${picked.name}» no tiene las decisiones de un modelo: buscad «mi_sancho.json». No se ha cambiado nada.`;
    }
    draw();
  });
  save.addEventListener("click", () => {
    download(svg, "image/svg+xml", "certificado.svg");
    answer.textContent = "Guardado en «certificado.svg», en vuestra carpeta de descargas.";
  });
  print.addEventListener("click", () => {
    const sheet = element("div", { className: "hoja" });
    sheet.append(drawing());
    document.body.append(sheet);
    document.documentElement.classList.add("solo-certificado");
    const done = () => {
      document.documentElement.classList.remove("solo-certificado");
      sheet.remove();
    };
    addEventListener("afterprint", done, { once: true });
    window.print();
  });
  place.replaceChildren(
    ...labelled("certificado-nombre", "Vuestro nombre", name),
    ...labelled("certificado-poema", "Un poema de vuestro modelo", poem),
    fits,
    ...labelled("certificado-decisiones", "Las decisiones: el fichero mi_sancho.json", file),
    save,
    print,
    answer,
    view,
  );
  draw();
  return draw;
}

/** Si un fichero tiene alguna decisión de las que pide la guía. @param {Record<string, unknown>} found */
function isChoices(found) {
  const known = ["text", "tokenizer", "n_embd", "n_head", "n_layer", "block_size", "minutes", "temperature", "top_p"];
  return known.some((key) => Object.hasOwn(found, key));
}

// ---------------------------------------------------------------- La página

let redraw = () => {};
document.querySelector("#progreso")?.append(totals);
showTotals();
const kept = document.querySelector("#guardar");
if (kept) {
  keeping(kept, () => {
    showTotals();
    redraw();
  });
}
const place = document.querySelector("#certificado");
if (place) redraw = await certificate(place);
addEventListener("storage", () => {
  showTotals(); // han contestado en otra pestaña
  redraw();
});
