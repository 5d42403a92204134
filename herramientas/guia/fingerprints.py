"""Huellas de ficheros: dos carpetas con lo mismo dentro tienen la misma, aquí y en otra máquina."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from pathlib import Path


def fingerprint(paths: Iterable[Path], base: Path) -> str:
    """La huella de unos ficheros: de sus nombres, desde `base`, y de lo que llevan dentro."""
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(f"{path.relative_to(base).as_posix()} {integrity(path)}\n".encode())
    return total.hexdigest()[:12]


def integrity(path: Path) -> str:
    """La huella de un fichero, como la entienden los navegadores (*subresource integrity*)."""
    digest = hashlib.sha256(path.read_bytes()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"
