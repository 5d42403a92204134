"""Se subraya lo que ya estaba escrito, ni una letra más ni una menos."""

import random

import pytest

from construyamos_gpt.errors import InvalidValueError
from construyamos_gpt.notebook.copies import Underlined, join_pieces, underline
from tests.small import piece


@pytest.mark.parametrize("seed", range(20))
def test_a_letter_is_underlined_if_a_long_enough_stretch_holds_it(seed):
    """La misma cuenta, letra a letra y por lo bruto."""
    dice = random.Random(seed)
    studied = "".join(dice.choices("ab ", k=60))
    text = "".join(dice.choices("ab \n", k=40))
    line = text.replace("\n", " ")
    expected = {
        place
        for start in range(len(text) - 4)
        if line[start : start + 5] in studied
        for place in range(start, start + 5)
    }
    found = underline(text, studied, shortest=5)
    assert {place for start, end in found.runs for place in range(start, end)} == expected
    assert found.share == pytest.approx(len(expected) / len(text))
    assert sum(end - start for start, end in found.runs) == len(expected)  # sin pisarse


def test_no_stretch_crosses_from_one_piece_to_the_next():
    studied = join_pieces([piece("abcde"), piece("fghij")])
    assert underline("abcdefghij", studied, shortest=6).runs == ()
    assert underline("abcdefghij", studied, shortest=5).runs == ((0, 5), (5, 10))


def test_a_line_break_is_a_space():
    assert underline("la\nventa", join_pieces([piece("en la venta")]), shortest=8).share == 1


def test_it_is_shown_in_text_and_in_html():
    shown = Underlined("a <b> c", [(2, 5)])
    assert str(shown) == repr(shown) == "a [<b>] c"
    assert "a <u>&lt;b&gt;</u> c" in shown._repr_html_()


def test_an_impossible_length_is_said():
    with pytest.raises(InvalidValueError, match="tan corto"):
        underline("a", "a", shortest=0)
