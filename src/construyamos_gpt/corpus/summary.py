"""Qué hay en un corpus, en números y pieza a pieza: lo que enseña `sancho corpus`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from construyamos_gpt.corpus.pieces import SPLITS, Corpus, Split
from construyamos_gpt.tokens import CHARACTERS

__all__ = ["CorpusSummary", "PieceRow", "SplitTotals", "SummaryRow", "piece_rows", "summarize"]


@dataclass(frozen=True, kw_only=True)
class SummaryRow:
    """Una obra y una forma: cuántas piezas y cuántos caracteres."""

    work: str
    form: str
    pieces: int
    chars: int


@dataclass(frozen=True, kw_only=True)
class SplitTotals:
    """Cuántas piezas y caracteres hay en un reparto."""

    pieces: int
    chars: int


@dataclass(frozen=True, kw_only=True)
class CorpusSummary:
    """El resumen de un corpus.

    Attributes:
        name: el nombre del corpus.
        origin: de dónde ha salido.
        rows: una fila por obra y forma, en el orden en que aparecen.
        splits: los totales de `train`, `val` y `test`.
        characters: los caracteres distintos, por su número en Unicode.
        unknown: los que sancho-mini no tiene en su vocabulario, del más frecuente al menos.
    """

    name: str
    origin: str
    rows: tuple[SummaryRow, ...]
    splits: dict[Split, SplitTotals]
    characters: str
    unknown: str

    @property
    def pieces(self) -> int:
        """Piezas en total."""
        return sum(totals.pieces for totals in self.splits.values())

    @property
    def chars(self) -> int:
        """Caracteres en total."""
        return sum(totals.chars for totals in self.splits.values())


@dataclass(frozen=True, kw_only=True)
class PieceRow:
    """Una pieza en una línea.

    Attributes:
        split: el reparto en que está.
        work: la obra.
        place: el lugar dentro de la obra.
        form: la forma.
        verses: cuántos versos tiene; 0 si es prosa.
        chars: cuántos caracteres tiene.
        start: su primera línea, o lo que quepa de ella.
    """

    split: Split
    work: str
    place: str
    form: str
    verses: int
    chars: int
    start: str


def piece_rows(corpus: Corpus, start_chars: int = 60) -> Iterator[PieceRow]:
    """Recorre las piezas en el orden del reparto: entrenamiento, validación y prueba.

    Args:
        corpus: el corpus.
        start_chars: cuántos caracteres, como mucho, se dan del principio de cada pieza.
    """
    for split in SPLITS:
        for piece in corpus.pieces(split):
            lines = [line for line in piece.text.split("\n") if line.strip()]
            yield PieceRow(
                split=split,
                work=piece.work,
                place=piece.place,
                form=piece.form,
                verses=0 if piece.form == "prosa" else len(lines),
                chars=len(piece.text),
                start=" ".join(lines[0].split())[:start_chars] if lines else "",
            )


def summarize(corpus: Corpus, vocabulary: str = CHARACTERS) -> CorpusSummary:
    """Recorre un corpus entero y lo resume; la memoria no depende de su tamaño.

    Args:
        corpus: el corpus.
        vocabulary: los caracteres que conoce el modelo (por defecto, los de sancho-mini).
    """
    pieces: Counter[tuple[str, str]] = Counter()
    chars: Counter[tuple[str, str]] = Counter()
    letters: Counter[str] = Counter()
    splits: dict[Split, SplitTotals] = {}
    known = set(vocabulary)
    characters: set[str] = set()
    for split in SPLITS:
        split_pieces = split_chars = 0
        for piece in corpus.pieces(split):
            row = (piece.work, piece.form)
            pieces[row] += 1
            chars[row] += len(piece.text)
            split_pieces += 1
            split_chars += len(piece.text)
            found = set(piece.text)
            characters |= found
            for character in found - known:  # casi siempre ninguno: contar no cuesta nada
                letters[character] += piece.text.count(character)
        splits[split] = SplitTotals(pieces=split_pieces, chars=split_chars)
    return CorpusSummary(
        name=corpus.name,
        origin=corpus.origin,
        rows=tuple(
            SummaryRow(work=work, form=form, pieces=count, chars=chars[work, form])
            for (work, form), count in pieces.items()
        ),
        splits=splits,
        characters="".join(sorted(characters)),
        unknown="".join(sorted(letters, key=lambda letter: (-letters[letter], letter))),
    )
