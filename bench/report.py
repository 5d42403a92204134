"""Lo que se enseña de cada medida: una tabla en la terminal y un JSON en una carpeta."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table as RichTable

from bench.timing import Spread, ratios
from construyamos_gpt.files import write_json

__all__ = ["Goal", "Report", "Table", "comparison_row", "format_number", "print_report"]

COMPARISON_COLUMNS = ("razón", "mín.", "máx.")


@dataclass(frozen=True, kw_only=True)
class Table:
    """Una tabla: título, cabeceras y filas del mismo largo."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[object]]


@dataclass(frozen=True, kw_only=True)
class Goal:
    """Una cifra que se quiere alcanzar.

    Attributes:
        text: qué se mide.
        value: lo que ha salido.
        limit: lo que se quiere.
        at_least: True si ha de llegar a `limit`; False si no ha de pasar de él.
    """

    text: str
    value: float
    limit: float
    at_least: bool = True

    @property
    def met(self) -> bool:
        """¿Se ha alcanzado?"""
        return self.value >= self.limit if self.at_least else self.value <= self.limit


@dataclass(kw_only=True)
class Report:
    """El resultado de una medida.

    Attributes:
        tables: lo medido.
        goals: lo que se quería alcanzar.
        notes: lo que hay que saber para leerlo.
        data: lo demás, que solo va al JSON.
    """

    tables: list[Table]
    goals: list[Goal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    data: dict[str, Any] = field(default_factory=dict)

    def save(self, path: Path, about: dict[str, Any]) -> None:
        """Escribe el JSON: primero en qué máquina se ha medido, y después lo medido."""
        tables = {
            table.title: [dict(zip(table.columns, row, strict=True)) for row in table.rows]
            for table in self.tables
        }
        goals = [
            {
                "objetivo": goal.text,
                "medido": goal.value,
                "límite": goal.limit,
                "sentido": "al menos" if goal.at_least else "como mucho",
                "alcanzado": goal.met,
            }
            for goal in self.goals
        ]
        write_json(
            path,
            {**about, "tablas": tables, "objetivos": goals, "notas": self.notes, **self.data},
        )


def comparison_row(
    name: str, seconds: list[float], ours: list[float], units: float
) -> tuple[object, ...]:
    """Una fila: cuántas unidades por segundo hace este, y cuántas veces más hacemos nosotros.

    Args:
        name: quién es.
        seconds: lo que tarda, vuelta a vuelta.
        ours: lo que tardamos nosotros en las mismas vueltas.
        units: cuántas unidades hace cada vez.
    """
    ratio = ratios(ours, seconds)
    speed = units / Spread.of(seconds).median
    return (name, speed, ratio.median, ratio.minimum, ratio.maximum)


def format_number(value: object) -> str:
    """Un valor como se escribe en español: coma decimal, y punto desde las cinco cifras."""
    if value is None:
        return "—"
    if isinstance(value, int):
        return str(value) if abs(value) < 10_000 else f"{value:,}".replace(",", ".")
    if not isinstance(value, float):
        return str(value)
    size = abs(value)
    digits = 0 if size >= 100 or size == 0 else 1 if size >= 20 else 3 if size >= 0.01 else 5
    if digits == 0:
        return format_number(round(value))
    return f"{value:.{digits}f}".replace(".", ",")


def print_report(console: Console, name: str, report: Report, *, quick: bool) -> None:
    """Enseña tablas, objetivos y notas."""
    for table in report.tables:
        drawn = RichTable(title=f"{name} · {table.title}", title_justify="left")
        for index, column in enumerate(table.columns):
            drawn.add_column(column, justify="left" if index == 0 else "right")
        for row in table.rows:
            drawn.add_row(*(format_number(value) for value in row))
        console.print(drawn)
    for goal in report.goals:
        sign = "≥" if goal.at_least else "≤"
        verdict = "(no se juzga)" if quick else "✓" if goal.met else "✗"
        console.print(
            f"  {verdict} {goal.text}: {format_number(goal.value)}, "
            f"y se quiere {sign} {f'{goal.limit:g}'.replace('.', ',')}",
            highlight=False,
        )
    for note in report.notes:
        console.print(f"  Nota: {note}", highlight=False, markup=False)
