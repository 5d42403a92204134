// @ts-check
/**
 * Parte 7 · La ruleta: el reparto, enrollado en un círculo.
 *
 * Cada letra ocupa un trozo del borde tan ancho como su probabilidad. Se tira una bola, y sale la letra
 * donde cae. Es lo mismo que meter la mano en el saco de habas.
 */

import { orderOf } from "./beads.js";
import { comma, shape, spoken, visible } from "./elements.js";

/**
 * La letra en cuyo trozo cae un punto. Los trozos van de la más probable a la que menos.
 * @param {number[]} chances @param {number} point De 0 a menos de 1. @returns {number} Su id.
 */
export function whereItFalls(chances, point) {
  const order = orderOf(chances).filter((id) => chances[id] > 0);
  let edge = 0;
  for (const id of order) {
    edge += chances[id];
    if (point < edge) return id;
  }
  return order[order.length - 1]; // el redondeo puede dejar la suma en 0,9999999
}

/** @param {number} part De 0 a 1, desde arriba y como las agujas del reloj. @param {number} radius @param {number} center */
function around(part, radius, center) {
  const angle = 2 * Math.PI * part - Math.PI / 2;
  return [center + radius * Math.cos(angle), center + radius * Math.sin(angle)];
}

/** Un trozo de rosca. @param {number} from @param {number} to @param {number} radius @param {number} center */
function slice(from, to, radius, center) {
  const end = Math.min(to, from + 0.99999); // una rosca entera no se puede trazar de una vez
  const large = end - from > 0.5 ? 1 : 0;
  const inner = radius * 0.55;
  const [a, b, c, d] = [around(from, radius, center), around(end, radius, center), around(end, inner, center), around(from, inner, center)];
  return `M${a}A${radius} ${radius} 0 ${large} 1 ${b}L${c}A${inner} ${inner} 0 ${large} 0 ${d}Z`;
}

/**
 * @param {number} width @param {number[]} chances @param {(id: number) => string} letter
 * @param {number | null} ball Dónde ha caído la bola; `null`, si no se ha tirado.
 */
export function paintWheel(width, chances, letter, ball) {
  const size = Math.min(width, 280);
  const left = (width - size) / 2;
  const [center, radius] = [size / 2, size / 2 - 22];
  const whole = shape("g", { transform: `translate(${left} 0)` });
  let from = 0;
  orderOf(chances).forEach((id, place) => {
    const chance = chances[id];
    if (chance < 0.0005) {
      from += chance;
      return;
    }
    const color = ["blue", "orange", "green"][place % 3];
    whole.append(shape("path", { d: slice(from, from + chance, radius, center), class: `${color} cut` }));
    if (chance > 0.025) {
      const [x, y] = around(from + chance / 2, radius * 0.78, center);
      whole.append(shape("text", { x, y: y + 5, class: "middle inside strong" }, visible(letter(id).replace(/[<|>]/g, ""))));
    }
    from += chance;
  });
  let words = "Una ruleta con un trozo por letra, tan ancho como su probabilidad. La bola aún no se ha tirado.";
  if (ball !== null) {
    const id = whereItFalls(chances, ball);
    const [x, y] = around(ball, radius + 11, center);
    whole.append(shape("circle", { cx: x, cy: y, r: 8, class: "needle ball" }));
    const name = visible(letter(id).replace(/[<|>]/g, ""));
    whole.append(shape("text", { x: center, y: center + 12, class: "middle big" }, name));
    words = `Una ruleta con un trozo por letra. La bola ha caído en ${spoken(letter(id))}, con un ${comma(100 * chances[id], 1)} %.`;
  }
  return { height: size, words, shapes: [whole] };
}

/** La bola da unas vueltas antes de quedarse donde ha caído; si se ha pedido poco movimiento, no. @param {SVGSVGElement} svg */
export function spin(svg) {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  const ball = /** @type {SVGElement | null} */ (svg.querySelector(".ball"));
  const side = svg.viewBox.baseVal.height / 2;
  ball?.style.setProperty("transform-origin", `${side}px ${side}px`);
  const timing = { duration: 1300, easing: "cubic-bezier(0.1, 0.7, 0.2, 1)" };
  ball?.animate([{ transform: "rotate(-900deg)" }, { transform: "rotate(0deg)" }], timing);
  svg.querySelector(".big")?.animate([{ opacity: 0 }, { opacity: 0, offset: 0.95 }, { opacity: 1 }], timing);
}
