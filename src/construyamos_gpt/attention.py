"""Parte 5 · Atención (self-attention): cada letra mira a las anteriores y decide a cuáles atender.

La misma idea en tres escalones, y una prueba que los mantiene iguales:

1. `attention_head`: una cabeza, paso a paso. Es la que explica la guía.
2. `multi_head_attention`: varias cabezas, una detrás de otra.
3. `CausalSelfAttention`: todas a la vez y deprisa. Es la que se entrena.

Formas: `B` lote, `T` tiempo, `C` canales, `H` cabezas (`n_head`), `D` tamaño de cabeza (C / H).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from construyamos_gpt.block_attention import attend_by_blocks
from construyamos_gpt.dropout import Dropout

__all__ = [
    "CausalSelfAttention",
    "KeyValueMemory",
    "attention_head",
    "causal_mask",
    "multi_head_attention",
]


def causal_mask(n_query: int, n_key: int, device: torch.device | None = None) -> Tensor:
    """La máscara que tapa el futuro: 0 donde se puede mirar y −∞ donde no.

    La última pregunta coincide con la última llave: la pregunta `i` ve las llaves hasta
    `i + n_key - n_query`.

    Returns:
        Forma (n_query, n_key), en float32.
    """
    blocked = torch.full((n_query, n_key), -math.inf, device=device)
    return blocked.triu(diagonal=n_key - n_query + 1)


def attention_head(q: Tensor, k: Tensor, v: Tensor) -> tuple[Tensor, Tensor]:
    """Una cabeza de atención, paso a paso.

    Fuente: Vaswani y otros (2017), «Attention Is All You Need», §3.2.1. Los parecidos se
    dividen entre la raíz del tamaño de la **cabeza**, no del ancho del modelo.

    Args:
        q: preguntas, forma (B, T, D).
        k: llaves, forma (B, T, D).
        v: valores, forma (B, T, D).

    Returns:
        La mezcla de valores, forma (B, T, D), y los pesos con que se mezclan, (B, T, T).
    """
    head_size = q.shape[-1]
    scores = q @ k.transpose(-2, -1)  # (B, T, T): cuánto se parece cada pregunta a cada llave
    scores = scores / math.sqrt(head_size)
    scores = scores + causal_mask(q.shape[-2], k.shape[-2], q.device)  # el futuro, tapado
    weights = torch.softmax(scores, dim=-1)  # (B, T, T): cada fila suma 1
    return weights @ v, weights  # (B, T, D), (B, T, T)


def multi_head_attention(
    x: Tensor,
    qkv_weight: Tensor,
    qkv_bias: Tensor,
    projection_weight: Tensor,
    projection_bias: Tensor,
    n_head: int,
) -> tuple[Tensor, list[Tensor]]:
    """Varias cabezas, una detrás de otra: cada una proyecta el vector **entero** a su manera.

    Args:
        x: vectores, forma (B, T, C).
        qkv_weight: las matrices de preguntas, llaves y valores, apiladas; forma (3C, C).
        qkv_bias: sus desplazamientos, forma (3C,).
        projection_weight: la matriz que mezcla lo que traen las cabezas, forma (C, C).
        projection_bias: su desplazamiento, forma (C,).
        n_head: número de cabezas.

    Returns:
        La salida, forma (B, T, C), y los pesos de cada cabeza, cada uno (B, T, T).
    """
    head_size = x.shape[-1] // n_head
    q_rows, k_rows, v_rows = qkv_weight.chunk(3)  # (C, C) cada una
    q_bias, k_bias, v_bias = qkv_bias.chunk(3)  # (C,) cada uno
    outputs, all_weights = [], []
    for head in range(n_head):
        rows = slice(head * head_size, (head + 1) * head_size)  # las filas de esta cabeza
        q = x @ q_rows[rows].T + q_bias[rows]  # (B, T, D)
        k = x @ k_rows[rows].T + k_bias[rows]  # (B, T, D)
        v = x @ v_rows[rows].T + v_bias[rows]  # (B, T, D)
        out, weights = attention_head(q, k, v)
        outputs.append(out)
        all_weights.append(weights)
    together = torch.cat(outputs, dim=-1)  # (B, T, C)
    return together @ projection_weight.T + projection_bias, all_weights


@dataclass
class KeyValueMemory:
    """La memoria (KV cache) de una capa: llaves y valores ya calculados de las letras leídas.

    Attributes:
        kv: llaves y valores, forma (2, B, H, block_size, D); solo valen las `length` primeras
            posiciones.
        length: cuántas posiciones hay guardadas.
    """

    kv: Tensor
    length: int = 0

    def append(self, kv: Tensor) -> Tensor:
        """Guarda llaves y valores nuevos, forma (2, B, H, T, D), y devuelve todos los que hay."""
        end = self.length + kv.shape[3]
        self.kv[:, :, :, self.length : end] = kv
        self.length = end
        return self.kv[:, :, :, :end]

    def attend(self, q: Tensor, kv: Tensor) -> Tensor:
        """Añade la letra nueva de cada texto y atiende con ella a todo lo leído.

        Args:
            q: sus preguntas, forma (B, H, 1, D).
            kv: sus llaves y valores, forma (2, B, H, 1, D).

        Returns:
            La mezcla de valores, forma (B, H, 1, D).
        """
        k, v = self.append(kv)  # (B, H, leídas, D) cada una
        return F.scaled_dot_product_attention(q, k, v)


class CausalSelfAttention(nn.Module):
    """Todas las cabezas a la vez. La misma cuenta que `multi_head_attention`.

    Sin dropout dentro de la atención: obligaría a un camino más lento. Se apaga a la salida.

    Args:
        n_embd: ancho del modelo, C.
        n_head: número de cabezas; divide a `n_embd`.
        block_size: la ventana: cuántos tokens caben.
        dropout: probabilidad de apagar cada número de la salida al entrenar.
    """

    mask: Tensor

    def __init__(self, n_embd: int, n_head: int, block_size: int, dropout: float) -> None:
        super().__init__()
        self.n_head = n_head
        self.qkv = nn.Linear(n_embd, 3 * n_embd)
        self.projection = nn.Linear(n_embd, n_embd)
        self.dropout = Dropout(dropout)
        self.register_buffer("mask", causal_mask(block_size, block_size), persistent=False)

    def forward(self, x: Tensor, memory: KeyValueMemory | None = None) -> Tensor:
        """Atiende.

        Args:
            x: vectores, forma (B, T, C).
            memory: al generar, lo ya leído; se le añade lo nuevo.

        Returns:
            Forma (B, T, C).
        """
        batch, time, channels = x.shape
        heads = self.qkv(x).view(batch, time, 3, self.n_head, channels // self.n_head)
        qkv = heads.permute(2, 0, 3, 1, 4)  # (3, B, H, T, D)
        if memory is None and x.device.type == "cpu" and qkv.dtype == torch.bfloat16:
            out = attend_by_blocks(qkv.flatten(1, 2), self.mask.to(qkv.dtype))  # (B·H, T, D)
            out = out.view(batch, self.n_head, time, -1)
            return self._together(out)
        q, (k, v) = qkv[0], qkv[1:] if memory is None else memory.append(qkv[1:])
        if time == k.shape[2]:
            out = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        elif time == 1:  # una sola letra nueva: puede ver todo lo anterior
            out = F.scaled_dot_product_attention(q, k, v)
        else:
            mask = causal_mask(time, k.shape[2], q.device).to(q.dtype)
            out = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        return self._together(out)

    def _together(self, out: Tensor) -> Tensor:
        """Junta lo que traen las cabezas, de (B, H, T, D) a (B, T, C), y lo mezcla."""
        result: Tensor = self.dropout(self.projection(out.transpose(1, 2).flatten(2)))
        return result
