// @ts-check
/**
 * Lo común de las piezas · Una pieza que necesita a sancho-mini para todo.
 *
 * Mientras no se ha traído, dice para qué hace falta y cuánto pesa. Después se construye.
 */

import { element } from "./elements.js";
import { Piece } from "./piece.js";

/** @typedef {import("./piece.js").Engine} Engine */

export class PieceWithEngine extends Piece {
  /** Para qué hace falta sancho-mini, en una frase. */
  why = "";

  /** Qué se verá cuando llegue, en una frase. */
  promise = "";

  /** La hoja que se añade a la de todas las piezas. */
  css = "";

  /** @override @param {HTMLElement} stage */
  build(stage) {
    if (this.css) {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(this.css);
      this.shadowRoot?.adoptedStyleSheets.push(sheet);
    }
    const gate = element("div");
    const place = element("div", { className: "stage" });
    stage.append(gate, place);
    this.say(this.promise);
    const ready = this.engine(gate, `${this.why} Se descarga una vez y se queda en vuestro ordenador.`);
    ready.then((engine) => this.open(engine, place)).catch((error) => this.fail(error));
  }

  /** Lo que cada pieza pone en su escenario. @param {Engine} _engine @param {HTMLElement} _stage @returns {void | Promise<void>} */
  open(_engine, _stage) {
    throw new Error("Esta pieza no dice cómo se construye.");
  }

  /** Hace algo que tarda y dice lo que vaya mal; lo que se ha parado a propósito, no. @param {Promise<unknown>} work */
  attend(work) {
    work.catch((error) => {
      if (!(error instanceof Error && error.name === "AbortError")) this.fail(error);
    });
  }
}
