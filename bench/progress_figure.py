"""Las figuras de `progreso`: una por cada cosa que se aprende, y otra con las principales."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.report import format_number
from construyamos_gpt.measures import MEASURES
from construyamos_gpt.measures.judge import Verdict
from construyamos_gpt.plots import save_figure

__all__ = ["FIGURES", "draw_progress"]

# De cada figura: su título y lo que dibuja.
FIGURES: dict[str, tuple[str, Sequence[str]]] = {
    "progreso": (
        "qué se aprende antes",
        ("spelled_words", "real_words", "lines_of_11", "rhymed_lines"),
    ),
    "progreso-sorpresa": ("la sorpresa", ("nats_per_char_verse", "nats_per_char_prose")),
    "progreso-deletreo": ("el deletreo", ("spelled_words",)),
    "progreso-palabras": ("las palabras", ("real_words",)),
    "progreso-metro": ("el metro", ("lines_of_11", "stressed_lines_of_11", "lines_of_8")),
    "progreso-rima": ("la rima", ("rhymed_lines", "rhymed_by_chance")),
    "progreso-copia": ("lo copiado", ("copied_run_max", "copied_run_p90", "copied_run_median")),
    "progreso-versos-copiados": ("los versos copiados", ("samples_with_copied_line",)),
    "progreso-final": ("el final", ("ended", "closed")),
}
# Colores de Okabe e Ito, que se distinguen también sin ver todos los colores, y una marca cada uno.
STYLES = (("#0072B2", "o"), ("#D55E00", "s"), ("#009E73", "^"), ("#CC79A7", "D"))
DASHES = (":", "-.")


def draw_progress(
    curve: Mapping[int, Verdict], references: Mapping[str, Verdict], name: str, folder: Path
) -> list[Path]:
    """Dibuja todas las figuras.

    Args:
        curve: las medidas en cada paso.
        references: con quién se compara, dos como mucho: en las figuras de una sola cosa, una raya
            de cada uno por cada medida, de su color.
        name: el modelo.
        folder: dónde se guardan.

    Returns:
        Los ficheros.
    """
    from matplotlib.figure import Figure

    paths: list[Path] = []
    for slug, (title, keys) in FIGURES.items():
        figure = Figure(figsize=(7, 4), layout="constrained")
        axes = figure.add_subplot()
        for key, (color, marker) in zip(keys, STYLES, strict=False):
            _draw_measure(axes, key, color, marker, curve)
        if slug != "progreso":
            _draw_references(axes, keys, references)
        axes.set_xscale("symlog", linthresh=1, linscale=0.3)
        axes.set_xlim(left=0)
        axes.set_ylim(bottom=0)
        ticks = [step for step in curve if str(step).strip("0") in ("", "1", "3")]
        axes.set_xticks(ticks, [format_number(step) for step in ticks])
        axes.minorticks_off()
        axes.yaxis.set_major_formatter(lambda value, _: f"{value:g}".replace(".", ","))
        axes.set_title(f"{name}: {title}", loc="left", fontweight="bold")
        axes.set_xlabel("paso de entrenamiento")
        axes.grid(alpha=0.25)
        axes.spines[["top", "right"]].set_visible(False)
        figure.legend(loc="outside lower center", ncols=3, frameon=False, fontsize="small")
        paths += save_figure(figure, folder, slug)
    return paths


def _draw_measure(
    axes: Any, key: str, color: str, marker: str, curve: Mapping[int, Verdict]
) -> None:
    """Una medida: su línea y la franja de su intervalo."""
    found = {step: estimate for step, v in curve.items() if (estimate := v.get(key))}
    values = [estimate.value for estimate in found.values()]
    label = MEASURES[key].label.strip()
    axes.plot(list(found), values, color=color, marker=marker, markersize=4, label=label)
    ends = {step: (e.low, e.high) for step, e in found.items() if e.low is not None}
    if ends:
        lows, highs = zip(*ends.values(), strict=True)
        axes.fill_between(list(ends), lows, highs, color=color, alpha=0.15, linewidth=0)


def _draw_references(axes: Any, keys: Sequence[str], references: Mapping[str, Verdict]) -> None:
    """Las rayas de los comparados; en la leyenda, una vez cada uno, en gris."""
    for (who, verdict), dashes in zip(references.items(), DASHES, strict=False):
        drawn = False
        for key, (color, _) in zip(keys, STYLES, strict=False):
            if estimate := verdict.get(key):
                axes.axhline(estimate.value, color=color, linestyle=dashes, linewidth=1)
                drawn = True
        if drawn:
            axes.plot([], [], color="0.4", linestyle=dashes, linewidth=1, label=who)
