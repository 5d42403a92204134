"""El romancero de bolsillo: que mida, que rime, que sea nuestro y quepa en el vocabulario."""

import re
from pathlib import Path

import pytest

from construyamos_gpt.corpus import SPLITS, pocket_corpus, summarize
from construyamos_gpt.corpus.gutenberg import decode_text
from construyamos_gpt.corpus.letters import skeleton
from construyamos_gpt.corpus.pieces import Piece
from construyamos_gpt.tokens import CHARACTERS, FORMS
from construyamos_gpt.verse import is_hendecasyllable, scan_line, scan_poem

PIECES = [piece for split in SPLITS for piece in pocket_corpus().pieces(split)]
POEMS = [piece for piece in PIECES if piece.form != "prosa"]
SCHEMES = {
    "soneto": r"ABBAABBA(CDCDCD|CDECDE|CDCEDE|CDEDCE|CDEEDC|CDECED)",
    "octavas": r"(ABABABCC)+",
    "redondillas": r"(abba)+",
    "romance": r"(-a)+",
}


def name(piece: Piece) -> str:
    return f"{piece.place}, {piece.form}"


def verses(piece: Piece) -> list[str]:
    return [line for line in piece.text.split("\n") if line]


def test_there_is_enough_and_every_form_has_its_share():
    assert len(POEMS) >= 60
    assert sum(len(piece.text.encode()) for piece in POEMS) >= 40_000
    assert {piece.form for piece in PIECES} == set(FORMS) - {"verso", "fragmento"}
    assert len({piece.text[:20] for piece in PIECES}) == len(PIECES)
    val = {piece.form for piece in pocket_corpus().pieces("val")}
    assert {"prosa", "soneto", "romance"} <= val
    assert list(pocket_corpus().pieces("test"))


def test_everything_fits_in_the_vocabulary_and_ends_like_a_sentence():
    assert summarize(pocket_corpus()).unknown == ""
    for piece in PIECES:
        assert set(piece.text) <= set(CHARACTERS)
        assert piece.text == piece.text.strip() and piece.text[-1] in ".!?"


def test_the_pieces_follow_the_book():
    def chapter(piece: Piece) -> tuple[int, int]:
        if piece.place == "Prólogo":
            return 0, 0
        part, number = re.match(r"(I+), (\d+)", piece.place).groups()
        return len(part), int(number)

    train = [chapter(piece) for piece in pocket_corpus().pieces("train")]
    assert train == sorted(train)


@pytest.mark.parametrize("piece", POEMS, ids=name)
def test_every_line_scans_and_every_scheme_is_right(piece: Piece):
    metre = 8 if piece.form in ("redondillas", "romance") else 11
    for line in verses(piece):
        assert scan_line(line, metre).count == metre, line
        assert metre == 8 or is_hendecasyllable(line), line
    poem = scan_poem(piece.text)
    assert poem.form == piece.form
    if piece.form == "tercetos":
        keys = [line.consonant for line in poem.lines]
        for i in range(0, len(keys) - 4, 3):
            assert keys[i] == keys[i + 2] and keys[i + 1] == keys[i + 3]
        assert keys[-1] == keys[-3]
    elif piece.form in ("octavas", "redondillas"):
        size = poem.stanzas[0]  # las letras de la rima empiezan de nuevo en cada estrofa
        for start in range(0, len(poem.lines), size):
            assert re.fullmatch(SCHEMES[piece.form], poem.scheme[start : start + size]), poem.scheme
    else:
        assert re.fullmatch(SCHEMES[piece.form], poem.scheme), poem.scheme


def test_no_line_is_from_elsewhere(corpus_folder: Path):
    known = {
        skeleton(line)
        for path in corpus_folder.glob("*.txt")
        for line in decode_text(path.read_bytes()).splitlines()
    }
    for piece in POEMS:
        for line in verses(piece):
            assert skeleton(line) not in known, line
