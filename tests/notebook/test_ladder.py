"""Cada peldaño es la cuenta que dice ser."""

import math
from itertools import pairwise

import pytest

from construyamos_gpt.errors import InvalidValueError
from construyamos_gpt.notebook.ladder import (
    build_ladder,
    count_grams,
    counting_loss,
    encode_pieces,
    ladder_table,
    model_rung,
)
from tests.small import LINES, piece, small_model

STUDIED, HELD_OUT = [piece(LINES[0]), piece(LINES[1])], [piece(LINES[2])]


def bigram_loss(studied: list[list[int]], asked: list[list[int]], v: int, credit: float) -> float:
    """Otra manera de hacerlo: una tabla de V × V y un paseo letra a letra."""
    table = [[credit] * v for _ in range(v)]
    for ids in studied:
        for before, after in pairwise(ids):
            table[before][after] += 1
    nats = [
        -math.log(table[before][after] / sum(table[before]))
        for ids in asked
        for before, after in pairwise(ids)
    ]
    return sum(nats) / len(nats)


def test_the_bigram_rung_equals_a_second_implementation():
    tokenizer = small_model().tokenizer
    studied, asked = (encode_pieces(tokenizer, pieces) for pieces in (STUDIED, HELD_OUT))
    v = tokenizer.vocab_size
    rungs = build_ladder(studied, asked, vocab_size=v, longest=2)
    assert rungs[2].held_out_loss == pytest.approx(bigram_loss(studied, asked, v, 0.01))
    assert rungs[2].studied_loss == pytest.approx(bigram_loss(studied, studied, v, 0.01))


def test_by_hand():
    """Tras «a» vino «b» dos veces de tres: (2 + 1) / (3 + 1·2)."""
    studied = count_grams([[0, 1, 0, 1, 0, 0]], 2)
    assert studied == {(0, 1): 2, (1, 0): 2, (0, 0): 1}
    asked = count_grams([[0, 1]], 2)
    assert counting_loss(studied, asked, vocab_size=2, credit=1) == pytest.approx(math.log(5 / 3))


def test_every_rung_guesses_the_same_letters():
    ids = encode_pieces(small_model().tokenizer, STUDIED)
    totals = {count_grams(ids, order).total() for order in range(1, 8)}
    assert totals == {sum(len(each) - 1 for each in ids)}


def test_looking_further_back_never_hurts_with_what_was_studied():
    ids = encode_pieces(small_model().tokenizer, STUDIED)
    rungs = build_ladder(ids, ids, vocab_size=128, longest=6, credit=1e-9)
    losses = [rung.held_out_loss for rung in rungs]
    assert losses == sorted(losses, reverse=True)
    assert rungs[0].held_out_faces == pytest.approx(128)


def test_a_generous_gift_makes_everyone_guess_blindly():
    ids = encode_pieces(small_model().tokenizer, STUDIED)
    counts = count_grams(ids, 3)
    assert counting_loss(counts, counts, 128, credit=1e9) == pytest.approx(math.log(128))


def test_the_model_stands_on_the_same_letters_as_the_others():
    model = small_model()
    rung = model_rung(model, HELD_OUT)
    assert rung.held_out_loss == pytest.approx(model.loss(HELD_OUT[0].text, "verso"))
    assert len(encode_pieces(model.tokenizer, HELD_OUT)[0]) - 1 == len(HELD_OUT[0].text) + 2
    assert rung.studied_faces is None
    assert ladder_table([rung]).splitlines()[1].split()[:2] == ["prueba", "—"]


def test_what_cannot_be_counted_is_said():
    with pytest.raises(InvalidValueError, match="ese largo"):
        count_grams([[0, 1]], 0)
    with pytest.raises(InvalidValueError, match="Sin regalar nada"):
        counting_loss(count_grams([[0, 1]], 1), count_grams([[0, 1]], 1), 2, credit=0)
