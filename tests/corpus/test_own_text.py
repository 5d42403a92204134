"""El texto de quien lo usa: cualquier codificación, cualquier tamaño, errores que se entienden."""

import random
import time
import tracemalloc
import unicodedata
from pathlib import Path

import pytest

from construyamos_gpt.corpus import SPLITS, open_own_text, read_pieces
from construyamos_gpt.errors import CorpusError

WORDS = ("había", "venta", "señor", "corazón", "muñeco", "así", "jamás", "pingüino", "trigo", "qué")


def prose(count: int, seed: int = 0) -> str:
    """Párrafos distintos de unas frases cada uno."""
    rng = random.Random(seed)

    def sentence() -> str:
        return " ".join(rng.choices(WORDS, k=12)).capitalize() + "."

    return "\n\n".join(" ".join(sentence() for _ in range(4)) for _ in range(count))


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def texts(path: Path) -> list[str]:
    return [piece.text for piece in read_pieces(path)]


def split_texts(path: Path) -> dict[str, list[str]]:
    corpus = open_own_text(path)
    return {split: [piece.text for piece in corpus.pieces(split)] for split in SPLITS}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_encoding_gives_the_same_text(tmp_path, encoding, newline):
    text = prose(30)
    path = write(tmp_path / "a.txt", text.replace("\n", newline), encoding)
    assert texts(path) == text.split("\n\n")


def test_windows_quotes_and_dashes(tmp_path):
    text = "—Señor —dijo “Sancho”—, aquí está…"
    assert texts(write(tmp_path / "a.txt", text, "cp1252")) == [text]


def test_decomposed_accents_are_joined(tmp_path):
    text = prose(5)
    path = write(tmp_path / "a.txt", unicodedata.normalize("NFD", text))
    assert texts(path) == text.split("\n\n")


def test_one_broken_byte_does_not_spoil_a_utf8_text(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(prose(20).encode() + b"\n\n\xf1 suelta.")
    assert "corazón" in " ".join(texts(path))


def test_chunk_borders_do_not_show(tmp_path, monkeypatch):
    text = prose(10) + "\n\nUn verso,\notro verso.\n\n\n\nFin de la historia."
    path = write(tmp_path / "a.txt", text.replace("\n", "\r\n"))
    expected = list(read_pieces(path))
    for size in (1, 2, 3, 7, 64):
        monkeypatch.setattr("construyamos_gpt.corpus.text_file._CHUNK", size)
        assert list(read_pieces(path)) == expected


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "vacío"),
        (b"\n \n\t\n" * 1000, "vacío"),
        ("¡Hola, Sancho!".encode(), "demasiado corto"),
        (b"%PDF-1.7 " + b"x" * 2000, "PDF"),
        (b"\x89PNG\0\0\0" * 500, "bytes nulos"),
        (bytes(range(1, 9)) * 500, "control"),
    ],
)
def test_errors_name_the_file(tmp_path, content, message):
    path = tmp_path / "raro.txt"
    path.write_bytes(content)
    with pytest.raises(CorpusError, match=message) as error:
        open_own_text(path)
    assert "raro.txt" in str(error.value)


def test_a_short_text_says_how_much_there_is_and_how_much_is_needed(tmp_path):
    with pytest.raises(CorpusError) as error:
        open_own_text(write(tmp_path / "a.txt", "x" * 999))
    assert "999" in str(error.value) and "1000" in str(error.value)


def test_missing_paths(tmp_path):
    with pytest.raises(CorpusError, match="No existe"):
        open_own_text(tmp_path / "nada.txt")
    (tmp_path / "foto.jpg").touch()
    with pytest.raises(CorpusError, match=r"ningún fichero \.txt"):
        open_own_text(tmp_path)


def test_a_folder_is_read_in_order_inside_and_out(tmp_path):
    (tmp_path / "b").mkdir()
    for name in ("c.TXT", "b/z.txt", "a.txt", "b/.oculto.txt", "notas.md"):
        write(tmp_path / name, prose(5, seed=len(name)))
    works = list(dict.fromkeys(piece.work for piece in read_pieces(tmp_path)))
    assert works == ["a", "b/z", "c"]


def test_stanzas_are_kept_whole(tmp_path):
    stanza = (
        "En la playa de las olas\nlo espera la luna blanca:\nno la que sube del cielo,\nsino {}."
    )
    stanzas = [stanza.format(n) for n in range(40)]
    path = write(tmp_path / "a.txt", "\n\n".join(stanzas))
    pieces = list(read_pieces(path))
    assert {piece.form for piece in pieces} == {"verso"}
    assert max(len(piece.text) for piece in pieces) <= 900 and len(pieces) < 8
    assert "\n\n".join(piece.text for piece in pieces) == "\n\n".join(stanzas)


def test_two_blank_lines_separate_poems(tmp_path):
    first, second = "Canta el gallo\nen el corral.", "Llora el perro\nen el portal."
    path = write(tmp_path / "a.txt", f"{first}\n\n\n{second}\n\n\n\n")
    assert texts(path) == [first, second]


def test_prose_is_joined_cut_and_unwrapped(tmp_path):
    wrapped = "\n".join(["una línea de prosa de las que se cortan a setenta letras, poco más."] * 3)
    long = " ".join(f"Ésta es la frase número {n} de un párrafo largo." for n in range(60))
    path = write(tmp_path / "a.txt", f"Capítulo I\n\n{wrapped}\n\n{long}")
    first, *rest = texts(path)
    assert first == "Capítulo I\n" + wrapped.replace("\n", " ")
    assert " ".join(rest) == long and len(rest) > 1
    assert all(len(text) <= 1200 and text.endswith("largo.") for text in rest)


def test_one_paragraph_per_line(tmp_path):
    paragraphs = prose(6).split("\n\n")
    assert texts(write(tmp_path / "a.txt", "\n".join(paragraphs))) == paragraphs


def test_marks_decide_where_pieces_end(tmp_path):
    path = write(
        tmp_path / "a.txt",
        "fuera\n<|inicio|><|soneto|>\nUn verso,\n\notro.\n<|fin|>\nfuera\n"
        "<|inicio|>\nUna frase en prosa.\n<|fin|>\n<|inicio|>\ncanta\ncanta\n<|fin|>\n",
    )
    assert [(piece.form, piece.text) for piece in read_pieces(path)] == [
        ("soneto", "Un verso,\n\notro."),
        ("prosa", "Una frase en prosa."),
        ("verso", "canta\ncanta"),
    ]


def test_split_is_stable_complete_and_keeps_duplicates_together(tmp_path):
    paragraphs = prose(3000).split("\n\n")
    first = split_texts(write(tmp_path / "a.txt", "\n\n".join(paragraphs)))
    assert sorted(text for found in first.values() for text in found) == sorted(paragraphs)
    assert 0.03 < len(first["val"]) / 3000 < 0.07 and 0.03 < len(first["test"]) / 3000 < 0.07
    twice = split_texts(write(tmp_path / "b.txt", "\n\n".join(paragraphs[::-1] + paragraphs)))
    assert {split: set(found) for split, found in twice.items()} == {
        split: set(found) for split, found in first.items()
    }


@pytest.mark.parametrize("count", [1, 2, 3, 5, 20, 200])
def test_even_a_small_text_has_validation(tmp_path, count):
    text = prose(count) if count > 2 else prose(7).replace("\n\n", " ")
    if count == 2:
        text = text[: len(text) // 2] + "\n\n" + text[len(text) // 2 :]
    splits = split_texts(write(tmp_path / "a.txt", text + " " * 10 + "Fin." * 200))
    assert splits["val"] and splits["train"]
    assert not set(splits["val"]) & set(splits["train"])


def test_a_text_that_repeats_itself_still_has_validation(tmp_path):
    paragraph = " ".join(prose(1, seed=n) for n in range(3))
    splits = split_texts(write(tmp_path / "a.txt", "\n\n".join([paragraph] * 50)))
    assert splits["val"] and not set(splits["val"]) & set(splits["train"])


@pytest.mark.parametrize("separator", ["\n\n", "\n", " "])
def test_a_huge_text_is_never_loaded_whole(tmp_path, separator):
    path = tmp_path / "enorme.txt"
    block = prose(3000).replace("\n\n", separator)
    with path.open("w", encoding="utf-8") as file:
        while file.tell() < 30_000_000:
            file.write(block + separator)
    corpus = open_own_text(path)
    started = time.perf_counter()
    chars = sum(len(piece.text) for piece in corpus.pieces("train"))
    elapsed_s = time.perf_counter() - started
    assert chars > 20_000_000
    assert elapsed_s < 15  # unos 2 s; el límite solo descubre un recorrido cuadrático
    tracemalloc.start()
    try:
        for _, _piece in zip(range(3000), corpus.pieces("train"), strict=False):
            pass
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 16_000_000
