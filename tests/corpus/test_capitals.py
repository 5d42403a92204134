"""Mayúsculas de 1784 y de hoy."""

from __future__ import annotations

import pytest

from construyamos_gpt.corpus.capitals import modern_capitals
from construyamos_gpt.corpus.lexicon import Lexicon

LEXICON = Lexicon.learn(
    [
        "Vino Sancho, y el caballero llegó con Sancho; un alba clara y el río sonaba.",
        "Vio que todo caso era nuevo, y que el rey quiso que se fuese luego, necesario y todo.",
    ]
)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Vino luego\nQue quiso y\nSancho llegó", "Vino luego\nque quiso y\nSancho llegó"),
        ("Fue. Luego llegó.\nQue vino.", "Fue. Luego llegó.\nQue vino."),
        ("Es JUAN DE OCHOA, el DOTOR", "Es Juan de Ochoa, el dotor"),
        ("PEDRO SANCHEZ vino", "Pedro Sánchez vino"),
        ("Un caballero Romano, y el Rey", "Un caballero romano, y el rey"),
        ("Vino a 22. de Julio", "Vino a 22. de julio"),
        ("Llegó a su merced. vuestra merced vino", "Llegó a su merced. Vuestra merced vino"),
        ("Qué es? no vino? y luego", "Qué es? No vino? Y luego"),
        ("Quiso, oh Sancho! luego vino", "Quiso, oh Sancho! luego vino"),
        ("Vino, oh nuevo caso!\nTodo era luego", "Vino, oh nuevo caso!\ntodo era luego"),
        ("Dijo Sancho: quiso luego", "Dijo Sancho: Quiso luego"),
        ("Llegó, dijo él, luego: todo vino", "Llegó, dijo él, luego: todo vino"),
        ("Dijo que vino: todo", "Dijo que vino: todo"),
        ("Vino el conde de Alba", "Vino el conde de Alba"),
        ("Vino un Alba", "Vino un alba"),
    ],
)  # fmt: skip
def test_modern_capitals(old: str, new: str) -> None:
    assert modern_capitals(old, LEXICON) == new


def test_proper_names_are_learnt_from_the_middle_of_sentences() -> None:
    assert LEXICON.is_proper("Sancho")
    assert not LEXICON.is_proper("Vino")
    assert LEXICON.with_names("vino aquí Izuf, y luego\nIzuf se fue").is_proper("izuf")
    book = LEXICON.with_names("y luego el Nume, un nume, otro nume, ese nume, mi nume")
    assert modern_capitals("El vengativo Nume", book) == "El vengativo nume"


def test_broken_verses_teach_no_words() -> None:
    assert "letu" not in Lexicon.learn(["libro, fueres con letu-,\nsigue"]).forms
