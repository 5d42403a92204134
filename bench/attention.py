"""`atencion`: una capa de atención, ida y vuelta, en bfloat16, calculada de tres maneras."""

from __future__ import annotations

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor

from bench.catalog import Options
from bench.models import mini_recipe
from bench.report import COMPARISON_COLUMNS, Report, Table, comparison_row
from bench.timing import interleave
from construyamos_gpt.attention import CausalSelfAttention

__all__ = ["run"]

BATCH_SIZE, CONTEXTS, STEPS_PER_TURN = 12, (128, 256, 512, 640), 5

Attend = Callable[[Tensor, Tensor, Tensor, Tensor], Tensor]


def sdpa(q: Tensor, k: Tensor, v: Tensor, mask: Tensor) -> Tensor:
    """La de PyTorch. Formas: (B, H, T, D)."""
    return F.scaled_dot_product_attention(q, k, v, is_causal=True)


def whole_baddbmm(q: Tensor, k: Tensor, v: Tensor, mask: Tensor) -> Tensor:
    """Dos productos de matrices con todas las preguntas a la vez. Formas: (B, H, T, D)."""
    batch, heads, time, head_size = q.shape
    q, k, v = (z.reshape(batch * heads, time, head_size) for z in (q, k, v))
    visible = mask.expand(batch * heads, -1, -1)  # (B·H, T, T)
    scores = torch.baddbmm(visible, q, k.transpose(1, 2), alpha=head_size**-0.5)
    return torch.bmm(torch.softmax(scores, dim=-1), v).view(batch, heads, time, head_size)


def layer_with(layer: CausalSelfAttention, attend: Attend) -> Callable[[Tensor], Tensor]:
    """La misma capa, con otra manera de atender."""

    def forward(x: Tensor) -> Tensor:
        batch, time, channels = x.shape
        heads = layer.qkv(x).view(batch, time, 3, layer.n_head, channels // layer.n_head)
        q, k, v = heads.permute(2, 0, 3, 1, 4)  # (B, H, T, D) cada una
        out = attend(q, k, v, layer.mask.to(q.dtype))
        result: Tensor = layer.projection(out.transpose(1, 2).reshape(batch, time, channels))
        return result

    return forward


def there_and_back(forward: Callable[[Tensor], Tensor], x: Tensor) -> Callable[[], Tensor]:
    """Ida y vuelta en bfloat16; devuelve la salida de la ida."""

    def step() -> Tensor:
        with torch.autocast("cpu", dtype=torch.bfloat16):
            out = forward(x)
        out.sum().backward()
        return out.detach()

    return step


def _compare(context: int, options: Options) -> tuple[Table, dict[str, list[float]]]:
    recipe = mini_recipe(options.quick)
    batch_size = recipe.batch_size if options.quick else BATCH_SIZE
    torch.manual_seed(0)
    layer = CausalSelfAttention(recipe.n_embd, recipe.n_head, context, dropout=0.0)
    x = torch.randn(batch_size, context, recipe.n_embd, requires_grad=True)
    contenders = {
        "la nuestra, por grupos": there_and_back(layer, x),
        "scaled_dot_product_attention": there_and_back(layer_with(layer, sdpa), x),
        "baddbmm, de una vez": there_and_back(layer_with(layer, whole_baddbmm), x),
    }
    outputs = [step() for step in contenders.values()]
    for other in outputs[1:]:
        torch.testing.assert_close(outputs[0], other, atol=2e-2, rtol=2e-2)
    repeats = 1 if options.quick else STEPS_PER_TURN
    seconds = interleave(contenders, rounds=options.rounds, repeats=repeats)
    own = next(iter(seconds.values()))
    return Table(
        title=f"contexto {context}, lote {batch_size}, ancho {recipe.n_embd}",
        columns=("capa, ida y vuelta", "capas/s", *COMPARISON_COLUMNS),
        rows=[comparison_row(name, times, own, 1) for name, times in seconds.items()],
    ), seconds


def run(options: Options) -> Report:
    """Mide."""
    report = Report(tables=[], notes=["antes de medir se comprueba que las tres dan lo mismo."])
    for context in (16,) if options.quick else CONTEXTS:
        table, seconds = _compare(context, options)
        report.tables.append(table)
        report.data.setdefault("segundos", {})[str(context)] = seconds
    return report
