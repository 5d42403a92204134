// @ts-check
/**
 * Todas las partes · El dado, desplegado.
 *
 * La caja entera de sancho-mini, y en color tantos cajetines como caras tiene el dado: entre esos duda.
 */

import { clamp, comma, shape } from "./elements.js";

/** @param {number} width @param {number} total Los cajetines de la caja. @param {number} faces */
export function paintFaces(width, total, faces) {
  const columns = width > 560 ? 32 : 16;
  const size = Math.min(34, width / columns);
  const top = 24;
  const side = size - 3;
  const title = `Duda entre ${comma(faces, 1)} cajetines de ${total}`;
  const shapes = [shape("text", { x: 0, y: 14, class: "strong" }, title)];
  for (let i = 0; i < total; i += 1) {
    const [x, y] = [(i % columns) * size, top + Math.floor(i / columns) * size];
    shapes.push(shape("rect", { x, y, width: side, height: side, rx: 3, class: "faint" }));
    const part = clamp(faces - i, 0, 1); // la última cara puede estar a medias
    if (part > 0) shapes.push(shape("rect", { x, y, width: side * part, height: side, rx: 3, class: "orange" }));
  }
  const words = `Una caja de ${total} cajetines; en color, los ${comma(faces, 1)} entre los que duda.`;
  return { height: top + Math.ceil(total / columns) * size, words, shapes };
}
