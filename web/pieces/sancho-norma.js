// @ts-check
/**
 * Parte 4 · Layer Norm, el pintor de la venta: centra y ajusta el tamaño.
 *
 * A la izquierda, los cuatro números de una letra, que pueden salirse del marco. A la derecha, su
 * retrato, que siempre lo llena. Por mucho que se agranden o se corran todos a la vez, el retrato es
 * el mismo; y la letra vecina, que tiene el suyo, no influye.
 *
 *     <sancho-norma></sancho-norma>
 */

import { button, clamp, drawing, element, list, numberField, row, shape, toggle, upTo } from "./elements.js";
import { Piece } from "./piece.js";

const EPSILON = 1e-5;
const EXAMPLE = [1, 0, -3, 4]; // el vector de la guía
const NEIGHBORS = [
  { name: "el arriero", values: [2, -1, 3, 0] },
  { name: "Sancho", values: [-4, 3, 1, 2] },
  { name: "el gigante Caraculiambro", values: [900, -300, 500, 100] },
];
const TIMES = 10;
const PLUS = 7;
const WORD_FOR = ["primer", "segundo", "tercer", "cuarto"];

/** @param {number[]} x */
export function meanOf(x) {
  return x.reduce((sum, value) => sum + value, 0) / x.length;
}

/** La desviación típica, entre n. @param {number[]} x */
export function deviationOf(x) {
  const mean = meanOf(x);
  return Math.sqrt(meanOf(x.map((value) => (value - mean) ** 2)));
}

/** @param {number[]} x @param {number[]} gamma @param {number[]} beta */
export function layerNorm(x, gamma, beta) {
  const mean = meanOf(x);
  const spread = Math.sqrt(deviationOf(x) ** 2 + EPSILON);
  return x.map((value, i) => ((value - mean) / spread) * gamma[i] + beta[i]);
}

export class SanchoNorma extends Piece {
  /** @override */
  heading = "El pintor de la venta";

  numbers = [...EXAMPLE];
  gamma = [1, 1, 1, 1];
  beta = [0, 0, 0, 0];
  times = 1;
  plus = 0;
  neighbor = 0;
  neighborChanged = false;

  /** @override @param {HTMLElement} stage */
  build(stage) {
    const { svg, redraw } = drawing((width) => this.paint(width));
    const refresh = () => {
      redraw();
      this.describe();
    };
    const fields = this.fields(refresh);
    this.dragBars(svg, () => {
      fields.refresh();
      refresh();
    });
    const big = toggle(`Todo × ${TIMES}`, (on) => {
      this.times = on ? TIMES : 1;
      refresh();
    });
    const moved = toggle(`Todo + ${PLUS}`, (on) => {
      this.plus = on ? PLUS : 0;
      refresh();
    });
    const next = button(
      "Cambiar a la vecina",
      () => {
        this.neighbor = (this.neighbor + 1) % NEIGHBORS.length;
        this.neighborChanged = true;
        refresh();
        this.neighborChanged = false;
      },
      "quiet",
    );
    const again = button(
      "Como al principio",
      () => {
        Object.assign(this, { numbers: [...EXAMPLE], gamma: [1, 1, 1, 1], beta: [0, 0, 0, 0] });
        Object.assign(this, { times: 1, plus: 0, neighbor: 0 });
        for (const pressed of [big, moved]) pressed.setAttribute("aria-pressed", "false");
        fields.refresh();
        refresh();
      },
      "quiet",
    );
    stage.append(svg, row(big, moved, next, again), this.sentence, fields.element);
    refresh();
  }

  /** Lo que llega a la puerta del pintor. */
  get arriving() {
    return this.numbers.map((value) => value * this.times + this.plus);
  }

  /** Las doce casillas: los números, γ y β. @param {() => void} refresh */
  fields(refresh) {
    const grid = element("div", { className: "numbers" });
    /** @type {(() => void)[]} */
    const setters = [];
    const corner = element("span", { className: "note" }, "gesto");
    grid.append(corner, ...WORD_FOR.map((_, i) => element("span", { className: "note center" }, `${i + 1}.º`)));
    /** @type {[string, string, () => number[]][]} */
    const rows = [
      ["entra", "Entra", () => this.numbers],
      ["γ", "Gamma", () => this.gamma],
      ["β", "Beta", () => this.beta],
    ];
    for (const [shown, name, values] of rows) {
      grid.append(element("span", {}, shown));
      WORD_FOR.forEach((word, i) => {
        const field = numberField({
          label: `${name}, ${word} gesto`,
          value: values()[i],
          onInput: (value) => {
            values()[i] = clamp(value, -1000, 1000);
            refresh();
          },
        });
        setters.push(() => field.set(values()[i]));
        grid.append(field.input);
      });
    }
    return { element: grid, refresh: () => setters.forEach((set) => set()) };
  }

  /** Las barras de la izquierda se arrastran. @param {SVGSVGElement} svg @param {() => void} refresh */
  dragBars(svg, refresh) {
    let dragged = -1;
    let from = 0;
    let before = 0;
    svg.addEventListener("pointerdown", (event) => {
      const target = /** @type {SVGElement} */ (event.target);
      if (target.dataset.bar === undefined) return;
      dragged = Number(target.dataset.bar);
      from = event.clientY;
      before = this.numbers[dragged];
      svg.setPointerCapture(event.pointerId);
    });
    svg.addEventListener("pointermove", (event) => {
      if (dragged < 0) return;
      const moved = (from - event.clientY) / (FRAME / 2 / REACH_BEFORE);
      this.numbers[dragged] = clamp(Math.round((before + moved) * 4) / 4, -12, 12);
      refresh();
    });
    for (const end of ["pointerup", "pointercancel"]) {
      svg.addEventListener(end, () => {
        dragged = -1;
      });
    }
  }

  /** @param {number} width */
  paint(width) {
    const side = (width - 36) / 2;
    const portrait = layerNorm(this.arriving, this.gamma, this.beta);
    const other = NEIGHBORS[this.neighbor];
    const otherPortrait = layerNorm(other.values, this.gamma, this.beta);
    const second = TOP + FRAME + 54;
    const shapes = [
      label(0, 16, "Nuestra letra"),
      label(side + 36, 16, "Su retrato"),
      ...frame(0, TOP, side, FRAME, this.arriving, REACH_BEFORE, "blue", true),
      arrow(side + 18, TOP + FRAME / 2),
      ...frame(side + 36, TOP, side, FRAME, portrait, REACH_AFTER, "orange"),
      label(0, second - 16, `En el banco: ${other.name}`),
      ...frame(0, second, side, SMALL_FRAME, other.values, REACH_BEFORE, "blue"),
      arrow(side + 18, second + SMALL_FRAME / 2),
      ...frame(side + 36, second, side, SMALL_FRAME, otherPortrait, REACH_AFTER, "orange"),
    ];
    const words =
      `Entra ${list(this.arriving)} y sale ${list(portrait)}. ` +
      `En la vecina entra ${list(other.values)} y sale ${list(otherPortrait)}.`;
    return { height: second + SMALL_FRAME + 12, words, shapes };
  }

  describe() {
    const x = this.arriving;
    const [ones, zeros] = [[1, 1, 1, 1], [0, 0, 0, 0]];
    const portrait = layerNorm(x, this.gamma, this.beta);
    const said = [`Entra ${list(x)}: media ${upTo(meanOf(x), 2)} y desviación típica ${upTo(deviationOf(x), 2)}.`];
    said.push(`Sale ${list(portrait)}.`);
    const retouched = this.gamma.some((g) => g !== 1) || this.beta.some((b) => b !== 0);
    const spread = deviationOf(layerNorm(x, ones, zeros));
    if (deviationOf(x) === 0) {
      said.push("Los cuatro son iguales: no hay tamaño que ajustar. Gracias a ε, 0,00001, no se divide entre 0.");
    } else if (spread < 0.99) {
      said.push(`Son tan pequeños que ε se nota: sin retoques, la desviación típica sería ${upTo(spread, 2)}, y no 1.`);
    }
    if (retouched) {
      const [mean, deviation] = [meanOf(portrait), deviationOf(portrait)].map((value) => upTo(value, 2));
      said.push(`Con los retoques γ y β, su media es ${mean} y su desviación típica, ${deviation}.`);
    } else if (spread >= 0.99) {
      said.push("Su media es 0 y su desviación típica, 1, salvo la pizca de ε.");
    }
    if (this.times !== 1 || this.plus !== 0) said.push(this.sameAsBefore(portrait));
    if (this.neighborChanged) said.push("La vecina ha cambiado y este retrato no: el pintor no mira al banco.");
    this.say(said.join(" "));
  }

  /** ¿El mismo retrato que sin agrandar ni correr? @param {number[]} portrait */
  sameAsBefore(portrait) {
    const plain = layerNorm(this.numbers, this.gamma, this.beta);
    const gap = Math.max(...portrait.map((value, i) => Math.abs(value - plain[i])));
    const tiny = new Intl.NumberFormat("es", { maximumSignificantDigits: 1 }).format(gap);
    const change = [this.times !== 1 && `por ${TIMES}`, this.plus !== 0 && `más ${PLUS}`].filter(Boolean).join(" y ");
    if (gap > 0.005) return `No es el retrato de antes: con números tan pequeños, ε pesa, y cambia hasta ${tiny}.`;
    if (gap < 1e-12) return `Es el mismo retrato que sin el «${change}».`;
    return `Es el mismo retrato que sin el «${change}». Por culpa de ε cambia una pizca: ${tiny}, como mucho.`;
  }
}

// ------------------------------------------------------------------ El dibujo

const TOP = 34;
const FRAME = 190;
const SMALL_FRAME = 110;
const REACH_BEFORE = 6; // hasta dónde llega el marco de la izquierda
const REACH_AFTER = 2; // sin retoques, de cuatro números ninguno pasa de 1,74

/** @param {number} x @param {number} y @param {string} text */
function label(x, y, text) {
  return shape("text", { x, y, class: "strong" }, text);
}

/** @param {number} x @param {number} y */
function arrow(x, y) {
  return shape("path", { d: `M${x - 9} ${y - 6}h8v-6l11 12l-11 12v-6h-8z`, class: "needle" });
}

/**
 * Un marco con cuatro barras; la que no cabe se corta con una punta y dice cuánto mide.
 * @param {number} left @param {number} top @param {number} width @param {number} height
 * @param {number[]} values @param {number} reach @param {string} color @param {boolean} [draggable]
 */
function frame(left, top, width, height, values, reach, color, draggable = false) {
  const middle = top + height / 2;
  const unit = height / 2 / reach;
  const step = width / values.length;
  const thick = Math.min(44, step * 0.56);
  const shapes = [shape("rect", { x: left, y: top, width, height, rx: 4, class: "frame" })];
  shapes.push(shape("path", { d: `M${left} ${middle}h${width}`, class: "axis" }));
  /** @type {SVGElement[]} */
  const numbers = [];
  /** @type {SVGElement[]} */
  const grips = [];
  values.forEach((value, i) => {
    const x = left + step * (i + 0.5);
    const inside = clamp(value, -reach, reach);
    const y = middle - Math.max(0, inside) * unit;
    const tall = Math.max(1.5, Math.abs(inside) * unit);
    const up = value >= 0;
    shapes.push(shape("rect", { x: x - thick / 2, y, width: thick, height: tall, class: color }));
    const out = Math.abs(value) > reach;
    if (out) {
      const tip = up ? `M${x - thick / 2 - 5} ${top}l${thick / 2 + 5} -9l${thick / 2 + 5} 9z` : "";
      const down = `M${x - thick / 2 - 5} ${top + height}l${thick / 2 + 5} 9l${thick / 2 + 5} -9z`;
      shapes.push(shape("path", { d: up ? tip : down, class: color }));
    }
    // El número: dentro de la barra, si cabe; si no, en su punta. En un móvil, encima de todo y con halo.
    const narrow = step < 45;
    const inBar = tall > height / 2 - 20;
    const edge = up ? y + (inBar ? 17 : -5) : y + tall + (inBar ? -7 : 15);
    const digits = Math.abs(value) >= 100 ? 0 : narrow ? 1 : 2;
    const look = narrow ? "middle digits halo" : inBar ? "middle inside strong" : "middle";
    numbers.push(shape("text", { x, y: edge, class: look }, upTo(value, digits)));
    if (draggable) {
      const grip = { x: left + step * i, y: top, width: step, height, fill: "transparent", class: "drag", "data-bar": i };
      grips.push(shape("rect", grip));
    }
  });
  return [...shapes, ...numbers, ...grips];
}

customElements.get("sancho-norma") || customElements.define("sancho-norma", SanchoNorma);
