"""Dropout: apagar números al azar mientras se aprende, para que ninguno sea imprescindible.

El de PyTorch sortea cada número por separado y, en el procesador, ese sorteo pesa más que
algunas capas. Aquí se sortean ocho de una vez: un entero de 64 bits son ocho bytes, y un número
se apaga cuando su byte cae por debajo del umbral. La probabilidad queda así redondeada a
1/256, y la escala se calcula con la redondeada para que la media no cambie.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

__all__ = ["Dropout"]


class Dropout(nn.Module):
    """Apaga cada número con probabilidad `p` al entrenar y deja pasar todo al generar.

    Fuente: Srivastava y otros (2014), «Dropout», §4; la escala se aplica al entrenar.

    Args:
        p: probabilidad, de 0 a menos de 1.
    """

    def __init__(self, p: float) -> None:
        super().__init__()
        self.p = p

    def forward(self, x: Tensor) -> Tensor:
        """Apaga números de `x`, de cualquier forma, y devuelve la misma forma."""
        threshold = min(255, round(self.p * 256))
        if not self.training or threshold == 0:
            return x
        if x.device.type != "cpu":
            return F.dropout(x, self.p)
        eight_at_once = torch.empty((x.numel() + 7) // 8, dtype=torch.int64)
        dice = eight_at_once.random_(-(2**63), None).view(torch.uint8)  # bytes de 0 a 255
        keep = (dice[: x.numel()] >= threshold).view(x.shape).to(x.dtype)
        return x * keep.mul_(256 / (256 - threshold))
