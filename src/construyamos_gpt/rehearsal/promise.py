"""Lo que promete un verso a medias: cuántos puntos suelen acabar teniendo los que van como él.

Decir al final «ese verso, mal» enseña poco: ¿en qué palabra se torció? Un verso de once que tras la
cuarta palabra lleva nueve sílabas promete; si con la quinta se va a doce, ya no. La promesa es una
tabla: de cada medida y cada cuenta de sílabas, la media de los puntos con que acabaron los versos
que pasaron por ahí. El mérito de una palabra es lo que cambia.

Es la idea de las diferencias temporales: R. Sutton (1988), «Learning to Predict by the Methods of
Temporal Differences». A partes iguales cuentan lo que el verso prometía tras la palabra y lo que
fue al final, porque la tabla no lo sabe todo: no ve la rima ni si el verso repite a otro.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from construyamos_gpt.verse import scan_line

__all__ = ["Promise", "prefixes"]

_WORD_END = re.compile(r"\S+\s*")
FORGET = 0.8  # cuánto pesa, en cada vuelta, lo que ya se sabía


@dataclass
class Promise:
    """La tabla. De cada sitio por donde pasa un verso, suma de puntos y número de versos."""

    points: dict[tuple[str, int], float] = field(default_factory=dict)
    times: dict[tuple[str, int], float] = field(default_factory=dict)

    def learn(self, form: str, lines: Sequence[str], points: Sequence[float]) -> None:
        """Apunta unos versos de una forma y cómo acabaron."""
        for line, value in zip(lines, points, strict=True):
            for _, syllables in prefixes(line):
                place = form, syllables
                self.points[place] = self.points.get(place, 0.0) + value
                self.times[place] = self.times.get(place, 0.0) + 1.0

    def forget(self) -> None:
        """Lo de antes pesa menos: el modelo ya no escribe igual."""
        for table in (self.points, self.times):
            for place in table:
                table[place] *= FORGET

    def at(self, form: str, syllables: int) -> float:
        """Lo que promete un verso de esa forma que lleva tantas sílabas."""
        place = form, syllables
        return self.points[place] / self.times[place]

    def merits(self, form: str, line: str, value: float) -> list[float]:
        """El mérito de cada letra del verso y, al final, el de callarse (el salto de línea).

        Args:
            form: la forma del poema.
            line: el verso, ya apuntado con `learn`.
            value: los puntos que tuvo.
        """
        found: list[float] = []
        stops = list(prefixes(line))
        for (start, before), (end, after) in pairwise(stops):
            was, became = self.at(form, before), self.at(form, after)
            found += [(value + became) / 2 - was] * (end - start)
        return [*found, value - self.at(form, stops[-1][1])]


def prefixes(line: str) -> Iterator[tuple[int, int]]:
    """Los sitios de un verso: antes de empezar y tras cada palabra.

    Yields:
        Cuántas letras van y cuántas sílabas suman.
    """
    yield 0, 0
    for match in _WORD_END.finditer(line):
        part = line[: match.end()]
        yield match.end(), scan_line(part.strip()).count or 0
