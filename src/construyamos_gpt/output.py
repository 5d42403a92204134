"""Parte 7 · Output: de puntuaciones (logits) a probabilidades, y de probabilidades a la pérdida.

Formas: `B` lote, `T` tiempo, `V` vocabulario.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

__all__ = ["cross_entropy", "faces", "softmax"]


def softmax(logits: Tensor) -> Tensor:
    """Convierte logits en probabilidades: todas positivas y, juntas, suman 1.

    Antes de elevar e a cada logit se resta el mayor: el resultado es el mismo y nunca desborda.

    Args:
        logits: forma (..., V).

    Returns:
        Probabilidades, forma (..., V).
    """
    shifted = logits - logits.max(dim=-1, keepdim=True).values
    powers = torch.exp(shifted)
    return powers / powers.sum(dim=-1, keepdim=True)


def cross_entropy(logits: Tensor, targets: Tensor) -> Tensor:
    """La pérdida: cuánto se sorprende el modelo, de media, con la letra que venía.

    Es −ln de la probabilidad que le dio. La versión clara; al entrenar se usa
    `F.cross_entropy`, que hace la misma cuenta. Fuente: Shannon (1948), §6.

    Args:
        logits: forma (..., V).
        targets: las letras que venían de verdad, forma (...).

    Returns:
        Un número, en nats por token.
    """
    probabilities = softmax(logits)  # (..., V)
    of_target = probabilities.gather(-1, targets.unsqueeze(-1)).squeeze(-1)  # (...)
    return -torch.log(of_target).mean()


def faces(loss: float) -> float:
    """El dado: entre cuántas letras igual de probables duda el modelo; e elevado a la pérdida."""
    return math.exp(loss)
