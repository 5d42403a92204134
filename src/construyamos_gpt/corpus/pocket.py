"""El romancero de bolsillo: lo que hay para aprender cuando no hay red.

Son piezas escritas para esta guía, a la manera de Cervantes: sonetos, octavas, tercetos,
redondillas, romances y algo de prosa, en el orden de las aventuras del Quijote y con las tildes de
antes (sólo, éste). Con 64 KB un modelo no aprende a escribir, pero basta para ver que todo funciona
y que la pérdida baja.
"""

from __future__ import annotations

import re
from importlib.resources import files

from construyamos_gpt.corpus.pieces import Corpus, Piece, Split

__all__ = ["POCKET_NAME", "pocket_corpus"]

POCKET_NAME = "bolsillo"
# «# II, 17» (parte y capítulo), la forma y el texto.
_PIECE = re.compile(r"# ([^\n]+)\n<\|inicio\|><\|(\w+)\|>\n(.*?)\n<\|fin\|>", re.DOTALL)

# El reparto es fijo. Cada pieza se nombra por cómo empieza; las demás son de entrenamiento.
_HELD_OUT: dict[str, Split] = {
    "Nunca te vi, señora, y te he servido;": "val",  # soneto
    "El segundo día de su gobierno": "val",  # prosa
    "En un corral de cautivos,": "val",  # romance
    "Volvía del molino con el trigo": "val",  # tercetos
    "Camino de Barataria": "test",  # romance
    "Dos veces lo busqué": "test",  # soneto
    "—Yo traté a otro Sancho Panza": "test",  # redondillas
}


def pocket_corpus() -> Corpus:
    """El romancero que viene dentro del paquete, ya repartido."""
    text = (files("construyamos_gpt.corpus") / "bolsillo.txt").read_text(encoding="utf-8")
    splits: dict[Split, list[Piece]] = {"train": [], "val": [], "test": []}
    for place, form, body in _PIECE.findall(text):
        piece = Piece(
            text=body, form=form, work="Romancero de bolsillo", place=place, source="bolsillo"
        )
        splits[_split_of(body)].append(piece)

    def open_split(split: Split) -> list[Piece]:
        return splits[split]

    return Corpus(
        name="romancero de bolsillo", origin="el propio Construyamos-GPT", open_split=open_split
    )


def _split_of(body: str) -> Split:
    for opening, split in _HELD_OUT.items():
        if body.startswith(opening):
            return split
    return "train"
