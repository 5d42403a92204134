// @ts-check
/**
 * Todas las partes · La escalera del dado.
 *
 * El dado de quien adivina letras tiene más o menos caras, según lo que sepa. A ciegas, tantas como
 * cajetines hay en la caja. Cada peldaño añade una pieza, y aquí se ve cuánto le quita (o le pone) al
 * dado. Los números son los de la parte 2, medidos con versos que nadie ha estudiado.
 *
 *     <sancho-dado></sancho-dado>
 */

import { comma, drawing, element } from "./elements.js";
import { paintFaces } from "./faces.js";
import { Piece } from "./piece.js";

/** @typedef {{order: number, unseen: number, studied: number}} Counted */
/** @typedef {{vocabSize: number, rungs: Counted[], sancho: number}} Ladder */
/** @typedef {{name: string, unseen: number, studied?: number, why: string}} Rung */

/** Qué pieza cambió el dado en cada peldaño. @param {Ladder} ladder @returns {Rung[]} */
function rungsOf({ vocabSize, rungs, sancho }) {
  const best = rungs.reduce((low, rung) => (rung.unseen < low.unseen ? rung : low));
  const counted = rungs.map(({ order, unseen, studied }) => ({ ...nameOf(order, best.order, vocabSize), unseen, studied }));
  const why =
    "Mira cientos de letras, que no puede haber visto antes en ese orden. No busca casos idénticos: con " +
    "vectores, atención y MLP encuentra lo parecido.";
  return [...counted, { name: "sancho-mini", unseen: sancho, why }];
}

/** @param {number} order @param {number} best @param {number} vocabSize */
function nameOf(order, best, vocabSize) {
  const looks = order - 1;
  if (order === 0) {
    return { name: "a ciegas", why: `No sabe nada: en la caja hay ${vocabSize} cajetines y todos le dan lo mismo.` };
  }
  if (order === 1) {
    return { name: "letras sueltas", why: "Ha contado qué letras se usan más. Eso solo ya quita casi todas las caras." };
  }
  if (order === 2) {
    return { name: "mira 1 letra", why: "Es el bigrama, el mozo que solo oye la última letra: tras una q, ya espera una u." };
  }
  const name = `mira ${looks} letras`;
  if (order <= best) return { name, why: `Una letra más de memoria: cuenta qué vino detrás de cada tramo de ${looks}.` };
  return {
    name,
    why: `El dado ha vuelto a crecer: los tramos de ${looks} letras casi nunca se repiten, y se está aprendiendo el libro.`,
  };
}

export class SanchoDado extends Piece {
  /** @override */
  heading = "La escalera del dado";

  /** @override @param {HTMLElement} stage */
  async build(stage) {
    /** @type {Ladder} */
    const ladder = await this.data("ladder");
    const rungs = rungsOf(ladder);
    let chosen = rungs.length - 1;
    const { svg, redraw } = drawing((width) => paintFaces(width, ladder.vocabSize, rungs[chosen].unseen));
    const group = element("fieldset", { className: "rungs" });
    group.append(element("legend", { className: "hidden-words" }, "¿Quién adivina?"));
    rungs.forEach((rung, index) => {
      const input = element("input", { type: "radio", name: "rung", value: String(index) });
      input.checked = index === chosen;
      input.addEventListener("change", () => {
        chosen = index;
        redraw();
        this.describe(rungs, chosen);
      });
      const bar = element("span", { className: "bar" });
      bar.style.setProperty("inline-size", `${(100 * rung.unseen) / ladder.vocabSize}%`);
      const track = element("span", { className: "track" }, bar);
      const number = element("strong", {}, comma(rung.unseen, 1));
      group.append(element("label", {}, input, element("span", {}, rung.name), track, number));
    });
    stage.append(group, svg);
    this.describe(rungs, chosen);
  }

  /** @param {Rung[]} rungs @param {number} chosen */
  describe(rungs, chosen) {
    const rung = rungs[chosen];
    const who = rung.name.startsWith("mira") ? `Quien ${rung.name}` : `${rung.name[0].toUpperCase()}${rung.name.slice(1)}`;
    const said = [`${who}: un dado de ${comma(rung.unseen, 1)} caras con lo no visto.`];
    if (chosen > 0) {
      // sancho-mini se compara con el mejor de los que cuentan.
      const counters = rungs.slice(0, -1).map((counter) => counter.unseen);
      const isSancho = chosen === rungs.length - 1;
      const before = isSancho ? Math.min(...counters) : rungs[chosen - 1].unseen;
      const change = before - rung.unseen;
      const than = isSancho ? "que el mejor de los que cuentan" : "que el peldaño de antes";
      said.push(`Son ${comma(Math.abs(change), 1)} ${change > 0 ? "menos" : "más"} ${than}.`);
    }
    said.push(rung.why);
    if (rung.studied !== undefined && chosen > 1) {
      said.push(`Con lo estudiado, su dado sería de ${comma(rung.studied, 1)}.`);
    }
    this.say(said.join(" "));
  }
}

customElements.get("sancho-dado") || customElements.define("sancho-dado", SanchoDado);
