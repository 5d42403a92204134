"""Parte 9, para saber más · La letra suelta, deprisa.

Al escribir, el modelo lee una sola letra cada vez: las cuentas son tan pequeñas que llamar a cada
capa tarda casi tanto como hacerlas. Aquí están las mismas cuentas de `gpt.py`, seguidas, para
una letra por texto. Una prueba las mantiene iguales.

Multiplicar un solo vector por una matriz no ocupa más que un núcleo. Por eso cada matriz se parte
en tantos trozos de filas como hilos hay, y cada hilo multiplica el suyo.

Formas de los tensores: `B` lote, `C` canales, `H` cabezas, `D` tamaño de cabeza, `V` vocabulario,
`N` trozos de una matriz.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Protocol

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from construyamos_gpt.gpt import GPT
from construyamos_gpt.layer_norm import EPSILON

__all__ = ["Memory", "SingleStep"]


class Memory(Protocol):
    """Lo que se le pide a la memoria de una capa (`attention.KeyValueMemory` es una)."""

    @property
    def length(self) -> int:
        """Letras leídas."""

    def attend(self, q: Tensor, kv: Tensor) -> Tensor:
        """Añade la letra nueva de cada texto y atiende con ella a todo lo leído."""


Split = tuple[Tensor, Tensor | None]


def _split(linear: nn.Linear) -> Split:
    """Los pesos de una capa lineal, en N trozos: (N, entran, salen / N) y (N, 1, salen / N)."""
    weight, bias = linear.weight, linear.bias
    parts = math.gcd(weight.shape[0], torch.get_num_threads())
    weight = weight.view(parts, -1, weight.shape[1]).transpose(1, 2)
    return weight, None if bias is None else bias.view(parts, 1, -1)


def _linear(x: Tensor, split: Split) -> Tensor:
    """Lo mismo que la capa lineal, cada trozo en un hilo: de (B, entran) a (B, salen)."""
    weight, bias = split
    x = x.expand(len(weight), -1, -1)  # (N, B, entran), sin copiar
    y = torch.bmm(x, weight) if bias is None else torch.baddbmm(bias, x, weight)
    return y.transpose(0, 1).reshape(x.shape[1], -1)  # (N, B, salen / N) → (B, salen)


class SingleStep:
    """Puntúa la letra siguiente cuando solo hay una letra nueva por texto.

    Args:
        model: el modelo, de donde se toman los pesos.
    """

    def __init__(self, model: GPT) -> None:
        self.model = model
        self.n_head = model.config.n_head
        # Buscar un peso por su nombre también cuesta: se buscan todos una vez.
        blocks: list[Any] = list(model.blocks)
        self.layers: list[tuple[Any, ...]] = [
            (
                *(b.norm_1.weight, b.norm_1.bias, _split(b.attention.qkv)),
                *(_split(b.attention.projection), b.norm_2.weight, b.norm_2.bias),
                *(_split(b.mlp.expand), _split(b.mlp.contract)),
            )
            for b in blocks
        ]
        self.tokens = model.embeddings.token.weight
        self.positions = model.embeddings.position.weight
        self.final = (model.final_norm.weight, model.final_norm.bias)
        self.lm_head = _split(model.lm_head)

    def __call__(self, ids: Tensor, memory: Sequence[Memory]) -> Tensor:
        """Un paso.

        Args:
            ids: la letra nueva de cada texto, forma (B,).
            memory: lo ya leído, una memoria por bloque; se le añade lo nuevo.

        Returns:
            Los logits, forma (B, V).
        """
        batch, width = len(ids), self.tokens.shape[1]
        x = self.tokens[ids] + self.positions[memory[0].length]  # (B, C)
        for weights, past in zip(self.layers, memory, strict=True):
            n1w, n1b, qkv, projection, n2w, n2b, expand, contract = weights
            y = _linear(F.layer_norm(x, (width,), n1w, n1b, EPSILON), qkv)
            y = y.view(batch, 3, self.n_head, 1, -1)
            mixed = past.attend(y[:, 0], y[:, 1:].transpose(0, 1))  # (B, H, 1, D)
            x = x + _linear(mixed.reshape(batch, width), projection)
            y = _linear(F.layer_norm(x, (width,), n2w, n2b, EPSILON), expand)
            x = x + _linear(F.gelu(y, approximate="tanh"), contract)
        return _linear(F.layer_norm(x, (width,), *self.final, EPSILON), self.lm_head)
