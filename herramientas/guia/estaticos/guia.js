// @ts-check
"use strict";
/** Lo que la página añade a un texto que ya se lee sin JavaScript: contestar, predecir y recordar. */

const STORE = "construyamos-gpt:progreso";

/** @returns {Record<string, unknown>} */
function readProgress() {
  try {
    return JSON.parse(localStorage.getItem(STORE) ?? "{}");
  } catch {
    return {}; // sin permiso para guardar, o dañado: se empieza de nuevo
  }
}

/** @param {string} key @param {unknown} value */
function remember(key, value) {
  try {
    localStorage.setItem(STORE, JSON.stringify({ ...readProgress(), [key]: value }));
  } catch {
    // en una ventana privada puede no haber sitio: se sigue sin recordar
  }
}

/** @param {Element} box @returns {any} */
function dataOf(box) {
  return JSON.parse(box.querySelector("script")?.textContent ?? "null");
}

/** @param {string} tag @param {string} html @param {string} [className] */
function element(tag, html, className = "") {
  const made = document.createElement(tag);
  made.innerHTML = html;
  if (className) made.className = className;
  return made;
}

/**
 * Un grupo de opciones para elegir una.
 * @param {string} name @param {string} legend @param {string[]} options
 */
function choices(name, legend, options) {
  const group = element("fieldset", `<legend>${legend}</legend>`);
  options.forEach((option, index) => {
    group.append(
      element("label", `<input type="radio" name="${name}" value="${index}"><span>${option}</span>`),
    );
  });
  return group;
}

/** @param {Element} group @returns {number} */
function chosen(group) {
  const input = /** @type {HTMLInputElement | null} */ (group.querySelector("input:checked"));
  return input ? Number(input.value) : -1;
}

/** @param {HTMLElement} box */
function question(box) {
  const name = box.dataset.pregunta ?? "";
  const variants = dataOf(box);
  let turn = Math.floor(Math.random() * variants.length);

  function show() {
    const variant = variants[turn % variants.length];
    const title = element("p", "Pregunta", "titulo");
    const group = choices(
      name,
      variant.enunciado,
      variant.opciones.map((/** @type {{texto: string}} */ option) => option.texto),
    );
    const button = element("button", "Comprobar");
    const again = element("button", "Otra vez, con otros números", "otra");
    const answer = element("p", "", "respuesta");
    answer.setAttribute("role", "status");
    button.addEventListener("click", () => {
      const option = variant.opciones[chosen(group)];
      answer.innerHTML = option
        ? `<strong>${option.buena ? "✔" : "✘"}</strong> ${option.respuesta}`
        : "Elegid antes una respuesta.";
      if (option?.buena) remember(`pregunta:${name}`, true);
    });
    again.addEventListener("click", () => {
      turn += 1;
      show();
      // El botón es otro: sin esto, quien va con el teclado volvería al principio de la página.
      /** @type {HTMLElement | null} */ (box.querySelector(".otra"))?.focus();
    });
    box.replaceChildren(title, group, button, ...(variants.length > 1 ? [again] : []), answer);
  }
  show();
}

/** Lo que hay entre una predicción y el final de su resultado. @param {Element} box */
function resultOf(box) {
  const container = box.closest("section:not(.caja)") ?? box.parentElement;
  const found = [];
  let inside = false;
  let after = false;
  for (const node of container?.querySelectorAll("*") ?? []) {
    if (node === box) after = true;
    if (!after || box.contains(node)) continue;
    if (node.classList.contains("resultado-acaba")) break;
    if (inside) found.push(node);
    if (node.classList.contains("resultado-empieza")) inside = true;
  }
  return found;
}

/** @param {HTMLElement} box */
function prediction(box) {
  const name = box.dataset.prediccion ?? "";
  const options = dataOf(box);
  const statement = [...box.children].filter((node) => node.tagName === "P" && !node.className);
  const hidden = resultOf(box);
  const group = choices(`prediccion-${name}`, "Vuestra predicción", options);
  const button = element("button", "Ver qué pasa");
  const answer = element("p", "", "respuesta");
  answer.setAttribute("role", "status");

  /** @param {number} choice */
  function reveal(choice) {
    hidden.forEach((node) => node.classList.remove("resultado-escondido"));
    answer.innerHTML = `Habéis dicho: ${options[choice]}. El resultado está debajo.`;
    /** @type {HTMLButtonElement} */ (button).disabled = true;
  }
  button.addEventListener("click", () => {
    const choice = chosen(group);
    if (choice < 0) {
      answer.textContent = "Elegid antes; «No lo sé» también vale.";
      return;
    }
    remember(`prediccion:${name}`, choice);
    reveal(choice);
  });
  hidden.forEach((node) => node.classList.add("resultado-escondido"));
  box.replaceChildren(element("p", "Antes de mirar", "titulo"), ...statement, group, button, answer);
  const before = readProgress()[`prediccion:${name}`];
  if (typeof before === "number" && before < options.length) reveal(before);
}

document.querySelectorAll("[data-pregunta]").forEach((box) => question(/** @type {HTMLElement} */ (box)));
document.querySelectorAll("[data-prediccion]").forEach((box) => prediction(/** @type {HTMLElement} */ (box)));

// Lo que no cabe en su caja se mueve también con el teclado, y solo entonces es una parada suya.
const sizes = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const { scrollWidth, clientWidth, scrollHeight, clientHeight } = target;
    const overflows = scrollWidth > clientWidth || scrollHeight > clientHeight;
    if (overflows) target.setAttribute("tabindex", "0");
    else target.removeAttribute("tabindex");
  }
});
document
  .querySelectorAll("article :is(pre, table, .table-wrapper, .math-wrapper)")
  .forEach((node) => sizes.observe(node));

// Un fichero suelto no puede cargar las piezas, y ningún navegador lo explica.
if (location.protocol === "file:") {
  document.querySelectorAll(".pieza").forEach((piece) => {
    const note = element("p", "Esta pieza se toca en la página servida, y esto es un fichero suelto. En la carpeta del ", "aviso");
    note.append("sitio: ", element("code", "python3 -m http.server"), ", y se abre http://localhost:8000");
    piece.append(note);
  });
}

// Sin conexión: `sw.js` guarda el sitio. Se espera a que la página haya llegado, que va primero.
const offline = location.protocol === "file:" ? undefined : navigator.serviceWorker;
if (offline) {
  const root = document.documentElement.dataset.content_root ?? "./";
  const before = offline.controller;
  // Otra página ha cambiado de versión: esta, con la suya, se quedaría a medias.
  if (before) offline.addEventListener("controllerchange", () => location.reload());
  addEventListener("load", () => {
    offline.register(`${root}sw.js`).catch(() => {}); // si no se puede, se lee con conexión
  });
}
