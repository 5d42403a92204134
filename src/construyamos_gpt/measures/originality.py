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

from construyamos_gpt.corpus.letters import skeleton
from construyamos_gpt.measures.poems import Sample

__all__ = ["SHORTEST_LINE", "SortedEndings", "Studied"]

SHORTEST_LINE = 15  # letras: menos, y repetirlo es fácil («con grande alegría»)
_KEY = 40  # letras con que se ordenan los finales
_WALL = "\x00"  # entre dos piezas: ningún tramo copiado la cruza


class SortedEndings:
    """Todos los finales de un texto, por orden alfabético.

    Args:
        text: el texto. Mientras se ordena hacen falta unos 150 bytes por letra.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._order = sorted(range(len(text)), key=lambda start: text[start : start + _KEY])

    def match(self, wanted: str) -> int:
        """Cuántas letras del principio de `wanted` están, seguidas, en algún sitio del texto."""

        def start_of(place: int) -> str:
            return self._text[place : place + _KEY]

        key = wanted[:_KEY]
        low = bisect_left(self._order, key, key=start_of)
        high = bisect_right(self._order, key, lo=low, key=start_of)
        alike = self._order[max(0, low - 1) : high + 1]  # los que empiezan igual y sus vecinos
        return max((self._common(wanted, place) for place in alike), default=0)

    def _common(self, wanted: str, place: int) -> int:
        """Cuántas letras del principio de `wanted` coinciden con el final que empieza ahí."""
        size = 0
        ending = self._text[place : place + len(wanted)]
        for ours, theirs in zip(wanted, ending, strict=False):
            if ours != theirs:
                break
            size += 1
        return size


class Studied:
    """Lo estudiado, ordenado para buscar copias.

    Args:
        texts: las piezas.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        pieces = list(texts)
        self._letters = SortedEndings(_WALL.join(map(_flat, pieces)))
        self._skeletons = SortedEndings(_WALL.join(map(skeleton, pieces)))

    def longest_copy(self, text: str) -> str:
        """El tramo más largo de `text` que está en lo estudiado; da igual un espacio que un salto
        de línea."""
        text = _flat(text)
        best = ""
        for start in range(len(text)):
            size = self._letters.match(text[start:])
            if size > len(best):
                best = text[start : start + size]
        return best

    def copied_lines(self, sample: Sample) -> list[str]:
        """Los versos de `SHORTEST_LINE` letras o más que están enteros en lo estudiado, en verso o
        en prosa y en cualquier ortografía."""
        return [line for line in sample.text.split("\n") if self._has(skeleton(line))]

    def _has(self, key: str) -> bool:
        return len(key) >= SHORTEST_LINE and self._skeletons.match(key) == len(key)


def _flat(text: str) -> str:
    """El texto en una sola línea."""
    return " ".join(text.split())
