"""Versos escondidos: trozos de prosa que, sin que nadie se lo propusiera, miden como un verso.

    «…y sin que nadie le viese, una mañana, antes del día…»
        y sin que nadie le viese            (ocho sílabas)

El español cae sin querer en versos de ocho y de once sílabas, y en el Quijote hay miles. Aquí se
buscan los que empiezan tras una pausa o con una palabra de enlace y se leen sin ninguna licencia.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from construyamos_gpt.corpus.letters import WORD
from construyamos_gpt.corpus.pieces import Piece
from construyamos_gpt.verse import Line, natural_reading

__all__ = ["HiddenVerse", "find_hidden_verses"]

# Lo que se parte y se pierde al sacar un trozo de su sitio: diálogos, preguntas y paréntesis.
_CLOSED = re.compile(r"[^.;:?!¿¡()«»\"—\n-]+")
_LINKS = {
    *("a", "al", "ante", "antes", "aunque", "como", "con", "cual", "cuando", "de", "del", "desde"),
    *("donde", "e", "en", "entre", "hasta", "mas", "ni", "o", "para", "pero", "por", "porque"),
    *("pues", "que", "quien", "según", "si", "sin", "sobre", "tan", "y", "ya"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class HiddenVerse:
    """Un verso encontrado.

    Attributes:
        text: el verso, sin signo al final y en minúscula si empezaba frase.
        consonant, assonant: sus claves de rima (véase `verse.rhyme`).
        last_word: su última palabra.
    """

    text: str
    consonant: str
    assonant: str
    last_word: str

    @classmethod
    def of(cls, line: Line) -> HiddenVerse:
        """El de una línea ya medida."""
        return cls(
            text=line.text,
            consonant=line.consonant,
            assonant=line.assonant,
            last_word=line.last_word,
        )


def find_hidden_verses(pieces: Iterable[Piece], metre: int) -> Iterator[HiddenVerse]:
    """Recorre la prosa y saca, en orden, los versos que esconde; unos se pisan con otros.

    Args:
        pieces: las piezas; solo se miran las de prosa.
        metre: cuántas sílabas, 8 u 11.
    """
    shortest, longest = (22, 48) if metre == 11 else (15, 36)  # letras que suele ocupar
    for piece in pieces:
        if piece.form != "prosa":
            continue
        for sentence in _CLOSED.finditer(piece.text):
            words = list(WORD.finditer(sentence[0]))
            for first in range(len(words)):
                if _can_start(sentence[0], words, first):
                    verse = _verse_from(sentence[0], words, first, metre, shortest, longest)
                    if verse is not None:
                        yield verse


def _can_start(sentence: str, words: list[re.Match[str]], first: int) -> bool:
    """¿Empieza aquí una frase, o algo que puede estar al principio de un verso?"""
    before = sentence[: words[first].start()].rstrip()
    if first == 0:
        return words[0][0].islower()  # no se sabe si la mayúscula es de un nombre
    return before.endswith(",") or words[first][0] in _LINKS


def _verse_from(
    sentence: str, words: list[re.Match[str]], first: int, metre: int, shortest: int, longest: int
) -> HiddenVerse | None:
    """El verso que empieza en la palabra `first`."""
    start = words[first].start()
    for last in range(first + 2, len(words)):
        length = words[last].end() - start
        if length > longest:
            return None
        if length < shortest:
            continue
        line = natural_reading(sentence[start : words[last].end()], metre)
        if line is not None:
            return HiddenVerse.of(line)
    return None
