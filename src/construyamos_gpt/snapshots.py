"""Instantáneas: cómo era el modelo en cada momento de su aprendizaje.

Se guarda un modelo pequeño (pesos F16) en los pasos 0, 1, 3, 10, 30, 100, 300… y en cada medida:
al principio se aprende muy deprisa y después, cada vez más despacio. Cada uno queda en
`instantaneas/PASO/` y se abre como cualquier modelo: `sancho generar --modelo
mi_sancho/instantaneas/300`.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from torch import Tensor

from construyamos_gpt.errors import StorageError
from construyamos_gpt.gpt import GPTConfig
from construyamos_gpt.model import save_model
from construyamos_gpt.tokens import Tokenizer

__all__ = ["SNAPSHOTS", "forget_snapshots_from", "is_milestone", "list_snapshots", "save_snapshot"]

SNAPSHOTS = "instantaneas"


def is_milestone(step: int) -> bool:
    """¿Es 0, 1, 3, 10, 30, 100, 300…?"""
    digits = str(step)
    return digits[0] in "013" and set(digits[1:]) <= {"0"}


def list_snapshots(folder: Path) -> dict[int, Path]:
    """Las instantáneas de un entrenamiento: su paso y su carpeta, en orden."""
    paths = (folder / SNAPSHOTS).glob("*")
    return dict(sorted((int(path.name), path) for path in paths if path.name.isdigit()))


def save_snapshot(
    folder: Path,
    step: int,
    weights: Mapping[str, Tensor],
    config: GPTConfig,
    tokenizer: Tokenizer,
) -> None:
    """Guarda la del paso `step`, que no debe estar ya. La carpeta aparece entera o no aparece.

    Raises:
        StorageError: si no se puede escribir.
    """
    final = folder / SNAPSHOTS / str(step)
    temporary = final.with_name(f".{step}.tmp")
    halves = {name: value.half() for name, value in weights.items()}
    save_model(temporary, halves, config, tokenizer)
    try:
        temporary.replace(final)
    except OSError as error:
        raise StorageError(
            f"No se ha podido guardar la instantánea ({error.strerror or error}).",
            received=str(final),
        ) from error


def forget_snapshots_from(folder: Path, step: int) -> None:
    """Quita las de `step` en adelante: al seguir desde ahí se van a repetir."""
    for taken, path in list_snapshots(folder).items():
        if taken >= step:
            shutil.rmtree(path)
