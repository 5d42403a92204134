// @ts-check
/**
 * Parte 9 · El papel a la vista: un poema detrás de un cristal que deja leer solo las últimas letras.
 *
 *     <sancho-papel></sancho-papel>                 el dado de la letra siguiente
 *     <sancho-papel modo="rima"></sancho-papel>     una rima, con el verso con que rima y sin él
 */

import { buildGlass } from "./glass.js";
import { buildFarRhyme } from "./far_rhyme.js";
import { PAPEL_STYLES } from "./papel_styles.js";
import { PieceWithEngine } from "./with_engine.js";

/** @typedef {import("./piece.js").Engine} Engine */

/** @type {Record<string, {heading: string, promise: string, build: (piece: PieceWithEngine, engine: Engine, stage: HTMLElement) => Promise<void>}>} */
const MODES = {
  letra: {
    heading: "El papel a la vista",
    promise: "Aquí se abre poco a poco un cristal y se ve cuánto baja el dado de la letra siguiente.",
    build: buildGlass,
  },
  rima: {
    heading: "Una rima de lejos",
    promise: "Aquí se estropea un verso y se ve si sancho-mini echa de menos la rima.",
    build: buildFarRhyme,
  },
};

export class SanchoPapel extends PieceWithEngine {
  /** @override */
  why = "Para saber cuánto le sirve lo que lee hace falta sancho-mini.";

  /** @override */
  css = PAPEL_STYLES;

  mode = MODES.letra;

  /** @override */
  connectedCallback() {
    this.mode = MODES[this.getAttribute("modo") ?? "letra"] ?? MODES.letra;
    this.heading = this.mode.heading;
    this.promise = this.mode.promise;
    super.connectedCallback();
  }

  /** @override @param {Engine} engine @param {HTMLElement} stage */
  open(engine, stage) {
    return this.mode.build(this, engine, stage);
  }
}

customElements.get("sancho-papel") || customElements.define("sancho-papel", SanchoPapel);
