"""Las decisiones de quien aprende: las medidas de su propio modelo, en `mi_sancho.json`."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from construyamos_gpt.errors import InvalidValueError, SanchoError
from construyamos_gpt.files import read_json, write_json

__all__ = ["Choices", "my_sancho"]


class Choices:
    """Las decisiones guardadas en un fichero.

    Args:
        path: el fichero; si no está, todavía no se ha decidido nada.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def all(self) -> dict[str, Any]:
        """Todo lo decidido hasta ahora; nada, si el fichero está dañado o no es nuestro."""
        if not self.path.is_file():
            return {}
        try:
            found = read_json(self.path)
        except SanchoError:
            print(f"{self.path.name} está dañado y se empieza de nuevo.")
            return {}
        return dict(found) if isinstance(found, dict) else {}

    def get(self, name: str, default: Any = None) -> Any:
        """Lo que se decidió en `name`, o `default`."""
        return self.all().get(name, default)

    def set(self, name: str, value: Any) -> None:
        """Guarda una decisión; las demás se quedan como estaban.

        Raises:
            InvalidValueError: si no es un texto ni un número que se pueda escribir.
        """
        if not isinstance(value, str | int | float) or (
            isinstance(value, float) and not math.isfinite(value)
        ):
            raise InvalidValueError(
                f"Eso no se puede apuntar en {self.path.name} ({name}).",
                received=value,
                allowed="un texto o un número",
            )
        write_json(self.path, self.all() | {name: value})
        print(f"Apuntado en {self.path.name}: {name} = {value}")


my_sancho = Choices(Path("mi_sancho.json"))
"""Las decisiones de este cuaderno, en la carpeta donde se trabaja."""
