"""`arranque`: lo que se espera desde que se lanza `sancho generar` hasta la primera letra."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.catalog import MeasureError, Options
from bench.models import measured_model
from bench.report import Goal, Report, Table
from bench.timing import Spread
from construyamos_gpt.model import save_model

__all__ = ["run", "sancho_command"]

LAUNCHES, GOAL_S = 5, 3.0


def sancho_command() -> list[str]:
    """La orden `sancho` de este mismo entorno."""
    script = shutil.which("sancho", path=str(Path(sys.executable).parent))
    if script is not None:
        return [script]
    return [sys.executable, "-c", "from construyamos_gpt.cli import main; main()"]


@contextmanager
def _model_argument(options: Options) -> Iterator[tuple[str, str]]:
    """El modelo que se pide en la orden; si no existe, uno al azar en una carpeta pasajera."""
    model, note = measured_model(options)
    if model.name != "al azar":
        yield options.model, note
        return
    with tempfile.TemporaryDirectory() as folder:
        save_model(Path(folder), model.gpt.state_dict(), model.config, model.tokenizer)
        yield folder, note


def seconds_to_first_letter(command: list[str]) -> float:
    """Lanza la orden, espera su primera letra y la termina."""
    started = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stderr is not None
        first = process.stdout.read(1)
        elapsed_s = time.perf_counter() - started
        message = b"" if first else process.stderr.read()
        process.kill()
    if not first:
        raise MeasureError(
            "`sancho generar` ha terminado sin escribir nada.",
            hint="esto es lo que ha dicho:\n" + message.decode("utf-8", errors="replace"),
        )
    return elapsed_s


def run(options: Options) -> Report:
    """Mide."""
    launches = 1 if options.quick else LAUNCHES
    with _model_argument(options) as (model, note):
        command = [*sancho_command(), "generar", "--modelo", model, "--semilla", "1605"]
        seconds = [seconds_to_first_letter(command) for _ in range(launches)]
    spread = Spread.of(seconds)
    return Report(
        tables=[
            Table(
                title=f"segundos hasta la primera letra, {launches} veces",
                columns=("orden", "mediana", "mínimo", "máximo"),
                rows=[("sancho generar", spread.median, spread.minimum, spread.maximum)],
            )
        ],
        goals=[
            Goal(
                text="segundos hasta la primera letra, la vez más lenta",
                value=spread.maximum,
                limit=GOAL_S,
                at_least=False,
            )
        ],
        notes=[note],
        data={"segundos": seconds},
    )
