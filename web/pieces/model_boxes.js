// @ts-check
/**
 * Partes 2 a 7 · Las cajas del modelo entero, en el orden en que las recorre una letra.
 *
 * De cada una: su nombre, en qué parte de la guía se construye, qué hace en una frase y lo que sale de
 * ella con la última letra del papel, con los números de verdad.
 */

import { orderOf } from "./beads.js";
import { comma, element, spoken, visible } from "./elements.js";
import { OPEN, openOnes } from "./drawer_wall.js";
import { beginning, rowOf } from "./vectors.js";

/** @typedef {import("../engine/engine.js").Found} Found */
/** @typedef {import("../engine/config.js").Config} Config */
/**
 * @typedef {object} Reading Lo que ha pasado dentro al leer el papel.
 * @property {number[]} ids
 * @property {(id: number) => string} letter
 * @property {Config} config
 * @property {Record<string, Found>} found
 * @property {number[]} chances el reparto de la letra siguiente
 */
/**
 * @typedef {object} Box
 * @property {string} name
 * @property {number} part
 * @property {string} does qué hace, en una frase
 * @property {string[]} want lo que hay que mirar
 * @property {string | null} trace el vector cuya huella se dibuja
 * @property {(reading: Reading) => string} short lo que sale, en pocas palabras
 * @property {(reading: Reading) => [string, string, number?][]} lines lo que sale, paso a paso: nombre, números y, si hace falta, parte
 */

const BEST = 5; // letras que se nombran

/** Los números de la última letra. @param {Reading} reading @param {string} name */
export function lastOf({ found, ids }, name) {
  return rowOf(found[name], ids.length - 1);
}

/** @param {Reading} reading @param {string} name */
const told = (reading, name) => beginning(lastOf(reading, name));

/** @type {Box} */
const TOKENS = {
  name: "Tokens",
  part: 2,
  does: "Cada letra se cambia por el número de su cajetín.",
  want: [],
  trace: null,
  short: ({ ids, letter }) => `${lastLetter(letter, ids)}, cajetín ${ids[ids.length - 1]}`,
  lines: ({ ids, letter }) => [
    ["Entran y salen", `${ids.length - 2} letras; ${ids.length} números, porque delante van el inicio y la forma.`],
    ["Los últimos", ids.slice(-6).map((id) => `${shown(letter, id)} ${id}`).join(" · ")],
  ],
};

/** @type {Box} */
const EMBEDDINGS = {
  name: "Embeddings",
  part: 3,
  does: "La fila de su letra más la fila de su sitio: a quién toca y dónde está.",
  want: ["embedding.token", "embedding.position", "embedding"],
  trace: "embedding",
  short: ({ config }) => `${config.nEmbd} números`,
  lines: (reading) => [
    ["Sale", `una lista de ${reading.config.nEmbd} números por cada letra. La de la última empieza así:`],
    ["La letra", told(reading, "embedding.token")],
    [`El sitio ${reading.ids.length - 1}`, told(reading, "embedding.position")],
    ["La suma", told(reading, "embedding")],
  ],
};

/** @param {number} layer @returns {Box} */
function block(layer) {
  const name = (/** @type {string} */ part) => `block.${layer}.${part}`;
  return {
    name: `Bloque ${layer + 1}`,
    part: 6,
    does: "Un día en la vida de una letra: va a la feria, vuelve, piensa a solas en la botica, y nada se tira.",
    want: ["input", "norm1", "attention", "attended", "middle", "norm2", "activated", "mlp", "output"].map(name),
    trace: name("output"),
    short: (reading) => `${openOnes(lastOf(reading, name("activated"))).length} cajones abiertos`,
    lines: (reading) => [
      ["Llega", told(reading, name("input"))],
      ["Layer Norm", told(reading, name("norm1")), 4],
      ["Atención", `${looksAt(reading, reading.found[name("attention")])}. Compra ${told(reading, name("attended"))}`, 5],
      ["Se suma", told(reading, name("middle"))],
      ["Layer Norm", told(reading, name("norm2")), 4],
      ["MLP", `De ${4 * reading.config.nEmbd} cajones, abre ${openOnes(lastOf(reading, name("activated"))).length} más de ${comma(OPEN, 1)}. Toma ${told(reading, name("mlp"))}`, 6],
      ["Se suma", told(reading, name("output"))],
    ],
  };
}

/** A qué letra mira más la última, con cada cabeza. @param {Reading} reading @param {Found} attention forma (H, T, T) */
function looksAt({ ids, letter }, { data, shape: [heads, time] }) {
  const looks = Array.from({ length: heads }, (_, head) => {
    const from = (head * time + time - 1) * time; // la fila de la última letra
    const weights = [...data.subarray(from, from + time)];
    const place = weights.indexOf(Math.max(...weights));
    return `${head + 1}, a ${shown(letter, ids[place])}, sitio ${place} (${comma(100 * weights[place], 0)} %)`;
  });
  return `A quién mira más cada cabeza: la ${looks.join("; la ")}`;
}

/** @type {Box} */
const NORM = {
  name: "Última Layer Norm",
  part: 4,
  does: "Iguala por última vez la escala de los números, antes de puntuar.",
  want: ["norm"],
  trace: "norm",
  short: ({ config }) => `${config.nEmbd} números`,
  lines: (reading) => [
    ["Llega", told(reading, `block.${reading.config.nLayer - 1}.output`)],
    ["Sale", told(reading, "norm")],
  ],
};

/** @type {Box} */
const OUTPUT = {
  name: "Capa de salida",
  part: 7,
  does: "Compara el vector con la lista de cada cajetín: los puntos de cada letra que podría venir.",
  want: ["logits"],
  trace: null,
  short: (reading) => `${reading.config.vocabSize} puntuaciones`,
  lines: (reading) => {
    const scores = lastOf(reading, "logits");
    const best = orderOf(reading.chances).slice(0, BEST);
    return [
      ["Sale", `los puntos de cada cajetín, ${reading.config.vocabSize} números. Los más altos, entre las que se pueden escribir:`],
      ...best.map((id) => /** @type {[string, string]} */ ([shown(reading.letter, id), comma(scores[id], 2)])),
    ];
  },
};

/** @type {Box} */
const WHEEL = {
  name: "Ruleta",
  part: 7,
  does: "De puntos a habas, que siempre son cien de cada cien; luego se tira la bola y la letra la pone el azar.",
  want: [],
  trace: null,
  short: ({ chances, letter }) => {
    const [best] = orderOf(chances);
    return `${shown(letter, best)}, ${comma(100 * chances[best], 1)} %`;
  },
  lines: ({ chances, letter }) =>
    orderOf(chances).slice(0, BEST).map((id) => [shown(letter, id), `${comma(100 * chances[id], 1)} %`]),
};

/** Todas, en orden. @param {Config} config @returns {Box[]} */
export function boxesOf({ nLayer }) {
  const blocks = Array.from({ length: nLayer }, (_, layer) => block(layer));
  return [TOKENS, EMBEDDINGS, ...blocks, NORM, OUTPUT, WHEEL];
}

/** Una letra, como se enseña: «a», ␣, fin. @param {(id: number) => string} letter @param {number} id */
export function shown(letter, id) {
  const name = letter(id);
  return name.length > 1 ? name.replace(/[<|>]/g, "") : name.trim() ? `«${name}»` : visible(name);
}

/** @param {(id: number) => string} letter @param {number[]} ids */
function lastLetter(letter, ids) {
  const id = ids[ids.length - 1];
  return letter(id).length > 1 ? shown(letter, id) : spoken(letter(id));
}

/**
 * La huella de un vector: una raya por número, azul si es positivo y naranja si es negativo, más viva
 * cuanto mayor. Es un adorno: los números se leen al abrir la caja.
 * @param {Float32Array} values
 */
export function traceOf(values) {
  const some = values.subarray(0, 48);
  const top = Math.max(...some.map(Math.abs));
  const made = element("span", { className: "trace" });
  made.setAttribute("aria-hidden", "true");
  for (const value of some) {
    const mark = element("i", { className: value < 0 ? "below" : "" });
    mark.style.setProperty("opacity", String(0.08 + (0.92 * Math.abs(value)) / top));
    made.append(mark);
  }
  return made;
}
