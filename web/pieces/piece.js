// @ts-check
/**
 * Lo común de las piezas: qué es una pieza.
 *
 * Una pieza es un elemento de HTML que enseña una idea y se puede tocar. Todas tienen un título, una
 * frase que dice con palabras lo que el dibujo enseña, un dibujo y unos mandos.
 *
 * Se pinta en un *shadow root*, un rincón con sus propios estilos. Así se ve igual en la guía, en un
 * cuaderno o sola; y lo que había escrito dentro del elemento, el **dibujo quieto**, se queda donde
 * estaba: se ve mientras la pieza no arranca, si no hay JavaScript y al imprimir. De la página toma los
 * colores, que atraviesan la frontera como variables de CSS. La hoja se adopta desde el programa: no
 * hay ningún estilo escrito en el HTML, y vale con la política de seguridad más estricta.
 */

import { button, comma, element } from "./elements.js";
import { engineBytes, engineIsOpen, getEngine, onEngine, useEngine } from "./open_engine.js";
import { predict } from "./prediction.js";

/** @typedef {import("../engine/engine.js").Engine} Engine */

/** @type {Promise<CSSStyleSheet> | null} */
let styles = null;

/** Datos que se han dado sin descargarlos. @type {Record<string, unknown>} */
const given = {};

/** La hoja de todas las piezas: se pide una vez. Sin ella una pieza es fea, pero se puede usar. */
async function loadStyles() {
  const sheet = new CSSStyleSheet();
  try {
    const answer = await fetch(new URL("../styles/pieces.css", import.meta.url));
    if (answer.ok) await sheet.replace(await answer.text());
  } catch {
    // sin red: se sigue sin estilos
  }
  return sheet;
}

/** De qué color y con qué letra se lee cada cosa está en `styles/pieces.css`. */
export class Piece extends HTMLElement {
  /** El título de la pieza; cada una pone el suyo. */
  heading = "";

  #started = false;

  /** La frase; va al final, salvo que la pieza la ponga en otro sitio de su escenario. */
  sentence = element("p", { className: "sentence" });

  /** Da a todas las piezas un motor ya abierto: así funcionan en un cuaderno. @param {Engine} engine */
  static useEngine(engine) {
    useEngine(engine);
  }

  /** Da a todas las piezas su hoja, donde no se puede pedir. @param {string} css */
  static useStyles(css) {
    styles = new CSSStyleSheet().replace(css);
  }

  /** Da a todas las piezas unos datos, donde no se pueden pedir. @param {string} name @param {unknown} value */
  static useData(name, value) {
    given[name] = value;
  }

  connectedCallback() {
    if (this.#started) return; // al moverla de sitio en la página no empieza de nuevo
    this.#started = true;
    void this.#start();
  }

  async #start() {
    styles ??= loadStyles();
    const sheet = await styles;
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    const title = element("p", { className: "title", id: "title" }, this.getAttribute("titulo") ?? this.heading);
    const question = /** @type {HTMLElement | null} */ (this.querySelector("[data-predecir]"));
    const place = element("div", { className: "prediction" });
    const stage = element("div", { className: "stage" });
    const live = element("section", { className: "live" }, title, place, stage);
    live.setAttribute("aria-labelledby", "title");
    this.sentence.setAttribute("role", "status");
    const still = element("div", { className: "still" }, element("slot"));
    if (this.textContent?.trim() || this.childElementCount) root.append(still);
    root.append(live);
    if (question) await predict(question, place);
    try {
      await this.build(stage);
      if (!this.sentence.isConnected) stage.append(this.sentence);
      this.dataset.lista = ""; // ya se puede usar
    } catch (error) {
      stage.append(this.sentence);
      this.fail(error);
    }
  }

  /** Lo que cada pieza pone en su escenario. @param {HTMLElement} _stage @returns {void | Promise<void>} */
  build(_stage) {
    throw new Error("Esta pieza no dice cómo se construye.");
  }

  /** Dice con palabras lo que ahora enseña el dibujo. @param {string} text */
  say(text) {
    this.sentence.classList.remove("wrong");
    if (this.sentence.textContent !== text) this.sentence.textContent = text;
  }

  /** Dice qué ha ido mal. @param {unknown} error */
  fail(error) {
    this.sentence.textContent = error instanceof Error ? error.message : String(error);
    this.sentence.classList.add("wrong");
  }

  /** Unos datos de `web/data/`. @template T @param {string} name @returns {Promise<T>} */
  async data(name) {
    if (name in given) return /** @type {T} */ (given[name]);
    const url = new URL(`../data/${name}.json`, import.meta.url);
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return answer.json();
    throw new Error(`No han llegado los datos de esta pieza («${name}.json»). Recargad la página.`);
  }

  /**
   * El motor: si ninguna pieza lo ha abierto aún, se pide permiso en `place`, diciendo cuánto pesa.
   * @param {HTMLElement} place @param {string} why Para qué hace falta, en una frase.
   * @returns {Promise<Engine>}
   */
  async engine(place, why) {
    if (!engineIsOpen()) await this.#askForEngine(place, why);
    place.replaceChildren();
    return getEngine();
  }

  /** @param {HTMLElement} place @param {string} why @returns {Promise<void>} */
  #askForEngine(place, why) {
    return new Promise((resolve) => {
      const about = element("p", {}, why);
      const bar = element("progress", { max: 1, hidden: true });
      bar.setAttribute("aria-label", "Cuánto ha llegado de sancho-mini");
      const bring = button("Traer a sancho-mini", () => {
        bring.disabled = true;
        getEngine().catch((error) => {
          bring.disabled = false;
          bar.hidden = true;
          this.fail(error);
        });
      });
      void engineBytes().then((bytes) => {
        if (bytes) bring.textContent = `Traer a sancho-mini (${comma(bytes / 1e6, 1)} MB)`;
      });
      onEngine((part) => {
        bar.hidden = part === null;
        if (part !== null && part < 1) bar.value = part;
        if (part === 1) bar.removeAttribute("value"); // ha llegado; falta ponerlo en marcha
      }, resolve);
      place.replaceChildren(about, bring, bar);
      place.className = "gate";
    });
  }
}
