"""Palabras: las de entonces y las de ahora, partidas y acentuadas a mano."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from construyamos_gpt.verse.words import read_word


@pytest.mark.parametrize(
    ("word", "syllables", "stressed"),
    [
        ("deste", "des-te", "des"),
        ("vitoria", "vi-to-ria", "to"),
        ("süave", "sü-a-ve", "a"),
        ("rüido", "rü-i-do", "i"),
        ("fiel", "fiel", "el"),
        ("oíd", "o-íd", "íd"),
        ("leyes", "le-yes", "le"),
        ("muy", "muy", "muy"),
        ("ahí", "a-hí", "hí"),
        ("buey", "buey", "buey"),
        ("huir", "huir", "ir"),
        ("viaje", "via-je", "a"),
        ("caída", "ca-í-da", "í"),
        ("poeta", "po-e-ta", "e"),
        ("guerra", "gue-rra", "gue"),
        ("vergüenza", "ver-güen-za", "güen"),
        ("océano", "o-cé-a-no", "cé"),
        ("diciéndoselo", "di-cién-do-se-lo", "cién"),
        ("transportar", "trans-por-tar", "tar"),
        ("estáis", "es-táis", "táis"),
        ("Dulcinea", "dul-ci-ne-a", "ne"),
        ("Jerusalem", "je-ru-sa-lem", "lem"),
        ("reyno", "rei-no", "rei"),  # ortografía de 1784
        ("y", "y", "y"),
    ],
)
def test_syllables_and_stress(word: str, syllables: str, stressed: str) -> None:
    found = read_word(word)
    assert found is not None
    assert "-".join(found.syllables) == syllables
    assert [found.pieces[i] for i in found.stressed] == [stressed]


def test_adverbs_in_mente_have_two_stresses() -> None:
    found = read_word("fácilmente")
    assert found is not None
    assert [found.pieces[i] for i in found.stressed] == ["fá", "men"]
    verb = read_word("lamente")
    assert verb is not None and [verb.pieces[i] for i in verb.stressed] == ["men"]


@pytest.mark.parametrize(
    "word", ["viaje", "suave", "cruel", "ruido", "glorioso", "Diana", "quieto"]
)
def test_words_that_poets_stretch(word: str) -> None:
    found = read_word(word)
    assert found is not None
    assert [seam.licence for seam in found.seams if seam.joined] == ["diéresis"]


@pytest.mark.parametrize("word", ["tierra", "puerta", "gloria", "agua", "guerra", "aire"])
def test_words_that_nobody_stretches(word: str) -> None:
    found = read_word(word)
    assert found is not None
    assert not any(seam.joined for seam in found.seams)


def test_strength() -> None:
    expected = {"de": "átona", "que": "átona", "qué": "tónica", "mi": "átona", "mí": "tónica"}
    expected |= {"desde": "débil", "luz": "tónica", "tan": "átona", "un": "débil"}
    for word, strength in expected.items():
        found = read_word(word)
        assert found is not None and found.strength == strength, word


@pytest.mark.parametrize("word", ["", "sr", "мир", "straße", "a" * 1000, "1", "brr"])
def test_what_is_not_a_spanish_word(word: str) -> None:
    assert read_word(word) is None


@given(st.text(alphabet="aeiouyáéíóúüïhnsbcrlñqg", min_size=1, max_size=12))
def test_pieces_always_make_the_word(word: str) -> None:
    found = read_word(word)
    if found is not None:
        assert len(found.seams) == len(found.pieces) - 1
        assert all(0 <= i < len(found.pieces) for i in found.stressed)
        assert "".join(found.pieces) == found.text
