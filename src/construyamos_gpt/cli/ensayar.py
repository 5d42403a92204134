"""`sancho ensayar`: el modelo escribe, las reglas del verso puntúan, y aprende de los puntos."""

from __future__ import annotations

from pathlib import Path

import click

from construyamos_gpt.cli.stopping import stop_calmly
from construyamos_gpt.cli.values import WholeNumber, comma

__all__ = ["ensayar"]


@click.command(options_metavar="[OPCIONES]")
@click.option(
    "--modelo",
    metavar="MODELO",
    default="sancho-mini",
    show_default=True,
    help="Nombre o carpeta del modelo que ensaya; no se toca.",
)
@click.option(
    "--salida",
    type=click.Path(path_type=Path),
    help="Carpeta para el modelo ensayado. Sin darla, ensayos/ y el nombre del modelo.",
)
@click.option(
    "--vueltas",
    type=WholeNumber(min=1),
    default=55,
    show_default=True,
    help="Cuántas veces escribe cincuenta poemas y se corrige.",
)
@click.option(
    "--corpus",
    metavar="TEXTO",
    help="El texto con que se entrenó, si no es Cervantes: para no premiar lo copiado.",
)
@click.option(
    "--semilla",
    type=WholeNumber(min=0, max=2**32 - 1),
    default=1605,
    show_default=True,
    help="Un número que fija el azar del ensayo.",
)
def ensayar(
    modelo: str, salida: Path | None, vueltas: int, corpus: str | None, semilla: int
) -> None:
    """Mejora los versos de un modelo ya entrenado: escribe, se le puntúa y aprende de ello.

    Cada verso gana puntos si mide y si rima, y los pierde si está copiado o inventa palabras.
    Ctrl-C para y guarda lo ensayado hasta entonces.
    """
    from construyamos_gpt.corpus import load_corpus
    from construyamos_gpt.device import choose_machine
    from construyamos_gpt.files import write_json
    from construyamos_gpt.measures import Reference
    from construyamos_gpt.model import load, save_model
    from construyamos_gpt.rehearsal import Prizes, Rehearsal

    machine = choose_machine()
    model = load(modelo, machine.device)
    folder = salida or Path("ensayos") / model.name
    if folder.exists() and any(folder.iterdir()):
        raise click.UsageError(f"La carpeta «{folder}» ya tiene algo: elegid otra con --salida.")
    source = load_corpus(corpus, notify=lambda message: click.echo(message, err=True))
    pieces = list(source.pieces("train"))
    click.echo("Se ordena lo estudiado, para conocer las copias…", err=True)
    prizes = Prizes(Reference.learn(piece.text for piece in pieces))
    rehearsal = Rehearsal(model, prizes, pieces, machine, rounds=vueltas, seed=semilla)

    history: list[dict[str, float]] = []
    about = {"model": modelo, "corpus": source.name, "seed": semilla, "rounds": history}

    def save() -> None:
        save_model(folder, model.gpt.state_dict(), model.config, model.tokenizer)
        write_json(folder / "ensayo.json", about)

    save()  # si en esa carpeta no se puede escribir, que se sepa ya
    with stop_calmly() as should_stop:
        for done in rehearsal.play(should_stop):
            history.append({"points": done.points, "ended": done.ended, "drift": done.drift})
            click.echo(
                f"Vuelta {done.number} de {vueltas}: {comma(done.points, 2)} puntos por verso, "
                f"terminan {100 * done.ended:.0f} %, se ha apartado {comma(done.drift)} nats por "
                "letra.",
                err=True,
            )
            if done.number % 10 == 0:
                save()
                click.echo(f"\n{done.poem}\n", err=True)
    rehearsal.step_back()
    save()
    click.echo(f"Para que escriba: sancho generar --modelo {folder}", err=True)
