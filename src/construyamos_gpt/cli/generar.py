"""`sancho generar`: el modelo escribe. Solo el poema va a stdout; lo demás, a stderr."""

from __future__ import annotations

import time

import click

from construyamos_gpt.cli.values import DecimalNumber, WholeNumber, comma
from construyamos_gpt.tokens import FORMS

__all__ = ["generar"]

REASONS = {
    "fin": "fin: el modelo ha dado el texto por terminado",
    "límite": "límite: se ha llegado al máximo de --tokens",
}


@click.command(options_metavar="[OPCIONES]")
@click.option(
    "--modelo", metavar="MODELO", default="sancho-mini", show_default=True, help="Nombre o carpeta."
)
@click.option(
    "--texto", metavar="TEXTO", default="", help="Con qué empieza. Cualquier texto sirve."
)
@click.option(
    "--forma", type=click.Choice(FORMS), default="verso", show_default=True, help="Qué se le pide."
)
@click.option(
    "--tokens",
    type=WholeNumber(min=1),
    default=1200,
    show_default=True,
    help="Cuánto escribe, como mucho.",
)
@click.option(
    "--temperatura",
    type=DecimalNumber(),
    default="0,8",
    show_default=True,
    help="Menos de 1, más prudente; más de 1, más atrevido.",
)
@click.option(
    "--top-k", type=WholeNumber(min=1), help="Elegir solo entre las K letras más probables."
)
@click.option(
    "--top-p",
    type=DecimalNumber(),
    default="1",
    show_default=True,
    help="Elegir solo entre las más probables que, juntas, suman esta probabilidad.",
)
@click.option(
    "--semilla",
    type=WholeNumber(min=0, max=2**32 - 1),
    help="Un número que fija el azar: el mismo da siempre el mismo texto.",
)
@click.option(
    "--cuantos", type=WholeNumber(min=1), default=1, show_default=True, help="Cuántos textos."
)
@click.option(
    "--estadisticas", is_flag=True, help="Al final, cuánto ha tardado (sin mezclarse con el poema)."
)
def generar(
    modelo: str,
    texto: str,
    forma: str,
    tokens: int,
    temperatura: float,
    top_k: int | None,
    top_p: float,
    semilla: int | None,
    cuantos: int,
    estadisticas: bool,
) -> None:
    """Escribe un poema, letra a letra, y se calla cuando termina."""
    from construyamos_gpt.generation import Sampling
    from construyamos_gpt.model import load

    Sampling(temperature=temperatura, top_k=top_k or 0, top_p=top_p)  # si no vale, que se diga ya
    started = time.perf_counter()
    model = load(modelo)
    loaded_s = time.perf_counter() - started
    for number in range(cuantos):
        stream = model.stream(
            texto,
            max_new_tokens=tokens,
            temperature=temperatura,
            top_k=top_k or 0,
            top_p=top_p,
            seed=None if semilla is None else semilla + number,
            form=forma,
        )
        if number > 0:
            click.echo("\n")
        click.echo(texto, nl=False)
        started, characters, reason = time.perf_counter(), 0, None
        for piece in stream:
            click.echo(piece.text, nl=False)
            characters += len(piece.text)
            reason = piece.stop or reason
        elapsed_s = time.perf_counter() - started
        click.echo()
        click.echo(f"[{REASONS[reason or 'límite']}]", err=True)
        if estadisticas:
            click.echo(
                f"[{characters} caracteres en {comma(elapsed_s, 2)} s: "
                f"{characters / max(elapsed_s, 1e-9):.0f} por segundo; "
                f"cargar el modelo, {comma(loaded_s, 2)} s]",
                err=True,
            )
