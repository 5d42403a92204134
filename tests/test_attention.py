"""La atención, escalón a escalón: cada uno igual al anterior, y todos iguales a PyTorch."""

import torch
import torch.nn.functional as F

from construyamos_gpt.attention import (
    CausalSelfAttention,
    attention_head,
    causal_mask,
    multi_head_attention,
)


def test_by_hand() -> None:
    """Dos letras y una sola dimensión: la primera solo se ve a sí misma."""
    q = k = torch.tensor([[[1.0], [1.0]]])
    v = torch.tensor([[[2.0], [4.0]]])
    out, weights = attention_head(q, k, v)
    assert out.flatten().tolist() == [2.0, 3.0]
    assert weights.tolist() == [[[1.0, 0.0], [0.5, 0.5]]]


def test_one_head_equals_pytorch() -> None:
    torch.manual_seed(0)
    q, k, v = torch.randn(3, 2, 9, 8).unbind()
    expected = F.scaled_dot_product_attention(q, k, v, is_causal=True)
    torch.testing.assert_close(attention_head(q, k, v)[0], expected, atol=1e-5, rtol=1e-5)


def test_the_three_rungs_are_equal_with_gradients() -> None:
    torch.manual_seed(0)
    layer = CausalSelfAttention(n_embd=24, n_head=3, block_size=16, dropout=0.0)
    x = torch.randn(2, 11, 24, requires_grad=True)
    clear, weights = multi_head_attention(
        x, layer.qkv.weight, layer.qkv.bias, layer.projection.weight, layer.projection.bias, 3
    )
    torch.testing.assert_close(layer(x), clear, atol=1e-5, rtol=1e-5)
    for head in weights:
        torch.testing.assert_close(head.sum(-1), torch.ones(2, 11))
    inputs = (x, *layer.parameters())
    torch.testing.assert_close(
        torch.autograd.grad(layer(x).square().sum(), inputs),
        torch.autograd.grad(clear.square().sum(), inputs),
        atol=1e-4,
        rtol=1e-4,
    )


def test_the_bfloat16_path_is_close_to_float32() -> None:
    torch.manual_seed(0)
    layer = CausalSelfAttention(n_embd=64, n_head=4, block_size=300, dropout=0.0)
    x = torch.randn(2, 300, 64)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        fast = layer(x)
    assert fast.dtype == torch.bfloat16
    difference = (fast.float() - layer(x)).norm() / layer(x).norm()
    assert difference < 0.02


def test_mask_lets_the_last_question_see_everything() -> None:
    mask = causal_mask(2, 5)
    assert (mask == 0).tolist() == [[True] * 4 + [False], [True] * 5]
