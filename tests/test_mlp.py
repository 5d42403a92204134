"""La MLP: la GELU clara contra la de PyTorch, y ninguna letra mira a otra."""

import torch
import torch.nn.functional as F

from construyamos_gpt.mlp import MLP, gelu


def test_gelu_equals_pytorch_and_finite_differences() -> None:
    x = torch.linspace(-6, 6, 101, dtype=torch.float64, requires_grad=True)
    torch.testing.assert_close(gelu(x), F.gelu(x, approximate="tanh"))
    assert torch.autograd.gradcheck(gelu, (x,))


def test_letters_do_not_talk_here() -> None:
    torch.manual_seed(0)
    layer = MLP(n_embd=8, dropout=0.0)
    x = torch.randn(1, 12, 8)
    changed = x.clone()
    changed[0, 3] += 1.0
    differs = (layer(x) != layer(changed)).any(dim=-1)[0]
    assert differs.nonzero().flatten().tolist() == [3]
