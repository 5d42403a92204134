"""Muon contra la de PyTorch, y la tasa de aprendizaje paso a paso."""

import pytest
import torch

from construyamos_gpt.gpt import GPT, GPTConfig
from construyamos_gpt.optim import Muon, build_optimizers, learning_rate_factor, orthogonalize


@pytest.mark.parametrize("shape", [(3, 16, 40), (2, 40, 16), (1, 24, 24)])
def test_orthogonalize_levels_the_singular_values(shape: tuple[int, int, int]) -> None:
    torch.manual_seed(0)
    values = torch.linalg.svdvals(orthogonalize(torch.randn(shape)))
    assert values.min() > 0.3
    assert values.max() < 1.3


@pytest.mark.parametrize("shape", [(24, 24), (16, 48), (48, 16)])
def test_equals_pytorch_muon(shape: tuple[int, int]) -> None:
    torch.manual_seed(0)
    start = torch.randn(shape)
    ours, theirs = (torch.nn.Parameter(start.clone()) for _ in range(2))
    own = Muon([(ours, 1)], lr=0.01, weight_decay=0.1, dtype=torch.bfloat16)
    other = torch.optim.Muon(
        [theirs], lr=0.01, weight_decay=0.1, momentum=0.95, adjust_lr_fn="match_rms_adamw"
    )
    for _ in range(4):
        gradient = torch.randn(shape)
        ours.grad, theirs.grad = gradient.clone(), gradient.clone()
        own.step()
        other.step()
    moved = (theirs - start).norm()
    assert ((ours - theirs).norm() / moved).item() < 0.02  # los dos redondean en bfloat16


def test_stacked_weights_are_orthogonalized_by_parts() -> None:
    torch.manual_seed(0)
    start, gradient = torch.randn(3, 8, 8), torch.randn(3, 8, 8)
    stacked = torch.nn.Parameter(start.reshape(24, 8).clone())
    apart = [torch.nn.Parameter(part.clone()) for part in start]
    stacked.grad = gradient.reshape(24, 8)
    for weight, part in zip(apart, gradient, strict=True):
        weight.grad = part
    Muon([(stacked, 3)], lr=0.1).step()
    Muon([(weight, 1) for weight in apart], lr=0.1).step()
    torch.testing.assert_close(
        stacked, torch.cat([weight.data for weight in apart]).requires_grad_()
    )


def test_every_weight_goes_to_exactly_one_optimizer() -> None:
    model = GPT(GPTConfig(vocab_size=20, block_size=8, n_layer=2, n_head=2, n_embd=8))
    for kind in ("muon", "adamw"):
        optimizers = build_optimizers(
            model,
            optimizer=kind,
            lr=1e-3,
            muon_lr=1e-3,
            weight_decay=0.1,
            betas=(0.9, 0.95),
            dtype=torch.float32,
        )
        ids = [id(p) for o in optimizers for group in o.param_groups for p in group["params"]]
        assert sorted(ids) == sorted(id(p) for p in model.parameters())


def test_the_rate_rises_and_then_falls_to_zero() -> None:
    factors = [learning_rate_factor(step, steps=100, warmup=10) for step in range(101)]
    assert factors[0] == 0.1
    assert factors[9] == max(factors) == 1.0
    assert factors[10:] == sorted(factors[10:], reverse=True)
    assert factors[100] == 0.0
