"""El corpus, pieza a pieza: lo que enseña `sancho corpus --detalle`."""

from __future__ import annotations

import sys

import pytest
from click import unstyle
from click.testing import CliRunner

from construyamos_gpt.cli.corpus import corpus as order
from construyamos_gpt.corpus import Corpus, Piece, pocket_corpus
from construyamos_gpt.corpus.pieces import SPLITS
from construyamos_gpt.corpus.summary import piece_rows


def a_piece(text: str, form: str) -> Piece:
    return Piece(text=text, form=form, work="Obra", place="capítulo I", source="propio")


def test_a_row_says_what_the_piece_is() -> None:
    poem = a_piece("Uno,\ndos,\n\ntres.", "tercetos")
    prose = a_piece("Uno  y\tdos y tres y cuatro.\nY cinco.", "prosa")
    found = Corpus(name="x", origin="y", open_split=lambda split: [poem, prose])
    rows = list(piece_rows(found, start_chars=9))
    assert [row.split for row in rows] == ["train"] * 2 + ["val"] * 2 + ["test"] * 2
    assert (rows[0].verses, rows[0].form, rows[0].start) == (3, "tercetos", "Uno,")
    assert (rows[1].verses, rows[1].chars, rows[1].start) == (0, len(prose.text), "Uno y dos")


def test_piped_it_is_a_line_a_piece_with_tabs() -> None:
    done = CliRunner().invoke(order, ["--corpus", "bolsillo", "--detalle"])
    pieces = [piece for split in SPLITS for piece in pocket_corpus().pieces(split)]
    lines = done.stdout.splitlines()
    assert done.exit_code == 0
    assert len(lines) == len(pieces)
    for line, piece in zip(lines, pieces, strict=True):
        work, place, form, size, split, start = line.split("\t")
        assert (work, place, form) == (piece.work, piece.place, piece.form)
        assert piece.text.startswith(start)
        assert size.endswith("letras" if form == "prosa" else "versos")
        assert split in {"entrenamiento", "validación", "prueba"}


def test_in_a_terminal_lines_fit_and_columns_align(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "120")
    order.callback(where="bolsillo", sin_descarga=True, detalle=True)
    lines = unstyle(capsys.readouterr().out).splitlines()
    assert all(len(line) <= 120 for line in lines[1:])
    column = lines[0].index("forma")
    assert {line[column - 1] for line in lines[1:]} == {" "}
    assert all(line[column].isalpha() for line in lines[1:])
