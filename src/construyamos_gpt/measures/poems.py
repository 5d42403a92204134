"""Lo que se juzga: un poema, la forma que se pidió y si se calló solo.

Todas las medidas son funciones puras sobre poemas, y por eso la misma juzga lo que escribe un
modelo, lo que escribió Cervantes y lo que escriben los puntos de comparación.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from construyamos_gpt.verse import Line, scan_line

__all__ = ["FORMS", "SYLLABLES", "Sample", "sample_forms"]

FORMS = ("soneto", "tercetos", "octavas", "redondillas", "romance")

# Cuántas sílabas pide cada forma.
SYLLABLES = {"soneto": 11, "tercetos": 11, "octavas": 11, "redondillas": 8, "romance": 8}


@dataclass(frozen=True, kw_only=True)
class Sample:
    """Un poema que se va a juzgar.

    Attributes:
        form: la forma que se pidió, o la que tiene.
        text: lo escrito: un verso por línea y, entre estrofas, una línea en blanco.
        ended: si terminó solo, o hubo que cortarlo.
    """

    form: str
    text: str
    ended: bool = True

    @cached_property
    def stanzas(self) -> tuple[tuple[Line, ...], ...]:
        """Sus versos, medidos y por estrofas; las líneas en blanco las separan."""
        expected = SYLLABLES.get(self.form)
        stanzas: list[list[Line]] = [[]]
        for line in self.text.split("\n"):
            if line.strip():
                stanzas[-1].append(scan_line(line.strip(), expected))
            else:
                stanzas.append([])
        return tuple(tuple(stanza) for stanza in stanzas if stanza)

    @property
    def lines(self) -> tuple[Line, ...]:
        """Todos sus versos, en orden."""
        return tuple(line for stanza in self.stanzas for line in stanza)


def sample_forms(count: int, forms: Sequence[str] = FORMS) -> list[str]:
    """Qué forma se pide en cada uno de `count` poemas: todas, por turno."""
    return [forms[index % len(forms)] for index in range(count)]
