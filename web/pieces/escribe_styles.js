// @ts-check
/** Partes 1 y 9 · La hoja de `sancho-escribe`, que se añade a la de todas las piezas. */

export const ESCRIBE_STYLES = `
.written {
  min-height: 8rem;
  font-size: 1.1rem;
  line-height: 1.7;
}
.prompt { font-weight: 700; }
.written-letter { padding-block: 0.2rem; cursor: pointer; }
.written-letter:hover { background: var(--faint); }
.written-letter.line::before { content: "↵"; color: var(--soft); }
.written-letter.chosen { text-decoration: underline 3px var(--orange); text-underline-offset: 0.25em; }
.written-letter.end { margin-inline-start: 0.3em; padding-inline: 0.35em; font: 0.85rem var(--font-stack, system-ui, sans-serif); border: 1px solid var(--edge); border-radius: 0.3rem; }
.gone { color: var(--soft); text-decoration: line-through 1px; }
.written-letter.now { color: var(--page); background: var(--brand); border-radius: 0.15rem; text-decoration: none; }
.paths { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 17rem), 1fr)); gap: 0.4rem; }
.paths:empty { display: none; }
.paths .subtitle { grid-column: 1 / -1; margin: 0; }
.path { display: grid; grid-template-columns: 2.4rem minmax(0, 1fr) auto; gap: 0.6rem; align-items: center; padding-inline: 0.6rem; text-align: start; }
.path .track, .path .bar { grid-area: auto; height: 0.8rem; }
.path .bar { background: var(--blue); }
.path strong { color: var(--ink); font-weight: 400; font-variant-numeric: tabular-nums; }
.path .token { color: var(--ink); font-size: 1rem; }
.path[aria-current="true"] { opacity: 1; border-color: var(--edge); background: var(--faint); }
.path[aria-current="true"] strong { font-weight: 700; }
@media (forced-colors: active) {
  .written-letter.now { outline: 2px solid CanvasText; }
}
`;
