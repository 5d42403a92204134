"""`muon`: un paso del optimizador con las matrices de sancho-mini."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from bench.catalog import Options
from bench.models import mini_recipe
from bench.report import COMPARISON_COLUMNS, Report, Table, comparison_row
from bench.timing import interleave
from construyamos_gpt.gpt import GPT
from construyamos_gpt.optim import Muon
from construyamos_gpt.tokens import CharTokenizer
from construyamos_gpt.training import model_config

__all__ = ["run"]

LR = 0.01


def hidden_matrices(options: Options) -> list[Tensor]:
    """Las matrices de los bloques; la de preguntas, llaves y valores, partida en tres."""
    vocab_size = CharTokenizer.default().vocab_size
    model = GPT(model_config(mini_recipe(options.quick), vocab_size))
    matrices: list[Tensor] = []
    for name, parameter in model.blocks.named_parameters():
        if parameter.dim() == 2:
            parts = 3 if name.endswith("qkv.weight") else 1
            matrices += parameter.detach().chunk(parts)
    return matrices


def fresh_parameters(matrices: list[Tensor]) -> list[nn.Parameter]:
    """Una copia de las matrices, con gradientes al azar."""
    generator = torch.Generator().manual_seed(0)
    parameters = [nn.Parameter(matrix.clone()) for matrix in matrices]
    for parameter in parameters:
        parameter.grad = torch.randn(parameter.shape, generator=generator)
    return parameters


def ours(matrices: list[Tensor], dtype: torch.dtype) -> torch.optim.Optimizer:
    """El nuestro, que agrupa las matrices iguales."""
    pairs = [(parameter, 1) for parameter in fresh_parameters(matrices)]
    return Muon(pairs, lr=LR, dtype=dtype)


def theirs(matrices: list[Tensor]) -> torch.optim.Optimizer:
    """El de PyTorch, con las mismas cuentas y el mismo ajuste de tamaño."""
    return torch.optim.Muon(
        fresh_parameters(matrices), lr=LR, adjust_lr_fn="match_rms_adamw", weight_decay=0.1
    )


def run(options: Options) -> Report:
    """Mide."""
    matrices = hidden_matrices(options)
    contenders = {
        "el nuestro, bf16": ours(matrices, torch.bfloat16).step,
        "el nuestro, float32": ours(matrices, torch.float32).step,
        "torch.optim.Muon, bf16": theirs(matrices).step,
    }
    seconds = interleave(contenders, rounds=options.rounds)
    columns = ("un paso", "pasos/s", *COMPARISON_COLUMNS)
    tables = [
        Table(
            title=f"{len(matrices)} matrices; razón frente a «{reference}»",
            columns=columns,
            rows=[comparison_row(n, times, seconds[reference], 1) for n, times in seconds.items()],
        )
        for reference in list(contenders)[:2]
    ]
    return Report(tables=tables, data={"segundos por paso": seconds})
