"""`sancho evaluar`: lo que sabe un modelo, al lado de Cervantes y de quien no ha aprendido nada."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from construyamos_gpt.cli.values import WholeNumber, comma, thousands
from construyamos_gpt.errors import CorpusError

if TYPE_CHECKING:
    from construyamos_gpt.measures import Comparison, Estimate
    from construyamos_gpt.model import Model

__all__ = ["evaluar"]


@click.command(options_metavar="[OPCIONES]")
@click.option(
    "--modelo", metavar="MODELO", default="sancho-mini", show_default=True, help="Nombre o carpeta."
)
@click.option(
    "--texto-archivo",
    type=click.Path(path_type=Path),
    help="Medir solo la sorpresa con este .txt o carpeta. Con marcas <|inicio|> y <|fin|>, cada "
    "tramo es una pieza.",
)
@click.option(
    "--corpus",
    metavar="TEXTO",
    help="El texto con que se entrenó, si no es Cervantes: de ahí sale lo estudiado y lo apartado.",
)
@click.option(
    "--muestras",
    type=WholeNumber(min=0),
    default=200,
    show_default=True,
    help="Cuántos poemas escribe; con 0 se mide solo la sorpresa.",
)
@click.option(
    "--semilla",
    type=WholeNumber(min=0, max=2**32 - 1),
    help="La semilla del primer poema; la del siguiente es una más. Sin darla, siempre la misma.",
)
@click.option(
    "--json", "as_json", is_flag=True, help="Solo el resultado, en JSON (para otros programas)."
)
def evaluar(
    modelo: str,
    texto_archivo: Path | None,
    corpus: str | None,
    muestras: int,
    semilla: int | None,
    as_json: bool,
) -> None:
    """Mide lo que sabe un modelo: palabras, metro, rima, originalidad y final.

    Escribe poemas y los juzga, y juzga igual al Cervantes que se apartó, a un contador de letras
    de cinco en cinco y a la misma red sin entrenar. También mide la sorpresa con lo apartado, en
    nats por carácter: cuantos menos, mejor.
    """
    from construyamos_gpt.model import load

    model = load(modelo)
    if texto_archivo is not None:
        result = _measure_text(model, texto_archivo)
        if as_json:
            click.echo(json.dumps(result, ensure_ascii=False, indent=2))
        else:
            _print_text(result)
        return
    from construyamos_gpt.corpus import load_corpus
    from construyamos_gpt.measures import SEED, compare

    def notify(message: str) -> None:
        click.echo(message, err=True)

    source = load_corpus(corpus, notify=notify)
    seed = SEED if semilla is None else semilla
    comparison = compare(model, source, count=muestras, seed=seed, notify=notify)
    if as_json:
        about = {"model": modelo, **comparison.as_dict()}
        click.echo(json.dumps(about, ensure_ascii=False, indent=2))
    else:
        _print_comparison(comparison)


def _measure_text(model: Model, path: Path) -> dict[str, float]:
    """La sorpresa con un texto ajeno. No se sabe su forma: se queda la que mejor lo explica."""
    from construyamos_gpt.corpus import read_pieces

    pieces = list(read_pieces(path))
    if not pieces:
        raise CorpusError("Ese texto no tiene nada que medir.", received=str(path))
    score = model.score([(piece.text, None) for piece in pieces])
    return {
        "nats_per_char": score.nats_per_char,
        "bits_per_char": score.bits_per_char,
        "faces": score.faces,
        "chars": score.chars,
        "pieces": score.pieces,
        "nats_per_char_markers_spelled_out": score.original_nats_per_char,
    }


def _print_text(row: dict[str, float]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("nats/carácter", "bits/carácter", "caras del dado", "caracteres")
    numbers = [comma(row[key]) for key in ("nats_per_char", "bits_per_char", "faces")]
    table.add_row(*numbers, thousands(int(row["chars"])))
    Console().print(table)


def _print_comparison(comparison: Comparison) -> None:
    """La tabla: cabe en ochenta columnas."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    from construyamos_gpt.measures import MEASURES

    columns = list(comparison.columns.values())
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), show_edge=False)
    table.add_column("medida", no_wrap=True)
    for column in columns:
        table.add_column(column.name, justify="right", overflow="fold")
    for name, measured in MEASURES.items():
        estimates = [column.measures.get(name) for column in columns]
        if any(estimates):
            table.add_row(measured.label, *(_cell(e, measured.digits) for e in estimates))
    console = Console()
    console.print(table)
    if comparison.samples:
        console.print(
            f"{comparison.samples} poemas de cada uno, semilla {comparison.seed}; de "
            f"{comparison.corpus}, los {comparison.columns['cervantes'].poems} que se apartaron.\n"
            "±: lo que abarca, por su lado más ancho, el intervalo de confianza del 95 %.",
            highlight=False,
        )


def _cell(estimate: Estimate | None, digits: int) -> str:
    """La cifra y hasta dónde llega su intervalo: «94,3±0,4»."""
    if estimate is None:
        return "—"
    value, low, high = estimate.value, estimate.low, estimate.high
    if low is None or high is None:
        return comma(value, digits)
    return f"{comma(value, digits)}±{comma(max(value - low, high - value), digits)}"
