"""El laboratorio: un navegador de verdad donde corre el motor de `web/engine/`.

Se sirve en local, con la misma política de seguridad (CSP) con que se publicará. Lo que calcula el
navegador vuelve a Python como arreglos de NumPy, para compararlo con PyTorch.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Page

from tests.browser import QuietHandler, listening

ROOT = Path(__file__).parents[2]
PATIENCE = 120_000  # milisegundos: la máquina puede estar ocupada
CSP = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; "
    "style-src 'self'; img-src 'self' data:; connect-src 'self'"
)
BLANK = b"<!doctype html><html lang='es'><meta charset='utf-8'><title>Prueba</title>"


class Handler(QuietHandler):
    """Sirve varias carpetas, cada una con su nombre, y una página en blanco."""

    folders: dict[str, Path]

    def translate_path(self, path: str) -> str:
        name, _, rest = path.lstrip("/").partition("?")[0].partition("/")
        return str(self.folders.get(name, Path("/no/existe")) / rest)

    def do_GET(self) -> None:  # noqa: N802 (así lo llama http.server)
        if self.path != "/":
            return super().do_GET()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(BLANK)

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", CSP)
        super().end_headers()


@contextmanager
def serving(folders: dict[str, Path]) -> Iterator[str]:
    """Sirve unas carpetas mientras dura el `with`, y da la dirección."""
    with listening(type("Folders", (Handler,), {"folders": folders})) as address:
        yield address


def pack(value: Any) -> Any:
    if isinstance(value, bytes):
        return {"__bytes__": base64.b64encode(value).decode()}
    if isinstance(value, np.ndarray) and value.dtype == np.float32:
        return {"__floats__": base64.b64encode(value.tobytes()).decode()}
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, dict):
        return {name: pack(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [pack(part) for part in value]
    return value


def unpack(value: Any) -> Any:
    if isinstance(value, list):
        return [unpack(part) for part in value]
    if not isinstance(value, dict):
        return value
    if "__bytes__" in value:
        return base64.b64decode(value["__bytes__"])
    if "__floats__" in value:
        return np.frombuffer(base64.b64decode(value["__floats__"]), dtype=np.float32)
    parts = {name: unpack(part) for name, part in value.items()}
    if parts.keys() == {"data", "shape"}:  # una tabla de las del motor
        return parts["data"].reshape(parts["shape"])
    return parts


class Lab:
    """Una página con el motor a mano. `folder` se sirve en `/hechos/`.

    El JavaScript de `run` ve sus argumentos por su nombre y puede usar `load("gpt.js")`, que trae
    un módulo del motor, y `open(modelo)`, que abre uno.
    """

    def __init__(self, page: Page, folder: Path) -> None:
        self.page, self.folder = page, folder

    def run(self, body: str, **args: Any) -> Any:
        """Ejecuta el cuerpo de una función asíncrona y devuelve lo que devuelva."""
        names = ", ".join(["load", "open", *args])
        script = (
            "async (args) => {"
            'const { pack, unpack } = await import("/pruebas/transport.js");'
            'const tools = await import("/pruebas/tools.js");'
            f"const {{ {names} }} = {{ ...tools, ...unpack(args) }};"
            f"const work = (async () => {{ {body} }})();"
            "const late = new Promise((_, fail) => setTimeout("
            f"() => fail(new Error('El navegador no contesta.')), {PATIENCE}));"
            "return pack(await Promise.race([work, late]));"
            "}"
        )
        return unpack(self.page.evaluate(script, pack(args)))
