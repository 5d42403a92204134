"""`sancho soneto`: un poema con medida y rima. El poema, y nada más, sale por stdout."""

from __future__ import annotations

import click

from construyamos_gpt.cli.values import WholeNumber, thousands
from construyamos_gpt.errors import CompositionError
from construyamos_gpt.verse.schemes import SCHEMES

__all__ = ["soneto"]


@click.command(options_metavar="[OPCIONES]")
@click.option(
    "--modelo", metavar="MODELO", default="sancho-mini", show_default=True, help="Nombre o carpeta."
)
@click.option("--tema", metavar="TEMA", default="", help="De qué habla: unas pocas palabras.")
@click.option(
    "--forma",
    type=click.Choice(list(SCHEMES)),
    default="soneto",
    show_default=True,
    help="Qué se compone.",
)
@click.option(
    "--semilla",
    type=WholeNumber(min=0, max=2**32 - 1),
    help="Un número que fija el azar: el mismo da siempre el mismo poema.",
)
def soneto(modelo: str, tema: str, forma: str, semilla: int | None) -> None:
    """Compone un soneto entero (u otra forma): el modelo propone versos y las reglas escogen."""
    from rich.console import Console

    from construyamos_gpt.composing import compose
    from construyamos_gpt.model import load

    model = load(modelo)
    with Console(stderr=True).status("Primer verso…") as status:
        result = compose(
            model,
            form=forma,
            theme=" ".join(tema.split()),
            seed=semilla,
            on_progress=lambda done, total: status.update(f"{done} de {total} versos…"),
        )
    if not result.complete:
        raise CompositionError(
            "No ha salido un poema entero: no se han encontrado versos que midan y rimen.",
            received=f"{thousands(result.proposed)} versos propuestos",
            hint="probad con otra --semilla, con otro --tema o con un modelo más entrenado.",
        )
    click.echo(result.text)
    lines = sum(letter != " " for letter in result.pattern)
    click.echo(
        f"[el modelo ha propuesto {thousands(result.proposed)} versos; las reglas han escogido "
        f"{lines}, con la rima {result.pattern}]",
        err=True,
    )
