"""Cuánto se puede confiar en una cifra: su intervalo de confianza del 95 %.

Doscientos poemas son una muestra: otros doscientos darían otra cifra. El intervalo dice entre qué
dos valores caería casi siempre. Lo que se repite al azar es el **poema** entero y no el verso,
porque los versos de un poema se parecen entre sí y no son pruebas independientes.

- `ratio` y `quantile` remuestrean (*bootstrap*): se sortean muchas veces tantos poemas como hay,
  con repetición, y se mira entre qué valores queda el 95 % de las cifras. Efron y Tibshirani
  (1993), «An Introduction to the Bootstrap», cap. 13.
- `share` es para lo que cada poema hace o no hace. Si los 200 lo hacen, remuestrear diría que es
  seguro; la fórmula de Wilson dice «entre el 98 y el 100 %». Wilson (1927), JASA 22.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

__all__ = ["CONFIDENCE", "DRAWS", "Estimate", "quantile", "ratio", "share"]

CONFIDENCE = 0.95
DRAWS = 2000
_Z = 1.959964  # entre −z y z cae el 95 % de una campana de Gauss


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """Una cifra y su intervalo.

    Attributes:
        value: la cifra.
        low: el extremo de abajo; None si no se ha podido calcular un intervalo.
        high: el de arriba.
        samples: con cuántos poemas se ha calculado.
    """

    value: float
    low: float | None = None
    high: float | None = None
    samples: int

    def times(self, factor: float) -> Estimate:
        """Todo, multiplicado por un número."""
        low = None if self.low is None else self.low * factor
        high = None if self.high is None else self.high * factor
        return Estimate(value=self.value * factor, low=low, high=high, samples=self.samples)


def ratio(parts: Sequence[tuple[float, float]], seed: int) -> Estimate | None:
    """Una parte de un todo, sumando la de cada poema: versos que riman entre versos.

    Args:
        parts: de cada poema, su parte y su todo.
        seed: la semilla del remuestreo.

    Returns:
        None si el todo es cero.
    """
    counted = np.array([part for part in parts if part[1] > 0], dtype=np.float64)  # (n, 2)
    if not len(counted):
        return None

    def divide(drawn: np.ndarray) -> np.ndarray:  # (…, n, 2)
        sums = drawn.sum(axis=-2)
        result: np.ndarray = sums[..., 0] / sums[..., 1]
        return result

    return _bootstrap(counted, divide, seed)


def quantile(values: Sequence[float], q: float, seed: int) -> Estimate | None:
    """El valor que deja por debajo una parte `q` de los poemas: 0,5 es la mediana."""
    if not len(values):
        return None
    return _bootstrap(
        np.array(values, dtype=np.float64)[:, None],
        lambda drawn: np.asarray(np.quantile(drawn[..., 0], q, axis=-1)),
        seed,
    )


def share(flags: Sequence[bool]) -> Estimate | None:
    """Qué parte de los poemas hace algo, de 0 a 1, con el intervalo de Wilson."""
    n = len(flags)
    if not n:
        return None
    p = sum(flags) / n
    center = (p + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
    half = _Z / (1 + _Z**2 / n) * ((p * (1 - p) / n + _Z**2 / (4 * n**2)) ** 0.5)
    return Estimate(value=p, low=max(0.0, center - half), high=min(1.0, center + half), samples=n)


def _bootstrap(
    rows: np.ndarray, statistic: Callable[[np.ndarray], np.ndarray], seed: int
) -> Estimate:
    """Remuestrea las filas, forma (n, k); `statistic` va de (…, n, k) a (…)."""
    draws = np.random.default_rng(seed).integers(0, len(rows), (DRAWS, len(rows)))
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(statistic(rows[draws]), (tail, 1 - tail))
    return Estimate(
        value=float(statistic(rows)), low=float(low), high=float(high), samples=len(rows)
    )
