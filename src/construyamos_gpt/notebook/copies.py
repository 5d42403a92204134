"""Lo copiado, a la vista: un texto con sus tramos ya escritos por otro subrayados.

Un tramo cuenta si tiene `SHORTEST` caracteres seguidos, o más, que están tal cual en lo
estudiado. Da igual un espacio que un salto de línea. Con tramos más cortos se subrayaría medio
castellano: «de la » está en todas partes. El método más fino es `measures.originality`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from construyamos_gpt.corpus import Piece
from construyamos_gpt.errors import InvalidValueError

__all__ = ["SHORTEST", "Underlined", "join_pieces", "underline"]

SHORTEST = 20  # caracteres
_WALL = "\x00"  # entre dos piezas: ningún tramo la cruza


class Underlined:
    """Un texto con tramos subrayados. Un cuaderno lo dibuja; `print` los pone entre corchetes.

    Attributes:
        text: el texto.
        runs: los tramos, en orden y sin pisarse: (primer carácter, el siguiente al último).
        share: qué parte del texto está subrayada, de 0 a 1.
    """

    def __init__(self, text: str, runs: Sequence[tuple[int, int]]) -> None:
        self.text = text
        self.runs = tuple(runs)
        self.share = sum(end - start for start, end in runs) / max(1, len(text))

    def _draw(self, opening: str, closing: str, *, html: bool) -> str:
        clean = escape if html else str
        parts: list[str] = []
        done = 0
        for start, end in self.runs:
            parts += [clean(self.text[done:start]), opening, clean(self.text[start:end]), closing]
            done = end
        return "".join([*parts, clean(self.text[done:])])

    def __str__(self) -> str:
        return self._draw("[", "]", html=False)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        """El texto como lo dibuja un cuaderno."""
        body = self._draw("<u>", "</u>", html=True)
        return f'<p style="white-space: pre-wrap">{body}</p>'


def join_pieces(pieces: Iterable[Piece]) -> str:
    """Todo lo estudiado en una sola cadena, con un muro entre pieza y pieza."""
    return _WALL.join(_one_line(piece.text) for piece in pieces)


def underline(text: str, studied: str, shortest: int = SHORTEST) -> Underlined:
    """Subraya los tramos de `text` que están en lo estudiado.

    Args:
        text: el texto que se mira.
        studied: lo estudiado (`join_pieces`).
        shortest: cuántos caracteres seguidos hacen falta, como poco.

    Raises:
        InvalidValueError: si `shortest` es menor que 1.
    """
    if shortest < 1:
        raise InvalidValueError(
            "Un tramo no puede ser tan corto.",
            received=shortest,
            allowed="un entero de 1 en adelante",
        )
    line = _one_line(text)
    runs: list[tuple[int, int]] = []
    start = 0
    while start + shortest <= len(line):
        end = start + shortest
        if line[start:end] not in studied:
            start += 1
            continue
        while end < len(line) and line[start : end + 1] in studied:
            end += 1
        if runs and start < runs[-1][1]:
            runs[-1] = (runs[-1][0], end)  # dos tramos que se pisan se subrayan juntos
        else:
            runs.append((start, end))
        start += 1
    return Underlined(text, runs)


def _one_line(text: str) -> str:
    """El texto con espacios en vez de saltos de línea; cada carácter sigue en su sitio."""
    return text.replace("\n", " ")
