"""Parte 5, para saber más · La atención, deprisa: las preguntas, de 128 en 128.

Una pregunta solo mira hacia atrás, así que un grupo de preguntas seguidas no necesita las llaves
que vienen después de la última: al atender por grupos no se calcula casi nada del futuro.

Aquí se escribe también la vuelta (`backward`), que en las demás piezas deduce PyTorch sola.
Cuando la deduce, cada recorte de un tensor crea otro entero lleno de ceros para sumarlo; escrita
a mano, los gradientes se suman en su sitio. Las cuentas son las de `attention.attention_head`, y
una prueba compara los resultados y los gradientes.

Formas: `N` filas por cabezas (B·H), `T` tiempo, `D` tamaño de cabeza, `K` llaves que ve un grupo.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

__all__ = ["QUERIES_AT_ONCE", "attend_by_blocks"]

QUERIES_AT_ONCE = 128


class _BlockAttention(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, qkv: Tensor, mask: Tensor) -> Tensor:
        q, k, v = qkv  # (N, T, D) cada una
        rows, time, head_size = q.shape
        out = torch.empty_like(q)
        all_weights = []
        for start in range(0, time, QUERIES_AT_ONCE):
            end = min(start + QUERIES_AT_ONCE, time)  # la última pregunta del grupo ve hasta aquí
            visible = mask[start:end, :end].expand(rows, -1, -1)  # (N, grupo, K)
            keys = k[:, :end].transpose(1, 2)  # (N, D, K)
            scores = torch.baddbmm(visible, q[:, start:end], keys, alpha=head_size**-0.5)
            weights = torch.softmax(scores, dim=-1)  # (N, grupo, K)
            out[:, start:end] = torch.bmm(weights, v[:, :end])
            all_weights.append(weights)
        ctx.save_for_backward(qkv, *all_weights)
        return out

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, None]:
        (d_out,) = gradients  # (N, T, D): cuánto cambia la pérdida con cada número de la salida
        qkv, *all_weights = ctx.saved_tensors
        q, k, v = qkv
        scale = q.shape[-1] ** -0.5
        d_qkv = torch.zeros_like(qkv)
        d_q, d_k, d_v = d_qkv
        for number, weights in enumerate(all_weights):
            start = number * QUERIES_AT_ONCE
            end = start + weights.shape[1]
            d_group = d_out[:, start:end]  # (N, grupo, D)
            d_v[:, :end].baddbmm_(weights.transpose(1, 2), d_group)
            d_weights = torch.bmm(d_group, v[:, :end].transpose(1, 2))  # (N, grupo, K)
            # La derivada de softmax: p · (d − Σ p·d), fila a fila.
            d_scores = torch._softmax_backward_data(d_weights, weights, -1, weights.dtype)
            d_q[:, start:end].baddbmm_(d_scores, k[:, :end], alpha=scale)
            d_k[:, :end].baddbmm_(d_scores.transpose(1, 2), q[:, start:end], alpha=scale)
        return d_qkv, None


def attend_by_blocks(qkv: Tensor, mask: Tensor) -> Tensor:
    """Atención causal por grupos de preguntas.

    Args:
        qkv: preguntas, llaves y valores, forma (3, N, T, D).
        mask: 0 donde se puede mirar y −∞ donde no, del mismo tipo que `qkv`; forma (T, T) al menos.

    Returns:
        La mezcla de valores, forma (N, T, D).
    """
    result: Tensor = _BlockAttention.apply(qkv, mask)  # type: ignore[no-untyped-call]
    return result
