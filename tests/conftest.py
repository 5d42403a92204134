"""Lo que comparten las pruebas."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def corpus_folder() -> Path:
    """La carpeta del corpus de Cervantes; sin ella, la prueba se salta."""
    folder = os.environ.get("CONSTRUYAMOS_CORPUS")
    if not folder:
        pytest.skip("falta CONSTRUYAMOS_CORPUS: la carpeta con pg2000-8.txt y pg16110-8.txt")
    path = Path(folder)
    if not path.is_dir():
        pytest.skip(f"CONSTRUYAMOS_CORPUS no es una carpeta: {folder}")
    return path
