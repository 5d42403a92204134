"""`sancho evaluar`: cuánto se sorprende un modelo con un texto que no ha visto."""

from __future__ import annotations

import json
from pathlib import Path

import click

from construyamos_gpt.cli.values import comma, thousands
from construyamos_gpt.errors import CorpusError

__all__ = ["evaluar"]


@click.command(options_metavar="[OPCIONES]")
@click.option(
    "--modelo", metavar="MODELO", default="sancho-mini", show_default=True, help="Nombre o carpeta."
)
@click.option(
    "--texto-archivo",
    type=click.Path(path_type=Path),
    help="Un .txt o una carpeta. Con marcas <|inicio|> y <|fin|>, cada tramo es una pieza.",
)
@click.option(
    "--corpus",
    metavar="TEXTO",
    help="Sin --texto-archivo: de qué corpus se toman validación y prueba.",
)
@click.option(
    "--json", "as_json", is_flag=True, help="Solo el resultado, en JSON (para otros programas)."
)
def evaluar(modelo: str, texto_archivo: Path | None, corpus: str | None, as_json: bool) -> None:
    """Mide cuánto se sorprende un modelo con un texto, en nats por carácter.

    Cuantos menos, mejor. Las «caras del dado» dicen entre cuántas letras duda.
    """
    from construyamos_gpt.corpus import load_corpus, read_pieces
    from construyamos_gpt.model import load

    model = load(modelo)
    if texto_archivo is not None:
        groups = {"texto": list(read_pieces(texto_archivo))}
        if not groups["texto"]:
            raise CorpusError("Ese texto no tiene nada que medir.", received=str(texto_archivo))
    else:
        source = load_corpus(corpus, notify=lambda message: click.echo(message, err=True))
        val, test = list(source.pieces("val")), list(source.pieces("test"))
        groups = {
            "validación, verso": [p for p in val if p.form != "prosa"],
            "validación, prosa": [p for p in val if p.form == "prosa"],
            "prueba, verso": [p for p in test if p.form != "prosa"],
            "prueba, prosa": [p for p in test if p.form == "prosa"],
        }
    results = {}
    for name, pieces in groups.items():
        if not pieces:
            continue
        # De un texto ajeno no se sabe la forma: se queda la que mejor lo explica.
        score = model.score([(p.text, None if texto_archivo else p.form) for p in pieces])
        results[name] = {
            "nats_per_char": score.nats_per_char,
            "bits_per_char": score.bits_per_char,
            "faces": score.faces,
            "chars": score.chars,
            "pieces": score.pieces,
            "nats_per_char_markers_spelled_out": score.original_nats_per_char,
        }
    if as_json:
        only = results["texto"] if texto_archivo is not None else results
        click.echo(json.dumps(only, ensure_ascii=False, indent=2))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table("texto", "nats/carácter", "bits/carácter", "caras del dado", "caracteres")
    for name, row in results.items():
        numbers = [comma(row[key]) for key in ("nats_per_char", "bits_per_char", "faces")]
        table.add_row(name, *numbers, thousands(int(row["chars"])))
    Console().print(table)
