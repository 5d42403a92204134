"""Los lotes: función pura de la semilla y del paso, con la mezcla pedida."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from construyamos_gpt.batches import (
    TrainingData,
    draw_rows,
    open_data,
    prepare_data,
    read_notes,
    read_rows,
)
from construyamos_gpt.corpus.notes import NOTHING, SYLLABLE
from construyamos_gpt.corpus.pieces import Corpus
from construyamos_gpt.errors import CheckpointError, CorpusError
from construyamos_gpt.tokens import CharTokenizer
from tests.small import LINES, PROSE, piece, small_corpus

TOKENIZER = CharTokenizer.default()


def sample_batch(data: TrainingData, **which: Any) -> tuple[torch.Tensor, torch.Tensor]:
    return read_rows(draw_rows(data, **which))


def test_the_ids_on_disk_are_the_pieces(tmp_path: Path) -> None:
    data = prepare_data(small_corpus(), TOKENIZER, tmp_path)
    assert isinstance(data.verse.ids, np.memmap)
    assert data.verse.piece(1).tolist() == TOKENIZER.encode_piece(LINES[1], "verso")
    last = len(data.verse.starts) - 1
    assert data.verse.piece(last).tolist() == TOKENIZER.encode_piece(LINES[2], "verso")
    assert open_data(TOKENIZER, tmp_path).digest == data.digest


def test_a_batch_depends_only_on_seed_and_step(tmp_path: Path) -> None:
    data = prepare_data(small_corpus(), TOKENIZER, tmp_path)

    def batch(seed: int, step: int) -> tuple[torch.Tensor, torch.Tensor]:
        return sample_batch(
            data, batch_size=8, block_size=20, verse_share=0.5, seed=seed, step=step
        )

    x, y = batch(1, 7)
    assert x.shape == y.shape == (8, 20)
    assert torch.equal(x[:, 1:], y[:, :-1])
    assert torch.equal(x, batch(1, 7)[0])
    assert not torch.equal(x, batch(1, 8)[0])
    assert not torch.equal(x, batch(2, 7)[0])


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_the_share_of_verse(tmp_path: Path, share: float) -> None:
    data = prepare_data(small_corpus(), TOKENIZER, tmp_path)
    prose = TOKENIZER.decode(np.asarray(data.prose.ids).tolist())
    verse_rows = 0
    for step in range(60):
        x, _ = sample_batch(
            data, batch_size=10, block_size=24, verse_share=share, seed=1, step=step
        )
        verse_rows += sum(TOKENIZER.decode(row.tolist()) not in prose for row in x)
    assert verse_rows / 600 == pytest.approx(share, abs=0.06)


def test_a_text_shorter_than_the_window_is_repeated(tmp_path: Path) -> None:
    splits = {"train": [piece("ay")], "val": [piece("oh")], "test": []}
    corpus = Corpus(name="", origin="", open_split=lambda s: splits[s])
    data = prepare_data(corpus, TOKENIZER, tmp_path)
    x, _ = sample_batch(data, batch_size=2, block_size=50, verse_share=0.5, seed=0, step=0)
    assert x.shape == (2, 50)


def test_no_text_and_missing_files_are_explained(tmp_path: Path) -> None:
    empty = Corpus(name="", origin="", open_split=lambda _: [])
    with pytest.raises(CorpusError, match="demasiado corto"):
        prepare_data(empty, TOKENIZER, tmp_path)
    (tmp_path / "verso.ids").unlink()
    with pytest.raises(CheckpointError, match="dañado"):
        open_data(TOKENIZER, tmp_path)


def test_a_few_titles_taken_for_verse_do_not_take_over(tmp_path: Path) -> None:
    """Una novela con cuatro líneas cortas sigue siendo una novela."""
    prose = [piece(f"{number}. {PROSE}", "prosa") for number in range(100)]
    title = piece("CAPÍTULO I\nDonde se cuenta")
    splits = {"train": [*prose, title], "val": [*prose[:5], title], "test": []}
    corpus = Corpus(name="", origin="", open_split=lambda s: splits[s])
    data = prepare_data(corpus, TOKENIZER, tmp_path)
    assert len(data.val.starts) == 6
    titles = 0
    for step in range(100):
        x, _ = sample_batch(data, batch_size=10, block_size=16, verse_share=1.0, seed=1, step=step)
        titles += sum("CAP" in TOKENIZER.decode(row.tolist()) for row in x)
    assert titles / 1000 < 0.1


def test_the_notes_go_with_their_letters(tmp_path: Path) -> None:
    data = prepare_data(small_corpus(), TOKENIZER, tmp_path, notes=True)
    assert len(data.verse.notes) == len(data.verse.ids)
    newline = TOKENIZER.encode("\n")[0]
    asked = 0
    for step in range(20):
        rows = draw_rows(data, batch_size=6, block_size=40, verse_share=0.7, seed=1, step=step)
        x, _ = read_rows(rows)
        syllables = read_notes(rows)[:, :, SYLLABLE]
        assert syllables.shape == x.shape
        for row, letters, numbers in zip(rows, x, syllables, strict=True):
            if row.stream is data.prose:
                assert (numbers == NOTHING).all()
            else:
                assert ((numbers == 0) == (letters == newline)).all()
                asked += int((numbers != NOTHING).sum())
    assert asked > 1000


def test_without_notes_nothing_is_asked(tmp_path: Path) -> None:
    data = prepare_data(small_corpus(), TOKENIZER, tmp_path)
    rows = draw_rows(data, batch_size=4, block_size=20, verse_share=1.0, seed=1, step=0)
    assert (read_notes(rows) == NOTHING).all()
