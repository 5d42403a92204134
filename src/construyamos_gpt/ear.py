"""Parte 8, para saber más · El oído: aprender a contar sílabas mientras se aprende a escribir.

Quien empieza a recitar cuenta con los dedos; después ya no le hacen falta. El oído hace eso: unas
capas pequeñas que, solo mientras se entrena, escuchan lo que sale de un bloque del modelo y
contestan por qué sílaba va el verso, dónde sonó el último acento, con cuál rima y en qué. Su error
se suma al de adivinar la letra siguiente, y obliga a ese bloque a saberlo. Al acabar se tira: el
modelo que se guarda es un GPT corriente, y nadie le dice al escribir cuántas sílabas lleva.

Es aprender varias tareas a la vez: R. Caruana (1997), «Multitask Learning». Preguntar a una capa
de en medio: C.-Y. Lee y otros (2015), «Deeply-Supervised Nets».

Formas de los tensores: `B` lote, `T` tiempo, `C` canales.
"""

from __future__ import annotations

import math
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from construyamos_gpt.corpus.notes import ANSWERS, NOTHING
from construyamos_gpt.gpt import GPT

__all__ = ["Ear"]


class Ear(nn.Module):
    """El oído de un modelo.

    Args:
        model: a quién escucha: al penúltimo bloque, para que el último pueda usar lo que sepa.
    """

    def __init__(self, model: GPT) -> None:
        super().__init__()
        width = model.config.n_embd
        self.norm = nn.LayerNorm(width)
        self.answers = nn.ModuleList(nn.Linear(width, count) for count in ANSWERS)
        self.heard = torch.empty(0)
        model.blocks[max(0, model.config.n_layer - 2)].register_forward_hook(self._hear)

    def _hear(self, block: nn.Module, inputs: Any, output: Tensor) -> None:
        if block.training:
            self.heard = output  # (B, T, C)

    def loss(self, notes: Tensor) -> Tensor:
        """Lo que se equivoca en lo último que ha oído.

        Args:
            notes: los apuntes, forma (B, T, 4); `NOTHING` donde no se pregunta.

        Returns:
            La suma de los errores. Cada uno se divide por lo que costaría contestar a
            bulto (ln de las respuestas posibles), para que cuenten parecido, y se reparte entre
            todas las letras, también aquellas en que no se pregunta: un lote con poco verso
            pesa poco.
        """
        heard = self.norm(self.heard)  # (B, T, C)
        total: Tensor = heard.new_zeros(())
        for column, layer in enumerate(self.answers):
            right = notes[:, :, column]  # (B, T)
            asked = right != NOTHING
            guesses = layer(heard[asked]).float()  # (preguntas, respuestas posibles)
            wrong = F.cross_entropy(guesses, right[asked], reduction="sum")
            total = total + wrong / (right.numel() * math.log(ANSWERS[column]))
        self.heard = torch.empty(0)
        return total
