"""`aprender`: qué sabe sancho-nano después de dos minutos de entrenamiento."""

from __future__ import annotations

import subprocess
import tempfile
import time
from pathlib import Path

from bench.catalog import MeasureError, Options
from bench.quality import COLUMNS, cervantes, last_fragments, nats_row
from bench.report import Goal, Report, Table
from bench.startup import sancho_command
from construyamos_gpt.model import load

__all__ = ["run"]

MINUTES, GOAL_NATS = 2, 1.85


def train_nano(folder: Path, quick: bool) -> float:
    """Lanza `sancho entrenar` y devuelve los segundos que tarda, de principio a fin."""
    command = [*sancho_command(), "entrenar", "--receta", "sancho-nano", "--salida", str(folder)]
    if quick:
        command += ["--pasos", "2", "--corpus", "bolsillo"]
    else:
        command += ["--minutos", str(MINUTES)]
    started = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    if done.returncode != 0:
        raise MeasureError(
            "El entrenamiento no ha terminado bien.",
            hint="esto es lo que ha dicho:\n" + done.stderr,
        )
    return time.perf_counter() - started


def run(options: Options) -> Report:
    """Mide."""
    val = list(cervantes(options.quick).pieces("val"))
    name = "validación de bolsillo" if options.quick else "27 últimos fragmentos"
    pieces = val if options.quick else last_fragments(val)
    with tempfile.TemporaryDirectory() as folder:
        seconds = train_nano(Path(folder) / "nano", options.quick)
        row = nats_row(load(Path(folder) / "nano"), name, pieces)
    return Report(
        tables=[
            Table(
                title="sancho-nano" + (", 2 pasos" if options.quick else f", {MINUTES} minutos"),
                columns=(*COLUMNS, "segundos"),
                rows=[(*row, seconds)],
            )
        ],
        goals=[
            Goal(
                text="nats por carácter en los 27 últimos fragmentos",
                value=float(str(row[3])),
                limit=GOAL_NATS,
                at_least=False,
            )
        ],
        notes=["los segundos incluyen preparar el texto, y por eso pasan de los dos minutos."],
    )
