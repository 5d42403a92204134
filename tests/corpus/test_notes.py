"""Los apuntes: cada letra, en su sílaba; cada verso, con quien rima."""

import numpy as np
import pytest

from construyamos_gpt.corpus import pocket_corpus
from construyamos_gpt.corpus.notes import (
    ANSWERS,
    NOTHING,
    PARTNER,
    RHYME,
    STRESS,
    SYLLABLE,
    RhymeBook,
    notes_of,
    take_notes,
)
from construyamos_gpt.verse import scan_poem
from tests.small import LINES, piece


def lines_of(text: str, column: np.ndarray) -> list[list[int]]:
    """Una columna de apuntes, por versos; el último número de cada uno es el del salto."""
    found: list[list[int]] = [[]]
    for character, value in zip(text, column.tolist(), strict=True):
        found[-1].append(value)
        if character == "\n":
            found.append([])
    return found


def test_each_letter_goes_with_its_syllable() -> None:
    verse = "Tú, que imitaste la llorosa vida"
    (notes,) = notes_of([piece(verse)])
    syllables = ["Tú, ", "que i", "mi", "tas", "te ", "la ", "llo", "ro", "sa ", "vi", "da"]
    wanted = [n for n, syllable in enumerate(syllables, start=1) for _ in syllable]
    assert "".join(syllables) == verse
    assert notes[:, SYLLABLE].tolist() == wanted


def test_after_each_word_the_last_stress() -> None:
    verse = "Tú, que imitaste la llorosa vida"
    (notes,) = notes_of([piece(f"{verse}\n{verse}")])
    asked = [(i, n) for i, n in enumerate(notes[:, STRESS].tolist()) if n != NOTHING]
    spaces = [i for i, character in enumerate(f"{verse}\n{verse}") if not character.isalpha()]
    assert [i for i, _ in asked] == spaces
    # «Tú» y su coma, «que», «imitaste», «la», «llorosa», y al acabar el verso, «vida»
    assert [n for _, n in asked] == [1, 1, 1, 4, 4, 8, 10, 1, 1, 1, 4, 4, 8]


def test_the_syllables_of_the_pocket_poems_go_up_one_by_one() -> None:
    poems = [p for p in pocket_corpus().pieces("train") if p.form != "prosa"]
    noted = 0
    for poem, notes in zip(poems, notes_of(poems), strict=True):
        assert notes.shape == (len(poem.text), len(ANSWERS))
        for column, answers in enumerate(ANSWERS):
            values = notes[:, column]
            assert np.all((values < answers) | (values == NOTHING))
        verses = [line for line in poem.text.split("\n") if line]
        numbered = [n for n in lines_of(poem.text, notes[:, SYLLABLE]) if n[0] != NOTHING]
        for verse, numbers in zip(verses, numbered, strict=True):
            letters = numbers[: len(verse)]
            assert letters[0] == 1 and set(np.diff(letters)) <= {0, 1}
            assert numbers[len(verse) :] in ([], [0])
            noted += 1
    assert noted > 500


def test_who_rhymes_with_whom() -> None:
    quatrain = piece(LINES[0])  # molino, gigante, camino, adelante
    (notes,) = notes_of([quatrain])
    partners = [line[0] for line in lines_of(quatrain.text, notes[:, PARTNER])]
    assert partners == [0, 0, 2, 2]
    rhymes = lines_of(quatrain.text, notes[:, RHYME])
    ino, ante = rhymes[0][-1], rhymes[1][-1]
    assert NOTHING not in (ino, ante) and ino != ante
    assert set(rhymes[0][:-1]) == set(rhymes[1][:-1]) == {NOTHING}  # aún no se ha oído
    assert set(rhymes[2]) == {ino} and set(rhymes[3]) == {ante}


def test_the_same_rhyme_has_one_number_in_every_poem() -> None:
    poems = [piece(LINES[0]), piece(LINES[0] + "\n\n" + LINES[2])]
    first, second = notes_of(poems)
    assert first[-1, RHYME] == second[len(LINES[0]) - 1, RHYME]


@pytest.mark.parametrize("text", ["3 de mayo\nXIV y 1605\n", "uno\u2028dos\ntres", "\n\n"])
def test_what_cannot_be_read_gets_no_notes(text: str) -> None:
    (notes,) = notes_of([piece(text)])
    assert len(notes) == len(text)
    assert np.all(notes[:, SYLLABLE] == NOTHING)


def test_a_rare_rhyme_has_no_number() -> None:
    poem = scan_poem(LINES[0])
    notes = take_notes(piece(LINES[0]), poem, RhymeBook([]))
    assert np.all(notes[:, RHYME] == NOTHING)
