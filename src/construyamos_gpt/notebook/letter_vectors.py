"""Parte 3 · Operaciones con los vectores de las letras: ver sus vecinas y cambiarlos de sitio.

Formas: `V` vocabulario, `C` canales (los números de cada vector).
"""

from __future__ import annotations

import copy

import torch.nn.functional as F
from torch import Tensor

from construyamos_gpt.gpt import GPT
from construyamos_gpt.model import Model
from construyamos_gpt.tokens import SPECIAL_TOKENS

__all__ = ["likeness", "nearest", "with_reordered", "with_table"]

# Las tablas y matrices que leen de la corriente de vectores guardan un canal en cada columna; lo
# que escribe en ella o la recorre número a número, un canal en cada fila.
BY_COLUMN = ("token.weight", "position.weight", "qkv.weight", "expand.weight", "lm_head.weight")
BY_ROW = ("projection.weight", "projection.bias", "contract.weight", "contract.bias")


def likeness(model: Model, first: str, second: str) -> float:
    """El parecido de dos letras: el producto escalar de sus vectores, igualada la longitud.

    Returns:
        De −1 (opuestos) a 1 (iguales); 0, nada que ver.
    """
    table = F.normalize(model.gpt.embeddings.token.weight.detach(), dim=1)  # (V, C)
    ids = [model.tokenizer.token_to_id(letter) for letter in (first, second)]
    return float(table[ids[0]] @ table[ids[1]])


def nearest(model: Model, vector: Tensor, without: str = "", count: int = 1) -> list[str]:
    """Las letras cuyo vector se parece más a uno dado.

    Args:
        model: de quién es la tabla.
        vector: forma (C,).
        without: letras que no se admiten como respuesta.
        count: cuántas se piden.
    """
    table = F.normalize(model.gpt.embeddings.token.weight.detach(), dim=1)  # (V, C)
    order = (table @ vector.detach()).argsort(descending=True).tolist()
    letters = [model.tokenizer.id_to_token(i) for i in order if i >= len(SPECIAL_TOKENS)]
    return [letter for letter in letters if letter not in without][:count]


def with_table(model: Model, table: Tensor) -> Model:
    """El mismo modelo con otra tabla de letras, forma (V, C). El original no se toca."""
    gpt: GPT = copy.deepcopy(model.gpt)
    gpt.embeddings.token.weight.data = table.detach().clone()
    return Model(gpt, model.tokenizer, model.name)


def with_reordered(model: Model, order: Tensor) -> Model:
    """El mismo modelo con los números de **todos** los vectores puestos en otro orden.

    Cambian a la vez las tablas y quienes las leen, así que las cuentas salen iguales.

    Args:
        model: el original, que no se toca.
        order: una permutación de los canales, forma (C,).
    """
    weights = {name: weight.clone() for name, weight in model.gpt.state_dict().items()}
    for name, weight in weights.items():
        if name.endswith(BY_COLUMN):
            weights[name] = weight[:, order]
        elif name.endswith(BY_ROW) or "norm" in name:
            weights[name] = weight[order]
    gpt: GPT = copy.deepcopy(model.gpt)
    gpt.load_state_dict(weights)
    return Model(gpt, model.tokenizer, model.name)
