"""La atención por grupos de preguntas: igual a la de PyTorch, a la ida y a la vuelta."""

import pytest
import torch
import torch.nn.functional as F

from construyamos_gpt.attention import causal_mask
from construyamos_gpt.block_attention import attend_by_blocks


@pytest.mark.parametrize("time", [1, 7, 128, 129, 300])
def test_equals_pytorch_with_gradients(time: int) -> None:
    torch.manual_seed(time)
    qkv = torch.randn(3, 4, time, 16, requires_grad=True)
    out = attend_by_blocks(qkv, causal_mask(300, 300))
    expected = F.scaled_dot_product_attention(*qkv, is_causal=True)
    torch.testing.assert_close(out, expected, atol=1e-5, rtol=1e-5)
    direction = torch.randn_like(out)
    ours, theirs = (torch.autograd.grad(z, qkv, direction)[0] for z in (out, expected))
    torch.testing.assert_close(ours, theirs, atol=1e-4, rtol=1e-4)


def test_gradient_equals_finite_differences() -> None:
    torch.manual_seed(0)
    qkv = torch.randn(3, 1, 130, 2, dtype=torch.float64, requires_grad=True)
    mask = causal_mask(130, 130).double()
    assert torch.autograd.gradcheck(lambda z: attend_by_blocks(z, mask), qkv, fast_mode=True)
