"""`dropout`: el nuestro, que sortea ocho números de una vez, frente al de PyTorch."""

from __future__ import annotations

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor

from bench.catalog import Options
from bench.models import mini_recipe
from bench.report import COMPARISON_COLUMNS, Report, Table, comparison_row
from bench.timing import interleave
from construyamos_gpt.dropout import Dropout

__all__ = ["run"]

BATCH_SIZE, STEPS_PER_TURN = 12, 10


def there_and_back(forward: Callable[[Tensor], Tensor], x: Tensor) -> Callable[[], None]:
    """Ida y vuelta."""
    return lambda: forward(x).sum().backward()


def _compare(dtype: torch.dtype, options: Options) -> tuple[Table, dict[str, list[float]]]:
    recipe = mini_recipe(options.quick)
    batch_size = recipe.batch_size if options.quick else BATCH_SIZE
    shape = (batch_size, recipe.block_size, recipe.n_embd)
    torch.manual_seed(0)
    x = torch.randn(shape, dtype=dtype, requires_grad=True)
    ours = Dropout(recipe.dropout).train()
    contenders = {
        "el nuestro": there_and_back(ours, x),
        "F.dropout": there_and_back(lambda z: F.dropout(z, recipe.dropout), x),
    }
    repeats = 1 if options.quick else STEPS_PER_TURN
    seconds = interleave(contenders, rounds=options.rounds, repeats=repeats)
    own, kind = seconds["el nuestro"], str(dtype).removeprefix("torch.")
    return Table(
        title=f"{kind}, {' × '.join(map(str, shape))} números",
        columns=("ida y vuelta", "veces/s", *COMPARISON_COLUMNS),
        rows=[comparison_row(name, times, own, 1) for name, times in seconds.items()],
    ), seconds


def run(options: Options) -> Report:
    """Mide."""
    report = Report(tables=[])
    for dtype in (torch.bfloat16, torch.float32):
        table, seconds = _compare(dtype, options)
        report.tables.append(table)
        report.data.setdefault("segundos", {})[str(dtype)] = seconds
    return report
