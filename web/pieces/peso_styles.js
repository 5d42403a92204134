// @ts-check
/** Parte 8 · La hoja de `sancho-peso`, que se añade a la de todas las piezas. */

export const PESO_STYLES = `
.experiment { display: grid; gap: 0.5rem; padding-top: 0.75rem; border-top: 1px solid var(--line); }
.sums { width: 100%; max-width: 34rem; border-collapse: collapse; }
.sums th { padding: 0.2rem 0.5rem 0.2rem 0; text-align: start; font-weight: 400; }
.sums th[scope="col"] { color: var(--soft); font-size: 0.9rem; }
.sums :is(td, th[scope="col"]:last-child) { text-align: end; font-variant-numeric: tabular-nums; }
.sums tr:last-child > * { border-top: 1px solid var(--edge); font-weight: 700; }
svg .tangent { stroke: var(--ink); stroke-width: 2; fill: none; }
`;
