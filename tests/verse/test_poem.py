"""Poemas pequeños: medida, esquema y forma."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from construyamos_gpt.verse import scan_poem
from construyamos_gpt.verse.forms import find_form, is_sonnet

TWO_LINES = """Yo soy Merlín, aquel que las historias
dicen que tuve por mi padre al diablo"""

COPLA = """Yo sé, Olalla, que me adoras,
puesto que no me lo has dicho
ni aun con los ojos siquiera,
mudas lenguas de amoríos.

Porque sé que eres sabida,
en que me quieres me afirmo;
que nunca fue desdichado
amor que fue conocido."""

LIRA = """Si de mi baja lira
tanto pudiese el son que en un momento
aplacase la ira
del animoso viento
y la furia del mar y el movimiento"""

OVILLEJO = """¿Quién menoscaba mis bienes?
Desdenes.
¿Y quién aumenta mis duelos?
Los celos.
¿Y quién prueba mi paciencia?
Ausencia.
De ese modo, en mi dolencia
ningún remedio se alcanza,
pues me matan la esperanza
desdenes, celos y ausencia."""

TERCETOS = """Un quídam caporal italiano,
de patria perusino a lo que entiendo,
de ingenio griego, y de valor romano,

llevado de un capricho reverendo,
le vino en voluntad de ir a Parnaso,
por huir de la corte el vario estruendo.

Solo y a pie partióse, y paso a paso
llegó donde compró una mula antigua
de color parda, y tartamudo paso:"""


@pytest.mark.parametrize(
    ("text", "form", "metre", "scheme", "rhyme"),
    [
        (COPLA, "romance", 8, "-a-a-a-a", "asonante"),
        (LIRA, "lira", 7, "aBabB", "consonante"),
        (OVILLEJO, "ovillejos", 8, "aabbcccddc", "consonante"),
        (TERCETOS, "tercetos", 11, "ABABCBC-C", "consonante"),
        (TWO_LINES, "verso", 11, "--", None),
        ("hola", "verso", 2, "-", None),
        ("", "verso", None, "", None),
        ("3\n\n14 de abril\nXIV", "verso", None, "---", None),
    ],
)
def test_poems(text: str, form: str, metre: int | None, scheme: str, rhyme: str | None) -> None:
    poem = scan_poem(text)
    assert (poem.form, poem.metre, poem.scheme, poem.rhyme) == (form, metre, scheme, rhyme)


def test_stanzas_and_unscanned_lines() -> None:
    poem = scan_poem(f"\n\nJornada II\n\n  {COPLA}\n\n\n")
    assert poem.stanzas == (1, 4, 4) and len(poem.lines) == 9
    assert poem.unscanned == 1 and poem.scheme[0] == "-" and poem.metre == 8
    assert poem.lines[1].text == "Yo sé, Olalla, que me adoras,"


@pytest.mark.parametrize(
    ("scheme", "sonnet"),
    [
        ("ABBAABBACDECDE", True),
        ("ABBAABBACDCDCD", True),
        ("ABABABABCDEDCE", True),
        ("ABBAABBACDECDEEFF", True),  # con estrambote
        ("ABBAABBACDECDF", False),
        ("ABBACDDCEFGEFG", False),
        ("AAAAAAAAAAAAAA", False),
        ("ABBA", False),
    ],
)
def test_sonnets(scheme: str, sonnet: bool) -> None:
    assert is_sonnet(scheme) == sonnet


@pytest.mark.parametrize(
    ("scheme", "stanzas", "metre", "form"),
    [
        ("ABABABCC", (8,), 11, "octavas"),
        ("ABCBDEFE", (8,), 11, "verso"),
        ("ABABABCCDEDEDEFF", (16,), 11, "octavas"),
        ("abbacddc", (4, 4), 8, "redondillas"),
        ("abbacddc", (8,), 8, "redondillas"),
        ("ababacdcdc", (5, 5), 8, "quintillas"),
        ("abbaaccddc", (10,), 8, "décimas"),
        ("ABBACDDC", (4, 4), 11, "cuartetos"),
        ("-ABABCBCDC", (10,), 11, "tercetos"),
        ("--------", (8,), 11, "verso suelto"),
        ("--------", (8,), 8, "verso"),
    ],
)
def test_forms(scheme: str, stanzas: tuple[int, ...], metre: int, form: str) -> None:
    assert find_form(scheme, stanzas, [metre] * len(scheme), metre).name == form


def test_letters_begin_again_in_each_equal_stanza() -> None:
    quatrain = "Ya viene el alba {}\ncon su luz {}\nsobre el {}\ny la mañana {}"
    words = ("clara", "divina", "la colina", "rara", "serena", "dorado", "el prado", "llena")
    poem = scan_poem(quatrain.format(*words[:4]) + "\n\n" + quatrain.format(*words[4:]))
    assert poem.scheme.lower() == "abbaabba"


@given(st.lists(st.text(max_size=20) | st.sampled_from(COPLA.split("\n")), max_size=20))
def test_it_never_fails(lines: list[str]) -> None:
    poem = scan_poem("\n".join(lines))
    assert len(poem.scheme) == len(poem.lines) == sum(poem.stanzas)
    assert poem.unscanned == sum(line.count is None for line in poem.lines)
