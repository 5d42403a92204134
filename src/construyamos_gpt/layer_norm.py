"""Parte 4 · Layer Norm: poner los números de cada letra a la misma escala.

Formas: `B` lote, `T` tiempo, `C` canales.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

__all__ = ["LayerNorm", "layer_norm"]

# Lo que se suma a la varianza para no dividir nunca entre cero. El mismo valor que GPT-2.
EPSILON = 1e-5


def layer_norm(x: Tensor, weight: Tensor, bias: Tensor, eps: float = EPSILON) -> Tensor:
    """Normaliza cada vector por su cuenta: media 0, desviación típica 1; luego escala y desplaza.

    Es la versión clara, la que explica la guía. Cada letra se normaliza sola: sus vecinas no
    intervienen. La varianza divide entre `C` (no entre `C - 1`).

    Fuente: Ba, Kiros y Hinton (2016), «Layer Normalization», §3.

    Args:
        x: vectores, forma (..., C).
        weight: la escala γ, forma (C,).
        bias: el desplazamiento β, forma (C,).
        eps: lo que se suma a la varianza.

    Returns:
        Vectores normalizados, forma (..., C).
    """
    mean = x.mean(dim=-1, keepdim=True)  # (..., 1)
    centered = x - mean  # (..., C)
    variance = (centered**2).mean(dim=-1, keepdim=True)  # (..., 1)
    normalized = centered / torch.sqrt(variance + eps)  # (..., C)
    return normalized * weight + bias


class LayerNorm(nn.Module):
    """La misma cuenta que `layer_norm`, con sus γ y β aprendidos y hecha de un solo golpe.

    `F.layer_norm` es la versión rápida de PyTorch; una prueba las mantiene iguales.
    """

    def __init__(self, n_embd: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(n_embd))  # γ
        self.bias = nn.Parameter(torch.zeros(n_embd))  # β

    def forward(self, x: Tensor) -> Tensor:
        """Normaliza `x`, forma (..., C), y devuelve la misma forma."""
        return F.layer_norm(x, self.weight.shape, self.weight, self.bias, EPSILON)
