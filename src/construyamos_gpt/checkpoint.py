"""Guardar y leer pesos. Van en safetensors, un formato que solo contiene números: abrir un fichero
ajeno no ejecuta nada.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor

from construyamos_gpt.errors import StorageError
from construyamos_gpt.files import write_bytes

__all__ = ["read_tensors", "write_tensors"]


def write_tensors(path: Path, tensors: Mapping[str, Tensor], metadata: Mapping[str, Any]) -> None:
    """Escribe tensores y unas notas (JSON) en un solo fichero safetensors."""
    contiguous = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
    notes = {name: json.dumps(value, ensure_ascii=False) for name, value in metadata.items()}
    write_bytes(path, save(contiguous, metadata=notes))


def read_tensors(path: Path) -> tuple[dict[str, Tensor], dict[str, Any]]:
    """Lee tensores y notas.

    Raises:
        StorageError: si falta, está dañado o no es safetensors.
    """
    tensors: dict[str, torch.Tensor] = {}
    try:
        with safe_open(str(path), framework="pt") as file:
            notes = {name: json.loads(value) for name, value in (file.metadata() or {}).items()}
            for name in file.keys():  # noqa: SIM118 (no es un diccionario)
                tensors[name] = file.get_tensor(name)
    except (OSError, SafetensorError, ValueError) as error:
        raise StorageError(
            f"No se puede leer {path.name}: falta, está dañado o no es safetensors.",
            received=str(path),
        ) from error
    return tensors, notes
