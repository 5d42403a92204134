"""Los errores, contados a una persona.

Todo error que puede causar quien usa el programa (un fichero que falta, un número imposible)
es un `SanchoError`: dice qué ha pasado, qué se ha recibido, qué se admite y cómo seguir. La
terminal enseña ese texto tal cual, sin la traza de Python.
"""

from __future__ import annotations

__all__ = [
    "CheckpointError",
    "CompositionError",
    "CorpusError",
    "DownloadError",
    "InvalidValueError",
    "ModelError",
    "SanchoError",
    "ShapeError",
    "StorageError",
    "TrainingError",
]


class SanchoError(Exception):
    """Raíz de todos los errores del proyecto.

    Args:
        what: qué ha pasado, en una frase.
        received: lo que se ha recibido (se enseña con `repr`).
        allowed: lo que se admite.
        hint: cómo seguir.
    """

    def __init__(
        self,
        what: str,
        *,
        received: object = None,
        allowed: str | None = None,
        hint: str | None = None,
    ) -> None:
        self.what = what
        self.received = received
        self.allowed = allowed
        self.hint = hint
        lines = [what]
        if received is not None:
            lines.append(f"  Se ha recibido: {received!r}")
        if allowed is not None:
            lines.append(f"  Se admite: {allowed}")
        if hint is not None:
            lines.append(f"  Cómo seguir: {hint}")
        super().__init__("\n".join(lines))


class InvalidValueError(SanchoError, ValueError):
    """Un valor fuera de lo que se admite (una temperatura de −1, por ejemplo)."""


class ShapeError(SanchoError, ValueError):
    """Un tensor o una lista que no tiene la forma esperada."""


class CorpusError(SanchoError):
    """El texto de entrenamiento falta, está vacío o no se puede leer."""


class DownloadError(CorpusError):
    """El corpus no se ha podido descargar."""


class ModelError(SanchoError):
    """Un modelo que no existe o cuyos ficheros no encajan."""


class StorageError(SanchoError):
    """Un fichero que no se puede leer o escribir."""


class CheckpointError(StorageError):
    """Un entrenamiento guardado que no se puede abrir o continuar."""


class TrainingError(SanchoError):
    """El entrenamiento no puede seguir."""


class CompositionError(SanchoError):
    """Un poema que no ha llegado a componerse."""
