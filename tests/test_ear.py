"""El oído: su error es el que se dice, llega a donde debe y no queda en el modelo."""

import math

import pytest
import torch
import torch.nn.functional as F

from construyamos_gpt.corpus.notes import ANSWERS, NOTHING
from construyamos_gpt.ear import Ear
from construyamos_gpt.gpt import GPT, GPTConfig


def small_gpt() -> GPT:
    torch.manual_seed(0)
    return GPT(GPTConfig(vocab_size=20, block_size=12, n_layer=3, n_head=2, n_embd=16))


def some_notes() -> torch.Tensor:
    torch.manual_seed(1)
    notes = torch.stack([torch.randint(0, count, (2, 12)) for count in ANSWERS], dim=2)
    return notes.masked_fill(torch.rand(notes.shape) < 0.4, NOTHING)


def test_the_error_is_the_cross_entropy_of_each_question() -> None:
    gpt, notes = small_gpt(), some_notes()
    ear = Ear(gpt)
    gpt(torch.randint(0, 20, (2, 12)))
    heard = ear.norm(ear.heard)
    wanted = torch.zeros(())
    for column, layer in enumerate(ear.answers):
        error = F.cross_entropy(
            layer(heard).flatten(0, 1),
            notes[:, :, column].flatten(),
            ignore_index=NOTHING,
            reduction="sum",
        )
        wanted = wanted + error / math.log(ANSWERS[column])
    torch.testing.assert_close(ear.loss(notes), wanted / notes[:, :, 0].numel())


def test_it_teaches_every_block_but_the_last() -> None:
    gpt = small_gpt()
    ear = Ear(gpt)
    gpt(torch.randint(0, 20, (2, 12)))
    ear.loss(some_notes()).backward()
    taught = [block.mlp.expand.weight.grad is not None for block in gpt.blocks]
    assert taught == [True, True, False]
    assert gpt.lm_head.weight.grad is None


def test_nothing_of_it_stays_in_the_model() -> None:
    alone, heard = small_gpt(), small_gpt()
    Ear(heard)
    assert alone.state_dict().keys() == heard.state_dict().keys()
    ids = torch.randint(0, 20, (2, 12))
    assert torch.equal(alone(ids)[0], heard(ids)[0])


def test_it_does_not_listen_while_the_model_writes() -> None:
    gpt = small_gpt().eval()
    ear = Ear(gpt)
    gpt(torch.randint(0, 20, (2, 12)))
    assert ear.heard.numel() == 0


def test_without_questions_there_is_no_error() -> None:
    gpt = small_gpt()
    ear = Ear(gpt)
    gpt(torch.randint(0, 20, (2, 12)))
    loss = ear.loss(torch.full((2, 12, len(ANSWERS)), NOTHING))
    loss.backward()
    assert loss.item() == 0


def test_it_learns_to_count() -> None:
    """La respuesta es cuántas letras van desde el último cero: hay que contar."""
    gpt = small_gpt()
    ear = Ear(gpt)
    ids = (torch.rand(16, 12, generator=torch.Generator().manual_seed(2)) > 0.2).long()
    ids[:, 0] = 0
    notes = torch.full((16, 12, len(ANSWERS)), NOTHING)
    for row in range(16):
        count = 0
        for place in range(12):
            count = 0 if ids[row, place] == 0 else count + 1
            notes[row, place, 0] = count
    optimizer = torch.optim.AdamW([*gpt.parameters(), *ear.parameters()], lr=3e-3)
    first = last = 0.0
    for step in range(150):
        gpt(ids)
        loss = ear.loss(notes)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        first, last = (loss.item() if step == 0 else first), loss.item()
    assert last < 0.02 < 0.7 < first


@pytest.mark.parametrize("n_layer", [1, 2])
def test_it_also_fits_small_models(n_layer: int) -> None:
    gpt = GPT(GPTConfig(vocab_size=20, block_size=12, n_layer=n_layer, n_head=2, n_embd=16))
    ear = Ear(gpt)
    gpt(torch.randint(0, 20, (2, 12)))
    assert ear.loss(some_notes()).item() > 0
