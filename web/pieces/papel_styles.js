// @ts-check
/** Parte 9 · La hoja de `sancho-papel`, que se añade a la de todas las piezas. */

export const PAPEL_STYLES = `
.paper {
  max-height: 19rem;
  margin: 0;
  overflow: auto;
  font-size: 1.05rem;
  line-height: 1.55;
}
.covered { color: var(--soft); letter-spacing: 0.12em; }
.seen { padding-block: 0.1rem; background: color-mix(in srgb, var(--brand) 14%, var(--page)); }
.changed { text-decoration: underline 2px var(--orange); text-underline-offset: 0.2em; }
svg .green-line { fill: none; stroke: var(--green); stroke-width: 2.5; stroke-dasharray: 2 4; }
.rhyme { padding: 0.05rem 0.2rem; color: var(--page); background: var(--brand); border-radius: 0.2rem; }
`;
