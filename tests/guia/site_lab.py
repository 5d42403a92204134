"""El sitio de las pruebas: compuesto una vez, y servido como se publicará.

Se compone con los cuadernos guardados o, si faltan o son de otra versión de la guía, con unos de
mentira cuyas celdas enseñan lo más ancho que puede salir.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
import pytest
from herramientas.guia import notebooks, site, source
from nbformat.v4 import new_output
from playwright.sync_api import Browser, Page

from tests.browser import QuietHandler, listening

PARTS = sorted(path.stem for path in source.GUIDE.glob("parte*.md"))
PATIENCE = 60_000  # milisegundos: la máquina puede estar ocupada
FOLDER = "una/carpeta"  # el sitio no tiene por qué estar en la raíz

WIDE = [
    new_output("stream", name="stdout", text="una línea que no cabe en un móvil " * 6 + "\n"),
    new_output(
        "display_data",
        data={
            "text/html": '<svg role="img" aria-label="un dibujo" width="900" height="40" '
            'style="max-width: 100%"><rect width="900" height="40" fill="#7a7a7a"/></svg>'
        },
    ),
]


def write_stubs() -> None:
    """Cuadernos sin ejecutar: cada celda ha dado algo ancho, y la prosa, «0,0»."""
    for part in source.read_parts():
        notebook = notebooks.build(part)
        names = {name for cell in part.cells for name in notebooks.EVAL.findall(cell.source)}
        notebook.metadata["valores"] = dict.fromkeys(names, "0,0")
        for cell in notebook.cells:
            if "origen" in cell.metadata and cell.cell_type == "code":
                cell.outputs = WIDE
        notebooks.write(part, notebook)


def notebooks_are_ready() -> bool:
    """Si los cuadernos guardados tienen el código y las cifras que pide la guía de hoy."""
    for part in source.read_parts():
        path = source.NOTEBOOKS / f"{part.name}.ipynb"
        if not path.exists():
            return False
        saved = nbformat.read(path, as_version=4)
        names = {name for cell in part.cells for name in notebooks.EVAL.findall(cell.source)}
        code = [
            [c.source for c in cells if c.cell_type == "code"]
            for cells in (saved.cells, notebooks.build(part).cells)
        ]
        if code[0] != code[1] or not names <= saved.metadata.get("valores", {}).keys():
            return False
    return True


def compose(folder: Path) -> Path:
    """Compone el sitio en algún sitio de `folder` y dice dónde."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(site, "ROOT", folder)
        if not notebooks_are_ready():
            for module in (notebooks, site, source):
                patch.setattr(module, "NOTEBOOKS", folder / "cuadernos")
            write_stubs()
        with warnings.catch_warnings(action="ignore"):  # MyST usa cosas que Sphinx quiere jubilar
            built = site.compose()
    assert built, "Sphinx ha dado avisos: están más arriba"
    return built


class Handler(QuietHandler):
    """Sirve un sitio en una subcarpeta, con las cabeceras de su `_headers`, y sin contarlo."""

    root: Path

    def translate_path(self, path: str) -> str:
        inside = path.partition("?")[0].removeprefix(f"/{FOLDER}/")
        return super().translate_path(inside) if inside != path else str(self.root / "no existe")

    def end_headers(self) -> None:
        headers = self.root / "_headers"
        written = headers.read_text(encoding="utf-8") if headers.exists() else ""
        general = written.partition("/sw.js")[0]
        for name, value in re.findall(r"^  ([\w-]+): (.+)$", general, re.M):
            self.send_header(name, value)
        super().end_headers()


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Sirve un sitio mientras dura el `with`, y da su dirección."""
    kind = type("Site", (Handler,), {"root": folder})

    def handler(*args: Any) -> Handler:
        return kind(*args, directory=str(folder))

    with listening(handler) as address:
        yield f"{address}{FOLDER}/"


def open_page(browser: Browser, **options: Any) -> Page:
    """Una página de quien llega por primera vez. Sin guardar el sitio, si no se dice otra cosa."""
    page = browser.new_context(**{"service_workers": "block", **options}).new_page()
    page.set_default_timeout(PATIENCE)
    return page
