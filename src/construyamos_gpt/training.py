"""Parte 8 · Entrenamiento: mirar un lote, medir el error, corregir un poco, y otra vez.

`train` es el bucle, a la vista. No dibuja nada: cuenta lo que pasa con eventos, y quien lo
recorre (la terminal, un cuaderno, la web) los dibuja como quiera.

Nada se pierde. Todo lo que hace falta para seguir está en `checkpoint.safetensors`, que se
escribe entero o no se toca. Los lotes y el dropout dependen solo de la semilla y del paso, así
que un entrenamiento reanudado repite, cifra por cifra, el que no se cortó (en el procesador, con
la misma versión de PyTorch y el mismo número de hilos).
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from construyamos_gpt.batches import TrainingData, draw_rows, read_notes, read_rows
from construyamos_gpt.checkpoint import write_tensors
from construyamos_gpt.device import Machine
from construyamos_gpt.ear import Ear
from construyamos_gpt.errors import CheckpointError, TrainingError
from construyamos_gpt.evaluation import measure, total
from construyamos_gpt.events import Evaluated, Event, Saved, Stepped, Stopped
from construyamos_gpt.gpt import GPT, GPTConfig
from construyamos_gpt.model import Model, save_model
from construyamos_gpt.optim import build_optimizers, learning_rate_factor, take_step
from construyamos_gpt.recipes import Recipe
from construyamos_gpt.tokens import Tokenizer

__all__ = [
    "CHECKPOINT",
    "TrainingRun",
    "model_config",
    "steps_for_minutes",
    "train",
]

CHECKPOINT = "checkpoint.safetensors"
SAMPLE_TOKENS = 240
# Lo que, si cambia entre dos sesiones, puede cambiar las últimas cifras.
WATCHED = {
    "device": "el dispositivo",
    "precision": "la precisión",
    "threads": "los hilos",
    "torch": "la versión de PyTorch",
}
VAL_TOKENS = 60_000  # la validación se mide con un tramo fijo, para no tardar


def model_config(recipe: Recipe, vocab_size: int) -> GPTConfig:
    """Las medidas del GPT de una receta, con un vocabulario."""
    return GPTConfig(
        vocab_size=vocab_size,
        block_size=recipe.block_size,
        n_layer=recipe.n_layer,
        n_head=recipe.n_head,
        n_embd=recipe.n_embd,
        dropout=recipe.dropout,
    )


@dataclass(kw_only=True)
class TrainingRun:
    """Todo el estado de un entrenamiento.

    Attributes:
        recipe: la receta.
        data: los textos, en ids.
        tokenizer: el tokenizador.
        machine: dónde se calcula.
        folder: dónde se guarda.
        step: pasos ya dados.
        elapsed_s: segundos entrenando, contando los de antes de un corte.
        best_val: la mejor validación hasta ahora, en nats por token.
        worse_in_a_row: medidas seguidas sin mejorar.
        loss_sum, loss_count: la suma de las pérdidas desde la última medida, y cuántas son.
        history: las medidas hechas, una por `Evaluated`, sin la muestra.
    """

    recipe: Recipe
    data: TrainingData
    tokenizer: Tokenizer
    machine: Machine
    folder: Path
    step: int = 0
    elapsed_s: float = 0.0
    best_val: float = math.inf
    worse_in_a_row: int = 0
    loss_sum: float = 0.0
    loss_count: int = 0
    history: list[dict[str, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        recipe = self.recipe
        torch.manual_seed(recipe.seed)
        self.model = GPT(model_config(self.recipe, self.tokenizer.vocab_size)).to(
            self.machine.device
        )
        self.optimizers = build_optimizers(
            self.model,
            optimizer=recipe.optimizer,
            lr=recipe.lr,
            muon_lr=recipe.muon_lr,
            weight_decay=recipe.weight_decay,
            betas=(recipe.beta_1, recipe.beta_2),
            dtype=torch.bfloat16 if self.machine.precision == "bfloat16" else torch.float32,
        )
        self.ear: Ear | None = None
        if recipe.uses_ear:
            self.ear = Ear(self.model).to(self.machine.device)
            ear_group = {"params": list(self.ear.parameters()), "weight_decay": 0.0}
            self.optimizers[-1].add_param_group(ear_group)  # el de AdamW
        self.base_rates = [[g["lr"] for g in o.param_groups] for o in self.optimizers]
        self.best: dict[str, Tensor] = {}

    # -- un paso -----------------------------------------------------------------------------

    def training_step(self) -> float:
        """Da un paso y devuelve la pérdida del lote, en nats por token."""
        recipe = self.recipe
        torch.manual_seed(recipe.seed * 1_000_003 + self.step)  # el dropout de este paso
        verse_share, cento_share = recipe.shares(self.step)
        rows = draw_rows(
            self.data,
            batch_size=recipe.batch_size,
            block_size=recipe.block_size,
            verse_share=verse_share,
            cento_share=cento_share,
            seed=recipe.seed,
            step=self.step,
        )
        x, y = read_rows(rows)  # (B, T) cada uno
        device = self.machine.device
        with self.machine.autocast():
            _, loss = self.model(x.to(device), y.to(device))
            value: float = loss.item()
            if self.ear is not None:
                notes = read_notes(rows)  # (B, T, 4)
                loss = loss + recipe.ear_weight(self.step) * self.ear.loss(notes.to(device))
        self._check_number("la pérdida", value)
        loss.backward()
        longest = recipe.grad_clip if recipe.grad_clip > 0 else math.inf
        norm = torch.nn.utils.clip_grad_norm_(self.model.parameters(), longest)
        self._check_number("el gradiente", norm.item())
        warmup = min(recipe.warmup, recipe.steps // 10)  # si es muy corto, se calienta menos
        factor = learning_rate_factor(self.step, recipe.steps, warmup)
        take_step(self.optimizers, self.base_rates, factor)
        self.step += 1
        return value

    def _check_number(self, what: str, value: float) -> None:
        """Si ya no es un número, se para antes de estropear los pesos y lo guardado."""
        if not math.isfinite(value):
            self.model.zero_grad(set_to_none=True)
            raise TrainingError(
                f"En el paso {self.step}, {what} ha dejado de ser un número.",
                received=value,
                hint="bajad la tasa de aprendizaje de la receta; lo guardado sigue intacto.",
            )

    # -- medir -------------------------------------------------------------------------------

    def validation_loss(self) -> float:
        """La sorpresa con texto no visto, en nats por token."""
        pieces: list[np.ndarray] = []
        tokens = 0
        for index in range(len(self.data.val.starts)):
            pieces.append(self.data.val.piece(index))
            tokens += len(pieces[-1])
            if tokens >= VAL_TOKENS:
                break
        return total(measure(self.model, pieces, self.machine)).nats_per_token

    def sample(self) -> str:
        """Lo que el modelo escribe ahora. Su azar es propio: no altera el entrenamiento."""
        model = Model(self.model, self.tokenizer, "muestra")
        return model.generate(max_new_tokens=SAMPLE_TOKENS, seed=self.recipe.seed)

    def evaluate(self) -> Evaluated:
        """Mide, compara con lo mejor y guarda los mejores pesos."""
        val_loss = self.validation_loss()
        self._check_number("la pérdida de validación", val_loss)
        is_best = val_loss < self.best_val
        if is_best:
            self.best_val, self.worse_in_a_row = val_loss, 0
            self.best = {name: value.clone() for name, value in self.model.state_dict().items()}
        else:
            self.worse_in_a_row += 1
        event = Evaluated(
            step=self.step,
            elapsed_s=self.elapsed_s,
            tokens_per_s=self.tokens_per_s(),
            train_loss=self.loss_sum / max(1, self.loss_count),
            val_loss=val_loss,
            is_best=is_best,
            sample=self.sample(),
        )
        self.history.append(
            {"step": self.step, "train_loss": event.train_loss, "val_loss": val_loss}
        )
        self.loss_sum, self.loss_count = 0.0, 0
        return event

    def tokens_per_s(self) -> float:
        """Velocidad media desde el principio, en tokens por segundo."""
        tokens = self.step * self.recipe.batch_size * self.recipe.block_size
        return tokens / max(self.elapsed_s, 1e-9)

    # -- guardar y seguir --------------------------------------------------------------------

    def save(self) -> Saved:
        """Escribe el punto de guardado y, si hay, los mejores pesos como modelo listo.

        Raises:
            StorageError: si no se puede escribir; el anterior queda intacto.
        """
        tensors = {f"modelo.{name}": value for name, value in self.model.state_dict().items()}
        tensors |= {f"mejor.{name}": value for name, value in self.best.items()}
        if self.ear is not None:
            tensors |= {f"oído.{name}": value for name, value in self.ear.state_dict().items()}
        for number, optimizer in enumerate(self.optimizers):
            for index, state in optimizer.state_dict()["state"].items():
                for name, value in state.items():
                    tensors[f"optimizador.{number}.{index}.{name}"] = value
        write_tensors(self.folder / CHECKPOINT, tensors, {"estado": self._state()})
        if self.best:
            save_model(self.folder, self.best, self.model.config, self.tokenizer)
        return Saved(step=self.step, path=self.folder / CHECKPOINT)

    def _state(self) -> dict[str, Any]:
        return {
            "recipe": self.recipe.as_dict(),
            "step": self.step,
            "elapsed_s": self.elapsed_s,
            "best_val": self.best_val,
            "worse_in_a_row": self.worse_in_a_row,
            "loss_sum": self.loss_sum,
            "loss_count": self.loss_count,
            "history": self.history,
            "digest": self.data.digest,
            "device": self.machine.device,
            "precision": self.machine.precision,
            "threads": torch.get_num_threads(),
            "torch": torch.__version__,
        }

    def resume(self, tensors: Mapping[str, Tensor], state: Mapping[str, Any]) -> list[str]:
        """Sigue donde se quedó un punto de guardado.

        Args:
            tensors: sus tensores.
            state: sus cuentas, las de `_state`.

        Returns:
            Avisos: lo que ha cambiado desde entonces y hace que las cifras puedan no ser
            idénticas (hilos, versión, precisión).

        Raises:
            CheckpointError: si es de otro texto.
        """
        if state["digest"] != self.data.digest:
            raise CheckpointError(
                "El texto no es el mismo con el que empezó este entrenamiento.",
                received=str(self.folder),
                hint="su carpeta ids/ ha cambiado desde entonces: empezad en otra con --salida.",
            )
        groups: dict[str, dict[str, Tensor]] = {"modelo": {}, "mejor": {}, "oído": {}}
        states: list[dict[int, dict[str, Tensor]]] = [{} for _ in self.optimizers]
        for name, value in tensors.items():
            kind, rest = name.split(".", 1)
            if kind == "optimizador":
                number, index, key = rest.split(".", 2)
                states[int(number)].setdefault(int(index), {})[key] = value
            else:
                groups[kind][rest] = value
        self.model.load_state_dict(groups["modelo"])
        self.best = groups["mejor"]
        if self.ear is not None:
            self.ear.load_state_dict(groups["oído"])
        for optimizer, saved in zip(self.optimizers, states, strict=True):
            optimizer.load_state_dict({**optimizer.state_dict(), "state": saved})
        for name in ("step", "elapsed_s", "best_val", "worse_in_a_row", "history"):
            setattr(self, name, state[name])
        self.loss_sum, self.loss_count = state["loss_sum"], state["loss_count"]
        now = self._state()
        return [
            f"{label}: antes {state.get(name)}, ahora {now[name]}"
            for name, label in WATCHED.items()
            if state.get(name) != now[name]
        ]


def _finished(run: TrainingRun) -> str | None:
    """Por qué ha acabado ya un entrenamiento; None si sigue."""
    if run.step >= run.recipe.steps:
        return "completo"
    if 0 < run.recipe.patience <= run.worse_in_a_row:
        return "sin mejora"
    return None


def train(run: TrainingRun, should_stop: Callable[[], bool] = lambda: False) -> Iterator[Event]:
    """El bucle de entrenamiento.

    Args:
        run: el estado, nuevo o reanudado.
        should_stop: se pregunta tras cada paso; si responde que sí, se guarda y se para.

    Yields:
        Lo que va pasando: `Stepped` en cada paso; `Evaluated` y `Saved` cada `eval_every`;
        `Stopped` al final.

    Raises:
        TrainingError: si la pérdida deja de ser un número.
        StorageError: si no se puede guardar.
    """
    run.model.train()
    while (reason := _finished(run)) is None:
        started = time.perf_counter()
        loss = run.training_step()
        run.elapsed_s += time.perf_counter() - started
        run.loss_sum, run.loss_count = run.loss_sum + loss, run.loss_count + 1
        yield Stepped(
            step=run.step,
            elapsed_s=run.elapsed_s,
            tokens_per_s=run.tokens_per_s(),
            train_loss=loss,
        )
        if run.recipe.evaluates_at(run.step):
            yield run.evaluate()
            yield run.save()
        if _finished(run) is None and should_stop():
            reason = "interrumpido"
            yield run.save()
            break
    yield Stopped(step=run.step, reason=reason)


def steps_for_minutes(run: TrainingRun, minutes: float, trial_steps: int = 6) -> int:
    """Cuántos pasos caben en `minutes`, midiendo unos pocos con un modelo de usar y tirar.

    Args:
        run: el entrenamiento que se va a hacer (no se toca).
        minutes: los minutos de que se dispone.
        trial_steps: pasos de prueba; el primero, más lento, no cuenta.
    """
    trial = replace(run, history=[])
    trial.training_step()
    started = time.perf_counter()
    for _ in range(trial_steps):
        trial.training_step()
    step_s = (time.perf_counter() - started) / trial_steps
    started = time.perf_counter()
    trial.evaluate()
    step_s += (time.perf_counter() - started) / run.recipe.eval_every
    return max(1, round(minutes * 60 / step_s))
