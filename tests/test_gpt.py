"""El GPT entero, contra el GPT-2 de Hugging Face con los mismos pesos."""

import math

import pytest
import torch
from torch import Tensor

from construyamos_gpt.errors import InvalidValueError, ShapeError
from construyamos_gpt.gpt import GPT, GPTConfig, clear_logits

CONFIG = GPTConfig(vocab_size=50, block_size=32, n_layer=3, n_head=4, n_embd=32)


@pytest.fixture
def model() -> GPT:
    torch.manual_seed(0)
    gpt = GPT(CONFIG)
    with torch.no_grad():  # pesos grandes: con los del principio todo se parece demasiado
        for parameter in gpt.parameters():
            parameter.add_(0.1 * torch.randn_like(parameter))
    return gpt


def ids(batch: int = 2, time: int = 20) -> Tensor:
    return torch.randint(0, 50, (batch, time), generator=torch.Generator().manual_seed(1))


def test_equals_hugging_face_gpt2_logits_and_gradients(model: GPT) -> None:
    from transformers import GPT2Config, GPT2LMHeadModel

    hf = GPT2LMHeadModel(
        GPT2Config(
            vocab_size=50,
            n_positions=32,
            n_embd=32,
            n_layer=3,
            n_head=4,
            resid_pdrop=0.0,
            embd_pdrop=0.0,
            attn_pdrop=0.0,
            bos_token_id=0,
            eos_token_id=1,
            tie_word_embeddings=False,
        )
    )
    names = {
        "transformer.wte.weight": "embeddings.token.weight",
        "transformer.wpe.weight": "embeddings.position.weight",
        "transformer.ln_f.weight": "final_norm.weight",
        "transformer.ln_f.bias": "final_norm.bias",
        "lm_head.weight": "lm_head.weight",
    }
    inside = {
        "ln_1": "norm_1",
        "ln_2": "norm_2",
        "attn.c_attn": "attention.qkv",
        "attn.c_proj": "attention.projection",
        "mlp.c_fc": "mlp.expand",
        "mlp.c_proj": "mlp.contract",
    }
    for layer in range(3):
        for theirs, ours in inside.items():
            for kind in ("weight", "bias"):
                names[f"transformer.h.{layer}.{theirs}.{kind}"] = f"blocks.{layer}.{ours}.{kind}"
    own = dict(model.named_parameters())
    other = dict(hf.named_parameters())
    assert set(names) == set(other)
    assert set(names.values()) == set(own)
    with torch.no_grad():
        for theirs, ours in names.items():
            transposed = "c_" in theirs and theirs.endswith("weight")
            other[theirs].copy_(own[ours].T if transposed else own[ours])

    x = ids()
    logits, loss = model(x[:, :-1], x[:, 1:])
    expected = hf(x[:, :-1]).logits
    torch.testing.assert_close(logits, expected, atol=1e-4, rtol=1e-4)
    loss.backward()
    torch.nn.functional.cross_entropy(expected.flatten(0, 1), x[:, 1:].flatten()).backward()
    for theirs, ours in names.items():
        transposed = "c_" in theirs and theirs.endswith("weight")
        grad = other[theirs].grad
        torch.testing.assert_close(
            own[ours].grad, grad.T if transposed else grad, atol=1e-5, rtol=1e-3
        )


def test_equals_the_clear_version_of_the_guide(model: GPT) -> None:
    torch.testing.assert_close(model(ids())[0], clear_logits(model, ids()), atol=1e-4, rtol=1e-4)


def test_changing_the_future_never_changes_the_past(model: GPT) -> None:
    x = ids(time=32)
    changed = x.clone()
    changed[:, 17:] = (changed[:, 17:] + 1) % 50
    before, after = model(x)[0], model(changed)[0]
    torch.testing.assert_close(before[:, :17], after[:, :17], atol=1e-6, rtol=1e-6)
    assert not torch.allclose(before[:, 17:], after[:, 17:])


def test_memory_gives_the_same_logits_in_any_pieces(model: GPT) -> None:
    model.eval()
    x = ids(time=32)
    whole, _ = model(x)
    memory = model.new_memory(batch_size=2)
    parts, position = [], 0
    with torch.no_grad():
        for size in (5, 1, 1, 20, 5):
            parts.append(model(x[:, position : position + size], memory=memory)[0])
            position += size
    torch.testing.assert_close(torch.cat(parts, dim=1), whole, atol=1e-4, rtol=1e-4)


def test_initial_loss_is_that_of_guessing() -> None:
    torch.manual_seed(0)
    gpt = GPT(GPTConfig(vocab_size=128, block_size=64, n_layer=4, n_head=4, n_embd=64))
    x = torch.randint(0, 128, (8, 64))
    assert gpt(x, x.roll(1))[1].item() == pytest.approx(math.log(128), abs=0.05)


def test_overfits_one_batch() -> None:
    torch.manual_seed(0)
    gpt = GPT(GPTConfig(vocab_size=50, block_size=16, n_layer=2, n_head=2, n_embd=32))
    optimizer = torch.optim.AdamW(gpt.parameters(), lr=1e-2)
    x = ids(batch=4, time=17)
    for _ in range(150):
        _, loss = gpt(x[:, :-1], x[:, 1:])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    assert loss.item() < 0.05


@pytest.mark.parametrize(
    "wrong",
    [{"n_layer": 0}, {"n_embd": 30}, {"dropout": 1.0}, {"vocab_size": -1}, {"block_size": 1.5}],
)
def test_impossible_measures_are_explained(wrong: dict[str, float]) -> None:
    with pytest.raises(InvalidValueError, match="Se admite"):
        GPTConfig(**{**CONFIG.as_dict(), **wrong})


def test_wrong_shapes_are_explained(model: GPT) -> None:
    with pytest.raises(ShapeError, match="no cabe"):
        model(ids(time=33))
    with pytest.raises(ShapeError, match=r"\(B, T\)"):
        model(ids()[0])
    with pytest.raises(ShapeError, match="respuesta"):
        model(ids(), ids(time=19))
