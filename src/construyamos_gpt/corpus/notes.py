"""Apuntes al margen de un poema: en qué sílaba va cada letra, dónde suena fuerte y con quién rima.

    TÚ | que‿i | mi | TAS | te | la | llo | RO | sa | VI | da
    1    2       3    4     5    6    7     8    9    10   11

Un modelo que solo adivina letras tarda mucho en darse cuenta de que un verso se mide: la única
pista es dónde acaba la línea. Con estos apuntes, el oído (`ear.py`) le pregunta en cada letra por
qué sílaba va, y tras cada palabra, cuál fue la última con acento. Los pone el medidor de versos
del proyecto, `verse`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from construyamos_gpt.corpus.pieces import Piece
from construyamos_gpt.verse import Line, Poem, scan_poem

__all__ = ["ANSWERS", "NOTHING", "RhymeBook", "notes_of", "take_notes"]

SYLLABLE, PARTNER, RHYME, STRESS = 0, 1, 2, 3  # las columnas de los apuntes
NOTHING = 255  # aquí no se apunta nada
LONGEST = 16  # sílabas: de un verso más largo no se apunta nada
N_RHYMES = 200  # las rimas más frecuentes; las demás no se apuntan
REACH = 4  # versos: hasta dónde se mira atrás para saber con quién rima uno
ANSWERS = (LONGEST + 1, REACH + 1, N_RHYMES, LONGEST + 1)  # respuestas posibles en cada columna


class RhymeBook:
    """Las rimas más frecuentes de unos poemas, numeradas.

    Args:
        poems: los poemas, medidos.
    """

    def __init__(self, poems: Iterable[Poem]) -> None:
        counts = Counter(key for poem in poems for key in _keys(poem))
        counts.pop("", None)
        self._numbers = {key: i for i, (key, _) in enumerate(counts.most_common(N_RHYMES))}

    def number(self, key: str) -> int:
        """El número de una rima; `NOTHING` si es rara."""
        return self._numbers.get(key, NOTHING)


def _keys(poem: Poem) -> list[str]:
    """La rima de cada verso; vacía en los sueltos. «~» distingue la asonante."""
    assonant = poem.rhyme == "asonante"
    return [
        "" if letter == "-" else f"~{line.assonant}" if assonant else line.consonant
        for line, letter in zip(poem.lines, poem.scheme, strict=True)
    ]


def take_notes(piece: Piece, poem: Poem, book: RhymeBook) -> np.ndarray:
    """Los apuntes de una pieza.

    Args:
        piece: la pieza.
        poem: la misma, medida.
        book: los números de las rimas.

    Returns:
        Forma (letras, 4). La sílaba, contando desde 1; 0 en el salto de línea. Cuántos versos más
        arriba está aquel con el que rima este; 0 si ninguno. El número de la rima: si hay con
        quién rimar, en todas las letras; si no, solo en el salto de línea, cuando ya se ha oído.
        Y detrás de cada palabra, la última sílaba con acento; 0 si aún no ha habido.
    """
    notes = np.full((len(piece.text), len(ANSWERS)), NOTHING, dtype=np.uint8)
    keys = _keys(poem)
    texts = piece.text.split("\n")
    if sum(bool(text.strip()) for text in texts) != len(keys):
        return notes  # con separadores de línea raros
    start, verse = 0, 0  # dónde empieza la línea; cuántos versos van
    for text in texts:
        end = start + len(text)
        if text.strip():
            line = poem.lines[verse]
            syllables = _syllable_of_each_letter(text, line)
            if syllables is not None:
                notes[start:end, SYLLABLE] = syllables
                notes[end : end + 1, SYLLABLE] = 0
                for i, character in enumerate(f"{text}\n"[: len(notes) - start]):
                    if not character.isalpha():
                        heard = syllables[min(i, len(text) - 1)]
                        notes[start + i, STRESS] = _last_stress(line, heard)
            partner = _partner(keys, verse)
            notes[start : end + 1, PARTNER] = partner
            notes[start if partner else end : end + 1, RHYME] = book.number(keys[verse])
            verse += 1
        start = end + 1
    return notes


def _partner(keys: Sequence[str], verse: int) -> int:
    """Cuántos versos más arriba está el último que rima con este; 0 si está lejos o no lo hay."""
    for distance in range(1, min(REACH, verse) + 1):
        if keys[verse] and keys[verse - distance] == keys[verse]:
            return distance
    return 0


def _last_stress(line: Line, heard: int) -> int:
    """La última sílaba con acento de las `heard` primeras; 0 si no hay ninguna."""
    return max((place for place in line.stresses if place <= heard), default=0)


def _syllable_of_each_letter(text: str, line: Line) -> Sequence[int] | None:
    """En qué sílaba cae cada carácter; un espacio o un signo van con la letra de antes."""
    of_letters = [
        number
        for number, syllable in enumerate(line.syllables, start=1)
        for letter in syllable
        if letter != "‿"
    ]
    if line.count is None or line.count > LONGEST:
        return None
    if len(of_letters) != sum(character.isalpha() for character in text):
        return None  # se ha leído de otra manera que se escribe
    found, current = [], 1
    letters = iter(of_letters)
    for character in text:
        current = next(letters) if character.isalpha() else current
        found.append(current)
    return found


def notes_of(pieces: Sequence[Piece]) -> list[np.ndarray]:
    """Los apuntes de unos poemas, que comparten los números de las rimas."""
    poems = [scan_poem(piece.text) for piece in pieces]
    book = RhymeBook(poems)
    return [take_notes(piece, poem, book) for piece, poem in zip(pieces, poems, strict=True)]
