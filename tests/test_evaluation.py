"""La medida, contra una segunda cuenta hecha letra a letra."""

import numpy as np
import pytest
import torch

from construyamos_gpt.device import choose_machine
from construyamos_gpt.evaluation import count_original_characters, measure, total
from construyamos_gpt.generation import window_start
from construyamos_gpt.gpt import GPT, GPTConfig


def one_by_one(model: GPT, pieces: list[np.ndarray]) -> tuple[float, int]:
    """Cada letra por separado, con la ventana que se usaría al generar."""
    nats, tokens = 0.0, 0
    for ids in pieces:
        for position in range(1, len(ids)):
            start = window_start(position, model.config.block_size)
            x = torch.from_numpy(ids[start:position].astype(np.int64))[None]
            logits, _ = model(x)
            nats -= logits[0, -1].log_softmax(-1)[int(ids[position])].item()
            tokens += 1
    return nats, tokens


@pytest.mark.parametrize("block_size", [8, 9, 64])
def test_equals_the_letter_by_letter_count(block_size: int) -> None:
    torch.manual_seed(0)
    model = GPT(
        GPTConfig(vocab_size=30, block_size=block_size, n_layer=2, n_head=2, n_embd=16, dropout=0.3)
    )
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(0.3 * torch.randn_like(parameter))
    random = np.random.default_rng(0)
    pieces = [random.integers(0, 30, length).astype(np.uint16) for length in (2, 9, 10, 31, 50)]
    results = measure(model, pieces, choose_machine("cpu", "float32"))
    assert model.training
    model.eval()
    for ids, result in zip(pieces, results, strict=True):
        nats, tokens = one_by_one(model, [ids])
        assert result.tokens == tokens
        assert result.nats == pytest.approx(nats, rel=1e-4)
    assert total(results).tokens == sum(len(ids) - 1 for ids in pieces)


def test_the_original_way_of_counting() -> None:
    assert count_original_characters(["abc"]) == len("<|inicio|>\nabc\n<|fin|>\n\n")
