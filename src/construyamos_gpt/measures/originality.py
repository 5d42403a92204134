"""La originalidad: cuánto de lo escrito está copiado, letra por letra, de lo estudiado.

Para encontrar el tramo más largo se hace lo que con un diccionario. Se toman todos los finales
de lo estudiado (el texto desde cada una de sus letras) y se ordenan alfabéticamente; para saber
cuánto de «de la mancha y otros…» está copiado basta con buscarlo ahí, abriendo por la mitad, y
mirar a sus vecinos: son los que empiezan más parecido. Es un *suffix array*: Manber y Myers
(1990), «Suffix Arrays: A New Method for On-Line String Searches».

Hasta el propio Cervantes se repite: «respondió don Quijote» no es copiar. Por eso se da también
cuánto «copia» de lo estudiado el Cervantes que se apartó.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from construyamos_gpt.corpus.lexicon import skeleton
from construyamos_gpt.measures.poems import Sample

__all__ = ["SHORTEST_LINE", "Studied"]

SHORTEST_LINE = 15  # letras: menos, y repetirlo es fácil («con grande alegría»)
_KEY = 40  # letras con que se ordenan los finales
_WALL = "\x00"  # entre dos piezas: ningún tramo copiado la cruza


class Studied:
    """Lo estudiado, ordenado para buscar copias. Ocupa unas 150 veces su tamaño al ordenarse.

    Args:
        texts: las piezas.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        pieces = list(texts)
        self._text = text = _WALL.join(map(_flat, pieces))
        self._order = sorted(range(len(text)), key=lambda start: text[start : start + _KEY])
        self._lines = {_key(line) for piece in pieces for line in piece.split("\n")}

    def longest_copy(self, text: str) -> str:
        """El tramo más largo de `text` que está en lo estudiado; da igual el espacio que el
        salto de línea."""
        text = _flat(text)
        best = ""
        for start in range(len(text)):
            if len(text) - start <= len(best):
                break
            for place in self._alike(text[start : start + _KEY]):
                size = self._common(text, start, place)
                if size > len(best):
                    best = text[start : start + size]
        return best

    def copied_lines(self, sample: Sample) -> list[str]:
        """Los versos que son uno de lo estudiado, en cualquier ortografía."""
        return [
            line for line in sample.text.split("\n") if _key(line) and _key(line) in self._lines
        ]

    def _alike(self, key: str) -> list[int]:
        """Dónde empiezan los finales que más se parecen a `key` por delante."""

        def start_of(place: int) -> str:
            return self._text[place : place + _KEY]

        low = bisect_left(self._order, key, key=start_of)
        high = bisect_right(self._order, key, lo=low, key=start_of)
        return self._order[max(0, low - 1) : high + 1]

    def _common(self, text: str, start: int, place: int) -> int:
        """Cuántas letras coinciden, desde `start` en `text` y desde `place` en lo estudiado."""
        size = 0
        for ours, theirs in zip(text[start:], self._text[place : place + len(text)], strict=False):
            if ours != theirs:
                break
            size += 1
        return size


def _flat(text: str) -> str:
    """El texto en una sola línea."""
    return " ".join(text.split())


def _key(line: str) -> str:
    """El esqueleto de un verso, sin mirar la ortografía; nada si es muy corto."""
    key = skeleton(line)
    return key if len(key) >= SHORTEST_LINE else ""
