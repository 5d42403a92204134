"""Entrenar en una carpeta: nada se pierde, y reanudar repite las mismas cifras."""

import errno
import gc
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from construyamos_gpt.checkpoint import read_tensors
from construyamos_gpt.device import choose_machine
from construyamos_gpt.errors import CheckpointError, StorageError, TrainingError
from construyamos_gpt.evaluation import total
from construyamos_gpt.events import Evaluated, Saved, Stepped, Stopped
from construyamos_gpt.model import load
from construyamos_gpt.session import continue_training, start_training
from construyamos_gpt.tokens import CharTokenizer
from construyamos_gpt.training import TrainingRun, steps_for_minutes
from tests.small import small_corpus, small_recipe


def begin(folder: Path, precision: str = "float32", **changes: object):  # type: ignore[no-untyped-def]
    return start_training(
        recipe=small_recipe(**changes),
        corpus=small_corpus(),
        tokenizer=CharTokenizer.default(),
        folder=folder,
        machine=choose_machine("cpu", precision),
    )


def losses(folder: Path) -> list[tuple[int, float, float | None]]:
    lines = (folder / "metrics.jsonl").read_text(encoding="utf-8").splitlines()
    return [(m["step"], m["train_loss"], m["val_loss"]) for m in map(json.loads, lines)]


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
@pytest.mark.parametrize(
    "changes",
    [
        {"optimizer": "muon"},
        {"optimizer": "adamw"},
        {"optimizer": "muon", "ear_weight_start": 1.0, "ear_weight_end": 0.2},
    ],
    ids=["muon", "adamw", "oído"],
)
def test_resuming_equals_not_stopping_bit_by_bit(
    tmp_path: Path, changes: dict[str, object], precision: str
) -> None:
    whole, cut = tmp_path / "entero", tmp_path / "cortado"
    with begin(whole, precision, **changes) as session:
        list(session.events())
    for stop_at in (3, 9):
        if not cut.exists():
            with begin(cut, precision, **changes) as session:
                list(session.events(_stop_at(session.run, stop_at)))
        else:
            with continue_training(cut) as session:
                list(session.events(_stop_at(session.run, stop_at)))
    with continue_training(cut) as session:
        assert session.warnings == []
        assert session.run.step == 9
        events = list(session.events())
    assert isinstance(events[-1], Stopped)
    assert losses(cut) == losses(whole)
    for name, value in read_tensors(whole / "model.safetensors")[0].items():
        assert torch.equal(value, read_tensors(cut / "model.safetensors")[0][name])


def _stop_at(run: TrainingRun, step: int) -> Callable[[], bool]:
    return lambda: run.step >= step


def test_events_files_and_the_best_model(tmp_path: Path) -> None:
    with begin(tmp_path) as session:
        events = list(session.events())
    kinds = [type(event) for event in events]
    assert kinds.count(Stepped) == 12
    assert kinds.count(Evaluated) == kinds.count(Saved) == 3
    assert events[-1] == Stopped(step=12, reason="completo")
    for name in ("curva.png", "curva.svg", "entrenamiento.json", "metrics.jsonl"):
        assert (tmp_path / name).stat().st_size > 0
    best = min(event.val_loss for event in events if isinstance(event, Evaluated))
    model = load(tmp_path)
    pieces = [(piece.text, piece.form) for piece in small_corpus().pieces("val")]
    assert total(model.measure(pieces)).nats_per_token == pytest.approx(best, rel=1e-4)


def test_early_stopping_keeps_the_best(tmp_path: Path) -> None:
    with begin(tmp_path, lr=0.5, muon_lr=0.5, patience=2, steps=400, grad_clip=0.0) as session:
        events = list(session.events())
    assert events[-1].reason == "sin mejora"  # type: ignore[union-attr]
    evaluations = [event for event in events if isinstance(event, Evaluated)]
    assert [event.is_best for event in evaluations[-2:]] == [False, False]
    assert session.run.best_val == min(event.val_loss for event in evaluations)


def test_kill_9_at_any_moment_leaves_a_checkpoint_that_loads(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from tests.test_session import begin\n"
        "with begin(Path(sys.argv[1]), steps=100000, eval_every=2) as session:\n"
        "    for event in session.events(): pass\n"
    )
    for attempt in range(3):
        folder = tmp_path / str(attempt)
        process = subprocess.Popen([sys.executable, "-c", script, str(folder)])
        limit = time.monotonic() + 60
        while not (folder / "model.safetensors").exists() and time.monotonic() < limit:
            time.sleep(0.01)
        time.sleep(0.05 * attempt)
        process.kill()
        process.wait()
        with continue_training(folder) as session:
            step = session.run.step
            events = session.events(_stop_at(session.run, step + 1))
            assert any(isinstance(event, Stepped) for event in events)
        load(folder)


def test_folder_problems_are_explained(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="ningún entrenamiento"), continue_training(tmp_path):
        pass
    with begin(tmp_path) as session:
        with pytest.raises(CheckpointError, match="en marcha"), begin(tmp_path):
            pass
        list(session.events())
    with pytest.raises(CheckpointError, match="--reanudar"), begin(tmp_path):
        pass
    (tmp_path / "fichero").write_text("", encoding="utf-8")
    with pytest.raises(CheckpointError, match="No se puede usar"), begin(tmp_path / "fichero/x"):
        pass
    del session
    gc.collect()  # en Windows no se puede cambiar un fichero que alguien mira
    (tmp_path / "ids/verso.ids").write_bytes(b"otro texto " * 40)
    with pytest.raises(CheckpointError, match="texto"), continue_training(tmp_path):
        pass


def test_a_full_disk_stops_with_a_message_and_the_old_checkpoint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with begin(tmp_path) as session:
        events = session.events()
        while not isinstance(next(events), Saved):
            pass

        def full(*_: object) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(StorageError, match="liberad espacio"):
            list(events)
    monkeypatch.undo()
    with continue_training(tmp_path) as session:
        assert session.run.step == 4


def test_a_loss_that_is_not_a_number_stops_with_a_message(tmp_path: Path) -> None:
    with begin(tmp_path) as session:
        with torch.no_grad():
            session.run.model.lm_head.weight.fill_(float("nan"))
        with pytest.raises(TrainingError, match="dejado de ser un número"):
            list(session.events())
    with continue_training(tmp_path) as session:
        assert session.run.step == 0


def test_minutes_become_steps_and_the_run_is_untouched(tmp_path: Path) -> None:
    with begin(tmp_path) as session:
        before = {name: value.clone() for name, value in session.run.model.state_dict().items()}
        few = steps_for_minutes(session.run, 0.05)
        many = steps_for_minutes(session.run, 5.0)
        assert 1 <= few < many
        assert session.run.step == 0
        for name, value in session.run.model.state_dict().items():
            assert torch.equal(value, before[name])
