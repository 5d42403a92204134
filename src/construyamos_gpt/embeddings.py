"""Parte 3 · Embeddings: de un número a una lista de números con la que se puede calcular.

Formas: `B` lote, `T` tiempo (posición en el texto), `C` canales (los números de cada vector,
`n_embd`).
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from construyamos_gpt.dropout import Dropout
from construyamos_gpt.errors import ShapeError

__all__ = ["Embeddings"]


class Embeddings(nn.Module):
    """Significado + posición: cada letra trae su vector y cada lugar del texto trae el suyo.

    Las dos tablas se aprenden. La suma es lo que entra en el primer bloque.

    Fuente: Radford y otros (2019), «Language Models are Unsupervised Multitask Learners»
    (GPT-2), que aprende las posiciones; Vaswani y otros (2017), §3.4 y §3.5.

    Args:
        vocab_size: cuántos tokens distintos hay.
        block_size: cuántas posiciones hay (la ventana más larga que el modelo puede mirar).
        n_embd: cuántos números tiene cada vector.
        dropout: probabilidad, de 0 a 1, de apagar cada número durante el entrenamiento.
    """

    def __init__(self, vocab_size: int, block_size: int, n_embd: int, dropout: float) -> None:
        super().__init__()
        self.block_size = block_size
        self.token = nn.Embedding(vocab_size, n_embd)  # una fila por token
        self.position = nn.Embedding(block_size, n_embd)  # una fila por posición
        self.dropout = Dropout(dropout)

    def forward(self, ids: Tensor, start: int = 0) -> Tensor:
        """Convierte ids en vectores.

        Args:
            ids: tokens, forma (B, T).
            start: posición del primero (al generar con memoria no se empieza en 0).

        Returns:
            Vectores, forma (B, T, C).

        Raises:
            ShapeError: si el texto no cabe en `block_size` posiciones.
        """
        end = start + ids.shape[1]
        if end > self.block_size:
            raise ShapeError(
                "El texto no cabe en la ventana del modelo.",
                received=end,
                allowed=f"como mucho {self.block_size} tokens (block_size)",
                hint="recortad el texto o usad un modelo con un block_size mayor.",
            )
        meaning = self.token(ids)  # (B, T, C)
        place = self.position(torch.arange(start, end, device=ids.device))  # (T, C)
        x: Tensor = self.dropout(meaning + place)  # (B, T, C)
        return x
