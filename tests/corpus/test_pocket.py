"""El corpus de bolsillo: que sus versos rimen, midan lo que deben y quepan en el vocabulario."""

import re
from itertools import pairwise

import pytest

from construyamos_gpt.corpus import SPLITS, pocket_corpus, summarize
from construyamos_gpt.corpus.forms import assonance, poem_form, rhyme_key, syllables
from construyamos_gpt.corpus.pieces import Piece
from construyamos_gpt.tokens import CHARACTERS, FORMS

PIECES = [piece for split in SPLITS for piece in pocket_corpus().pieces(split)]
POEMS = [piece for piece in PIECES if piece.form != "prosa"]
SCHEMES = {
    "soneto": "ABBAABBACDCDCD",
    "octavas": "ABABABCC",
    "tercetos": "ABABCBCDCDEDEFEF",
    "redondillas": "ABBA",
}


def name(piece: Piece) -> str:
    return piece.place


def verses(piece: Piece) -> list[str]:
    return [line for line in piece.text.split("\n") if line]


def scheme(lines: list[str]) -> str:
    letters: dict[str, str] = {}
    keys = [rhyme_key(line) for line in lines]
    return "".join(letters.setdefault(key, "ABCDEFGHIJ"[len(letters)]) for key in keys)


def test_split_is_fixed_and_every_form_is_there():
    splits = {split: list(pocket_corpus().pieces(split)) for split in SPLITS}
    assert [len(splits[split]) for split in SPLITS] == [26, 2, 1]
    assert {piece.form for piece in splits["val"]} == {"soneto", "prosa"}
    assert {piece.form for piece in PIECES} == set(FORMS) - {"verso", "fragmento"}
    assert len({piece.text for piece in PIECES}) == len(PIECES)


def test_everything_fits_in_the_vocabulary_and_ends_like_a_sentence():
    assert summarize(pocket_corpus()).unknown == ""
    for piece in PIECES:
        assert set(piece.text) <= set(CHARACTERS)
        assert piece.text == piece.text.strip() and piece.text[-1] in ".!?"


@pytest.mark.parametrize("piece", [p for p in POEMS if p.form in SCHEMES], ids=name)
def test_consonant_rhymes_follow_the_scheme(piece):
    expected = SCHEMES[piece.form]
    lines = verses(piece)
    size = len(lines) if piece.form == "tercetos" else len(expected)
    assert len(lines) % size == 0
    for start in range(0, len(lines), size):
        assert scheme(lines[start : start + size]) == expected


@pytest.mark.parametrize("piece", [p for p in POEMS if p.form == "romance"], ids=name)
def test_romances_rhyme_in_even_lines_only(piece):
    lines = verses(piece)
    vowels = {assonance(rhyme_key(line)) for line in lines[1::2]}
    assert len(vowels) == 1
    assert not vowels & {assonance(rhyme_key(line)) for line in lines[::2]}


@pytest.mark.parametrize("piece", POEMS, ids=name)
def test_forms_are_recognised(piece):
    assert poem_form(verses(piece)) == piece.form


def test_metre_lies_between_all_synaloephas_and_none():
    for piece in POEMS:
        measure = 8 if piece.form in ("redondillas", "romance") else 11
        for line in verses(piece):
            shortest, longest = metre_range(line)
            assert shortest <= measure <= longest, line


def metre_range(line: str) -> tuple[int, int]:
    """Sílabas métricas con todas las sinalefas y sinéresis, y sin ninguna."""
    words = re.findall(r"[^\W\d_]+", line.lower())
    total = sum(syllables(word) for word in words) + ending(words[-1])
    vowels = re.compile("[aeiouáéíóúüy]")
    joints = sum(
        bool(vowels.match(before[-1]) and vowels.match(after.removeprefix("h")))
        for before, after in pairwise(words)
    )
    diphthongs = sum(len(re.findall("[iuü][aeoáéó]|[aeo][aeoiu]", word)) for word in words)
    return total - joints - diphthongs, total + diphthongs


def ending(word: str) -> int:
    """+1 si la última palabra es aguda, 0 si es llana (no hay esdrújulas a final de verso)."""
    plain = not re.search("[áéíóú]", word)
    last = re.search(r"[áéíóú][^aeiou]*$", word) is not None
    oxytone = (plain and word[-1] not in "aeiouns") or last or syllables(word) == 1
    return int(oxytone)
