"""Los datos de las piezas son los que salen del texto y del modelo."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from herramientas import piezas

from construyamos_gpt.corpus import Corpus, Piece, load_corpus
from construyamos_gpt.model import load
from construyamos_gpt.output import faces

BIGGEST = {"boxes": 30_000, "ladder": 5_000, "places": 20_000, "learning": 60_000}


def saved(name: str) -> dict[str, Any]:
    """Unos datos, tal como viajan."""
    return dict(json.loads((piezas.DATA / f"{name}.json").read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def cervantes(corpus_folder: Path) -> Corpus:
    return load_corpus(str(corpus_folder))


@pytest.fixture(scope="module")
def train(cervantes: Corpus) -> list[Piece]:
    return list(cervantes.pieces("train"))


@pytest.fixture(scope="module")
def unseen(cervantes: Corpus) -> list[Piece]:
    return [piece for piece in cervantes.pieces("val") if piece.form != "prosa"]


@pytest.mark.parametrize("name", BIGGEST)
def test_the_data_are_light(name: str) -> None:
    assert (piezas.DATA / f"{name}.json").stat().st_size <= BIGGEST[name]


def as_saved(content: dict[str, Any]) -> dict[str, Any]:
    """Lo mismo, después de escribirlo y leerlo."""
    return dict(json.loads(json.dumps(content)))


def test_the_boxes_are_those_of_the_text(train: list[Piece]) -> None:
    assert as_saved(piezas.boxes(train, load("sancho-mini"))) == saved("boxes")


def test_the_ladder_is_that_of_the_text(train: list[Piece], unseen: list[Piece]) -> None:
    # Tres peldaños bastan para saber que son los mismos textos y la misma cuenta.
    made = as_saved(piezas.ladder(train, unseen, load("sancho-mini"), longest=3))
    kept = saved("ladder")
    assert made["rungs"] == kept["rungs"][:4]
    assert len(kept["rungs"]) == 8
    assert made["sancho"] == pytest.approx(kept["sancho"], abs=1e-3)  # otro procesador


def test_the_places_are_those_of_the_text(train: list[Piece], unseen: list[Piece]) -> None:
    assert as_saved(piezas.places(train, unseen, load("sancho-mini"))) == saved("places")


def test_the_letters_are_those_of_sancho_mini() -> None:
    tokenizer = load("sancho-mini").tokenizer
    assert saved("boxes")["letters"] == [
        tokenizer.id_to_token(index) for index in range(tokenizer.vocab_size)
    ]


def test_the_last_snapshot_is_the_shipped_model_before_rehearsing(unseen: list[Piece]) -> None:
    sancho, last = load("sancho-mini"), saved("learning")["snapshots"][-1]
    die = sancho.score([(piece.text, piece.form) for piece in unseen]).faces
    assert last["step"] == saved("learning")["steps"]
    assert 0 < die - last["faces"] < 0.1  # ensayar lo apartó un poco de Cervantes


def test_learning_goes_in_order_and_starts_knowing_nothing() -> None:
    data = saved("learning")
    steps = [snapshot["step"] for snapshot in data["snapshots"]]
    assert steps[0] == 0
    assert steps == sorted(set(steps))
    assert data["snapshots"][0]["faces"] == pytest.approx(data["vocabSize"], rel=0.1)
    assert [step for step, _ in data["reading"]] == sorted({step for step, _ in data["reading"]})


def test_a_curve_is_the_mean_of_each_stretch() -> None:
    losses = [5.0, 4.0, 3.0, 3.0, 2.0, 2.0, 2.0, 2.0]
    curve = piezas._curve(losses)
    assert curve[0] == (1, round(faces(5.0), 3))
    assert curve[-1][1] == pytest.approx(faces(2.0), abs=1e-3)
    assert len(curve) <= len(losses)
