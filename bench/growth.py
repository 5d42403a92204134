"""`crecer`: cómo crece el coste con el contexto, con el ancho y con las capas.

Se cambia una medida cada vez y se dejan quietas las demás. De cada tamaño se mide un paso de
entrenamiento, lo que cuesta escribir un carácter con la ventana casi llena, y los parámetros.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import Any

import torch

from bench.catalog import Options
from bench.growth_figure import draw_growth
from bench.models import mini_recipe
from bench.report import Report, Table
from bench.timing import interleave
from bench.training import our_step
from construyamos_gpt.batches import TrainingData, prepare_data
from construyamos_gpt.corpus import pocket_corpus
from construyamos_gpt.device import choose_machine
from construyamos_gpt.generation import Sampling, choose
from construyamos_gpt.gpt import GPT
from construyamos_gpt.recipes import Recipe
from construyamos_gpt.tokens import CharTokenizer
from construyamos_gpt.training import model_config

__all__ = ["Axis", "run"]

BATCH_SIZE, HEAD_SIZE, LETTERS = 12, 64, 16


@dataclass(frozen=True, kw_only=True)
class Axis:
    """Lo que se hace crecer: su nombre, su campo en la receta y sus tamaños."""

    name: str
    field: str
    sizes: tuple[int, ...]


AXES = (
    Axis(name="contexto", field="block_size", sizes=(64, 128, 256, 512, 1024)),
    Axis(name="ancho", field="n_embd", sizes=(64, 128, 256, 512)),
    Axis(name="capas", field="n_layer", sizes=(1, 2, 4, 8, 12)),
)
QUICK_AXES = (
    Axis(name="contexto", field="block_size", sizes=(32, 64)),
    Axis(name="ancho", field="n_embd", sizes=(64, 128)),
    Axis(name="capas", field="n_layer", sizes=(1, 2)),
)


def base_recipe(quick: bool) -> Recipe:
    """El tamaño de en medio: lo que vale cada medida mientras crece otra."""
    recipe = mini_recipe(quick)
    if quick:
        return replace(recipe, n_embd=HEAD_SIZE, n_head=1)
    return replace(recipe, block_size=256, batch_size=BATCH_SIZE)


def sized(recipe: Recipe, axis: Axis, size: int) -> Recipe:
    """La receta con una medida cambiada; las cabezas son siempre de 64 números."""
    changed = replace(recipe, **{axis.field: size})
    return replace(changed, n_head=changed.n_embd // HEAD_SIZE)


def writing_step(recipe: Recipe) -> tuple[Callable[[], None], int]:
    """Escribir `LETTERS` caracteres al final de la ventana; y los parámetros del modelo."""
    gpt = GPT(model_config(recipe, CharTokenizer.default().vocab_size)).eval()
    already_read = recipe.block_size - LETTERS
    random = torch.Generator().manual_seed(0)
    memory = gpt.new_memory()
    with torch.inference_mode():
        gpt(torch.zeros(1, already_read, dtype=torch.int64), memory=memory)

    @torch.inference_mode()
    def write() -> None:
        for layer in memory:
            layer.length = already_read  # se olvida lo escrito en la vuelta anterior
        letter = torch.zeros(1, 1, dtype=torch.int64)
        for _ in range(LETTERS):
            logits, _ = gpt(letter, memory=memory)  # (1, 1, V)
            letter = choose(logits[:, -1], Sampling(), random)[:, None]

    return write, gpt.n_parameters()


def measure_axis(axis: Axis, data: TrainingData, options: Options) -> list[dict[str, Any]]:
    """De cada tamaño: milisegundos por paso y por carácter, y parámetros."""
    precision = choose_machine("cpu").precision
    training, writing, parameters = {}, {}, {}
    for size in axis.sizes:
        recipe = sized(base_recipe(options.quick), axis, size)
        training[str(size)] = our_step(recipe, data, precision)
        writing[str(size)], parameters[str(size)] = writing_step(recipe)
    training_s = interleave(training, rounds=options.rounds)
    writing_s = interleave(writing, rounds=options.rounds, repeats=1 if options.quick else 4)
    return [
        {
            axis.name: int(size),
            "ms por paso": 1000 * median(training_s[size]),
            "ms por carácter": 1000 * median(writing_s[size]) / LETTERS,
            "parámetros": parameters[size],
        }
        for size in training
    ]


def run(options: Options) -> Report:
    """Mide y dibuja."""
    torch.manual_seed(0)
    axes = QUICK_AXES if options.quick else AXES
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        data = prepare_data(pocket_corpus(), CharTokenizer.default(), Path(folder))
        measured = {axis.name: measure_axis(axis, data, options) for axis in axes}
    base = base_recipe(options.quick)
    fixed = {
        "contexto": f"ancho {base.n_embd}, {base.n_layer} capas",
        "ancho": f"contexto {base.block_size}, {base.n_layer} capas",
        "capas": f"contexto {base.block_size}, ancho {base.n_embd}",
    }
    figures = draw_growth(measured, fixed, options.folder)
    tables = [
        Table(
            title=f"{name} ({fixed[name]}, lote {base.batch_size})",
            columns=tuple(rows[0]),
            rows=[tuple(row.values()) for row in rows],
        )
        for name, rows in measured.items()
    ]
    drawn = " y ".join(str(path) for path in figures)
    return Report(
        tables=tables,
        notes=[
            f"la figura está en {drawn}.",
            "el carácter se escribe en float32 con la ventana casi llena, que es lo más caro.",
        ],
    )
