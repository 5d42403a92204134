"""`sancho corpus`: qué texto hay para entrenar y de dónde ha salido."""

from __future__ import annotations

import shutil
import sys

import click

from construyamos_gpt.cli.values import thousands
from construyamos_gpt.corpus.pieces import Corpus, Split

__all__ = ["corpus"]

_SPLITS: dict[Split, str] = {
    "train": "entrenamiento (lo que estudia)",
    "val": "validación (con lo que se mide mientras aprende)",
    "test": "prueba (el examen final)",
}
# Columnas de `--detalle` en la terminal; de la última se ve lo que quepa.
_WIDTHS = {"obra": 28, "lugar": 36, "forma": 12, "tamaño": 11, "reparto": 14}
_NARROW = 60  # en una ventana más estrecha que esto, las líneas se dejan enteras


@click.command(options_metavar="[OPCIONES]")
@click.option("--corpus", "where", metavar="TEXTO", help="Un .txt, una carpeta o «bolsillo».")
@click.option("--sin-descarga", is_flag=True, help="No descargar nada.")
@click.option(
    "--detalle",
    is_flag=True,
    help="Una línea por pieza: obra, lugar, forma, tamaño, reparto y cómo empieza. Si la salida "
    "no es una terminal, las columnas van separadas por tabuladores.",
)
def corpus(where: str | None, sin_descarga: bool, detalle: bool) -> None:
    """Enseña el texto de entrenamiento: obras, piezas, caracteres y vocabulario."""
    from construyamos_gpt.corpus import load_corpus

    found = load_corpus(
        where,
        allow_download=not sin_descarga,
        notify=lambda message: click.echo(message, err=True),
    )
    if detalle:
        _show_pieces(found)
    else:
        _show_summary(found)


def _show_pieces(found: Corpus) -> None:
    """Una línea por pieza, según se leen: un corpus muy grande no se guarda entero."""
    from construyamos_gpt.corpus.summary import piece_rows

    terminal = sys.stdout.isatty()
    width = shutil.get_terminal_size().columns
    if terminal:
        names = [f"{name:<{size}}" for name, size in _WIDTHS.items()]
        click.secho("".join(names) + "empieza", bold=True)
    for row in piece_rows(found):
        size = f"{row.verses} versos" if row.verses else f"{thousands(row.chars)} letras"
        split = _SPLITS[row.split].split(" (")[0]
        cells = [row.work, row.place, row.form, size, split]
        if not terminal:
            click.echo("\t".join([*cells, row.start]))
            continue
        fixed = [_fit(cell, size) for cell, size in zip(cells, _WIDTHS.values(), strict=True)]
        line = "".join(fixed) + row.start
        click.echo(line if width < _NARROW else line[:width])


def _fit(text: str, size: int) -> str:
    """El texto, ajustado a una columna: con espacios, o con puntos suspensivos si no cabe."""
    return f"{text:<{size}}" if len(text) < size else text[: size - 2] + "… "


def _show_summary(found: Corpus) -> None:
    """Las obras, sus formas, el reparto y los caracteres."""
    from rich.console import Console
    from rich.table import Table

    from construyamos_gpt.corpus import summarize

    summary = summarize(found)
    console = Console()
    console.print(f"[bold]{summary.name}[/bold] · {summary.origin}\n", highlight=False)
    table = Table("obra", "forma")
    table.add_column("piezas", justify="right")
    table.add_column("caracteres", justify="right")
    for row in summary.rows:
        table.add_row(row.work, row.form, thousands(row.pieces), thousands(row.chars))
    console.print(table)
    for split, totals in summary.splits.items():
        console.print(
            f"{_SPLITS[split]}: {thousands(totals.pieces)} piezas, "
            f"{thousands(totals.chars)} caracteres",
            highlight=False,
        )
    console.print(f"caracteres distintos: {len(summary.characters)}", highlight=False)
    if summary.unknown:
        console.print(
            f"caracteres que sancho-mini no conoce: {' '.join(summary.unknown)}", highlight=False
        )
