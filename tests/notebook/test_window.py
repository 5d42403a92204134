"""Lo que se mide con más o menos texto delante, y los versos que riman."""

import random

import pytest
import torch
import torch.nn.functional as F

from construyamos_gpt.notebook.window import (
    RhymeCase,
    ending_nats,
    loss_with_context,
    rhyme_cases,
    spoiled,
)
from tests.small import LINES, piece, small_model


def letter_by_letter(model, ids):
    """La sorpresa de cada símbolo, leído todo lo anterior."""
    logits = model.gpt(torch.tensor([ids[:-1]]))[0][0]
    return F.cross_entropy(logits, torch.tensor(ids[1:]), reduction="none")


def test_with_the_whole_text_in_front_the_die_is_the_models():
    """Un texto entero se mide en dos sitios: aquí, el texto; en `loss`, también forma y fin."""
    model, text = small_model(), "Sancho mira al molino"
    case = RhymeCase(form="verso", before=(), mate=0, other=0, start="", ending=text)
    ids = model.tokenizer.encode_piece(text, "verso")
    form, *_, end = letter_by_letter(model, ids).tolist()
    whole = model.loss(text, "verso") * (len(text) + 2)
    assert ending_nats(model, case) + form + end == pytest.approx(whole, rel=1e-5)


def test_the_last_letter_with_everything_before_it():
    model, text = small_model(), "Sancho mira al molino"
    ids = model.tokenizer.encode_piece(text, "verso")
    size = len(ids) - 1
    found = loss_with_context(model, [piece(text)], [size], count=9, seed=0)
    assert found == {size: pytest.approx(letter_by_letter(model, ids)[-1].item(), rel=1e-5)}


def test_with_one_letter_in_front_it_reads_only_that_one():
    model = small_model()
    ids = model.tokenizer.encode_piece(LINES[0], "verso")
    logits = model.gpt(torch.tensor(ids[:-1])[:, None])[0][:, -1]
    expected = F.cross_entropy(logits, torch.tensor(ids[1:])).item()
    found = loss_with_context(model, [piece(LINES[0])], [1], count=10_000, seed=0)
    assert found[1] == pytest.approx(expected, rel=1e-5)


def test_every_size_is_measured_in_the_same_places():
    model = small_model()
    pieces = [piece(text) for text in LINES]
    both = loss_with_context(model, pieces, [2, 30], count=20, seed=5)
    assert both == loss_with_context(model, pieces, [2, 30], count=20, seed=5)
    assert both[30] == loss_with_context(model, pieces, [30], count=20, seed=5)[30]


def test_rhymes_are_found_with_their_mate_and_a_control():
    first, second = rhyme_cases([piece(LINES[0])])
    assert (first.mate, first.other, first.ending) == (0, 1, "ino")
    assert first.start == "y el rucio, que es el sabio en el cam"
    assert (second.mate, second.other, second.ending) == (1, 2, "ante")
    assert second.before == tuple(LINES[0].split("\n")[:3])


def test_spoiling_changes_only_the_last_word_of_one_line():
    case = rhyme_cases([piece(LINES[0])])[1]
    words = ["gigante", "hogaza", "venta", "ventero", "rocín"]
    for seed in range(10):
        worse = spoiled(case, case.mate, words, random.Random(seed))
        changed = worse.before[case.mate]
        assert changed.startswith("su amo mira lo mismo y ve un ")
        assert changed.endswith(",")
        assert changed[-2] != "e"  # ni como la rima ni como la que había
        assert worse.before[0] == case.before[0]
        assert worse.before[2] == case.before[2]
