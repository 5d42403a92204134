"""La rima: lo que suena desde la última vocal tónica.

- **Consonante**: coinciden vocales y consonantes: *cuid-ado*, *encarg-ado*.
- **Asonante**: coinciden solo las vocales: *dich-o*, *am-orí-os* → í-o.

Se compara el sonido y no la letra: *llave* rima con *sabe*, y *hermosa*, con *rosa*. Y valen las
licencias del Siglo de Oro: *perfecto* rima con *efeto*, y *digno*, con *camino*, porque así se
pronunciaban.

Fuente: A. Quilis, «Métrica española» (Ariel, 1984), «La rima».
"""

from __future__ import annotations

import re
from functools import lru_cache

from construyamos_gpt.verse.seams import fold

__all__ = ["assonant_key", "consonant_key"]

# Ya sin tildes ni diéresis. En orden: cada regla mira lo que dejaron las anteriores.
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"ch", "C"),
        (r"ph", "f"),
        (r"h", ""),
        (r"ll", "L"),
        (r"x(?=[^aeiou]|$)", "s"),
        (r"x", "j"),
        (r"g(?=[ei])", "j"),
        (r"gu(?=[ei])", "g"),
        (r"gw", "gu"),
        (r"qu(?=[ei])", "k"),
        (r"sc(?=[ei])", "z"),
        (r"c(?=[ei])|ç", "z"),
        (r"c(?=[tz])|p(?=[tc])|g(?=n)", ""),  # perfecto, efeto; digno, indino
        (r"[cq]", "k"),
        (r"v", "b"),
        (r"y(?![aeiou])", "i"),
        (r"m(?=[^aeiou])|m$", "n"),
        (r"n(?=s[^aeiou])", ""),  # monstro, rostro
        (r"([^r])\1", r"\1"),
    )
)


@lru_cache(maxsize=100_000)
def consonant_key(ending: str) -> str:
    """La clave de rima consonante de un final de verso que empieza en su vocal tónica.

    Args:
        ending: lo escrito desde la última vocal tónica: `"ado"`, `"ave"`.
    """
    text = fold(ending.replace("gü", "gw"))
    for pattern, sound in _SOUNDS:
        text = pattern.sub(sound, text)
    return text


@lru_cache(maxsize=100_000)
def assonant_key(ending: str) -> str:
    """Las vocales que cuentan en la rima asonante: la tónica y la de la última sílaba.

    En un esdrújulo no cuenta la de en medio (*pájaro*: a-o), ni en un diptongo la débil; y al final
    suenan igual la i y la e (*fácil*, *valle*), y la u y la o.
    """
    text = re.sub(r"(?<=[gq])u(?=[ei])", "", fold(ending))
    text = re.sub(r"y(?![aeiou])", "i", text)
    groups: list[str] = re.findall("[aeiou]+", text.replace("h", ""))
    if not groups:
        return ""
    first = groups[0][0]
    rest = groups[0][1:] if len(groups) == 1 else groups[-1]
    strong = [vowel for vowel in rest if vowel in "aeo"]
    if len(groups) == 1 and not strong:
        return first
    last = strong[-1] if strong else rest[-1]
    return first + {"i": "e", "u": "o"}.get(last, last)
