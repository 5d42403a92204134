"""`sancho entrenar`: entrena un modelo y enseña cómo aprende."""

from __future__ import annotations

import math
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from construyamos_gpt.cli.stopping import stop_calmly
from construyamos_gpt.cli.values import DecimalNumber, WholeNumber, comma, thousands
from construyamos_gpt.recipes import load_recipe, recipe_names

if TYPE_CHECKING:
    from construyamos_gpt.session import Session

__all__ = ["entrenar"]

STOPS = {
    "completo": "Entrenamiento completo.",
    "sin mejora": "Parado: ya no mejora con lo que no ha visto. Queda guardado lo mejor.",
    "interrumpido": "Interrumpido y guardado.",
}


@click.command(options_metavar="[OPCIONES]")
@click.option(
    "--receta",
    type=click.Choice(recipe_names()),
    default="sancho-nano",
    show_default=True,
    help="Qué modelo y cuánto entrenar.",
)
@click.option("--salida", type=click.Path(path_type=Path), help="Carpeta del resultado.")
@click.option(
    "--corpus", metavar="TEXTO", help="Un .txt, una carpeta o «bolsillo». Sin nada, Cervantes."
)
@click.option("--minutos", type=DecimalNumber(), help="Cuántos minutos entrenar.")
@click.option(
    "--pasos",
    type=WholeNumber(min=1),
    help="Cuántos pasos dar (un paso: leer un lote y corregir un poco).",
)
@click.option(
    "--semilla",
    type=WholeNumber(min=0, max=2**32 - 1),
    help="Un número que fija el azar del entrenamiento.",
)
@click.option(
    "--precision",
    type=click.Choice(["auto", "float32", "bfloat16"]),
    default="auto",
    show_default=True,
    help="Con cuántas cifras se calcula; «auto» elige lo mejor para esta máquina.",
)
@click.option(
    "--dispositivo",
    type=click.Choice(["auto", "cpu", "cuda", "mps"]),
    default="auto",
    show_default=True,
    help="Dónde: cpu, el procesador; cuda, una GPU de NVIDIA; mps, la de un Mac.",
)
@click.option("--reanudar", is_flag=True, help="Seguir el entrenamiento de --salida.")
@click.option(
    "--instantaneas",
    is_flag=True,
    help="Guardar en SALIDA/instantaneas cómo es el modelo en los pasos 0, 1, 3, 10, 30… y en "
    "cada medida, para ver después cómo aprendió.",
)
@click.option("--tensorboard", is_flag=True, help="Apuntar también las curvas para TensorBoard.")
def entrenar(
    receta: str,
    salida: Path | None,
    corpus: str | None,
    minutos: float | None,
    pasos: int | None,
    semilla: int | None,
    precision: str,
    dispositivo: str,
    reanudar: bool,
    instantaneas: bool,
    tensorboard: bool,
) -> None:
    """Entrena un modelo. Ctrl-C guarda y para; --reanudar sigue donde se quedó."""
    if minutos is not None and not 0 < minutos < math.inf:
        raise click.UsageError("--minutos tiene que ser mayor que 0.")
    if minutos is not None and pasos is not None:
        raise click.UsageError("Dad --minutos o --pasos, pero no los dos.")
    folder = salida or Path("entrenamientos") / receta
    if reanudar:
        if any(value is not None for value in (corpus, minutos, pasos, semilla)):
            raise click.UsageError(
                "Al reanudar se sigue con el mismo texto, pasos y semilla: "
                "quitad --corpus, --minutos, --pasos y --semilla."
            )
        from construyamos_gpt.session import continue_training

        click.echo(f"Reanudando {folder}…", err=True)
        device = None if dispositivo == "auto" else dispositivo
        wanted = None if precision == "auto" else precision
        with continue_training(folder, device, wanted, snapshots=instantaneas) as session:
            _follow(session, folder, tensorboard)
        return

    from construyamos_gpt.corpus import load_corpus
    from construyamos_gpt.device import choose_machine
    from construyamos_gpt.session import start_training
    from construyamos_gpt.tokens import CharTokenizer

    recipe = load_recipe(receta)
    if pasos is not None:
        recipe = replace(recipe, steps=pasos)
    if semilla is not None:
        recipe = replace(recipe, seed=semilla)
    machine = choose_machine(dispositivo, precision)
    found = load_corpus(corpus, notify=lambda message: click.echo(message, err=True))
    click.echo(f"Texto: {found.name} ({found.origin}).", err=True)
    # Las letras de siempre y, si el texto trae otras que se repiten, también esas.
    texts = (piece.text for piece in found.pieces("train"))
    tokenizer = CharTokenizer.from_text(texts, min_count=10)
    click.echo(f"Se calcula en {machine.precision}: {machine.reason}.", err=True)
    if recipe.uses_centones:
        click.echo("Se buscan versos escondidos en la prosa (medio minuto).", err=True)
    with start_training(
        recipe=recipe,
        corpus=found,
        tokenizer=tokenizer,
        folder=folder,
        machine=machine,
        minutes=minutos,
        snapshots=instantaneas,
    ) as session:
        _follow(session, folder, tensorboard)


def _follow(session: Session, folder: Path, tensorboard: bool) -> None:
    """Recorre los sucesos y los dibuja: barra, pérdidas, muestra y diagnóstico."""
    from rich.console import Console
    from rich.panel import Panel
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    from construyamos_gpt.events import Evaluated, Stepped, Stopped

    run = session.run
    console = Console(stderr=True)
    for warning in session.warnings:
        console.print(f"Aviso: {warning}", highlight=False)
    console.print(
        f"{run.recipe.name}: {thousands(run.model.n_parameters())} parámetros (los números que "
        f"aprende), {thousands(run.recipe.steps)} pasos. ★ señala la mejor medida. "
        "Ctrl-C guarda y para.",
        highlight=False,
    )
    board = _open_tensorboard(folder) if tensorboard else None
    reason = ""
    progress = Progress(
        TextColumn("paso {task.completed:.0f}/{task.total:.0f}"),
        BarColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.description}"),
        console=console,
    )
    with progress, stop_calmly() as should_stop:
        task = progress.add_task("", total=run.recipe.steps, completed=run.step)
        drawn_s = 0.0
        for event in session.events(should_stop):
            if isinstance(event, Stepped) and time.monotonic() - drawn_s > 0.1:
                drawn_s = time.monotonic()
                progress.update(
                    task,
                    completed=event.step,
                    description=f"pérdida {comma(event.train_loss)} · "
                    f"{event.tokens_per_s:.0f} letras/s",
                )
            if isinstance(event, Evaluated):
                progress.update(task, completed=event.step)
                diagnosis = session.diagnosis()
                progress.console.print(
                    Panel(
                        event.sample,
                        title=f"paso {event.step} · lo que estudia {comma(event.train_loss)} · "
                        f"lo no visto {comma(event.val_loss)}{' ★' if event.is_best else ''}",
                        subtitle=diagnosis.label,
                        width=78,
                    ),
                    highlight=False,
                    markup=False,
                )
                if board is not None:
                    board.add_scalar("pérdida/estudia", event.train_loss, event.step)
                    board.add_scalar("pérdida/no visto", event.val_loss, event.step)
            if isinstance(event, Stopped):
                reason = event.reason
    if board is not None:
        board.close()
    diagnosis = session.diagnosis()
    console.print(f"\n{STOPS[reason]} Diagnóstico: {diagnosis.label}. {diagnosis.meaning}")
    if reason == "interrumpido":
        console.print(f"Para seguir: sancho entrenar --reanudar --salida {folder}", markup=False)
    if run.best:
        console.print(f"Para que escriba: sancho generar --modelo {folder}", markup=False)
        console.print(f"Las curvas: {folder / 'curva.png'}", markup=False)


def _open_tensorboard(folder: Path) -> Any:
    try:
        from torch.utils.tensorboard import SummaryWriter
    except ImportError as error:
        raise click.UsageError(
            "Falta TensorBoard. Se instala con: pip install 'construyamos-gpt[tensorboard]'"
        ) from error
    return SummaryWriter(str(folder / "tensorboard"))
