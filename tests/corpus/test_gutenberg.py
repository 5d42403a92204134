from __future__ import annotations

from pathlib import Path

import pytest

from construyamos_gpt.corpus.gutenberg import decode_text, read_gutenberg
from construyamos_gpt.errors import CorpusError

HEAD = "Title: Un libro\n\n*** START OF {} PROJECT GUTENBERG EBOOK UN LIBRO ***\n\n"
BODY = "Érase una vez.\n\nY se acabó: ñ."


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("THIS", "End of Project Gutenberg's Un libro\n\n*** END OF THIS PROJECT GUTENBERG EBOOK"),
        ("THE", "*** END OF THE PROJECT GUTENBERG EBOOK UN LIBRO ***\nlicence"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r\r\n", "\r"])
def test_only_the_book_remains(
    tmp_path: Path, start: str, end: str, encoding: str, newline: str
) -> None:
    text = f"{HEAD.format(start)}{BODY}\n\n\n{end}\n".replace("\n", newline)
    path = tmp_path / "libro.txt"
    path.write_bytes(text.encode(encoding))
    assert read_gutenberg(path) == BODY


def test_text_is_composed() -> None:
    assert decode_text("a\u0301".encode()) == "á"


@pytest.mark.parametrize("text", ["", "Cualquier cosa.", HEAD.format("THE") + BODY])
def test_other_files_are_rejected(tmp_path: Path, text: str) -> None:
    path = tmp_path / "otro.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CorpusError, match=r"otro\.txt"):
        read_gutenberg(path)


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no_esta"):
        read_gutenberg(tmp_path / "no_esta.txt")
