"""Parte 6 · MLP: cada letra, por su cuenta, piensa sobre lo que ha recogido la atención.

Formas: `B` lote, `T` tiempo, `C` canales.
"""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from construyamos_gpt.dropout import Dropout

__all__ = ["MLP", "gelu"]


def gelu(x: Tensor) -> Tensor:
    """GELU, en su forma con tangente hiperbólica: deja pasar lo positivo y frena lo negativo.

    Es la versión clara. Fuente: Hendrycks y Gimpel (2016), «Gaussian Error Linear Units», §2;
    la forma con tanh es la de GPT-2.
    """
    inner = math.sqrt(2.0 / math.pi) * (x + 0.044715 * x**3)
    return 0.5 * x * (1.0 + torch.tanh(inner))


class MLP(nn.Module):
    """Ensanchar a 4C, curvar con GELU y volver a C. Ninguna letra mira a otra aquí.

    Fuente: Vaswani y otros (2017), §3.3; la activación, de GPT-2.

    Args:
        n_embd: ancho del modelo, C.
        dropout: probabilidad de apagar cada número de la salida al entrenar.
    """

    def __init__(self, n_embd: int, dropout: float) -> None:
        super().__init__()
        self.expand = nn.Linear(n_embd, 4 * n_embd)
        self.contract = nn.Linear(4 * n_embd, n_embd)
        self.dropout = Dropout(dropout)

    def forward(self, x: Tensor) -> Tensor:
        """Piensa sobre `x`, forma (B, T, C), y devuelve la misma forma."""
        wide = self.expand(x)  # (B, T, 4C)
        wide = F.gelu(wide, approximate="tanh")  # la misma cuenta que `gelu`, más rápida
        result: Tensor = self.dropout(self.contract(wide))  # (B, T, C)
        return result
