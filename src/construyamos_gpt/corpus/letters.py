"""Letras que se escriben de dos maneras y suenan igual: las claves para comparar palabras.

`skeleton` iguala cuanto puede, para reconocer el mismo verso en dos ortografías; `twin_key` solo
lo que es la misma palabra, para modernizarla.
"""

from __future__ import annotations

import re
from functools import lru_cache

from construyamos_gpt.verse.seams import fold

__all__ = ["WORD", "fold", "skeleton", "twin_key"]

WORD = re.compile(r"[^\W\d_]+")

# En orden: cada regla mira lo que dejaron las anteriores.
_SKELETON_RULES = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"ch(?=r)", "k"),  # christiano
        (r"ch", "C"),  # la ch de hoy, a salvo
        (r"ph", "f"),
        (r"h", ""),
        (r"x(?=[^aeiou]|$)", "s"),  # extraño, estraño
        (r"x", "j"),  # dixo, dijo
        (r"g(?=[ei])", "j"),  # muger, mujer
        (r"qu(?=[ei])", "k"),
        (r"q", "k"),  # quando, cuando
        (r"sc(?=[ei])", "c"),
        (r"c(?=[ei])|ç|s(?=z)", "z"),
        (r"c(?=[tkz])|p(?=t)|g(?=n)", ""),  # efecto, efeto; digno, dino
        (r"c", "k"),
        (r"v", "b"),
        (r"y", "i"),
        (r"m(?=[^aeiou])|m$", "n"),  # inmortal, immortal
        (r"b(?=s)|n(?=s[^aeiou])", ""),  # obscuro, oscuro; transformar, trasformar
        (r"(.)\1+", r"\1"),  # passo, paso
    )
)


@lru_cache(maxsize=200_000)
def _word_skeleton(word: str) -> str:
    text = fold(word)
    for pattern, replacement in _SKELETON_RULES:
        text = pattern.sub(replacement, text)
    return text


# De estas letras solo cambió la ortografía: `muger` y `mujer` se dicen igual. El esqueleto iguala
# más cosas (`signo` y `sino`, `ondas` y `hondas`), y eso para modernizar sería cambiar la palabra.
_TWIN_RULES = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"ch(?=r)|qu(?=[ei])|q", "k"),
        (r"ch", "C"),
        (r"ph", "f"),
        (r"th", "t"),
        (r"x(?=[aeiou])|g(?=[ei])", "j"),
        (r"c(?=[ei])|ç", "z"),
        (r"c", "k"),
        (r"v", "b"),
        (r"(?<=[aeou])y", "i"),
        (r"m(?=[mpbn])", "n"),
        (r"([bdfgmnpst])\1+", r"\1"),
    )
)


@lru_cache(maxsize=200_000)
def twin_key(word: str) -> str:
    """Lo que comparten dos grafías de una misma palabra: `twin_key("muger")` y la de «mujer»."""
    text = fold(word)
    for pattern, replacement in _TWIN_RULES:
        text = pattern.sub(replacement, text)
    return text


def skeleton(text: str) -> str:
    """Clave de un verso o de una frase que no cambia entre la ortografía de 1784 y la de hoy.

    Sin espacios, porque «á dios» y «adiós» son lo mismo: `skeleton("Quando dixe á Dios")` y
    `skeleton("cuando dije adiós")` son iguales.
    """
    return "".join(_word_skeleton(word) for word in WORD.findall(text))
