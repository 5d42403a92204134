"""La Layer Norm clara, contra la de PyTorch y contra la cuenta hecha a mano."""

import torch

from construyamos_gpt.layer_norm import LayerNorm, layer_norm


def test_by_hand() -> None:
    x = torch.tensor([1.0, 0.0, -3.0, 4.0])  # media 0,5; varianza 6,25: desviación 2,5
    out = layer_norm(x, torch.ones(4), torch.zeros(4))
    torch.testing.assert_close(out, torch.tensor([0.2, -0.2, -1.4, 1.4]), atol=1e-5, rtol=0)


def test_equals_pytorch_with_gradients() -> None:
    torch.manual_seed(0)
    ours, theirs = LayerNorm(24), torch.nn.LayerNorm(24)
    with torch.no_grad():
        for own, other in zip(ours.parameters(), theirs.parameters(), strict=True):
            own.normal_()
            other.copy_(own)
    x = torch.randn(3, 5, 24, requires_grad=True)
    for out in (ours(x), layer_norm(x, ours.weight, ours.bias)):
        torch.testing.assert_close(out, theirs(x), atol=1e-5, rtol=1e-5)
        grads = torch.autograd.grad(out.square().sum(), (x, ours.weight, ours.bias))
        expected = torch.autograd.grad(theirs(x).square().sum(), (x, theirs.weight, theirs.bias))
        torch.testing.assert_close(grads, expected, atol=1e-3, rtol=1e-3)


def test_scale_and_shift_do_not_matter_and_neighbours_do_not_speak() -> None:
    torch.manual_seed(1)
    x = torch.randn(4, 16)
    one, zero = torch.ones(16), torch.zeros(16)
    torch.testing.assert_close(
        layer_norm(10 * x + 7, one, zero), layer_norm(x, one, zero), atol=1e-4, rtol=1e-4
    )
    changed = x.clone()
    changed[2] += torch.randn(16)
    assert torch.equal(layer_norm(changed, one, zero)[:2], layer_norm(x, one, zero)[:2])
