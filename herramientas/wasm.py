"""Compila `web/engine/kernels.c` a WebAssembly: `python herramientas/wasm.py`.

El compilador es el de Zig (que lleva dentro Clang), de una versión fija: `pip install -e ".[test]"`
lo instala. Con la misma versión sale el mismo fichero, byte a byte, y una prueba lo comprueba.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

__all__ = ["COMPILED", "compile_kernels"]

ENGINE = Path(__file__).parents[1] / "web" / "engine"
COMPILED = ENGINE / "kernels.wasm"
FLAGS = (
    *("-target", "wasm32-freestanding", "-mcpu=generic+simd128"),
    *("-O3", "-fno-builtin", "-ffp-contract=off", "-fno-sanitize=all", "-fvisibility=hidden"),
    *("-nostdlib", "-Wl,--no-entry", "-Wl,--export-dynamic", "-Wl,--export=__heap_base"),
    *("-Wl,--strip-all", "-Wl,-z,stack-size=16384"),
)


def compile_kernels(output: Path) -> None:
    """Compila las cuentas y las deja en `output`."""
    command = [sys.executable, "-m", "ziglang", "cc", *FLAGS, "-o", str(output), "kernels.c"]
    subprocess.run(command, cwd=ENGINE, check=True)


if __name__ == "__main__":
    compile_kernels(COMPILED)
    print(f"{COMPILED}: {COMPILED.stat().st_size} bytes")
