"""Cómo se corrigen los pesos: AdamW, que explica la guía, y Muon, que aquí aprende más deprisa.

AdamW es la de PyTorch. Muon está escrita aquí porque la de PyTorch calcula siempre en bfloat16,
y en un procesador sin bfloat16 tarda segundos por paso; la nuestra usa la precisión que se le
diga y agrupa las matrices iguales para hacerlas de una vez.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import torch
from torch import Tensor

from construyamos_gpt.gpt import GPT

__all__ = ["Muon", "build_optimizers", "learning_rate_factor", "orthogonalize", "take_step"]

# Coeficientes del polinomio de Newton-Schulz. Fuente: K. Jordan y otros (2024), «Muon: An
# optimizer for hidden layers in neural networks».
A, B, C = 3.4445, -4.7750, 2.0315


def orthogonalize(matrices: Tensor, steps: int = 5) -> Tensor:
    """Acerca cada matriz a una ortogonal: mismas direcciones, todas con la misma fuerza.

    Iteración de Newton-Schulz de grado 5 sobre `X`: X ← aX + (b·XXᵀ + c·(XXᵀ)²)·X.

    Args:
        matrices: forma (N, filas, columnas).
        steps: vueltas de la iteración.

    Returns:
        La misma forma; los valores singulares quedan cerca de 1 (entre 0,7 y 1,2).
    """
    tall = matrices.shape[1] > matrices.shape[2]
    x = matrices.transpose(1, 2) if tall else matrices  # filas ≤ columnas: XXᵀ es la pequeña
    x = x / x.norm(dim=(1, 2), keepdim=True).clamp(min=1e-7)
    for _ in range(steps):
        gram = torch.bmm(x, x.transpose(1, 2))  # XXᵀ, forma (N, filas, filas)
        curve = torch.baddbmm(gram, gram, gram, beta=B, alpha=C)  # b·XXᵀ + c·(XXᵀ)²
        x = torch.baddbmm(x, curve, x, beta=A)  # aX + (…)·X
    result: Tensor = x.transpose(1, 2) if tall else x
    return result


class Muon(torch.optim.Optimizer):
    """Descenso con inercia en el que cada corrección se ortogonaliza antes de darse.

    Args:
        matrices: pares (peso, partes): un peso apilado, como el de preguntas, llaves y valores,
            se ortogonaliza por partes.
        lr: tasa de aprendizaje. Con el ajuste de tamaño de abajo admite la misma que AdamW.
        momentum: cuánta inercia se conserva de un paso a otro (Nesterov).
        weight_decay: cuánto se encogen los pesos en cada paso, por unidad de tasa.
        dtype: precisión de la ortogonalización.
    """

    def __init__(
        self,
        matrices: Iterable[tuple[torch.nn.Parameter, int]],
        *,
        lr: float,
        momentum: float = 0.95,
        weight_decay: float = 0.1,
        dtype: torch.dtype = torch.float32,
    ) -> None:
        weights_and_parts = list(matrices)
        super().__init__([weight for weight, _ in weights_and_parts], {"lr": lr})
        self.parts = {id(weight): parts for weight, parts in weights_and_parts}
        self.momentum, self.weight_decay, self.dtype = momentum, weight_decay, dtype

    @torch.no_grad()
    def step(self, closure: Callable[[], float] | None = None) -> None:  # type: ignore[override]
        """Da un paso con los gradientes que hay en los pesos."""
        assert closure is None
        lr = self.param_groups[0]["lr"]
        by_shape: dict[tuple[int, int], list[tuple[Tensor, Tensor]]] = {}
        for weight in self.param_groups[0]["params"]:
            if weight.grad is None:
                continue
            state = self.state[weight]
            if not state:
                state["momentum"] = torch.zeros_like(weight)
            state["momentum"].lerp_(weight.grad, 1 - self.momentum)
            update = weight.grad.lerp(state["momentum"], self.momentum)
            for part, change in zip(
                weight.chunk(self.parts[id(weight)]),
                update.chunk(self.parts[id(weight)]),
                strict=True,
            ):
                by_shape.setdefault((part.shape[0], part.shape[1]), []).append((part, change))
        for (rows, columns), pairs in by_shape.items():
            stacked = torch.stack([change for _, change in pairs]).to(self.dtype)
            # 0,2·√(mayor lado): la corrección mide lo mismo que una de AdamW. Fuente: Liu y
            # otros (2025), «Muon is Scalable for LLM Training», §2.2.
            size = 0.2 * max(rows, columns) ** 0.5
            for (part, _), change in zip(pairs, orthogonalize(stacked), strict=True):
                part.mul_(1 - lr * self.weight_decay).add_(change.to(part.dtype), alpha=-lr * size)


def build_optimizers(
    model: GPT,
    *,
    optimizer: str,
    lr: float,
    muon_lr: float,
    weight_decay: float,
    betas: tuple[float, float],
    dtype: torch.dtype,
) -> list[torch.optim.Optimizer]:
    """Reparte los pesos entre los optimizadores.

    Con `muon`, las matrices de los bloques van a Muon y el resto (embeddings, salida, sesgos y
    normalizaciones) a AdamW. Con `adamw`, todo va a AdamW. Los vectores no se encogen.

    Args:
        model: el modelo.
        optimizer: `muon` o `adamw`.
        lr: tasa de AdamW.
        muon_lr: tasa de Muon.
        weight_decay: encogimiento de las matrices.
        betas: inercias de AdamW.
        dtype: precisión de la ortogonalización de Muon.
    """
    hidden, tables, vectors = [], [], []
    for name, parameter in model.named_parameters():
        if parameter.dim() < 2:
            vectors.append(parameter)
        elif name.startswith("blocks."):
            hidden.append((parameter, 3 if name.endswith("qkv.weight") else 1))
        else:
            tables.append(parameter)
    if optimizer == "adamw":
        tables += [parameter for parameter, _ in hidden]
    groups: list[dict[str, Any]] = [
        {"params": tables, "weight_decay": weight_decay},
        {"params": vectors, "weight_decay": 0.0},
    ]
    adamw = torch.optim.AdamW(groups, lr=lr, betas=betas, fused=True)
    if optimizer == "adamw":
        return [adamw]
    return [Muon(hidden, lr=muon_lr, weight_decay=weight_decay, dtype=dtype), adamw]


def take_step(
    optimizers: Sequence[torch.optim.Optimizer], rates: Sequence[Sequence[float]], factor: float
) -> None:
    """Da un paso con cada optimizador y olvida los gradientes.

    Args:
        optimizers: los de `build_optimizers`.
        rates: la tasa de partida de cada grupo de pesos de cada uno.
        factor: por cuánto se multiplican en este paso.
    """
    for optimizer, own in zip(optimizers, rates, strict=True):
        for group, rate in zip(optimizer.param_groups, own, strict=True):
            group["lr"] = rate * factor
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)


def learning_rate_factor(step: int, steps: int, warmup: int) -> float:
    """Por cuánto se multiplica la tasa en cada paso: sube al calentar y luego baja hasta 0.

    Args:
        step: paso actual, desde 0.
        steps: pasos en total.
        warmup: pasos de calentamiento.

    Returns:
        Un número de 0 a 1.
    """
    if step < warmup:
        return (step + 1) / warmup
    return max(0.0, (steps - step) / max(1, steps - warmup))
