"""De una palabra a sus sílabas y su acento.

Las sílabas las da la biblioteca silabeador, que sigue a Quilis. Aquí se añade lo que el verso
necesita y el diccionario no dice:

- **si la palabra se pronuncia con acento**. En «la luz del sol» solo suenan *luz* y *sol*:
  artículos, preposiciones, conjunciones y pronombres que se apoyan en el verbo son átonos;
- **por dónde se puede estirar o encoger**. «Viaje» tiene dos sílabas, *via-je*, y Cervantes le da
  muchas veces tres. Por eso la palabra se parte en los trozos más pequeños posibles, y entre cada
  dos queda una costura (véase `seams`):

      viaje   →  vi ~ a | je      (~ cosida, | descosida)

Fuente: A. Quilis, «Métrica española» (Ariel, 1984), «El acento»: qué palabras son acentuadas y
cuáles inacentuadas.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from silabeador import Syllabification

from construyamos_gpt.verse.seams import Seam, diaeresis, fold, inside_word

__all__ = ["Strength", "Word", "read_word"]

Strength = Literal["tónica", "débil", "átona"]

_LONGEST = 40  # letras: silabeador se llama a sí mismo una vez por letra
_LETTERS = re.compile(r"[a-zñçáéíóúâêîôûäëïöü]+")
_GRAVE = str.maketrans("àèìòù", "áéíóú")  # la tilde del siglo XVIII
_OLD_Y = re.compile(r"^y(?=[^aeiouáéíóú])|(?<=[aeou])y(?=[^aeiouyáéíóú])")  # ygual, reyno


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_UNSTRESSED = _set(
    # el artículo, los pronombres que se apoyan en el verbo y los posesivos delante del nombre
    "el la lo los las al del me te se le les nos os mi mis tu tus su sus "
    # preposiciones
    "a con de en por sin so "
    # conjunciones y relativos
    "y e i o u ni que si mas pero cuyo cuya cuyos cuyas conque "
    # los tratamientos, y «tan»
    "don doña san fray tan"
)
# Se oyen poco, pero el verso puede apoyarse en ellas: «que tuve, ausente y desdeñado sobre».
_WEAK = _set(
    "un una unos unas nuestro nuestra nuestros nuestras vuestro vuestra vuestros vuestras "
    "ante bajo contra desde entre hacia hasta para sobre tras según "
    "cual cuales quien quienes cuando como donde do cuanto cuanta cuantos cuantas mientras "
    "luego pues porque aunque sino aun muy"
)
# Acaban en -mente y no son adverbios.
_NOT_ADVERBS = _set(
    "clemente inclemente vehemente demente lamente aumente augmente atormente fomente alimente "
    "cimente escarmente experimente documente fermente sacramente"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Word:
    """Una palabra, lista para el verso.

    Attributes:
        text: la palabra en minúsculas y en NFC.
        pieces: sus trozos más pequeños: `("vi", "a", "je")`.
        seams: las costuras entre un trozo y el siguiente; una menos que trozos.
        stressed: en qué trozos, desde 0, cae el acento; los adverbios en -mente tienen dos.
        strength: `tónica`, `átona` o `débil` (átona, salvo que el verso se apoye en ella).
    """

    text: str
    pieces: tuple[str, ...]
    seams: tuple[Seam, ...]
    stressed: tuple[int, ...]
    strength: Strength

    @property
    def syllables(self) -> tuple[str, ...]:
        """Las sílabas de la gramática: `("via", "je")`."""
        found = [self.pieces[0]]
        for piece, seam in zip(self.pieces[1:], self.seams, strict=True):
            if seam.joined:
                found[-1] += piece
            else:
                found.append(piece)
        return tuple(found)


@lru_cache(maxsize=100_000)
def read_word(text: str) -> Word | None:
    """La palabra, partida y acentuada; nada si no se puede pronunciar en español.

    Args:
        text: una palabra sola.
    """
    word = unicodedata.normalize("NFC", text.lower())
    word = word.translate(_GRAVE) if len(word) > 1 else fold(word)
    if word != "y":
        word = _OLD_Y.sub("i", word)
    if (
        len(word) > _LONGEST
        or not _LETTERS.fullmatch(word)
        or not re.search("[aeiouy]", fold(word))
    ):
        return None
    try:
        syllables, stresses = _syllables(word)
    except IndexError:  # silabeador no sabe qué hacer con lo que no es una palabra: «yy»
        return None
    return _cut(word, syllables, stresses)


def _syllables(word: str) -> tuple[list[str], list[int]]:
    """Las sílabas de la gramática y cuáles son tónicas, desde 0.

    Sin la lista de excepciones de silabeador (*cru-el*): aquí son diéresis, y las decide el verso.
    """
    found = Syllabification(word, exceptions=0)
    syllables: list[str] = found.syllables
    if word.endswith("mente") and len(syllables) > 3 and fold(word) not in _NOT_ADVERBS:
        adjective = Syllabification(word.removesuffix("mente"), exceptions=0)
        return syllables, [len(adjective.syllables) + adjective.stress, len(syllables) - 2]
    return syllables, [len(syllables) + found.stress]


def _cut(word: str, syllables: list[str], stresses: list[int]) -> Word:
    """Parte en dos los diptongos que admiten diéresis y pone las costuras."""
    pieces: list[str] = []
    seams: list[Seam] = []
    places: list[int] = []  # en qué trozo está la vocal que manda en cada sílaba
    start = 0
    for i, syllable in enumerate(syllables):
        stress = stresses[-1] - i
        if pieces:
            after = len(syllables) - 1 - i
            seams.append(inside_word(syllables[i - 1], syllable, stress=stress + 1, after=after))
        cut = diaeresis(word, start, syllable, stress=stress)
        if cut is None:
            pieces.append(syllable)
        else:
            letter, cost = cut
            pieces += [syllable[:letter], syllable[letter:]]
            seams.append(Seam(joined=True, cost=cost, licence="diéresis"))
        places.append(len(pieces) - 1)
        start += len(syllable)
    if word in _WEAK:
        strength: Strength = "débil"
    else:
        strength = "átona" if word in _UNSTRESSED else "tónica"
    return Word(
        text=word,
        pieces=tuple(pieces),
        seams=tuple(seams),
        stressed=tuple(places[i] for i in stresses),
        strength=strength,
    )
