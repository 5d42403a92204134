"""Escribir ficheros sin perder nunca lo anterior, y leerlos sin sustos.

Todo se escribe primero en un fichero provisional, al lado, y solo cuando está entero ocupa el
sitio del viejo. Un corte de luz a mitad deja el viejo intacto.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from construyamos_gpt.errors import StorageError

__all__ = ["read_json", "write_bytes", "write_json"]


def write_bytes(path: Path, content: bytes) -> None:
    """Escribe un fichero entero o no lo toca.

    Raises:
        StorageError: si no hay sitio o no hay permiso. Lo que hubiera queda como estaba.
    """
    temporary = path.with_name(f".{path.name}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink()
        raise StorageError(
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
        StorageError: si falta o está roto.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise StorageError(
            f"No se puede leer {path.name}: falta o está dañado.", received=str(path)
        ) from error
    if not isinstance(data, dict):
        raise StorageError(f"{path.name} no contiene lo esperado.", received=str(path))
    return data
