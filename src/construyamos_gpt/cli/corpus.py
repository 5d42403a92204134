"""`sancho corpus`: qué texto hay para entrenar y de dónde ha salido."""

from __future__ import annotations

import click

from construyamos_gpt.cli.values import thousands

__all__ = ["corpus"]


@click.command(options_metavar="[OPCIONES]")
@click.option("--corpus", "where", metavar="TEXTO", help="Un .txt, una carpeta o «bolsillo».")
@click.option("--sin-descarga", is_flag=True, help="No descargar nada.")
def corpus(where: str | None, sin_descarga: bool) -> None:
    """Enseña el texto de entrenamiento: obras, piezas, caracteres y vocabulario."""
    from rich.console import Console
    from rich.table import Table

    from construyamos_gpt.corpus import load_corpus, summarize

    found = load_corpus(
        where,
        allow_download=not sin_descarga,
        notify=lambda message: click.echo(message, err=True),
    )
    summary = summarize(found)
    console = Console()
    console.print(f"[bold]{summary.name}[/bold] · {summary.origin}\n", highlight=False)
    table = Table("obra", "forma")
    table.add_column("piezas", justify="right")
    table.add_column("caracteres", justify="right")
    for row in summary.rows:
        table.add_row(row.work, row.form, thousands(row.pieces), thousands(row.chars))
    console.print(table)
    names = {
        "train": "entrenamiento (lo que estudia)",
        "val": "validación (con lo que se mide mientras aprende)",
        "test": "prueba (el examen final)",
    }
    for split, totals in summary.splits.items():
        console.print(
            f"{names[split]}: {thousands(totals.pieces)} piezas, "
            f"{thousands(totals.chars)} caracteres",
            highlight=False,
        )
    console.print(f"caracteres distintos: {len(summary.characters)}", highlight=False)
    if summary.unknown:
        console.print(
            f"caracteres que sancho-mini no conoce: {' '.join(summary.unknown)}", highlight=False
        )
