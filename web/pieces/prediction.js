// @ts-check
/**
 * Lo común de las piezas: predecir antes de ver.
 *
 * Quien se para a pensar qué va a pasar aprende más que quien lo mira sin más. Mientras no se ha
 * contestado, la pieza no enseña nada. «No lo sé» también vale.
 *
 * La pregunta va en el HTML, y se lee sin JavaScript:
 *
 *     <div data-predecir="e4-gigante">
 *       <p>¿Qué le pasará al retrato si multiplicamos todo por 10?</p>
 *       <ul><li>Crecerá</li><li>Se quedará igual</li></ul>
 *     </div>
 */

import { button, element } from "./elements.js";

const STORE = "construyamos-gpt:progreso"; // el cajón de guia.js, con sus mismas claves
const UNKNOWN = "No lo sé";

/** @returns {Record<string, unknown>} */
function readProgress() {
  try {
    const found = JSON.parse(localStorage.getItem(STORE) ?? "{}");
    return typeof found === "object" && found !== null ? found : {};
  } catch {
    return {}; // sin permiso para guardar, o dañado: se empieza de nuevo
  }
}

/** @param {string} key @param {number} value */
function remember(key, value) {
  try {
    localStorage.setItem(STORE, JSON.stringify({ ...readProgress(), [key]: value }));
  } catch {
    // en una ventana privada puede no haber sitio: se sigue sin recordar
  }
}

/**
 * Pregunta en `place` y espera a que se conteste; si ya se contestó otro día, no espera.
 * @param {HTMLElement} question El `[data-predecir]` de la página. @param {HTMLElement} place
 */
export async function predict(question, place) {
  const key = `prediccion:${question.dataset.predecir}`;
  const statement = question.querySelector("p")?.textContent ?? "¿Qué creéis que va a pasar?";
  const written = [...question.querySelectorAll("li")].map((item) => item.textContent ?? "");
  const options = written.includes(UNKNOWN) ? written : [...written, UNKNOWN];
  const before = readProgress()[key];
  const known = typeof before === "number" && before in options;
  const choice = known ? before : await ask(statement, options, place);
  if (!known) remember(key, choice);
  const said = element("p", { className: "said", tabIndex: -1 }, `Habéis dicho: ${options[choice]}.`);
  place.replaceChildren(said);
  if (!known) said.focus(); // el botón ya no está: quien va con el teclado no pierde el sitio
}

/** @param {string} statement @param {string[]} options @param {HTMLElement} place @returns {Promise<number>} */
function ask(statement, options, place) {
  return new Promise((resolve) => {
    const inputs = options.map((_, index) => element("input", { type: "radio", name: "option", value: `${index}` }));
    const labels = options.map((option, index) => element("label", {}, inputs[index], element("span", {}, option)));
    const answer = element("p", { className: "answer" });
    answer.setAttribute("role", "status");
    const done = button("Ver qué pasa", () => {
      const index = inputs.findIndex((input) => input.checked);
      if (index >= 0) resolve(index);
      else answer.textContent = "Elegid antes; «No lo sé» también vale.";
    });
    const title = element("p", { className: "subtitle" }, "Antes de mirar");
    const group = element("fieldset", {}, element("legend", {}, statement), ...labels);
    place.replaceChildren(title, group, done, answer);
  });
}
