"""Versos escondidos en la prosa y centones hechos con ellos."""

import re

import pytest

from construyamos_gpt.corpus.centones import compose_centones
from construyamos_gpt.corpus.hidden_verses import find_hidden_verses
from construyamos_gpt.corpus.pieces import Piece
from construyamos_gpt.verse import scan_line, scan_poem
from construyamos_gpt.verse.schemes import SCHEMES


def prose(text: str) -> Piece:
    return Piece(text=text, form="prosa", work="", place="", source="propio")


def test_finds_the_verse_inside_the_sentence():
    piece = prose(
        "Salió, y sin que nadie le viese, se fue. No dijo nada más de lo que sabía aquel día."
    )
    found = [verse.text for verse in find_hidden_verses([piece], 8)]
    assert "y sin que nadie le viese" in found
    assert all(text in piece.text for text in found)


def test_verses_and_marks_are_left_alone():
    poem = Piece(text="y sin que nadie le viese", form="romance", work="", place="", source="")
    assert not list(find_hidden_verses([poem], 8))
    for text in find_hidden_verses([prose("Y dijo: —y sin que nadie le viese —dijo— se fue.")], 8):
        assert not re.search("[—:]", text.text)


def test_of_a_text_without_verses_nothing_comes_out():
    assert compose_centones([prose("Hola. Sí. No. " * 50)], seed=1) == []


@pytest.fixture(scope="module")
def centones(corpus_folder):
    from construyamos_gpt.corpus.quijote import read_quijote

    pieces = [p for p in read_quijote(corpus_folder / "pg2000-8.txt") if p.form == "prosa"][:500]
    made = compose_centones(pieces, seed=1)
    assert made == compose_centones(pieces, seed=1)
    return made


def test_every_cento_scans_and_rhymes(centones):
    forms = {scheme.form: scheme for scheme in SCHEMES.values()}
    assert {piece.form for piece in centones} == forms.keys()
    for piece in centones[:60]:
        scheme = forms[piece.form]
        for line in piece.text.split("\n"):
            assert not line or scan_line(line, scheme.metre).count == scheme.metre
        poem = scan_poem(piece.text)
        patterns = [pattern.replace(" ", "") for pattern in scheme.patterns]
        if piece.form in ("soneto", "romance"):
            assert poem.scheme in patterns
        assert piece.text[0].isupper() and piece.text.endswith(".")
