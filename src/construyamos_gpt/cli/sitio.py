"""`sancho sitio`: la guía entera, con sus piezas y sancho-mini dentro, en una carpeta.

El sitio va ya construido en el paquete, sin los pesos: son los mismos que usa `sancho generar`, y
se copian al escribirlo.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from construyamos_gpt.errors import SanchoError, StorageError

__all__ = ["MODEL", "SITE", "copy_site", "sitio"]

PACKAGE = Path(__file__).parent.parent
SITE = PACKAGE / "sitio"  # la pone hatch_build.py al hacer el wheel
MODEL = PACKAGE / "models" / "sancho-mini"
WEIGHTS = "model.safetensors"


@click.command(options_metavar="[OPCIONES]")
@click.option(
    "--salida",
    metavar="CARPETA",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Dónde se escribe. Si ya hay un sitio, se pone al día.",
)
def sitio(salida: Path) -> None:
    """Escribe la guía como sitio web, con sancho-mini dentro, para leerla o publicarla.

    No pide nada a ningún otro servidor, y vale bajo cualquier dirección.
    """
    if not (SITE / "index.html").is_file():
        raise SanchoError(
            "En esta instalación no está el sitio construido.",
            received=str(SITE),
            hint="instaladla sin -e (pip install .), que lo construye; o, en la carpeta del "
            'proyecto, pip install -e ".[guia]" y python -m herramientas.guia sitio CARPETA.',
        )
    copy_site(SITE, salida)
    click.echo(f"El sitio está en {salida}. Para verlo:")
    click.echo(f"  python -m http.server --directory {salida}")
    click.echo("y abrid http://localhost:8000 en el navegador.")


def copy_site(site: Path, folder: Path) -> None:
    """Copia un sitio a `folder`, con los pesos si no los lleva; si había otro, lo pone al día.

    Lo demás que haya en `folder` (un `.git`, un `CNAME`) se queda.

    Raises:
        StorageError: si no se puede escribir.
    """
    try:
        shutil.copytree(site, folder, dirs_exist_ok=True)
        for model in (site / "_static").glob("sancho-mini-*"):
            shutil.copyfile(MODEL / WEIGHTS, folder / "_static" / model.name / WEIGHTS)
        for pattern in ("web-*", "sancho-mini-*"):  # las que se llaman según lo que llevan dentro
            for path in (folder / "_static").glob(pattern):
                if not (site / "_static" / path.name).exists():
                    shutil.rmtree(path)
    except OSError as error:
        raise StorageError(
            f"No se ha podido escribir el sitio ({error.strerror or error}).",
            received=str(folder),
            hint="liberad espacio o elegid otra carpeta.",
        ) from error
