"""Parte 9 · Generación: elegir una letra, añadirla al texto y volver a preguntar.

Formas de los tensores: `B` lote (textos a la vez), `T` tiempo, `V` vocabulario.

**Cuando el texto no cabe en la ventana** (`block_size`), se conserva su mitad más reciente y se
vuelve a leer de una vez. Correr la ventana letra a letra obligaría a recalcularlo todo en cada
letra, porque las posiciones son aprendidas y todas cambiarían de sitio. Qué se conserva depende
solo de la longitud del texto: véase `window_start`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from construyamos_gpt.attention import KeyValueMemory
from construyamos_gpt.errors import InvalidValueError
from construyamos_gpt.gpt import GPT
from construyamos_gpt.output import softmax
from construyamos_gpt.single_step import SingleStep

__all__ = [
    "Sampling",
    "choose",
    "choose_at",
    "filter_logits",
    "generate_ids",
    "window_start",
]


@dataclass(frozen=True, kw_only=True)
class Sampling:
    """Cómo se elige la letra siguiente.

    Attributes:
        temperature: por debajo de 1, más prudente; por encima, más atrevido. Mayor que 0.
        top_k: elegir solo entre las `k` letras más probables; 0 para no limitar.
        top_p: elegir solo entre las más probables que juntas suman `p`; 1 para no limitar.
            Fuente: Holtzman y otros (2019), «The Curious Case of Neural Text Degeneration», §3.1.

    Raises:
        InvalidValueError: si un valor no tiene sentido.
    """

    temperature: float = 0.8
    top_k: int = 0
    top_p: float = 1.0

    def __post_init__(self) -> None:
        if not (math.isfinite(self.temperature) and self.temperature > 0):
            raise InvalidValueError(
                "Esa temperatura no es posible.",
                received=self.temperature,
                allowed="un número mayor que 0 (por ejemplo, 0.8)",
                hint="para elegir siempre la letra más probable, usad top_k = 1.",
            )
        if self.top_k < 0:
            raise InvalidValueError(
                "Ese top_k no es posible.",
                received=self.top_k,
                allowed="un entero de 1 en adelante, o 0 para no limitar",
            )
        if not 0.0 < self.top_p <= 1.0:
            raise InvalidValueError(
                "Ese top_p no es posible.",
                received=self.top_p,
                allowed="un número mayor que 0 y no mayor que 1",
            )


def filter_logits(logits: Tensor, sampling: Sampling) -> Tensor:
    """Aplica temperatura, top-k y top-p: lo que no se puede elegir queda en −∞.

    Args:
        logits: forma (B, V).
        sampling: cómo se elige.

    Returns:
        Logits nuevos, forma (B, V).
    """
    # Se resta el mayor antes de dividir: no cambia nada y una temperatura minúscula no desborda.
    logits = (logits - logits.max(dim=-1, keepdim=True).values) / sampling.temperature
    if 0 < sampling.top_k < logits.shape[-1]:
        kth = torch.topk(logits, sampling.top_k).values[:, -1:]  # (B, 1): el k-ésimo mayor
        logits = logits.masked_fill(logits < kth, -math.inf)
    if sampling.top_p < 1.0:
        ordered, order = logits.sort(descending=True)  # (B, V)
        probabilities = softmax(ordered)
        before = probabilities.cumsum(dim=-1) - probabilities  # lo que suman las anteriores
        ordered = ordered.masked_fill(before >= sampling.top_p, -math.inf)
        logits = torch.empty_like(logits).scatter_(-1, order, ordered)
    return logits


def choose(logits: Tensor, sampling: Sampling, random: torch.Generator) -> Tensor:
    """Sortea la letra siguiente de cada texto.

    Args:
        logits: forma (B, V).
        sampling: cómo se elige.
        random: de donde sale el azar.

    Returns:
        Ids, forma (B,).
    """
    filtered = filter_logits(logits, sampling)
    return choose_at(filtered, torch.rand(len(logits), 1, generator=random))


def choose_at(logits: Tensor, points: Tensor) -> Tensor:
    """La letra en cuyo trozo cae cada punto. Es `choose` con el azar ya tirado.

    Las probabilidades, puestas en fila, llenan el tramo de 0 a 1: se tira un punto en él y sale
    la letra en cuyo trozo cae. Hace lo mismo que `torch.multinomial`, más deprisa.

    Args:
        logits: ya filtrados, forma (B, V).
        points: de 0 a menos de 1, forma (B, 1).

    Returns:
        Ids, forma (B,).
    """
    edges = softmax(logits).cumsum(dim=-1)  # (B, V): dónde acaba el trozo de cada letra
    return (edges <= points * edges[:, -1:]).sum(dim=-1).clamp(max=edges.shape[-1] - 1)


def window_start(length: int, block_size: int) -> int:
    """Desde qué letra se lee un texto de `length` letras para predecir la siguiente.

    Mientras cabe, desde 0. Cuando deja de caber se avanza de media ventana en media ventana.
    """
    if length <= block_size:
        return 0
    half = max(1, block_size // 2)
    return half * math.ceil((length - block_size) / half)


@torch.inference_mode()
def generate_ids(
    model: GPT,
    prompt: Sequence[int],
    *,
    max_new_tokens: int,
    sampling: Sampling,
    random: torch.Generator,
    count: int = 1,
    forbidden: Sequence[int] = (),
) -> Iterator[Tensor]:
    """Continúa un texto, letra a letra, sin saber nada de parar: quien recorre decide cuándo.

    Usa memoria (KV cache): de lo ya leído se guardan llaves y valores, y cada letra nueva se
    calcula sola.

    Args:
        model: el modelo.
        prompt: los ids con que empieza; al menos uno.
        max_new_tokens: cuántos ids nuevos, como mucho.
        sampling: cómo se elige.
        random: de donde sale el azar (en el procesador).
        count: B, cuántas continuaciones a la vez.
        forbidden: ids que nunca se eligen.

    Yields:
        Los ids nuevos de cada texto, forma (B,).
    """
    was_training = model.training
    model.eval()
    device = model.lm_head.weight.device
    text = torch.tensor(list(prompt), dtype=torch.int64, device=device).repeat(count, 1)  # (B, T)
    veto = torch.zeros(model.config.vocab_size)
    veto[list(forbidden)] = -math.inf
    start = window_start(text.shape[1], model.config.block_size)
    memory: list[KeyValueMemory] = model.new_memory(count)
    unread = text[:, start:]
    single_step = SingleStep(model)
    try:
        for _ in range(max_new_tokens):
            if unread.shape[1] == 1:
                logits = single_step(unread[:, 0], memory)  # (B, V)
            else:
                logits = model(unread, memory=memory)[0][:, -1]  # (B, V)
            ids = choose(logits.float().cpu() + veto, sampling, random)  # (B,)
            yield ids
            unread = ids.to(device)[:, None]  # (B, 1)
            text = torch.cat([text, unread], dim=1)  # (B, T + 1)
            if window_start(text.shape[1], model.config.block_size) != start:
                start = window_start(text.shape[1], model.config.block_size)
                memory = model.new_memory(count)
                unread = text[:, start:]
    finally:
        model.train(was_training)
