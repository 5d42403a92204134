"""Cada parte se lee bien y tiene lo que promete."""

import pytest
from herramientas.guia.checks import count_words, inflesz, problems
from herramientas.guia.source import Part, read_parts


@pytest.mark.parametrize("part", read_parts(), ids=lambda part: part.name)
def test_every_part_keeps_its_promises(part: Part) -> None:
    assert list(problems(part)) == []


def test_short_sentences_are_easier() -> None:
    easy = "Sancho va a pie. El rucio come. Hace sol."
    hard = "La indeterminación epistemológica imposibilita aproximaciones categóricas."
    assert count_words(easy) == 9
    assert inflesz(easy) > 80 > 40 > inflesz(hard)


def test_the_scale_is_the_published_formula() -> None:
    """206,835 − 62,3 · sílabas/palabras − palabras/frases, con la cuenta hecha a mano."""
    text = "Sancho mira el molino. El molino gira."  # 2+2+1+3 y 1+3+2 sílabas
    assert inflesz(text) == pytest.approx(206.835 - 62.3 * 14 / 7 - 7 / 2)
