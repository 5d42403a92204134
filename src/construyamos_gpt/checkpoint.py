"""Guardar y leer, sin perder nunca lo anterior.

Todo se escribe primero en un fichero provisional, al lado, y solo cuando está entero ocupa el
sitio del viejo. Un corte de luz a mitad deja el viejo intacto. Los pesos van en safetensors, un
formato que solo contiene números: abrir uno ajeno no ejecuta nada.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor

from construyamos_gpt.errors import CheckpointError

__all__ = ["read_json", "read_tensors", "write_bytes", "write_json", "write_tensors"]


def write_bytes(path: Path, content: bytes) -> None:
    """Escribe un fichero entero o no lo toca.

    Raises:
        CheckpointError: si no hay sitio o no hay permiso. Lo que hubiera queda como estaba.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True) if path.parent.is_dir() else None
        raise CheckpointError(
            f"No se ha podido escribir {path.name} ({error.strerror or error}).",
            received=str(path),
            hint="liberad espacio o elegid otra carpeta; lo guardado antes sigue intacto.",
        ) from error


def write_json(path: Path, data: Mapping[str, Any]) -> None:
    """Escribe un JSON legible, en UTF-8."""
    write_bytes(path, (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode("utf-8"))


def read_json(path: Path) -> dict[str, Any]:
    """Lee un JSON.

    Raises:
        CheckpointError: si falta o está roto.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CheckpointError(
            f"No se puede leer {path.name}: falta o está dañado.", received=str(path)
        ) from error
    if not isinstance(data, dict):
        raise CheckpointError(f"{path.name} no contiene lo esperado.", received=str(path))
    return data


def write_tensors(path: Path, tensors: Mapping[str, Tensor], metadata: Mapping[str, Any]) -> None:
    """Escribe tensores y unas notas (JSON) en un solo fichero safetensors."""
    contiguous = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
    notes = {name: json.dumps(value, ensure_ascii=False) for name, value in metadata.items()}
    write_bytes(path, save(contiguous, metadata=notes))


def read_tensors(path: Path) -> tuple[dict[str, Tensor], dict[str, Any]]:
    """Lee tensores y notas.

    Raises:
        CheckpointError: si falta, está dañado o no es safetensors.
    """
    tensors: dict[str, torch.Tensor] = {}
    try:
        with safe_open(str(path), framework="pt") as file:
            notes = {name: json.loads(value) for name, value in (file.metadata() or {}).items()}
            for name in file.keys():  # noqa: SIM118 (no es un diccionario)
                tensors[name] = file.get_tensor(name)
    except (OSError, SafetensorError, ValueError) as error:
        raise CheckpointError(
            f"No se puede leer {path.name}: falta, está dañado o no es safetensors.",
            received=str(path),
        ) from error
    return tensors, notes
