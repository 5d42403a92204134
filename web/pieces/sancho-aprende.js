// @ts-check
/**
 * Parte 8 · La máquina del tiempo: qué sabía sancho-mini en cada paso de su aprendizaje.
 *
 * Mientras se entrenaba se guardaron instantáneas suyas. El mando va de una a otra: se ven el dado que
 * tenía, en la curva, y lo que escribía entonces, siempre con la misma semilla.
 *
 *     <sancho-aprende></sancho-aprende>
 */

import { button, comma, drawing, element, row, shape, slider } from "./elements.js";
import { paintFaces } from "./faces.js";
import { Piece } from "./piece.js";

/** @typedef {{step: number, faces: number, text: string}} Snapshot */
/** @typedef {{steps: number, minutes: number, vocabSize: number, reading: [number, number][], snapshots: Snapshot[]}} Learning */

const HEIGHT = 250;
const MARGIN = { left: 34, right: 14, top: 30, bottom: 40 };
const MOST_FACES = 150;
const LEAST_FACES = 2.5;

export class SanchoAprende extends Piece {
  /** @override */
  heading = "La máquina del tiempo";

  now = 0;

  /** @override @param {HTMLElement} stage */
  async build(stage) {
    /** @type {Learning} */
    const learning = await this.data("learning");
    const { snapshots } = learning;
    const { svg, redraw } = drawing((width) => paintCurve(width, learning, this.now));
    const box = drawing((width) => paintFaces(width, learning.vocabSize, snapshots[this.now].faces));
    const poem = element("blockquote", { className: "poem" });
    const time = slider({
      label: "Paso del entrenamiento:",
      min: 0,
      max: snapshots.length - 1,
      step: 1,
      value: 0,
      show: (value) => comma(snapshots[value].step, 0),
      onInput: (value) => this.go(value),
    });
    const back = button("Atrás", () => this.go(this.now - 1), "quiet");
    const forth = button("Adelante", () => this.go(this.now + 1));
    this.refresh = () => {
      time.set(this.now);
      back.disabled = this.now === 0;
      forth.disabled = this.now === snapshots.length - 1;
      poem.textContent = snapshots[this.now].text;
      redraw();
      box.redraw();
      this.describe(learning);
    };
    svg.addEventListener("click", (event) => this.go(nearest(svg, event.clientX, learning)));
    const title = element("p", { className: "subtitle" }, "Lo que escribía entonces, si se le pedía un soneto");
    const note = element("p", { className: "note" },
      "Lo que va leyendo es prosa, versos y centones. Por eso las dos líneas no se pueden comparar del todo.");
    stage.append(svg, time.element, row(back, forth), box.svg, element("div", {}, title, poem), this.sentence, note);
    this.refresh();
  }

  refresh = () => {};

  /** Lleva la máquina a una instantánea. @param {number} index */
  go(index) {
    this.now = index;
    this.refresh();
  }

  /** @param {Learning} learning */
  describe({ snapshots, minutes, steps, vocabSize }) {
    const { step, faces } = snapshots[this.now];
    const said = [];
    if (step === 0) {
      said.push(`Antes de empezar: los pesos son azar y el dado tiene ${comma(faces, 1)} caras con versos no vistos.`);
      said.push(`Tirar a ciegas serían ${vocabSize}.`);
    } else {
      const minute = Math.round((minutes * step) / steps);
      const when = minute < 1 ? "en menos de un minuto" : `hacia el minuto ${minute}`;
      said.push(`Paso ${comma(step, 0)}, ${when}: un dado de ${comma(faces, 1)} caras con versos no vistos.`);
      const change = snapshots[this.now - 1].faces - faces;
      const few = Math.abs(change) < 0.05;
      if (few) said.push("Casi las mismas que en la instantánea de antes.");
      else said.push(`Son ${comma(Math.abs(change), 1)} ${change > 0 ? "menos" : "más"} que en la de antes.`);
    }
    if (this.now === snapshots.length - 1) said.push("Es el sancho-mini que viene con la guía.");
    this.say(said.join(" "));
  }
}

// ------------------------------------------------------------------ El dibujo

/** Dónde cae un paso: al principio se aprende deprisa, y ahí la regla se estira. @param {number} step @param {number} steps */
function along(step, steps) {
  return Math.log1p(step) / Math.log1p(steps);
}

/** Qué instantánea queda más cerca de un sitio tocado. @param {SVGSVGElement} svg @param {number} clientX @param {Learning} learning */
function nearest(svg, clientX, { snapshots, steps }) {
  const { left, width } = svg.getBoundingClientRect();
  const part = (clientX - left - MARGIN.left) / (width - MARGIN.left - MARGIN.right);
  const distances = snapshots.map(({ step }) => Math.abs(along(step, steps) - part));
  return distances.indexOf(Math.min(...distances));
}

/** @param {number} width @param {Learning} learning @param {number} now */
function paintCurve(width, { snapshots, reading, steps }, now) {
  const inner = { width: width - MARGIN.left - MARGIN.right, height: HEIGHT - MARGIN.top - MARGIN.bottom };
  /** @param {number} step */
  const x = (step) => MARGIN.left + inner.width * along(step, steps);
  const span = Math.log(MOST_FACES / LEAST_FACES);
  /** @param {number} faces */
  const y = (faces) => MARGIN.top + inner.height * (1 - Math.log(faces / LEAST_FACES) / span);
  const shapes = [shape("text", { x: 0, y: 14, class: "strong" }, "Caras del dado")];
  for (const faces of [4, 8, 16, 32, 64, 128]) {
    shapes.push(shape("path", { d: `M${MARGIN.left} ${y(faces)}h${inner.width}`, class: "grid" }));
    shapes.push(shape("text", { x: MARGIN.left - 6, y: y(faces) + 4, class: "small end" }, String(faces)));
  }
  const bottom = HEIGHT - MARGIN.bottom;
  for (const step of [0, 10, 100, 1000, steps]) {
    if (step === 1000 && width < 480) continue; // no cabe junto al último
    const at = { x: x(step), y: bottom + 16, class: step === steps ? "small end" : "small middle" };
    shapes.push(shape("path", { d: `M${x(step)} ${bottom}v4`, class: "axis" }), shape("text", at, comma(step, 0)));
  }
  shapes.push(shape("path", { d: `M${MARGIN.left} ${bottom}h${inner.width}`, class: "axis" }));
  shapes.push(shape("text", { x: MARGIN.left + inner.width / 2, y: HEIGHT - 6, class: "small middle" }, "paso (al principio, más de cerca)"));
  shapes.push(shape("path", { d: line(reading.map(([step, faces]) => [x(step), y(faces)])), class: "blue-line thin" }));
  const points = snapshots.map(({ step, faces }) => /** @type {[number, number]} */ ([x(step), y(faces)]));
  shapes.push(shape("path", { d: line(points), class: "orange-line" }));
  for (const [cx, cy] of points) shapes.push(shape("circle", { cx, cy, r: 3, class: "orange" }));

  const [cx, cy] = points[now];
  const { step, faces } = snapshots[now];
  shapes.push(shape("path", { d: `M${cx} ${MARGIN.top}V${bottom}`, class: "axis" }));
  shapes.push(shape("circle", { cx, cy, r: 8, class: "orange ring" }));
  const onLeft = cx > width - 110;
  const label = { x: onLeft ? cx + 8 : cx + 12, y: cy - 16, class: onLeft ? "halo strong end" : "halo strong" };
  shapes.push(shape("text", label, `${comma(faces, 1)} caras`));
  shapes.push(...legend(width));
  const words =
    `El dado con versos no vistos empieza en ${comma(snapshots[0].faces, 1)} caras y acaba en ` +
    `${comma(snapshots[snapshots.length - 1].faces, 1)}. En el paso ${comma(step, 0)} es de ${comma(faces, 1)}.`;
  return { height: HEIGHT, words, shapes };
}

/** @param {number} width */
function legend(width) {
  const left = Math.max(130, width - 196);
  return [
    shape("path", { d: `M${left} 26h28`, class: "orange-line" }),
    shape("text", { x: left + 34, y: 30, class: "small halo" }, "versos no vistos"),
    shape("path", { d: `M${left} 44h28`, class: "blue-line thin" }),
    shape("text", { x: left + 34, y: 48, class: "small halo" }, "lo que va leyendo"),
  ];
}

/** @param {[number, number][]} points */
function line(points) {
  return points.map(([x, y], i) => `${i ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
}

customElements.get("sancho-aprende") || customElements.define("sancho-aprende", SanchoAprende);
