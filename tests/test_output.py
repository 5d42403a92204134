"""La salida: softmax y pérdida contra PyTorch, y con números que se hacen a mano."""

import math

import pytest
import torch
import torch.nn.functional as F

from construyamos_gpt.output import cross_entropy, faces, softmax


def test_by_hand() -> None:
    logits = torch.log(torch.tensor([[1.0, 1.0, 2.0]]))
    torch.testing.assert_close(softmax(logits), torch.tensor([[0.25, 0.25, 0.5]]))
    loss = cross_entropy(logits, torch.tensor([2]))
    assert float(loss) == pytest.approx(math.log(2))
    assert faces(float(loss)) == pytest.approx(2)


def test_equals_pytorch_with_gradients() -> None:
    torch.manual_seed(0)
    logits = (4 * torch.randn(6, 5, 40)).requires_grad_()
    targets = torch.randint(0, 40, (6, 5))
    torch.testing.assert_close(softmax(logits), logits.softmax(-1))
    expected = F.cross_entropy(logits.flatten(0, 1), targets.flatten())
    torch.testing.assert_close(cross_entropy(logits, targets), expected)
    torch.testing.assert_close(
        torch.autograd.grad(cross_entropy(logits, targets), logits),
        torch.autograd.grad(expected, logits),
    )


def test_softmax_never_overflows() -> None:
    assert softmax(torch.tensor([1e4, 0.0, -1e4])).tolist() == [1.0, 0.0, 0.0]
