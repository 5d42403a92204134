from __future__ import annotations

from pathlib import Path

import pytest

from construyamos_gpt.corpus.fragments import last_tenth, raw_fragments, whole_fragments
from construyamos_gpt.errors import CorpusError

FIRST = """
que viene de otra parte y aquí acaba.
Éste es JUAN DE OCHOA, según digo,

y llega caminando por la playa
con otros dos poetas y un amigo,
que todos son de mucha cortesía.
Y esta frase no acaba

En El Quijote, Segunda parte, capítulo XVIII
Don Lorenzo a Don Quijote
"""


def write(folder: Path, texts: list[str]) -> Path:
    path = folder / "datos_sancho_mini.txt"
    path.write_text("".join(f"<|inicio|>{t}<|fin|>\n\n" for t in texts), encoding="utf-8")
    return path


def test_the_last_27_are_untouched(tmp_path: Path) -> None:
    texts = [f"\nel verso {i}, CORTADO\n\ny sin final\n" for i in range(30)]
    found = last_tenth(write(tmp_path, texts))
    assert [piece.text for piece in found] == [text.strip("\n") for text in texts[3:]]


def test_the_others_are_whole_sentences(tmp_path: Path) -> None:
    pieces = whole_fragments(write(tmp_path, [FIRST, *["Nada.\n"] * 27]))
    assert [piece.text.replace("\n\n", "\n") for piece in pieces] == [
        "Éste es Juan de Ochoa, según digo,\ny llega caminando por la playa\n"
        "con otros dos poetas y un amigo,\nque todos son de mucha cortesía."
    ]


def test_raw_fragments_keep_everything(tmp_path: Path) -> None:
    pieces = raw_fragments(write(tmp_path, [FIRST, *["Nada.\n"] * 27]))
    assert [(piece.text, piece.form) for piece in pieces] == [(FIRST.strip("\n"), "fragmento")]


def test_too_few(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="fragmentos"):
        last_tenth(write(tmp_path, ["Uno."]))
