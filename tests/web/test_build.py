"""Lo que se confirma compilado sale de su fuente, y los tipos de todo `web/` encajan."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path

import pytest
from herramientas.wasm import COMPILED, compile_kernels

from tests.web.lab import ROOT

TYPESCRIPT = "5.9.3"
CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path(tempfile.gettempdir()))) / "construyamos-web"


def test_the_compiled_kernels_are_those_of_the_source(tmp_path: Path) -> None:
    if find_spec("ziglang") is None:
        pytest.skip("falta el compilador: pip install -e '.[test]'")
    compile_kernels(tmp_path / "kernels.wasm")
    assert (tmp_path / "kernels.wasm").read_bytes() == COMPILED.read_bytes(), (
        "kernels.wasm no es el de kernels.c: python herramientas/wasm.py"
    )


def test_the_types_are_right() -> None:
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("falta npm (en Debian: apt-get install npm)")
    folder = CACHE / f"typescript-{TYPESCRIPT}"
    tsc = folder / "node_modules" / "typescript" / "bin" / "tsc"
    if not tsc.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        install = [npm, "install", "--no-save", "--prefix", str(folder), f"typescript@{TYPESCRIPT}"]
        if subprocess.run(install, capture_output=True).returncode != 0:
            pytest.skip("no se ha podido instalar TypeScript (¿sin red?)")
    command = ["node", str(tsc), "-p", str(ROOT / "web" / "tsconfig.json")]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout
