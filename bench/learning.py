"""`aprender`: qué sabe sancho-nano después de dos minutos de entrenamiento, con Muon y con AdamW.

La velocidad de un paso no dice qué optimizador conviene: Muon tarda más y aprende más en cada uno.
Aquí se les da el mismo tiempo. A AdamW se le prueban dos tasas.
"""

from __future__ import annotations

import tempfile
import time
from dataclasses import replace
from pathlib import Path

from bench.catalog import Options
from bench.quality import COLUMNS, cervantes, last_fragments, nats_row
from bench.report import Goal, Report, Table
from construyamos_gpt.corpus import Corpus
from construyamos_gpt.device import choose_machine
from construyamos_gpt.model import Model, load
from construyamos_gpt.recipes import Recipe, load_recipe
from construyamos_gpt.session import start_training
from construyamos_gpt.tokens import CharTokenizer

__all__ = ["run", "train"]

MINUTES, GOAL_NATS = 2, 1.85


def train(recipe: Recipe, corpus: Corpus, folder: Path, minutes: float | None) -> Model:
    """Entrena y devuelve el mejor modelo."""
    session = start_training(
        recipe=recipe,
        corpus=corpus,
        tokenizer=CharTokenizer.default(),
        folder=folder,
        machine=choose_machine("cpu"),
        minutes=minutes,
    )
    with session as training:
        for _ in training.events():
            pass
    return load(folder)


def run(options: Options) -> Report:
    """Mide."""
    corpus = cervantes(options.quick)
    val = list(corpus.pieces("val"))
    name = "validación de bolsillo" if options.quick else "27 últimos fragmentos"
    pieces = val if options.quick else last_fragments(val)
    nano = load_recipe("sancho-nano")
    if options.quick:
        nano = replace(nano, steps=2)
    recipes = {
        f"la receta: {nano.optimizer}": nano,
        f"adamw, tasa {nano.lr}": replace(nano, optimizer="adamw"),
        f"adamw, tasa {nano.lr / 2}": replace(nano, optimizer="adamw", lr=nano.lr / 2),
    }
    rows: list[tuple[object, ...]] = []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        for number, (label, recipe) in enumerate(recipes.items()):
            started = time.perf_counter()
            minutes = None if options.quick else MINUTES
            model = train(recipe, corpus, Path(folder) / str(number), minutes)
            rows.append((label, *nats_row(model, name, pieces), time.perf_counter() - started))
    nats = COLUMNS.index("nats/carácter") + 1
    return Report(
        tables=[
            Table(
                title="sancho-nano" + (", 2 pasos" if options.quick else f", {MINUTES} minutos"),
                columns=("optimizador", *COLUMNS, "segundos"),
                rows=rows,
            )
        ],
        goals=[
            Goal(
                text="nats por carácter en los 27 últimos fragmentos, con la receta",
                value=float(str(rows[0][nats])),
                limit=GOAL_NATS,
                at_least=False,
            )
        ],
        notes=["los segundos incluyen preparar el texto, y por eso pasan de los dos minutos."],
    )
