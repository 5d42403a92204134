"""El corpus de bolsillo: lo que hay para aprender cuando no hay red.

Son veintinueve piezas escritas para esta guía, a la manera de Cervantes: sonetos, octavas,
tercetos, redondillas, romances y prosa, con las tildes de antes (sólo, éste). Con 16 KB un modelo
no aprende a escribir, pero basta para ver que todo funciona y que la pérdida baja.
"""

from __future__ import annotations

import re
from collections import Counter
from importlib.resources import files

from construyamos_gpt.corpus.pieces import Corpus, Piece, Split

__all__ = ["POCKET_NAME", "pocket_corpus"]

POCKET_NAME = "bolsillo"
_PIECE = re.compile(r"<\|inicio\|><\|(\w+)\|>\n(.*?)\n<\|fin\|>", re.DOTALL)

# El reparto es fijo. Cada pieza se nombra por cómo empieza; las demás son de entrenamiento.
_HELD_OUT: dict[str, Split] = {
    "Nunca te vi, señora, y te he servido;": "val",  # soneto
    "El segundo día de su gobierno": "val",  # prosa
    "Camino de Barataria": "test",  # romance
}


def pocket_corpus() -> Corpus:
    """El corpus que viene dentro del paquete, ya repartido: 2 piezas a `val` y 1 a `test`."""
    text = (files("construyamos_gpt.corpus") / "bolsillo.txt").read_text(encoding="utf-8")
    splits: dict[Split, list[Piece]] = {"train": [], "val": [], "test": []}
    numbers: Counter[str] = Counter()
    for form, body in _PIECE.findall(text):
        numbers[form] += 1
        piece = Piece(
            text=body,
            form=form,
            work="Corpus de bolsillo",
            place=f"{form}, número {numbers[form]}",
            source="bolsillo",
        )
        splits[_split_of(body)].append(piece)

    def open_split(split: Split) -> list[Piece]:
        return splits[split]

    return Corpus(
        name="corpus de bolsillo", origin="el propio Construyamos-GPT", open_split=open_split
    )


def _split_of(body: str) -> Split:
    for opening, split in _HELD_OUT.items():
        if body.startswith(opening):
            return split
    return "train"
