"""Partes 6 y 7 · El GPT entero: bloques apilados y una salida que puntúa cada letra posible.

Formas: `B` lote, `T` tiempo, `C` canales, `V` vocabulario.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from construyamos_gpt.attention import CausalSelfAttention, KeyValueMemory, multi_head_attention
from construyamos_gpt.embeddings import Embeddings
from construyamos_gpt.errors import InvalidValueError, ShapeError
from construyamos_gpt.layer_norm import LayerNorm, layer_norm
from construyamos_gpt.mlp import MLP, gelu

__all__ = ["GPT", "Block", "GPTConfig", "clear_logits"]


@dataclass(frozen=True, kw_only=True)
class GPTConfig:
    """Las medidas de un GPT.

    Attributes:
        vocab_size: cuántos tokens distintos conoce.
        block_size: la ventana: cuántos tokens puede mirar a la vez.
        n_layer: cuántos bloques apila.
        n_head: cuántas cabezas de atención tiene cada bloque.
        n_embd: el ancho: cuántos números describen cada letra; múltiplo de `n_head`.
        dropout: probabilidad de apagar cada número al entrenar, de 0 a menos de 1.

    Raises:
        InvalidValueError: si una medida es imposible.
    """

    vocab_size: int
    block_size: int
    n_layer: int
    n_head: int
    n_embd: int
    dropout: float = 0.0

    def __post_init__(self) -> None:
        for name in ("vocab_size", "block_size", "n_layer", "n_head", "n_embd"):
            value = getattr(self, name)
            if not isinstance(value, int) or isinstance(value, bool) or value < 1:
                raise InvalidValueError(
                    f"{name} no puede valer eso.",
                    received=value,
                    allowed="un número entero de 1 en adelante",
                )
        if self.n_embd % self.n_head != 0:
            raise InvalidValueError(
                "El ancho no se puede repartir entre las cabezas.",
                received=f"n_embd={self.n_embd}, n_head={self.n_head}",
                allowed="un n_embd que sea múltiplo de n_head",
            )
        if not isinstance(self.dropout, int | float) or not 0.0 <= self.dropout < 1.0:
            raise InvalidValueError(
                "dropout no puede valer eso.",
                received=self.dropout,
                allowed="un número de 0 a menos de 1",
            )

    def as_dict(self) -> dict[str, Any]:
        """Las medidas, listas para guardarse en `config.json`."""
        return asdict(self)


class Block(nn.Module):
    """Un bloque: comunicar (atención) y pensar (MLP), cada paso sumado a lo que ya había.

    Se normaliza **antes** de cada paso (pre-LayerNorm, como GPT-2). La suma es la conexión
    residual: He y otros (2015), «Deep Residual Learning», §3.
    """

    def __init__(self, config: GPTConfig) -> None:
        super().__init__()
        self.norm_1 = LayerNorm(config.n_embd)
        self.attention = CausalSelfAttention(
            config.n_embd, config.n_head, config.block_size, config.dropout
        )
        self.norm_2 = LayerNorm(config.n_embd)
        self.mlp = MLP(config.n_embd, config.dropout)

    def forward(self, x: Tensor, memory: KeyValueMemory | None = None) -> Tensor:
        """Transforma `x`, forma (B, T, C), y devuelve la misma forma."""
        x = x + self.attention(self.norm_1(x), memory)
        x = x + self.mlp(self.norm_2(x))
        return x


class GPT(nn.Module):
    """Un GPT: embeddings, bloques, una última normalización y la salida.

    Fuente: Radford y otros (2019), GPT-2. Las formas de las capas y la activación son las
    suyas, para que los pesos se puedan llevar a otras herramientas sin cambiar un número. La
    salida (`lm_head`) es una matriz propia, no la tabla de embeddings traspuesta.

    Args:
        config: las medidas.
    """

    def __init__(self, config: GPTConfig) -> None:
        super().__init__()
        self.config = config
        self.embeddings = Embeddings(
            config.vocab_size, config.block_size, config.n_embd, config.dropout
        )
        self.blocks = nn.ModuleList(Block(config) for _ in range(config.n_layer))
        self.final_norm = LayerNorm(config.n_embd)
        self.lm_head = nn.Linear(config.n_embd, config.vocab_size, bias=False)
        self._initialize()

    def _initialize(self) -> None:
        """Pesos al azar, pequeños, como GPT-2 (§2.3): así al empezar todas las letras empatan.

        Lo que se suma a la corriente residual (el vector que pasa de bloque en bloque) empieza
        aún más pequeño, porque son `2 n_layer` sumas.
        """
        small = 0.02
        for name, parameter in self.named_parameters():
            if name.endswith(("projection.weight", "contract.weight")):
                nn.init.normal_(parameter, std=small / math.sqrt(2 * self.config.n_layer))
            elif parameter.dim() == 2:
                nn.init.normal_(parameter, std=small)
            elif name.endswith("bias"):
                nn.init.zeros_(parameter)

    def forward(
        self,
        ids: Tensor,
        targets: Tensor | None = None,
        memory: list[KeyValueMemory] | None = None,
    ) -> tuple[Tensor, Tensor | None]:
        """Puntúa la letra siguiente en cada posición.

        Args:
            ids: tokens, forma (B, T).
            targets: las letras que venían, forma (B, T); −1 donde no cuenta.
            memory: al generar, una memoria por bloque.

        Returns:
            Los logits (la puntuación de cada letra posible), forma (B, T, V), y la pérdida media
            en nats por token (None si no hay `targets`).

        Raises:
            ShapeError: si las formas no encajan o el texto no cabe en la ventana.
        """
        if ids.dim() != 2:
            raise ShapeError(
                "Los ids tienen que venir en una tabla de filas y posiciones.",
                received=tuple(ids.shape),
                allowed="(B, T)",
            )
        start = memory[0].length if memory else 0
        x = self.embeddings(ids, start)  # (B, T, C)
        for layer, block in enumerate(self.blocks):
            x = block(x, memory[layer] if memory else None)  # (B, T, C)
        x = self.final_norm(x)
        logits = self.lm_head(x)  # (B, T, V)
        if targets is None:
            return logits, None
        if targets.shape != ids.shape:
            raise ShapeError(
                "Hace falta una letra de respuesta por cada letra leída.",
                received=tuple(targets.shape),
                allowed=str(tuple(ids.shape)),
            )
        loss = F.cross_entropy(logits.float().flatten(0, 1), targets.flatten(), ignore_index=-1)
        return logits, loss

    def n_parameters(self) -> int:
        """Cuántos números aprende el modelo."""
        return sum(parameter.numel() for parameter in self.parameters())

    def new_memory(self, batch_size: int = 1) -> list[KeyValueMemory]:
        """Una memoria vacía por bloque, para generar sin recalcular lo ya leído."""
        config, weight = self.config, self.lm_head.weight
        head_size = config.n_embd // config.n_head
        shape = (2, batch_size, config.n_head, config.block_size, head_size)
        return [KeyValueMemory(weight.new_empty(shape)) for _ in self.blocks]


def clear_logits(model: GPT, ids: Tensor) -> Tensor:
    """El GPT entero con las versiones claras de la guía, de arriba abajo y sin atajos.

    Hace la misma cuenta que `model(ids)`, más despacio; una prueba las mantiene iguales.

    Args:
        model: de donde se toman los pesos.
        ids: tokens, forma (B, T).

    Returns:
        Logits, forma (B, T, V).
    """
    w = model.state_dict()
    positions = torch.arange(ids.shape[1], device=ids.device)
    x = w["embeddings.token.weight"][ids] + w["embeddings.position.weight"][positions]  # (B, T, C)
    for layer in range(model.config.n_layer):
        b = f"blocks.{layer}."
        a, m = b + "attention.", b + "mlp."
        normed = layer_norm(x, w[b + "norm_1.weight"], w[b + "norm_1.bias"])
        attended, _ = multi_head_attention(
            normed,
            w[a + "qkv.weight"],
            w[a + "qkv.bias"],
            w[a + "projection.weight"],
            w[a + "projection.bias"],
            model.config.n_head,
        )
        x = x + attended
        normed = layer_norm(x, w[b + "norm_2.weight"], w[b + "norm_2.bias"])
        wide = gelu(normed @ w[m + "expand.weight"].T + w[m + "expand.bias"])  # (B, T, 4C)
        x = x + wide @ w[m + "contract.weight"].T + w[m + "contract.bias"]
    x = layer_norm(x, w["final_norm.weight"], w["final_norm.bias"])
    logits: Tensor = x @ w["lm_head.weight"].T  # (B, T, V)
    return logits
