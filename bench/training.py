"""`entrenar`: tokens por segundo de un paso de entrenamiento completo.

El nuestro es el de `training.py`, con su sorteo de textos, su dropout y su recorte. El de enfrente
es el GPT-2 de transformers con las mismas medidas y AdamW, en float32 y sin compilar: lo que
tendría quien siguiera su documentación en un procesador.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import torch

from bench.catalog import Options
from bench.models import mini_recipe
from bench.peers import hugging_face_gpt2
from bench.report import COMPARISON_COLUMNS, Goal, Report, Table, comparison_row, format_number
from bench.timing import interleave, ratios
from construyamos_gpt.batches import TrainingData, draw_rows, prepare_data, read_rows
from construyamos_gpt.corpus import pocket_corpus
from construyamos_gpt.device import Machine, choose_machine
from construyamos_gpt.recipes import Recipe
from construyamos_gpt.tokens import CharTokenizer
from construyamos_gpt.training import TrainingRun, model_config

__all__ = ["our_step", "run"]

SIZES = ((10, 640), (12, 256))  # lote y contexto: los de sancho-mini, y otros más cortos
STEPS_PER_TURN = 3
GOAL_WITH_BF16, GOAL_WITHOUT_BF16 = 2.75, 1.2
OURS = {
    "nuestro, bf16, Muon": ("bfloat16", "muon"),
    "nuestro, float32, Muon": ("float32", "muon"),
    "nuestro, float32, AdamW": ("float32", "adamw"),
}


def our_step(recipe: Recipe, data: TrainingData, precision: str) -> Callable[[], float]:
    """Nuestro paso completo."""
    run = TrainingRun(
        recipe=recipe,
        data=data,
        tokenizer=CharTokenizer.default(),
        machine=Machine(device="cpu", precision=precision, reason="lo pide la medida"),
        folder=Path(),  # no se guarda nada
    )
    run.model.train()
    return run.training_step


def peer_step(
    recipe: Recipe, data: TrainingData, attention: str, dropout: float | None
) -> Callable[[], float]:
    """El mismo paso con transformers: ida, vuelta, recorte y AdamW."""
    config = model_config(recipe, CharTokenizer.default().vocab_size)
    model = hugging_face_gpt2(config, attention=attention, dropout=dropout).train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=recipe.lr)
    rows = draw_rows(
        data,
        batch_size=recipe.batch_size,
        block_size=recipe.block_size,
        verse_share=0.5,
        seed=0,
        step=0,
    )
    ids, _ = read_rows(rows)

    def step() -> float:
        loss = model(ids, labels=ids, use_cache=False).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), recipe.grad_clip)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        return loss.item()

    return step


def _contenders(recipe: Recipe, data: TrainingData) -> dict[str, Callable[[], float]]:
    steps: dict[str, Callable[[], float]] = {}
    for name, (precision, optimizer) in OURS.items():
        if precision == "float32" or choose_machine("cpu").precision == "bfloat16":
            changed = replace(recipe, optimizer=optimizer)
            steps[name] = our_step(changed, data, precision)
    for attention in ("sdpa", "eager"):
        for dropout, label in ((None, "0,1"), (0.0, "0")):
            name = f"GPT-2, {attention}, dropout {label}"
            steps[name] = peer_step(recipe, data, attention, dropout)
    return steps


def _compare(
    recipe: Recipe, data: TrainingData, options: Options, limit: float
) -> tuple[Table, list[Goal], dict[str, list[float]]]:
    """Una tabla con todos y un objetivo por cada manera de medir a GPT-2."""
    torch.manual_seed(0)
    contenders = _contenders(recipe, data)
    repeats = 1 if options.quick else STEPS_PER_TURN
    seconds = interleave(contenders, rounds=options.rounds, repeats=repeats)
    ours = seconds[next(iter(seconds))]  # la primera es la que se usa en esta máquina
    tokens = recipe.batch_size * recipe.block_size
    context = f"lote {recipe.batch_size}, contexto {recipe.block_size}"
    table = Table(
        title=context,
        columns=("paso completo", "tokens/s", *COMPARISON_COLUMNS),
        rows=[comparison_row(name, times, ours, tokens) for name, times in seconds.items()],
    )
    goals = [
        Goal(
            text=f"veces más deprisa que «{name}» ({context})",
            value=ratios(ours, times).median,
            limit=limit,
        )
        for name, times in seconds.items()
        if name.startswith("GPT-2") and name.endswith("0,1")  # tal como viene
    ]
    return table, goals, seconds


def run(options: Options) -> Report:
    """Mide."""
    base = mini_recipe(options.quick)
    has_bf16 = choose_machine("cpu").precision == "bfloat16"
    report = Report(tables=[])
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        data = prepare_data(pocket_corpus(), CharTokenizer.default(), Path(folder))
        promised = (base.batch_size, base.block_size)  # lo que se promete es de sancho-mini
        for batch_size, context in (promised,) if options.quick else SIZES:
            recipe = replace(base, block_size=context, batch_size=batch_size)
            limit = GOAL_WITH_BF16 if has_bf16 else GOAL_WITHOUT_BF16
            table, goals, seconds = _compare(recipe, data, options, limit)
            report.tables.append(table)
            if (batch_size, context) == promised:
                report.goals += goals
            report.data.setdefault("segundos por paso", {})[table.title] = seconds
    report.notes = [
        "la razón es el tiempo de cada uno entre el de la primera fila, vuelta a vuelta.",
        "GPT-2 es el de transformers: float32, torch.optim.AdamW, sin compilar. «Muon» es Muon "
        "para las matrices de los bloques y AdamW para lo demás.",
        f"nosotros entrenamos con el dropout de la receta ({format_number(base.dropout)}); GPT-2, "
        "con el 0,1 que trae, también dentro de la atención, y sin dropout, que le favorece.",
        "el tiempo nuestro incluye el sorteo de los textos; el de GPT-2, no.",
    ]
    return report
