"""Guardar y leer pesos. Van en safetensors, un formato que solo contiene números: abrir un fichero
ajeno no ejecuta nada.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from safetensors import SafetensorError
from safetensors.torch import load, save
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
    try:
        # Se lee entero: un fichero abierto en parte no se podría sustituir en Windows.
        content = path.read_bytes()
        tensors = load(content)
        header_size = int.from_bytes(content[:8], "little")
        header = json.loads(content[8 : 8 + header_size])
        notes = {k: json.loads(v) for k, v in header.get("__metadata__", {}).items()}
    except (OSError, SafetensorError, ValueError) as error:
        raise StorageError(
            f"No se puede leer {path.name}: falta, está dañado o no es safetensors.",
            received=str(path),
        ) from error
    return tensors, notes
