"""El corpus entero: lo que no debe pasar nunca, comprobado de otra manera."""

from __future__ import annotations

import re
import shutil
import unicodedata
from pathlib import Path

import pytest

from construyamos_gpt.corpus.cervantes import FILES, build_cervantes
from construyamos_gpt.corpus.fragments import last_tenth
from construyamos_gpt.corpus.pieces import SPLITS, Corpus, Piece
from construyamos_gpt.errors import CorpusError

NAMES = [names[0] for names in FILES.values()]


@pytest.fixture(scope="module")
def cervantes(corpus_folder: Path) -> Corpus:
    if not all((corpus_folder / name).is_file() for name in NAMES):
        pytest.skip("hacen falta los tres ficheros del corpus: " + ", ".join(NAMES))
    return build_cervantes(corpus_folder)


def pieces(corpus: Corpus, *splits: str) -> list[Piece]:
    return [piece for split in SPLITS if split in splits for piece in corpus.pieces(split)]


def cleaned(corpus: Corpus) -> list[Piece]:
    """Todas menos los fragmentos, que se dan tal cual."""
    return [piece for piece in pieces(corpus, *SPLITS) if piece.form != "fragmento"]


def lines(piece: Piece) -> list[str]:
    return [line for line in piece.text.split("\n") if line]


def letters(text: str) -> str:
    """Solo las consonantes y vocales que no cambiaron: otra clave, más bruta que el esqueleto."""
    text = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if c.isalpha())
    for old, new in (("qu", "c"), ("x", "j"), ("g", "j"), ("v", "b"), ("h", ""), ("y", "i")):
        text = text.replace(old, new)
    return re.sub(r"(.)\1", r"\1", text.replace("z", "c"))


def test_no_held_verse_or_sentence_is_in_training(cervantes: Corpus) -> None:
    studied = "|".join(letters(piece.text) for piece in cervantes.pieces("train"))
    leaks = []
    for piece in pieces(cervantes, "val", "test"):
        units = re.split(r"(?<=[.?!])\s+", piece.text) if piece.form == "prosa" else lines(piece)
        for unit in units:
            key = letters(unit)
            if len(key) >= 20 and not unit.startswith("-respondió") and key in studied:
                leaks.append(unit)
    assert leaks == []


def test_fixed_validation_is_the_last_tenth(cervantes: Corpus, corpus_folder: Path) -> None:
    assert list(cervantes.pieces("val"))[:27] == last_tenth(corpus_folder / NAMES[2])


def test_sizes(cervantes: Corpus) -> None:
    train, val, test = (list(cervantes.pieces(split)) for split in SPLITS)
    assert 4700 < len(train) < 5400
    assert 2_150_000 < sum(len(p.text) for p in train) < 2_450_000
    assert 120 < len(val) - 27 < 220
    assert 100 < len(test) < 220
    verse = [p for p in train if p.form != "prosa"]
    assert 360_000 < sum(len(p.text) for p in verse) < 500_000
    assert {p.form for p in verse} == {
        *("soneto", "tercetos", "octavas", "redondillas", "romance", "verso", "fragmento")
    }


def test_pieces_are_well_formed(cervantes: Corpus) -> None:
    for piece in cleaned(cervantes):
        assert piece.text == piece.text.strip()
        assert unicodedata.is_normalized("NFC", piece.text)
        assert not re.search(r"[_\[\]*\r\t]|''|  | \n|\n\n\n|\n ", piece.text), piece
        capitals = re.findall(r"\b[A-ZÁÉÍÓÚÑ]{2,}\b", piece.text)
        assert set(capitals) <= {"ABC"}, piece


def test_pieces_end_where_sentences_end(cervantes: Corpus) -> None:
    found = cleaned(cervantes)
    closed = [p for p in found if re.search(r"[.?!][»)]?$", p.text)]
    assert len(closed) == len(found)
    starts = [p for p in found if re.match(r"[-«¿¡(.]*[A-ZÁÉÍÓÚÑ]", p.text)]
    assert len(starts) >= 0.995 * len(found)


def test_question_marks_open_and_close(cervantes: Corpus) -> None:
    for piece in cleaned(cervantes):
        if piece.source == "parnaso":
            assert piece.text.count("¿") == piece.text.count("?"), piece
            assert piece.text.count("¡") == piece.text.count("!"), piece


def test_plays_have_no_speakers_nor_directions(cervantes: Corpus) -> None:
    found = [p for p in cleaned(cervantes) if p.work in ("La Numancia", "El trato de Argel")]
    names = {"aurelio", "zara", "cipión", "morandro", "lira", "jugurta", "izuf", "todos", "otro"}
    directions = re.compile(r"^(vase|vanse|sale|salen|éntrase|jornada|scena)\b", re.I)
    for piece in found:
        for verse in lines(piece):
            assert verse.lower().rstrip(".") not in names, piece
            assert not directions.match(verse) or len(verse) > 18, piece
    lengths = [len(verse) for piece in found for verse in lines(piece)]
    assert sum(15 <= length <= 60 for length in lengths) >= 0.985 * len(lengths)


def test_octaves_have_eight_verses(cervantes: Corpus) -> None:
    stanzas = [s for p in cleaned(cervantes) if p.form == "octavas" for s in p.text.split("\n\n")]
    assert sum(s.count("\n") == 7 for s in stanzas) >= 0.9 * len(stanzas)


def test_viaje_is_in_tercets(cervantes: Corpus) -> None:
    found = [p for p in cleaned(cervantes) if p.work == "Viaje del Parnaso"]
    assert {s.count("\n") for p in found for s in p.text.split("\n\n")} == {2, 3}


def test_part_of_the_files_is_enough(corpus_folder: Path, tmp_path: Path) -> None:
    shutil.copy(corpus_folder / NAMES[1], tmp_path / "pg16110.txt")
    corpus = build_cervantes(tmp_path)
    assert "quijote" in corpus.origin and "fragmentos" in corpus.origin
    assert {piece.source for piece in corpus.pieces("train")} == {"parnaso"}


def test_an_empty_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"pg2000-8\.txt"):
        build_cervantes(tmp_path)
