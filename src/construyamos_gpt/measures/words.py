"""Las palabras: ¿se podrían escribir así?, ¿existen?

Un modelo que empieza aprende primero a deletrear («salidades», «invencionas») y después a no
inventar. Por eso son dos medidas:

- **bien deletreada**: todas sus ternas de letras, contando el principio y el final, salen en
  alguna palabra de lo estudiado. «Sirvierto» lo está; «xkq», no;
- **existe**: está en lo estudiado, o en un diccionario de español, o es un verbo de ese diccionario
  con pronombres pegados («dijéronle»), que los diccionarios no suelen traer.

Y una tercera: **distintas**, cuántas no se repiten entre las sesenta primeras del poema. Quien
escribe una y otra vez lo mismo deletrea, mide y rima sin fallo; ahí se le nota.

Las palabras de una y dos letras no cuentan: dos letras al azar forman palabra muchas veces.

El diccionario es el de `simplemma`: 820 000 formas con sus conjugaciones, sin red.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from construyamos_gpt.corpus.letters import WORD
from construyamos_gpt.measures.poems import Sample

__all__ = [
    "FIRST_WORDS",
    "SHORTEST",
    "Vocabulary",
    "distinct_words",
    "real_words",
    "spelled_words",
    "words",
]

SHORTEST = 3
FIRST_WORDS = 60  # siempre las mismas: en un poema largo es más fácil repetirse
_CLITICS = re.compile(r"(.{2,}?)(?:me|te|se|nos|os|le|les|lo|los|la|las)")
_ASSIMILATED = re.compile(r"(.+)l(?:le|les|lo|los|la|las)")  # escuchalle: escuchar-le
_VERB = re.compile(r".+[aeií]r")


def words(text: str) -> list[str]:
    """Las palabras de `SHORTEST` letras o más, en minúsculas."""
    return [word.lower() for word in WORD.findall(text) if len(word) >= SHORTEST]


def _triples(word: str) -> Iterator[str]:
    """Las ternas de letras de una palabra; el principio y el final cuentan como una letra."""
    marked = f"^{word}$"
    return (marked[i : i + 3] for i in range(len(marked) - 2))


class Vocabulary:
    """Las palabras que existen y las ternas de letras que se usan.

    Args:
        texts: lo estudiado.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        from simplemma.strategies import DictionaryLookupStrategy  # su diccionario tarda

        self._studied = {word for text in texts for word in words(text)}
        self._triples = {triple for word in self._studied for triple in _triples(word)}
        self._dictionary = DictionaryLookupStrategy()
        self._known: dict[str, bool] = {}

    def exists(self, word: str) -> bool:
        """Si una palabra, en minúsculas, existe."""
        if word not in self._known:
            self._known[word] = word in self._studied or self._in_dictionary(word)
        return self._known[word]

    def well_spelled(self, word: str) -> bool:
        """Si una palabra, en minúsculas, se podría escribir así."""
        return all(triple in self._triples for triple in _triples(word))

    def _in_dictionary(self, word: str) -> bool:
        if self._dictionary.get_lemma(word, "es") is not None:
            return True
        return any(self._is_verb(stem) for stem in _stems(word))

    def _is_verb(self, stem: str) -> bool:
        lemma = self._dictionary.get_lemma(stem, "es")
        return lemma is not None and _VERB.fullmatch(lemma) is not None


def _stems(word: str) -> Iterator[str]:
    """Lo que queda de una palabra al quitarle uno o dos pronombres del final.

    Con ellos el verbo gana una tilde que solo no lleva: «hízole» es «hizo».
    """
    if match := _ASSIMILATED.fullmatch(word):
        yield match[1] + "r"
    stem = word
    for _ in range(2):
        match = _CLITICS.fullmatch(stem)
        if match is None:
            return
        stem = match[1]
        yield stem
        yield _without_accents(stem)


def _without_accents(word: str) -> str:
    """La palabra sin tildes; la ñ y la ü se quedan."""
    bare = re.sub("\u0301", "", unicodedata.normalize("NFD", word))
    return unicodedata.normalize("NFC", bare)


def real_words(sample: Sample, vocabulary: Vocabulary) -> tuple[int, int]:
    """Cuántas palabras existen, de cuántas."""
    found = words(sample.text)
    return sum(map(vocabulary.exists, found)), len(found)


def spelled_words(sample: Sample, vocabulary: Vocabulary) -> tuple[int, int]:
    """Cuántas palabras están bien deletreadas, de cuántas."""
    found = words(sample.text)
    return sum(map(vocabulary.well_spelled, found)), len(found)


def distinct_words(sample: Sample) -> tuple[int, int]:
    """Cuántas palabras distintas hay entre las `FIRST_WORDS` primeras, de cuántas; en un poema más
    corto no se cuenta nada: (0, 0)."""
    found = words(sample.text)[:FIRST_WORDS]
    return (len(set(found)), FIRST_WORDS) if len(found) == FIRST_WORDS else (0, 0)
