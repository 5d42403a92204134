"""Lo que cuenta un entrenamiento mientras corre: un paso, una medida, un guardado, el final.

Quien lo recorre (la terminal, un cuaderno, la web) lo dibuja como quiera.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

__all__ = ["Evaluated", "Event", "Saved", "Stepped", "Stopped"]


@dataclass(frozen=True, kw_only=True)
class Stepped:
    """Un paso dado."""

    step: int
    elapsed_s: float
    tokens_per_s: float
    train_loss: float


@dataclass(frozen=True, kw_only=True)
class Evaluated:
    """Una medida con texto no visto, y una muestra de lo que el modelo escribe ahora."""

    step: int
    elapsed_s: float
    tokens_per_s: float
    train_loss: float
    val_loss: float
    is_best: bool
    sample: str


@dataclass(frozen=True, kw_only=True)
class Saved:
    """Un punto de guardado escrito."""

    step: int
    path: Path


@dataclass(frozen=True, kw_only=True)
class Stopped:
    """El final: `completo`, `sin mejora` o `interrumpido`."""

    step: int
    reason: str


Event = Stepped | Evaluated | Saved | Stopped
