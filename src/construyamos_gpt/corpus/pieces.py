"""Lo que es una pieza y lo que es un corpus.

Una pieza es un texto que empieza y termina de verdad: un soneto, una octava, un párrafo. El
modelo aprende a callarse donde las piezas terminan, y por eso nunca se cortan a media frase.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

__all__ = ["SPLITS", "Corpus", "Piece", "Split", "take_letters"]

Split = Literal["train", "val", "test"]
SPLITS: tuple[Split, ...] = ("train", "val", "test")


@dataclass(frozen=True, kw_only=True)
class Piece:
    """Un texto con principio y fin, y de dónde viene.

    Attributes:
        text: el texto, en Unicode NFC, con `\\n` entre versos y sin espacios en los extremos.
        form: qué es (`prosa`, `soneto`, `tercetos`…; véase `construyamos_gpt.tokens.FORMS`).
        work: la obra («Don Quijote, primera parte», «La Numancia»…).
        place: el lugar dentro de la obra («capítulo XI», «jornada II, escena I»…).
        source: el fichero de origen («quijote», «parnaso», «fragmentos», «bolsillo», «propio»).
    """

    text: str
    form: str
    work: str
    place: str
    source: str


@dataclass(frozen=True, kw_only=True)
class Corpus:
    """Las piezas de un corpus, ya repartidas en entrenamiento, validación y prueba.

    Attributes:
        name: nombre para enseñar («Cervantes», «romancero de bolsillo», «mi_libro.txt»).
        origin: de dónde ha salido (una carpeta, una descarga, el propio paquete).
        open_split: función que, dado un reparto, recorre sus piezas de una en una; un texto
            de un gigabyte se recorre así sin cargarlo entero.
    """

    name: str
    origin: str
    open_split: Callable[[Split], Iterable[Piece]]

    def pieces(self, split: Split) -> Iterator[Piece]:
        """Recorre las piezas de `train`, `val` o `test`."""
        return iter(self.open_split(split))


def take_letters(pieces: Iterable[Piece], enough: int) -> Iterator[Piece]:
    """Las primeras piezas, hasta que suman `enough` letras; las demás ni se leen."""
    letters = 0
    for piece in pieces:
        yield piece
        letters += len(piece.text)
        if letters >= enough:
            return
