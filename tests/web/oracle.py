"""El oráculo: el GPT de PyTorch, con sus valores intermedios y las mismas intervenciones.

Está escrito aparte y de la manera más llana, con los pesos de un modelo. Sin cambios da lo mismo
que `clear_logits`; una prueba lo comprueba.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import torch
import torch.nn.functional as F
from torch import Tensor

from construyamos_gpt.gpt import GPT


@dataclass(frozen=True, kw_only=True)
class Changes:
    heads_off: Sequence[tuple[int, int]] = ()
    no_mask: bool = False
    no_positions: bool = False
    norm_off: bool = False
    rows: Sequence[int] | None = None  # qué fila de la tabla lee cada id
    frozen: Mapping[int, Tensor] = field(default_factory=dict)
    weights: Mapping[str, tuple[int, float]] = field(default_factory=dict)
    vectors: Mapping[str, tuple[int, Tensor]] = field(default_factory=dict)


def inspect(gpt: GPT, ids: Sequence[int], changes: Changes | None = None) -> dict[str, Tensor]:
    """Todos los valores intermedios de leer `ids`, con los nombres que usa la página."""
    changes = changes or Changes()
    w = {name: value.clone() for name, value in gpt.state_dict().items()}
    for name, (index, value) in changes.weights.items():
        w[name].view(-1)[index] = value
    seen: dict[str, Tensor] = {}

    def see(name: str, value: Tensor) -> Tensor:
        if name in changes.vectors:
            position, values = changes.vectors[name]
            value = value.clone()
            if value.dim() == 3:  # (H, T, D)
                value[:, position] = values.view(value.shape[0], -1)
            else:
                value[position] = values
        seen[name] = value
        return value

    def norm(x: Tensor, prefix: str) -> Tensor:
        if changes.norm_off:
            return x
        return F.layer_norm(x, x.shape[-1:], w[f"{prefix}.weight"], w[f"{prefix}.bias"])

    def linear(x: Tensor, prefix: str) -> Tensor:
        return F.linear(x, w[f"{prefix}.weight"], w.get(f"{prefix}.bias"))

    H, T = gpt.config.n_head, len(ids)
    rows = torch.tensor([changes.rows[i] for i in ids] if changes.rows else list(ids))
    token = see("embedding.token", w["embeddings.token.weight"][rows])
    place = w["embeddings.position.weight"][:T] * (0 if changes.no_positions else 1)
    x = see("embedding", token + see("embedding.position", place))
    for layer in range(gpt.config.n_layer):
        b, name = f"blocks.{layer}", f"block.{layer}"
        x = see(f"{name}.input", x)
        normed = see(f"{name}.norm1", norm(x, f"{b}.norm_1"))
        parts = linear(normed, f"{b}.attention.qkv").view(T, 3, H, -1).permute(1, 2, 0, 3)
        q, k, v = (see(f"{name}.{n}", part) for n, part in zip("qkv", parts, strict=True))
        scores = see(f"{name}.scores", q @ k.transpose(1, 2))
        scaled = see(f"{name}.scaled", scores / math.sqrt(q.shape[-1]))
        future = torch.full((T, T), 0.0 if changes.no_mask else -math.inf).triu(1)
        masked = see(f"{name}.masked", scaled + future)
        weights = see(f"{name}.attention", changes.frozen.get(layer, masked.softmax(-1)))
        heads = weights @ v
        for where, head in changes.heads_off:
            if where == layer:
                heads[head] = 0
        heads = see(f"{name}.heads", heads)
        together = heads.transpose(0, 1).flatten(1)
        x = see(
            f"{name}.middle",
            x + see(f"{name}.attended", linear(together, f"{b}.attention.projection")),
        )
        normed = see(f"{name}.norm2", norm(x, f"{b}.norm_2"))
        wide = see(f"{name}.expanded", linear(normed, f"{b}.mlp.expand"))
        wide = see(f"{name}.activated", F.gelu(wide, approximate="tanh"))
        x = see(f"{name}.output", x + see(f"{name}.mlp", linear(wide, f"{b}.mlp.contract")))
    see("logits", linear(see("norm", norm(x, "final_norm")), "lm_head"))
    return seen
