"""El n-grama, contra una segunda cuenta hecha mirando el texto cada vez."""

import math

import pytest

from construyamos_gpt.corpus import pocket_corpus
from construyamos_gpt.errors import InvalidValueError
from construyamos_gpt.measures.baselines import LetterCounter
from construyamos_gpt.measures.ngrams import NGram
from construyamos_gpt.tokens import FORMS

PIECES = [[0, 3, 4, 3, 4, 5, 1], [0, 3, 4, 4, 4, 1], [0, 5, 1]]
VOCAB = 7


def naive(past: list[int], token: int) -> float:
    """Witten y Bell, de lo más largo a lo más corto, recorriendo las piezas en cada pregunta."""
    after = [
        piece[i]
        for piece in PIECES
        for i in range(max(1, len(past)), len(piece))
        if piece[i - len(past) : i] == past
    ]
    shorter = naive(past[1:], token) if past else 1 / VOCAB
    kinds = len(set(after))
    return (after.count(token) + kinds * shorter) / (len(after) + kinds) if after else shorter


@pytest.mark.parametrize("order", [1, 2, 3, 5])
def test_equals_the_naive_count(order: int) -> None:
    ngram = NGram(order, VOCAB)
    ngram.learn(PIECES)
    for past in ([], [0], [3], [3, 4], [4, 4, 4], [0, 3, 4, 3], [6, 6], [5, 4, 3, 4]):
        seen = past[max(0, len(past) - order + 1) :] if order > 1 else []
        chances = ngram.distribution(seen)
        assert chances.sum() == pytest.approx(1.0)
        for token in range(VOCAB):
            assert ngram.probability(seen, token) == pytest.approx(naive(seen, token))
            assert chances[token] == pytest.approx(naive(seen, token))
    ids = [0, 3, 4, 6, 1]
    expected = -sum(
        math.log(naive(ids[max(0, i - order + 1) : i], ids[i])) for i in range(1, len(ids))
    )
    assert ngram.nats(ids) == pytest.approx(expected)


def test_a_longer_past_than_needed_changes_nothing() -> None:
    ngram = NGram(3, VOCAB)
    ngram.learn(PIECES)
    assert ngram.probability([5, 5, 3, 4], 3) == ngram.probability([3, 4], 3)


def test_it_writes_with_a_seed_and_stops() -> None:
    ngram = NGram(2, VOCAB)
    ngram.learn(PIECES)
    rules = {"stop": 1, "forbidden": [0, 2, 6], "temperature": 1.0, "longest": 50}
    texts = [ngram.write([0], seed=seed, **rules) for seed in range(30)]
    assert texts == [ngram.write([0], seed=seed, **rules) for seed in range(30)]
    assert all(ended for _, ended in texts)
    assert {token for ids, _ in texts for token in ids} == {3, 4, 5}
    cut, ended = ngram.write([0], seed=0, **{**rules, "longest": 0, "forbidden": [1]})
    assert (cut, ended) == ([], False)


def test_an_impossible_order_is_explained() -> None:
    with pytest.raises(InvalidValueError, match="de 1 en adelante"):
        NGram(0, VOCAB)


def test_more_letters_surprise_less_and_the_protocol_is_that_of_the_network() -> None:
    corpus = pocket_corpus()
    held = [(piece.text, piece.form) for piece in corpus.pieces("val")]
    nats = []
    for order in (1, 2, 3):
        counter = LetterCounter(corpus.pieces("train"), order)
        measures = counter.measure(held)
        assert [m.tokens for m in measures] == [len(text) + 2 for text, _ in held]
        nats.append(sum(m.nats for m in measures))
    assert nats == sorted(nats, reverse=True)
    samples = counter.write_samples(6, seed=3, longest=40)
    assert samples == counter.write_samples(6, seed=3, longest=40)
    assert {sample.form for sample in samples} < set(FORMS)
    assert all(len(sample.text) <= 40 for sample in samples)
    assert all(sample.ended or len(sample.text) == 40 for sample in samples)
