"""Las palabras: las que existen y las que se podrían escribir así."""

import pytest

from construyamos_gpt.measures.poems import Sample
from construyamos_gpt.measures.words import (
    FIRST_WORDS,
    Vocabulary,
    distinct_words,
    real_words,
    spelled_words,
    words,
)


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary(["En un lugar de la Mancha", "Dulcinea del Toboso: salió y entró"])


def test_short_words_numbers_and_signs_do_not_count() -> None:
    assert words("¿Él lo ve?\n1605: «Sancho», ¡ay!, don-aire") == ["sancho", "don", "aire"]


@pytest.mark.parametrize(
    "word", ["lugar", "toboso", "dijo", "dijéronle", "hízole", "decírselo", "escuchalle", "daros"]
)
def test_words_that_exist(vocabulary: Vocabulary, word: str) -> None:
    assert vocabulary.exists(word)


@pytest.mark.parametrize("word", ["sirvierto", "invencionas", "corrienta", "mesale", "xkq"])
def test_words_that_do_not(vocabulary: Vocabulary, word: str) -> None:
    assert not vocabulary.exists(word)


def test_spelling_looks_at_every_triple_and_at_both_ends(vocabulary: Vocabulary) -> None:
    assert vocabulary.well_spelled("lugar")
    assert vocabulary.well_spelled("salió")
    assert not vocabulary.well_spelled("ugar")  # nada de lo estudiado empieza por «ug»
    assert not vocabulary.well_spelled("luga")


def test_they_are_counted_one_by_one(vocabulary: Vocabulary) -> None:
    sample = Sample(form="verso", text="Sirvierto de la Mancha,\nen un lugar corrienta")
    assert real_words(sample, vocabulary) == (2, 4)
    assert spelled_words(sample, vocabulary) == (2, 4)
    assert real_words(Sample(form="verso", text="a ti"), vocabulary) == (0, 0)


def test_the_first_words_are_counted_once_each() -> None:
    poem = "Sancho mira el molino\n" * 40  # «el» no cuenta
    assert distinct_words(Sample(form="verso", text=poem)) == (3, FIRST_WORDS)
    assert distinct_words(Sample(form="verso", text="Sancho mira el molino")) == (0, 0)
