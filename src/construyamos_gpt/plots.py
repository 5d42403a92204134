"""Las curvas de un entrenamiento, dibujadas."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from construyamos_gpt.diagnosis import Point
from construyamos_gpt.files import write_bytes

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["draw_curves", "save_figure"]

# Azul y naranja se distinguen también sin ver los colores; además, una línea es discontinua.
TRAIN_COLOR, VAL_COLOR = "#0072B2", "#D55E00"


def save_figure(figure: Figure, folder: Path, name: str) -> list[Path]:
    """Guarda una figura en `name.png` y `name.svg`, y devuelve los dos ficheros."""
    paths = []
    for extension in ("png", "svg"):
        content = io.BytesIO()
        figure.savefig(content, format=extension, dpi=150)
        paths.append(folder / f"{name}.{extension}")
        write_bytes(paths[-1], content.getvalue())
    return paths


def draw_curves(points: Sequence[Point], title: str, folder: Path) -> list[Path]:
    """Dibuja la pérdida de entrenamiento y de validación en `curva.png` y `curva.svg`.

    Args:
        points: las medidas, en orden; al menos una.
        title: el título.
        folder: dónde se guardan.

    Returns:
        Los dos ficheros.
    """
    from matplotlib.figure import Figure  # tarda en importarse: solo cuando se dibuja

    figure = Figure(figsize=(7, 4), layout="constrained")
    axes = figure.add_subplot()
    steps = [point.step for point in points]
    train, val = [p.train_loss for p in points], [p.val_loss for p in points]
    axes.plot(steps, train, color=TRAIN_COLOR, linestyle="--", marker=".", label="lo que estudia")
    axes.plot(steps, val, color=VAL_COLOR, marker=".", label="lo que no ha visto")
    lowest = min(range(len(val)), key=val.__getitem__)
    axes.annotate(
        f"{val[lowest]:.3f}".replace(".", ","),
        (steps[lowest], val[lowest]),
        textcoords="offset points",
        xytext=(0, 8),
        ha="center",
        color=VAL_COLOR,
    )
    axes.set(title=title, xlabel="paso", ylabel="pérdida (nats por token)")
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:.2f}".replace(".", ","))
    axes.grid(alpha=0.3)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False)
    return save_figure(figure, folder, "curva")
