"""Las claves con que se comparan dos grafías."""

from __future__ import annotations

import pytest

from construyamos_gpt.corpus.letters import fold, skeleton, twin_key


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Quando dixe á Dios", "cuando dije a dios"),
        ("mugeres del reyno", "mujeres del reino"),
        ("havia un quarto baxo", "había un cuarto bajo"),
        ("christiano exercito", "cristiano ejército"),
        ("passo y philosofia", "paso y filosofía"),
        ("estraño efeto dino", "extraño efecto digno"),
        ("á dios", "adiós"),
    ],
)
def test_skeleton_is_the_same_in_both_spellings(old: str, new: str) -> None:
    assert skeleton(old) == skeleton(new)


def test_skeleton_tells_verses_apart() -> None:
    assert skeleton("la casa") != skeleton("la caza")
    assert skeleton("año") != skeleton("ano")


@pytest.mark.parametrize(
    ("old", "new"),
    [("muger", "mujer"), ("passo", "paso"), ("huviera", "hubiera"), ("exercito", "ejército")],
)
def test_twins_are_the_same_word(old: str, new: str) -> None:
    assert twin_key(old) == twin_key(new)


@pytest.mark.parametrize(
    ("one", "other"),
    [("signo", "sino"), ("ondas", "hondas"), ("vitoria", "victoria"), ("alado", "hallado")],
)
def test_twins_are_not_two_words_that_only_look_alike(one: str, other: str) -> None:
    assert twin_key(one) != twin_key(other)


def test_fold_keeps_the_letter_n_with_tilde() -> None:
    assert fold("Pingüé año") == "pingue año"
