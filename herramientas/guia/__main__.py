"""La guía, de su fuente a lo que se lee.

python -m herramientas.guia comprobar
python -m herramientas.guia cuadernos [--rapido] [--parte N]
python -m herramientas.guia sitio CARPETA [--repositorio DUEÑO/NOMBRE]
python -m herramientas.guia ortografia
"""

from __future__ import annotations

import time
from pathlib import Path

import click
from herramientas.guia import checks, notebooks, spelling
from herramientas.guia.site import build_site
from herramientas.guia.source import read_parts


@click.group()
def main() -> None:
    """La guía, de su fuente a lo que se lee."""


@main.command()
def comprobar() -> None:
    """Mira que cada parte se lea bien y tenga lo que promete."""
    wrong = 0
    for part in read_parts():
        text = checks.prose(part)
        click.echo(
            f"Parte {part.number}: {checks.count_words(text)} palabras, "
            f"INFLESZ {checks.inflesz(text):.0f}"
        )
        for problem in checks.problems(part):
            wrong += 1
            click.echo(f"  {problem}")
    raise SystemExit(1 if wrong else 0)


@main.command()
@click.option("--rapido", is_flag=True, help="Con menos cuentas, y sin guardar nada.")
@click.option("--parte", type=int, help="Solo esta parte.")
def cuadernos(rapido: bool, parte: int | None) -> None:
    """Ejecuta las partes y guarda sus cuadernos."""
    for part in read_parts():
        if parte in (None, part.number):
            started = time.perf_counter()
            notebook = notebooks.run(notebooks.build(part), quick=rapido)
            if not rapido:
                notebooks.write(part, notebook)
            click.echo(f"Parte {part.number}: {time.perf_counter() - started:.0f} s")


@main.command()
@click.argument("carpeta", type=click.Path(file_okay=False, path_type=Path))
@click.option("--repositorio", metavar="DUEÑO/NOMBRE", help="En GitHub, para «Abrir en Colab».")
def sitio(carpeta: Path, repositorio: str | None) -> None:
    """Compone el sitio, con los cuadernos ya ejecutados."""
    raise SystemExit(build_site(carpeta, repositorio))


@main.command()
def ortografia() -> None:
    """Busca en el diccionario todas las palabras que lee una persona."""
    found = [each for path in spelling.read_files() for each in spelling.find_misspellings(path)]
    if found:
        click.echo(spelling.report(found))
    raise SystemExit(1 if found else 0)


if __name__ == "__main__":
    main()
