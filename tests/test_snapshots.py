"""Las instantáneas: en sus pasos, enteras, y olvidadas si se van a repetir."""

from itertools import pairwise
from pathlib import Path

import pytest
import torch

from construyamos_gpt.device import choose_machine
from construyamos_gpt.events import Stepped
from construyamos_gpt.model import load
from construyamos_gpt.session import continue_training, start_training
from construyamos_gpt.snapshots import is_milestone, list_snapshots
from construyamos_gpt.tokens import CharTokenizer
from tests.small import small_corpus, small_recipe


def train(folder: Path, stop_at: int, *, snapshots: bool = True) -> None:
    with start_training(
        recipe=small_recipe(),
        corpus=small_corpus(),
        tokenizer=CharTokenizer.default(),
        folder=folder,
        machine=choose_machine("cpu", "float32"),
        snapshots=snapshots,
    ) as session:
        list(session.events(lambda: session.run.step >= stop_at))


def test_milestones() -> None:
    assert [step for step in range(3200) if is_milestone(step)] == [
        *(0, 1, 3, 10, 30, 100, 300, 1000, 3000)
    ]


def test_they_are_models_of_each_moment(tmp_path: Path) -> None:
    train(tmp_path, stop_at=12)
    found = list_snapshots(tmp_path)
    assert list(found) == [0, 1, 3, 4, 8, 10, 12]
    weights = [load(path).gpt.lm_head.weight for path in found.values()]
    assert all(not torch.equal(a, b) for a, b in pairwise(weights))
    assert not list((tmp_path / "instantaneas").glob(".*"))


def test_resuming_forgets_what_it_will_repeat(tmp_path: Path) -> None:
    train(tmp_path / "entero", stop_at=12)
    cut = tmp_path / "cortado"
    train(cut, stop_at=6)
    (cut / "instantaneas/10").mkdir()  # como si la luz se hubiera ido después del paso 10
    with continue_training(cut) as session:
        assert session.run.step == 6
        events = session.events()
        assert isinstance(next(events), Stepped)
        assert list(list_snapshots(cut)) == [0, 1, 3, 4]
        list(events)
    for step, path in list_snapshots(tmp_path / "entero").items():
        ours, theirs = load(path).gpt, load(list_snapshots(cut)[step]).gpt
        assert torch.equal(ours.lm_head.weight, theirs.lm_head.weight)


@pytest.mark.parametrize("later", [False, True])
def test_they_are_taken_only_if_asked(tmp_path: Path, later: bool) -> None:
    train(tmp_path, stop_at=6, snapshots=False)
    assert list_snapshots(tmp_path) == {}
    with continue_training(tmp_path, snapshots=later) as session:
        list(session.events())
    assert list(list_snapshots(tmp_path)) == ([8, 10, 12] if later else [])
