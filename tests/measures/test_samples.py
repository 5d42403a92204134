"""Escribir muchos a la vez da lo mismo que escribirlos de uno en uno."""

import pytest
import torch

from construyamos_gpt.gpt import GPT, GPTConfig
from construyamos_gpt.measures import samples
from construyamos_gpt.measures.poems import sample_forms
from construyamos_gpt.measures.samples import write_samples
from construyamos_gpt.model import Model
from construyamos_gpt.tokens import CharTokenizer

LONGEST = 100  # tres ventanas


@pytest.fixture
def model() -> Model:
    """Un modelo al azar que termina una de cada cuarenta veces, más o menos."""
    torch.manual_seed(0)
    tokenizer = CharTokenizer.default()
    gpt = GPT(
        GPTConfig(vocab_size=tokenizer.vocab_size, block_size=32, n_layer=2, n_head=2, n_embd=16)
    )
    with torch.no_grad():
        for parameter in gpt.parameters():
            parameter.add_(0.2 * torch.randn_like(parameter))
    return Model(gpt.eval(), tokenizer, "prueba")


def test_each_poem_is_the_one_its_seed_writes_alone(
    model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(samples, "ROWS", 7)  # que haga falta más de un lote
    done: list[int] = []
    written = write_samples(model, 20, seed=5, longest=LONGEST, notify=done.append)
    assert done == [7, 14, 20]
    assert [sample.form for sample in written] == sample_forms(20)
    for number, sample in enumerate(written):
        pieces = list(model.stream(form=sample.form, seed=5 + number, max_new_tokens=LONGEST))
        # Solo, el límite llega una letra antes de saber si iba a terminar justo entonces.
        assert sample.text == "".join(piece.text for piece in pieces)
        assert sample.ended == (pieces[-1].stop == "fin") or len(sample.text) == LONGEST
    assert {sample.ended for sample in written} == {True, False}
    assert all(sample.ended or len(sample.text) == LONGEST for sample in written)


def test_the_first_poems_do_not_depend_on_how_many_there_are(model: Model) -> None:
    few = write_samples(model, 6, seed=5, longest=LONGEST)
    assert write_samples(model, 11, seed=5, longest=LONGEST)[:6] == few
    assert write_samples(model, 0, seed=5) == []
