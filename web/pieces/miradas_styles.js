// @ts-check
/** Parte 5 · La hoja de `sancho-miradas`, que se añade a la de todas las piezas. */

export const MIRADAS_STYLES = `
.heads { display: grid; grid-template-columns: repeat(var(--heads), minmax(0, 6.5rem)); gap: 0.35rem; }
.head { padding: 0.15rem 0.2rem; font-variant-numeric: tabular-nums; line-height: 1.2; }
.head[aria-pressed="true"]::before { content: none; }
.head small { display: block; font-size: 0.8rem; }
.head small:empty { display: none; }
.experiment { padding-top: 0.75rem; border-top: 1px solid var(--line); }
.experiment .row { margin-block: 0.5rem; }
svg .arc { fill: none; stroke: var(--blue); stroke-opacity: 0.75; stroke-linecap: round; }
svg .arc.ahead { stroke: var(--orange); }
svg .paper-frame { fill: var(--page); stroke: var(--line); }
svg .outline { fill: none; stroke: var(--ink); stroke-width: 2; }
svg .soft-outline { stroke-width: 1; stroke: var(--edge); }
svg .hidden-cell { stroke: var(--edge); stroke-width: 1; }
`;
