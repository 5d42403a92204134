// @ts-check
/**
 * Lo común de las piezas: hacer elementos, mandos y dibujos sin repetir siempre las mismas líneas.
 *
 * Todo se hace con nodos y nunca con trozos de HTML: lo que escriba un lector es texto y solo texto.
 */

const SVG = "http://www.w3.org/2000/svg";

/**
 * Un elemento de HTML con sus propiedades y lo que lleva dentro.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag @param {Partial<HTMLElementTagNameMap[K]>} [properties] @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

/**
 * Una figura de SVG con sus atributos y lo que lleva dentro.
 * @param {string} tag @param {Record<string, string | number>} [attributes] @param {(Node | string)[]} children
 */
export function shape(tag, attributes = {}, ...children) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(...children);
  return /** @type {SVGElement} */ (made);
}

/** @typedef {{height: number, words: string, shapes: SVGElement[]}} Painted */

/**
 * Un dibujo que se hace a la medida del hueco: así la letra mide lo mismo en un móvil y en una pared.
 * @param {(width: number) => Painted} paint Da el alto, lo que se ve dicho en palabras y las figuras.
 */
export function drawing(paint) {
  const svg = /** @type {SVGSVGElement} */ (shape("svg", { role: "img" }));
  let width = 0;
  function redraw() {
    if (!width) return;
    const { height, words, shapes } = paint(width);
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    svg.setAttribute("height", String(height));
    svg.setAttribute("aria-label", words);
    svg.replaceChildren(...shapes);
  }
  new ResizeObserver(([{ contentRect }]) => {
    const found = Math.floor(contentRect.width);
    if (!found || found === width) return;
    width = found;
    redraw();
  }).observe(svg);
  return { svg, redraw };
}

/** Un número con coma decimal: `comma(1234.5, 2)` es «1.234,50». @param {number} value @param {number} digits */
export function comma(value, digits) {
  const format = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  const shown = new Intl.NumberFormat("es", { ...format, useGrouping: true }).format(value);
  // En español, Intl no parte los millares de cuatro cifras; la guía sí: «6.500».
  const grouped = shown.replace(/^(-?)(\d)(\d{3})(?=,|$)/, "$1$2.$3");
  return /[1-9]/.test(grouped) ? grouped.replace("-", "−") : grouped.replace("-", ""); // no hay «−0»
}

/** Un número entre dos topes. @param {number} value @param {number} low @param {number} high */
export function clamp(value, low, high) {
  return Math.min(high, Math.max(low, value));
}

/** Una letra, de modo que se vea: el espacio es «␣» y el salto de línea, «↵». @param {string} letter */
export function visible(letter) {
  return { " ": "␣", "\n": "↵" }[letter] ?? letter;
}

/** Cómo se llama una letra al leerla en voz alta. @param {string} letter */
export function spoken(letter) {
  return { " ": "el espacio", "\n": "el salto de línea", "<|fin|>": "el final" }[letter] ?? `la «${letter}»`;
}

/** @param {string} text @param {() => void} onClick @param {string} [className] */
export function button(text, onClick, className = "") {
  const made = element("button", { type: "button", className }, text);
  made.addEventListener("click", onClick);
  return made;
}

/**
 * Un botón que se queda hundido mientras está puesto.
 * @param {string} text @param {(on: boolean) => void} onChange
 */
export function toggle(text, onChange) {
  const made = button(text, () => {
    const on = made.getAttribute("aria-pressed") !== "true";
    made.setAttribute("aria-pressed", String(on));
    onChange(on);
  });
  made.setAttribute("aria-pressed", "false");
  return made;
}

/**
 * Un mando que se arrastra, con su nombre y lo que vale ahora.
 * @param {{label: string, min: number, max: number, step: number, value: number,
 *   show: (value: number) => string, onInput: (value: number) => void}} options
 */
export function slider({ label, min, max, step, value, show, onInput }) {
  const input = element("input", { type: "range", min: `${min}`, max: `${max}`, step: `${step}` });
  input.value = String(value);
  const output = element("strong", {}, show(value));
  function refresh() {
    output.textContent = show(input.valueAsNumber);
    input.setAttribute("aria-valuetext", output.textContent);
  }
  input.addEventListener("input", () => {
    refresh();
    onInput(input.valueAsNumber);
  });
  refresh();
  const made = element("label", { className: "slider" }, element("span", {}, label, " ", output), input);
  /** Lo pone en otro valor, sin avisar. @param {number} next */
  function set(next) {
    input.value = String(next);
    refresh();
  }
  return { element: made, input, set };
}

/**
 * Una casilla para escribir.
 * @param {{label: string, value: string, maxLength: number, onInput: (text: string) => void, rows?: number}} options
 */
export function textField({ label, value, maxLength, onInput, rows = 1 }) {
  const input = rows > 1 ? element("textarea", { rows }) : element("input", { type: "text" });
  Object.assign(input, { value, maxLength, spellcheck: false, autocomplete: "off", autocapitalize: "off" });
  input.addEventListener("input", () => onInput(input.value));
  const made = element("label", { className: "field" }, element("span", {}, label), input);
  return { element: made, input };
}

/**
 * Una casilla para un número, que admite coma y punto.
 * @param {{label: string, value: number, onInput: (value: number) => void}} options
 */
export function numberField({ label, value, onInput }) {
  const input = element("input", { type: "text", inputMode: "decimal", maxLength: 8, autocomplete: "off" });
  input.setAttribute("aria-label", label);
  /** @param {number} next */
  const set = (next) => {
    input.value = String(Math.round(next * 1000) / 1000).replace(".", ",").replace("-", "−");
    input.removeAttribute("aria-invalid");
  };
  /** @returns {number} */
  const read = () => (input.value.trim() ? Number(input.value.replace(",", ".").replace("−", "-")) : NaN);
  input.addEventListener("input", () => {
    const found = read();
    input.setAttribute("aria-invalid", String(!Number.isFinite(found)));
    if (Number.isFinite(found)) onInput(found);
  });
  // Con las flechas, de medio en medio, como en una casilla de números.
  input.addEventListener("keydown", (event) => {
    const change = { ArrowUp: 0.5, ArrowDown: -0.5 }[event.key];
    if (change === undefined) return;
    event.preventDefault();
    const next = (Number.isFinite(read()) ? read() : 0) + change;
    set(next);
    onInput(next);
  });
  set(value);
  return { input, set };
}

/**
 * Una lista de la que se escoge una opción.
 * @param {{label: string, options: [string, string][], onInput: (value: string) => void}} options
 */
export function picker({ label, options, onInput }) {
  const select = element("select", {}, ...options.map(([value, text]) => element("option", { value }, text)));
  select.addEventListener("change", () => onInput(select.value));
  return { element: element("label", { className: "field" }, element("span", {}, label), select), select };
}

/** Unos mandos, en fila mientras quepan. @param {Node[]} children */
export function row(...children) {
  return element("div", { className: "row" }, ...children);
}

/** Un número con coma y, como mucho, esos decimales: `upTo(1.5, 2)` es «1,5». @param {number} value @param {number} digits */
export function upTo(value, digits) {
  const shown = comma(value, digits);
  return shown.includes(",") ? shown.replace(/,?0+$/, "") : shown;
}

/** Unos números como los escribe la guía: «(1; 0; −3; 4)». @param {number[]} values @param {number} [digits] */
export function list(values, digits = 2) {
  return `(${values.map((value) => upTo(value, digits)).join("; ")})`;
}
