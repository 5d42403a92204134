"""El dropout propio: apaga lo que dice, conserva la media y se repite con la semilla."""

import pytest
import torch

from construyamos_gpt.dropout import Dropout


@pytest.mark.parametrize("p", [0.1, 0.25, 0.5])
def test_turns_off_that_share_and_keeps_the_mean(p: float) -> None:
    torch.manual_seed(0)
    out = Dropout(p)(torch.ones(1003, 101))
    assert (out == 0).float().mean().item() == pytest.approx(p, abs=0.01)
    assert out.mean().item() == pytest.approx(1.0, abs=0.01)
    assert len(out.unique()) == 2


def test_does_nothing_when_not_training_or_without_p() -> None:
    x = torch.randn(3, 3)
    assert Dropout(0.5).eval()(x) is x
    assert Dropout(0.0)(x) is x


def test_the_gradient_passes_only_where_it_is_on() -> None:
    torch.manual_seed(0)
    x = torch.randn(40, 40, requires_grad=True)
    out = Dropout(0.5)(x)
    (grad,) = torch.autograd.grad(out.sum(), x)
    assert torch.equal(grad == 0, out == 0)


def test_same_seed_same_numbers() -> None:
    x = torch.ones(50)
    torch.manual_seed(3)
    first = Dropout(0.3)(x)
    torch.manual_seed(3)
    assert torch.equal(first, Dropout(0.3)(x))
