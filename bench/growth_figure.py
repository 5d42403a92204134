"""La figura de `crecer`: cuántas veces más cuesta cada tamaño que el más pequeño."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.report import format_number
from construyamos_gpt.plots import save_figure

__all__ = ["draw_growth"]

# Colores de Okabe e Ito, que se distinguen también sin ver todos los colores; además, cada línea
# tiene su trazo y su marca.
LINES = {
    "ms por paso": ("un paso de entrenamiento", "#0072B2", "-", "o"),
    "ms por carácter": ("escribir un carácter", "#D55E00", "--", "s"),
    "parámetros": ("parámetros", "#009E73", "-.", "^"),
}


def _times(value: float) -> str:
    digits = 0 if value >= 10 else 1
    return f"×{value:.{digits}f}".replace(".", ",").removesuffix(",0")


def _separated(values: Mapping[str, float], apart: float) -> dict[str, float]:
    """A qué altura va cada rótulo: la suya, o `apart` veces la del de abajo si chocarían."""
    heights: dict[str, float] = {}
    lowest = 0.0
    for key in sorted(values, key=lambda key: values[key]):
        heights[key] = lowest = max(values[key], lowest * apart)
    return heights


def _growth(rows: Sequence[Mapping[str, float]], key: str) -> list[float]:
    """Cuántas veces más que en la primera fila."""
    return [row[key] / rows[0][key] for row in rows]


def _draw_panel(
    axes: Any, name: str, rows: Sequence[Mapping[str, float]], fixed: str, apart: float
) -> None:
    """Un panel: una línea por cada cosa que se mide, y la recta de lo proporcional."""
    sizes = [row[name] for row in rows]
    axes.plot(
        sizes, _growth(rows, name), color="0.6", linestyle=":", label="en proporción al tamaño"
    )
    last = {}
    for key, (label, color, style, marker) in LINES.items():
        growth = _growth(rows, key)
        axes.plot(sizes, growth, color=color, linestyle=style, marker=marker, label=label)
        last[key] = growth[-1]
    for key, height in _separated(last, apart).items():
        axes.annotate(
            _times(last[key]),
            (sizes[-1], height),
            textcoords="offset points",
            xytext=(8, -3),
            color=LINES[key][1],
        )
    axes.set_xscale("log", base=2)
    axes.set_yscale("log", base=2)
    axes.set_xticks(sizes, [format_number(size) for size in sizes])
    axes.minorticks_off()
    axes.yaxis.set_major_formatter(lambda value, _: _times(value))
    axes.margins(x=0.14)
    axes.set_title(f"{name}\n", loc="left", fontweight="bold")
    axes.text(0, 1.02, f"con {fixed}", transform=axes.transAxes, fontsize="small", color="0.3")
    axes.set_xlabel(name)
    axes.grid(alpha=0.25)
    axes.spines[["top", "right"]].set_visible(False)


def draw_growth(
    measured: Mapping[str, Sequence[Mapping[str, float]]], fixed: Mapping[str, str], folder: Path
) -> list[Path]:
    """Dibuja `crecer.png` y `crecer.svg` en `folder`.

    Args:
        measured: de cada medida que crece, sus filas: el tamaño y lo que cuesta.
        fixed: de cada una, cuánto valen las que se dejan quietas.
        folder: dónde se guardan.

    Returns:
        Los dos ficheros.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(12, 4.6), layout="constrained")
    panels = figure.subplots(1, len(measured), sharey=True, squeeze=False)[0]
    highest = max(
        _growth(rows, key)[-1] for name, rows in measured.items() for key in (name, *LINES)
    )
    for axes, (name, rows) in zip(panels, measured.items(), strict=True):
        _draw_panel(axes, name, rows, fixed[name], apart=highest**0.05)  # un 5 % del alto
    panels[0].set_ylabel("veces lo que cuesta el más pequeño")
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=4, frameon=False)
    return save_figure(figure, folder, "crecer")
