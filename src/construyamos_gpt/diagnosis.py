"""Qué dicen las dos curvas: la de lo que estudia y la de lo que no ha visto."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Diagnosis", "Point", "diagnose"]


@dataclass(frozen=True, kw_only=True)
class Point:
    """Una medida: pérdidas en nats por token."""

    step: int
    train_loss: float
    val_loss: float


@dataclass(frozen=True, kw_only=True)
class Diagnosis:
    """El diagnóstico: una etiqueta corta y lo que significa.

    Attributes:
        label: `acaba de empezar`, `aprende bien`, `memoriza`, `se ha estancado` o
            `tasa demasiado alta`.
        meaning: qué se ve en las curvas y qué se puede hacer.
    """

    label: str
    meaning: str


def diagnose(points: Sequence[Point], uniform_loss: float) -> Diagnosis:
    """Mira las últimas medidas y dice qué está pasando.

    Args:
        points: las medidas, en orden.
        uniform_loss: la pérdida de quien adivina a ciegas, ln(vocabulario).

    Returns:
        El diagnóstico. Los umbrales, en nats por token: 0,02 de subida se distingue del ruido
        de una medida; 0,3 es un salto.
    """
    if len(points) < 3:
        return Diagnosis(label="acaba de empezar", meaning="Aún hay pocas medidas para opinar.")
    last = points[-1]
    recent = points[-4:]
    best_val = min(point.val_loss for point in points)
    best_train = min(point.train_loss for point in points)
    if last.train_loss > best_train + 0.3 or last.train_loss > uniform_loss:
        return Diagnosis(
            label="tasa demasiado alta",
            meaning="La pérdida sube en vez de bajar: corrige demasiado en cada paso. "
            "Bajad la tasa de aprendizaje, que es cuánto se corrige.",
        )
    if last.val_loss > best_val + 0.02 and last.train_loss < recent[0].train_loss:
        return Diagnosis(
            label="memoriza",
            meaning="Con lo que estudia mejora y con lo que no ha visto empeora: se lo está "
            "aprendiendo de memoria. Hace falta más texto, más dropout (apagar más números al "
            "azar) o parar antes.",
        )
    fall = recent[0].val_loss - min(point.val_loss for point in recent[1:])
    if len(points) >= 5 and fall < 0.005:
        return Diagnosis(
            label="se ha estancado",
            meaning="Las últimas medidas casi no bajan. Puede que ya haya aprendido lo que "
            "este texto y este tamaño dan de sí.",
        )
    return Diagnosis(
        label="aprende bien",
        meaning="Mejora también con lo que no ha visto: está aprendiendo, no copiando.",
    )
