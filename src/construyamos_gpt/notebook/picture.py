"""Un dibujo que un cuaderno enseña, con su descripción para quien no lo ve."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

__all__ = ["Picture"]


@dataclass(frozen=True, kw_only=True)
class Picture:
    """Un dibujo que el cuaderno enseña al final de una celda.

    Attributes:
        svg: el dibujo, desde `<svg `.
        words: lo que se ve, en palabras.
        style: cómo se ajusta al sitio que hay, en CSS.
    """

    svg: str
    words: str
    style: str

    def _repr_html_(self) -> str:
        about = f'role="img" aria-label="{escape(self.words)}" style="{self.style}"'
        return self.svg.replace("<svg ", f"<svg {about} ", 1)

    def __repr__(self) -> str:
        return self.words
