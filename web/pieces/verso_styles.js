// @ts-check
/**
 * Parte 9 · La hoja de `sancho-verso`, que se añade a la de todas las piezas.
 *
 * Los colores de las rimas son los de Okabe e Ito, que se distinguen sin ver bien los colores; y cada
 * rima lleva además su letra. Lo que se dice con color se dice también con una forma.
 */

export const VERSO_STYLES = `
.verses { max-width: 46rem; margin: 0; padding: 0; list-style: none; }
.verses .stanza { margin-top: 1.25rem; }
.verse {
  display: grid;
  grid-template-columns: 2rem minmax(0, 1fr) 2.75rem;
  gap: 0.6rem;
  align-items: center;
  width: 100%;
  padding: 0.3rem 0.4rem;
  text-align: start;
  color: var(--ink);
  background: none;
  border: 2px solid transparent;
}
.verse:hover { border-color: var(--line); }
.verse[aria-expanded="true"] { border-color: var(--brand); background: var(--page); }
.letter {
  display: grid;
  place-items: center;
  width: 2rem;
  height: 2rem;
  font-weight: 700;
  color: #111111;
  border-radius: 0.4rem;
}
.letter.c0 { color: #ffffff; background: #0072b2; }
.letter.c1 { background: #e69f00; }
.letter.c2 { background: #009e73; }
.letter.c3 { background: #cc79a7; }
.letter.c4 { background: #56b4e9; }
.letter.c5 { background: #e8703a; }
.letter.c6 { background: #f0e442; }
.letter.none { color: var(--soft); border: 1px dashed var(--edge); }
.syllables { display: flex; flex-wrap: wrap; gap: 0.25rem 0.2rem; min-width: 0; }
.syllable:has(+ .opens) { margin-inline-end: 0.45rem; } /* aquí acaba una palabra */
.syllable { display: grid; justify-items: center; align-content: start; }
.syllable .text { padding-inline: 0.1rem; border-bottom: 2px solid var(--edge); white-space: nowrap; }
.syllable .place { min-width: 1.3rem; margin-top: 0.15rem; text-align: center; font-size: 0.75rem; line-height: 1.3rem; color: var(--soft); }
.syllable.stressed .text { font-weight: 700; border-bottom-color: var(--ink); border-bottom-width: 4px; margin-bottom: -2px; }
.syllable.stressed .place { color: var(--paper); background: var(--ink); border-radius: 1rem; font-weight: 700; }
.syllable .tie { color: var(--brand); font-weight: 700; }
.syllable.ending .text { color: var(--brand); font-weight: 700; border-bottom-color: transparent; }
.count { justify-self: end; font-size: 1.15rem; font-weight: 700; font-variant-numeric: tabular-nums; }
.count.other { padding: 0 0.35rem; border: 2px dashed var(--ink); border-radius: 0.4rem; }
.strange { min-width: 0; color: var(--soft); overflow-wrap: anywhere; }
.strange small { display: block; font-size: 0.85rem; font-style: italic; }
.why { margin: 0 0 0.75rem; padding: 0.5rem 0.75rem 0.75rem 3rem; }
.why ul { margin: 0; padding-inline-start: 1.1rem; }
.why .sum { font-weight: 700; font-variant-numeric: tabular-nums; }
.key { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; }
.key > span { display: flex; align-items: center; gap: 0.5rem; }
.writing { display: grid; gap: 0.75rem; padding-block: 0.75rem; border-block: 1px solid var(--line); }
@media (max-width: 30em) {
  .live { padding-inline: 0.75rem; }
  .verse { grid-template-columns: 1.75rem minmax(0, 1fr) 2.25rem; gap: 0.4rem; padding-inline: 0.1rem; }
  .letter { width: 1.75rem; }
  .why { padding-inline-start: 0.75rem; }
}
@media print {
  .row, .writing, .field { display: none; }
  .verse { break-inside: avoid; min-height: 0; }
  .letter { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
@media (forced-colors: active) {
  .syllable.stressed .place { outline: 2px solid CanvasText; }
  .letter { border: 1px solid CanvasText; }
}
`;
