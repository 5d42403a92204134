"""Parte 9, para saber más · La letra suelta, deprisa.

Al escribir, el modelo lee una sola letra cada vez: las cuentas son tan pequeñas que llamar a cada
capa tarda casi tanto como hacerlas. Aquí están las mismas cuentas de `gpt.py`, seguidas, para
una letra por texto. Una prueba las mantiene iguales.

Formas de los tensores: `B` lote, `C` canales, `H` cabezas, `D` tamaño de cabeza, `V` vocabulario.
"""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from construyamos_gpt.attention import KeyValueMemory
from construyamos_gpt.gpt import GPT
from construyamos_gpt.layer_norm import EPSILON

__all__ = ["SingleStep"]


class SingleStep:
    """Puntúa la letra siguiente cuando solo hay una letra nueva por texto.

    Args:
        model: el modelo, de donde se toman los pesos.
    """

    def __init__(self, model: GPT) -> None:
        self.model = model
        self.n_head = model.config.n_head
        self.scale = (model.config.n_embd // model.config.n_head) ** -0.5
        # Buscar un peso por su nombre también cuesta: se buscan todos una vez.
        blocks: list[Any] = list(model.blocks)
        self.layers: list[tuple[Tensor, ...]] = [
            (
                *(b.norm_1.weight, b.norm_1.bias, b.attention.qkv.weight, b.attention.qkv.bias),
                *(b.attention.projection.weight, b.attention.projection.bias),
                *(b.norm_2.weight, b.norm_2.bias, b.mlp.expand.weight, b.mlp.expand.bias),
                *(b.mlp.contract.weight, b.mlp.contract.bias),
            )
            for b in blocks
        ]
        self.tokens = model.embeddings.token.weight
        self.positions = model.embeddings.position.weight
        self.final = (model.final_norm.weight, model.final_norm.bias)

    def __call__(self, ids: Tensor, memory: list[KeyValueMemory]) -> Tensor:
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
            n1w, n1b, qkv_w, qkv_b, out_w, out_b, n2w, n2b, up_w, up_b, down_w, down_b = weights
            y = F.layer_norm(x, (width,), n1w, n1b, EPSILON)
            y = F.linear(y, qkv_w, qkv_b).view(batch, 3, self.n_head, 1, -1)
            kv = past.append(y[:, 1:].transpose(0, 1))  # (2, B, H, leídas, D)
            k, v = kv.flatten(1, 2)  # (B·H, leídas, D)
            q = y[:, 0].flatten(0, 1)  # (B·H, 1, D)
            scores = torch.bmm(q, k.transpose(1, 2)).mul_(self.scale)  # (B·H, 1, leídas)
            mixed = torch.bmm(scores.softmax(-1), v).view(batch, width)
            x = x + F.linear(mixed, out_w, out_b)
            y = F.layer_norm(x, (width,), n2w, n2b, EPSILON)
            y = F.gelu(F.linear(y, up_w, up_b), approximate="tanh")
            x = x + F.linear(y, down_w, down_b)
        return F.linear(F.layer_norm(x, (width,), *self.final, EPSILON), self.model.lm_head.weight)
