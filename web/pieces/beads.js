// @ts-check
/**
 * Parte 7 · De las notas a las habas, y cómo se puntúa un reparto.
 *
 * Las mismas cuentas que `output.py` y `notebook/beads.py`.
 */

export const BEADS = 10;
const SET_ASIDE = 0.1; // la parte que se reparte entre todas: ninguna letra queda imposible

/** De notas a probabilidades: elevar y repartir. @param {ArrayLike<number>} scores @returns {number[]} */
export function softmax(scores) {
  const top = Math.max(...Array.from(scores)); // restarla no cambia nada y evita números enormes
  const powers = Array.from(scores, (score) => Math.exp(score - top));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}

/** Los índices, del más probable al menos. @param {number[]} chances */
export function orderOf(chances) {
  return chances.map((_, index) => index).sort((a, b) => chances[b] - chances[a]);
}

/**
 * Tantas habas enteras, lo más parecidas posible a un reparto. Primero se dan las enteras; las que
 * sobran, a quienes se quedaron más cerca de otra.
 * @param {number[]} chances @param {number} beads
 */
export function share(chances, beads) {
  const total = chances.reduce((sum, chance) => sum + chance, 0);
  const exact = chances.map((chance) => (beads * chance) / total);
  const whole = exact.map(Math.floor);
  const left = beads - whole.reduce((sum, count) => sum + count, 0);
  const byRest = exact.map((_, i) => i).sort((a, b) => whole[a] - exact[a] - (whole[b] - exact[b]));
  for (const index of byRest.slice(0, left)) whole[index] += 1;
  return whole;
}

/** Diez habas escritas, de la letra con más a la que menos: «aaaaaoooe_». @param {[string, number][]} chances */
export function roundBeads(chances) {
  const single = chances.filter(([symbol]) => [...symbol].length === 1);
  const whole = share(single.map(([, chance]) => chance), BEADS);
  return orderOf(single.map(([, chance]) => chance))
    .map((index) => single[index][0].repeat(whole[index]))
    .join("");
}

/**
 * La sorpresa, en nats, de quien repartió así sus habas cuando viene `letter`. Una décima parte de la
 * apuesta se reparte siempre entre todas: quien no puso ninguna en la buena paga mucho, y no infinito.
 * @param {string} beads @param {string} letter @param {number} vocabSize
 */
export function surprise(beads, letter, vocabSize) {
  const all = [...beads];
  const part = all.filter((bead) => bead === letter).length / Math.max(1, all.length);
  return -Math.log((1 - SET_ASIDE) * part + SET_ASIDE / vocabSize);
}
