"""Prosa en piezas: frases enteras, párrafos ni muy largos ni cortados.

Una pieza termina donde termina una frase. Un párrafo de más de 1 200 caracteres se parte entre
frases en trozos parecidos; si acaba en dos puntos porque sigue un poema, pierde esa última frase.
"""

from __future__ import annotations

import re

__all__ = [
    "MAX_CHARS",
    "balance_quotes",
    "ends_sentence",
    "sentences",
    "split_paragraph",
    "trim_to_sentence",
]

MAX_CHARS = 1200

_END = re.compile(r"[.?!…][»”)\]]*$")
_BOUNDARY = re.compile(r"(?<=[.?!…»)])\s+(?=[«¿¡(\-—]*[A-ZÁÉÍÓÚÑ])")


def ends_sentence(text: str) -> bool:
    """¿Termina en final de frase: punto, interrogación, admiración o puntos suspensivos?"""
    return _END.search(text.rstrip()) is not None


def sentences(text: str) -> list[str]:
    """Parte un texto en frases (una frase termina en `.`, `?`, `!` y sigue una mayúscula)."""
    parts: list[str] = []
    for part in _BOUNDARY.split(text):
        if parts and not ends_sentence(parts[-1]):  # un » en mitad de frase no la termina
            parts[-1] += " " + part
        else:
            parts.append(part)
    return parts


def trim_to_sentence(text: str) -> str:
    """Quita del final la frase que no termina; puede quedar vacío."""
    parts = sentences(text)
    while parts and not ends_sentence(parts[-1]):
        parts.pop()
    return " ".join(parts)


def split_paragraph(text: str, limit: int = MAX_CHARS) -> list[str]:
    """Parte un párrafo largo, entre frases, en trozos de tamaño parecido de hasta `limit` letras.

    Una frase que sola pasa del límite se queda entera: cortarla sería enseñar a callar a medias.
    """
    if len(text) <= limit:
        return [text]
    target = len(text) / -(-len(text) // limit)
    chunks: list[str] = []
    current = ""
    for sentence in sentences(text):
        joined = f"{current} {sentence}".strip()
        near = len(current) >= target * 0.85 and len(joined) > target * 1.1
        if current and (len(joined) > limit or near):
            chunks.append(current)
            current = sentence
        else:
            current = joined
    if current:
        chunks.append(current)
    return chunks


def balance_quotes(text: str) -> str:
    """Quita las comillas « » que no tienen pareja (la otra quedó en otra pieza)."""
    if "«" not in text and "»" not in text:
        return text
    open_at: list[int] = []
    lonely: set[int] = set()
    for i, letter in enumerate(text):
        if letter == "«":
            open_at.append(i)
        elif letter == "»":
            if open_at:
                open_at.pop()
            else:
                lonely.add(i)
    lonely.update(open_at)
    return "".join(letter for i, letter in enumerate(text) if i not in lonely)
