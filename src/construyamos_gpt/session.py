"""Un entrenamiento de principio a fin en una carpeta: abrirla, anotarlo todo, dibujarlo.

Es lo que usan igual la terminal, los cuadernos y la web. En la carpeta queda:

- `checkpoint.safetensors`: todo lo necesario para seguir.
- `model.safetensors`, `config.json`, `tokenizer.json`: el mejor modelo hasta ahora.
- `entrenamiento.json`: con qué receta y qué texto se hizo.
- `metrics.jsonl`: un suceso por línea. `curva.png` y `curva.svg`.
- `ids/`: el texto, en números.
- `instantaneas/`, si se piden: cómo era el modelo en cada momento (véase `snapshots`).
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import filelock

from construyamos_gpt.batches import open_data, prepare_data
from construyamos_gpt.checkpoint import read_tensors
from construyamos_gpt.corpus.pieces import Corpus
from construyamos_gpt.device import Machine, choose_machine
from construyamos_gpt.diagnosis import Diagnosis, Point, diagnose
from construyamos_gpt.errors import (
    CheckpointError,
    InvalidValueError,
    SanchoError,
    StorageError,
)
from construyamos_gpt.events import Evaluated, Event, Stepped
from construyamos_gpt.files import read_json, write_bytes, write_json
from construyamos_gpt.plots import draw_curves
from construyamos_gpt.recipes import Recipe
from construyamos_gpt.snapshots import (
    SNAPSHOTS,
    forget_snapshots_from,
    is_milestone,
    save_snapshot,
)
from construyamos_gpt.tokens import Tokenizer, load_tokenizer
from construyamos_gpt.training import (
    CHECKPOINT,
    TrainingRun,
    steps_for_minutes,
    train,
)

__all__ = ["Session", "continue_training", "start_training"]

LOCK, METRICS, ABOUT = ".en_marcha.lock", "metrics.jsonl", "entrenamiento.json"


class Session:
    """Un entrenamiento abierto.

    Attributes:
        run: su estado.
        warnings: avisos que conviene enseñar antes de empezar.
        snapshots: si se guardan instantáneas.
    """

    def __init__(self, run: TrainingRun, warnings: list[str], *, snapshots: bool) -> None:
        self.run = run
        self.warnings = warnings
        self.snapshots = snapshots
        self._metrics_path = run.folder / METRICS

    def events(self, should_stop: Callable[[], bool] = lambda: False) -> Iterator[Event]:
        """Entrena, anota cada suceso en `metrics.jsonl` y lo cuenta."""
        self._forget_after(self.run.step)
        forget_snapshots_from(self.run.folder, self.run.step)
        if self.run.step == 0:
            self.run.save()  # desde el primer instante hay algo de lo que seguir
        self._take_snapshot()
        try:
            with self._metrics_path.open("a", encoding="utf-8") as metrics:
                for event in train(self.run, should_stop):
                    line = _metrics_line(event)
                    if line is not None:
                        metrics.write(json.dumps(line) + "\n")
                    if isinstance(event, Stepped):
                        self._take_snapshot()
                    else:
                        metrics.flush()
                    yield event
        except OSError as error:
            raise StorageError(
                f"No se ha podido escribir {METRICS} ({error.strerror or error}).",
                received=str(self.run.folder),
                hint="liberad espacio y continuad con --reanudar; lo guardado sigue intacto.",
            ) from error
        if self.run.history:
            draw_curves(self.points(), self.run.recipe.name, self.run.folder)

    def _take_snapshot(self) -> None:
        """Guarda la instantánea de este paso, si toca."""
        run = self.run
        if self.snapshots and (run.recipe.evaluates_at(run.step) or is_milestone(run.step)):
            weights = run.model.state_dict()
            save_snapshot(run.folder, run.step, weights, run.model.config, run.tokenizer)

    def points(self) -> list[Point]:
        """Las medidas hechas hasta ahora."""
        return [
            Point(step=int(h["step"]), train_loss=h["train_loss"], val_loss=h["val_loss"])
            for h in self.run.history
        ]

    def diagnosis(self) -> Diagnosis:
        """Qué dicen las curvas ahora mismo."""
        return diagnose(self.points(), math.log(self.run.tokenizer.vocab_size))

    def _forget_after(self, step: int) -> None:
        """Quita de `metrics.jsonl` lo posterior al punto de guardado: se va a repetir."""
        if not self._metrics_path.is_file():
            return
        kept = []
        for line in self._metrics_path.read_text(encoding="utf-8", errors="replace").splitlines():
            try:
                if json.loads(line)["step"] <= step:
                    kept.append(line + "\n")
            except (ValueError, KeyError, TypeError):
                continue  # una línea a medio escribir cuando se fue la luz
        write_bytes(self._metrics_path, "".join(kept).encode("utf-8"))


def _metrics_line(event: Event) -> dict[str, Any] | None:
    if not isinstance(event, Stepped | Evaluated):
        return None
    return {
        "step": event.step,
        "elapsed_s": round(event.elapsed_s, 3),
        "tokens_per_s": round(event.tokens_per_s, 1),
        "train_loss": event.train_loss,
        "val_loss": event.val_loss if isinstance(event, Evaluated) else None,
    }


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Reserva la carpeta: dos entrenamientos a la vez se pisarían."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = filelock.FileLock(folder / LOCK, blocking=False).acquire()
    except filelock.Timeout as error:
        raise CheckpointError(
            "En esa carpeta ya hay otro entrenamiento en marcha.",
            received=str(folder),
            hint="esperad a que acabe o elegid otra carpeta con --salida.",
        ) from error
    except OSError as error:
        raise CheckpointError(
            f"No se puede usar esa carpeta ({error.strerror or error}).",
            received=str(folder),
            hint="elegid con --salida una carpeta en la que podáis escribir.",
        ) from error
    with lock:
        yield


@contextmanager
def start_training(
    *,
    recipe: Recipe,
    corpus: Corpus,
    tokenizer: Tokenizer,
    folder: Path,
    machine: Machine,
    minutes: float | None = None,
    snapshots: bool = False,
) -> Iterator[Session]:
    """Abre una carpeta nueva y prepara el entrenamiento.

    Args:
        recipe: la receta.
        corpus: los textos.
        tokenizer: el tokenizador.
        folder: dónde se guarda; no debe contener ya un entrenamiento.
        machine: dónde se calcula.
        minutes: si se da, cuántos pasos hacer se calcula midiendo la máquina.
        snapshots: si se guardan instantáneas.

    Raises:
        CheckpointError: si la carpeta ya tiene un entrenamiento, está en uso o no se puede
            escribir.
        CorpusError: si el texto no da para entrenar.
    """
    with _locked(folder):
        if (folder / CHECKPOINT).exists():
            raise CheckpointError(
                "En esa carpeta ya hay un entrenamiento.",
                received=str(folder),
                hint="continuadlo con --reanudar, o elegid otra carpeta con --salida.",
            )
        data = prepare_data(
            corpus,
            tokenizer,
            folder / "ids",
            cento_seed=recipe.seed if recipe.uses_centones else None,
            notes=recipe.uses_ear,
        )
        run = TrainingRun(
            recipe=recipe, data=data, tokenizer=tokenizer, machine=machine, folder=folder
        )
        if minutes is not None:
            recipe = replace(recipe, steps=steps_for_minutes(run, minutes))
            run = replace(run, recipe=recipe)
        tokenizer.save(folder)
        about = {
            "recipe": recipe.as_dict(),
            "corpus": {"name": corpus.name, "origin": corpus.origin},
            "device": machine.device,
            "precision": machine.precision,
        }
        write_json(folder / ABOUT, about)
        yield Session(run, [], snapshots=snapshots)


def _reopen(
    folder: Path, device: str | None, precision: str | None
) -> tuple[TrainingRun, list[str]]:
    """El entrenamiento donde se quedó, y lo que ha cambiado desde entonces."""
    about = read_json(folder / ABOUT)
    tensors, notes = read_tensors(folder / CHECKPOINT)
    state = notes["estado"]
    tokenizer = load_tokenizer(folder)
    try:
        machine = choose_machine(device or about["device"], precision or about["precision"])
    except InvalidValueError:
        if device is not None:
            raise
        machine = choose_machine("auto", precision or "auto")  # aquí ya no está aquel dispositivo
    run = TrainingRun(
        recipe=Recipe(**state["recipe"]),
        data=open_data(tokenizer, folder / "ids"),
        tokenizer=tokenizer,
        machine=machine,
        folder=folder,
    )
    return run, run.resume(tensors, state)


@contextmanager
def continue_training(
    folder: Path,
    device: str | None = None,
    precision: str | None = None,
    *,
    snapshots: bool = False,
) -> Iterator[Session]:
    """Abre un entrenamiento empezado, con su receta y su texto.

    Args:
        folder: su carpeta.
        device: dónde seguir; None, donde empezó, o donde se pueda si ya no está.
        precision: con cuántas cifras; None, como empezó.
        snapshots: si se guardan instantáneas; si ya las había, se sigue en cualquier caso.

    Raises:
        CheckpointError: si no hay ninguno o está dañado.
    """
    if not (folder / CHECKPOINT).is_file():
        raise CheckpointError(
            "En esa carpeta no hay ningún entrenamiento que continuar.",
            received=str(folder),
            hint="quitad --reanudar para empezar uno, o dad su carpeta con --salida.",
        )
    with _locked(folder):
        try:
            run, changes = _reopen(folder, device, precision)
        except SanchoError:
            raise
        except (KeyError, TypeError, ValueError, RuntimeError) as error:
            raise CheckpointError(
                "El entrenamiento guardado es de otra versión o está dañado.",
                received=str(folder),
                hint="empezad otro en una carpeta nueva con --salida; el modelo de esa carpeta, "
                "si está, se puede seguir usando.",
            ) from error
        warnings = [
            f"Desde que se guardó ha cambiado {change}. Puede que las cifras no salgan idénticas."
            for change in changes
        ]
        snapshots = snapshots or (folder / SNAPSHOTS).is_dir()
        yield Session(run, warnings, snapshots=snapshots)
