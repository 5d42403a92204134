"""La medida: cuánto se sorprende el modelo, en nats por carácter, con un texto que no ha visto.

Está fijada así para que dos modelos se puedan comparar: cada pieza se lee sola y desde su
principio (lo anterior se olvida), y se cuentan el símbolo de forma, todos los caracteres y
`<|fin|>`; cada símbolo especial cuenta como un carácter. `<|inicio|>` se da y no se cuenta.

Cuando la pieza no cabe en la ventana se hace como al generar: se conserva la mitad más reciente.

Formas de los tensores: `B` lote, `T` tiempo, `V` vocabulario.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F

from construyamos_gpt.device import Machine
from construyamos_gpt.generation import window_start
from construyamos_gpt.gpt import GPT
from construyamos_gpt.output import faces

__all__ = ["Measure", "Score", "count_original_characters", "measure", "total"]

TOKENS_AT_ONCE = 16_384
LOGITS_AT_ONCE = 2**24


@dataclass(frozen=True, kw_only=True)
class Measure:
    """El resultado de medir una pieza, o varias sumadas.

    Attributes:
        nats: sorpresa total, en nats.
        tokens: tokens contados.
    """

    nats: float
    tokens: int

    @property
    def nats_per_token(self) -> float:
        """Sorpresa media, en nats por token."""
        return self.nats / max(1, self.tokens)


@dataclass(frozen=True, kw_only=True)
class Score:
    """Lo que se sorprende un modelo con unos textos, repartido entre sus caracteres.

    Attributes:
        nats: sorpresa total, en nats.
        pieces: cuántas piezas.
        chars: sus caracteres; la forma y el fin cuentan uno cada uno.
        original_chars: sus caracteres, con las marcas escritas letra a letra.
    """

    nats: float
    pieces: int
    chars: int
    original_chars: int

    @property
    def nats_per_char(self) -> float:
        """Sorpresa media, en nats por carácter."""
        return self.nats / self.chars

    @property
    def bits_per_char(self) -> float:
        """Lo mismo, en bits."""
        return self.nats_per_char / math.log(2)

    @property
    def faces(self) -> float:
        """Entre cuántas letras igual de probables duda: las caras del dado."""
        return faces(self.nats_per_char)

    @property
    def original_nats_per_char(self) -> float:
        """A la manera de la guía original: véase `count_original_characters`."""
        return self.nats / self.original_chars


def total(measures: Iterable[Measure]) -> Measure:
    """La suma de varias medidas."""
    listed = list(measures)
    return Measure(nats=sum(m.nats for m in listed), tokens=sum(m.tokens for m in listed))


def _windows(ids: np.ndarray, block_size: int) -> Iterable[tuple[np.ndarray, np.ndarray]]:
    """Parte una pieza en ventanas (lo que se lee, lo que venía); −1 donde ya se contó.

    Son las ventanas con que se generaría: véase `generation.window_start`.
    """
    inputs, targets = ids[:-1].astype(np.int64), ids[1:].astype(np.int64)
    done = 0  # letras ya contadas
    while done < len(inputs):
        start = window_start(done + 1, block_size)
        expected = targets[start : start + block_size].copy()
        expected[: done - start] = -1
        yield inputs[start : start + block_size], expected
        done = start + block_size


@torch.no_grad()
def measure(model: GPT, pieces: Sequence[np.ndarray], machine: Machine) -> list[Measure]:
    """Mide la sorpresa del modelo con cada pieza.

    Args:
        model: el modelo.
        pieces: los ids de cada pieza, de `<|inicio|>` a `<|fin|>`.
        machine: dónde y con qué precisión se calcula.

    Returns:
        Una medida por pieza, en el mismo orden.
    """
    was_training = model.training
    model.eval()
    block_size = model.config.block_size
    windows = [
        (number, *window)
        for number, ids in enumerate(pieces)
        for window in _windows(ids, block_size)
    ]
    windows.sort(key=lambda window: len(window[1]))  # las de largo parecido, juntas
    nats = [0.0] * len(pieces)
    # Los logits ocupan filas × block_size × vocabulario: con un vocabulario grande, menos filas.
    fitting = LOGITS_AT_ONCE // (block_size * model.config.vocab_size)
    rows = max(1, min(TOKENS_AT_ONCE // block_size, fitting))
    for first in range(0, len(windows), rows):
        group = windows[first : first + rows]
        longest = max(len(inputs) for _, inputs, _ in group)
        x = torch.zeros(len(group), longest, dtype=torch.int64)  # (B, T)
        y = torch.full((len(group), longest), -1, dtype=torch.int64)  # (B, T)
        for row, (_, inputs, targets) in enumerate(group):
            x[row, : len(inputs)] = torch.from_numpy(inputs)
            y[row, : len(targets)] = torch.from_numpy(targets)
        with machine.autocast():
            logits, _ = model(x.to(machine.device))  # (B, T, V)
        losses = F.cross_entropy(
            logits.float().transpose(1, 2),  # (B, V, T), como lo pide esta función
            y.to(machine.device),
            ignore_index=-1,
            reduction="none",
        ).sum(dim=1)  # (B,)
        for (number, _, _), value in zip(group, losses.tolist(), strict=True):
            nats[number] += value
    model.train(was_training)
    return [
        Measure(nats=value, tokens=len(ids) - 1) for value, ids in zip(nats, pieces, strict=True)
    ]


def count_original_characters(texts: Iterable[str]) -> int:
    """Los caracteres que suman unas piezas con sus marcas escritas letra a letra.

    Es la manera de contar de la guía original, que deletreaba `<|inicio|>` y `<|fin|>` y sus
    saltos de línea. Repartir la misma sorpresa entre más caracteres da una cifra más baja, así
    que las dos maneras no se comparan entre sí.
    """
    around = len("<|inicio|>\n") + len("\n<|fin|>\n\n")
    return sum(len(text) + around for text in texts)
