"""Cómo se cronometra: los comparados se turnan, A B A B, y se comparan vuelta a vuelta.

La velocidad de una máquina cambia de un minuto a otro. Dos medidas hechas seguidas cambian
juntas, y su razón se mueve mucho menos que cada una por su lado.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median

__all__ = ["Spread", "interleave", "ratios"]


@dataclass(frozen=True, kw_only=True)
class Spread:
    """Lo que sale al medir varias veces."""

    median: float
    minimum: float
    maximum: float

    @classmethod
    def of(cls, values: list[float]) -> Spread:
        """Mediana, mínimo y máximo de unos valores."""
        return cls(median=median(values), minimum=min(values), maximum=max(values))


def interleave(
    contenders: Mapping[str, Callable[[], object]], *, rounds: int, repeats: int = 1
) -> dict[str, list[float]]:
    """Cronometra por turnos.

    Args:
        contenders: qué hace cada uno, por su nombre.
        rounds: vueltas que cuentan; antes se da una que no cuenta.
        repeats: veces seguidas que lo hace cada uno en su turno.

    Returns:
        De cada uno, los segundos que tarda en hacerlo una vez; uno por vuelta.
    """
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    for work in contenders.values():
        work()
    for _ in range(rounds):
        for name, work in contenders.items():
            started = time.perf_counter()
            for _ in range(repeats):
                work()
            seconds[name].append((time.perf_counter() - started) / repeats)
    return seconds


def ratios(ours: list[float], theirs: list[float]) -> Spread:
    """Cuántas veces más deprisa vamos que el otro, comparando cada vuelta consigo misma."""
    return Spread.of([other / own for own, other in zip(ours, theirs, strict=True)])
