"""Ningún texto que lee una persona tiene palabras mal escritas, y las que haya se encuentran."""

import re
import unicodedata
from pathlib import Path

import pytest
from herramientas.guia import spelling

TEXT = """---
jupytext: {x: y}
sancho: {parte: 1, titulo: "Numerros", minutos: 90}
---
# La cancion del **mulero**

Tambien se ve en el `kodigo`, en $razon$ y en [la pájina](https://ejemplo.es/pajinna).
<span class="klase">Miradlo</span> y probadlo: es facilmente visible. «Deep learning».

```{code-cell} ipython3
esto = "no se mirra"
```

:::{pregunta} p1-kosa
enunciado: ¿Quién lo a{x}?
opciones:
  - texto: Sancho, mirandolo.
    error: no-lo-save
    respuesta: >
      Sí, es
      la razon.
:::
+++ {"tags": ["resultado"]}
El {term}`dado` y {eval}`la_qosa`: ca-ba-llo, **-ado**, casa-kaxa.
"""
WRONG = [
    ("Numerros", 3), ("cancion", 5), ("Tambien", 7), ("pájina", 7), ("facilmente", 8),
    ("mirandolo", 17), ("razon", 21), ("casa-kaxa", 24),
]  # fmt: skip


def test_every_text_is_well_spelled() -> None:
    found = [each for path in spelling.read_files() for each in spelling.find_misspellings(path)]
    assert not found, spelling.report(found)


def test_invented_errors_are_found_where_they_are(tmp_path: Path) -> None:
    path = tmp_path / "parte.md"
    path.write_text(TEXT, encoding="utf-8")
    found = list(spelling.find_misspellings(path))
    assert [(each.word, each.line) for each in found] == WRONG
    message = spelling.report(found[:1])
    assert f"«Numerros», en {path}, línea 3" in message
    assert "añadidla a guia/palabras.txt" in message


def test_the_glossary_is_read_without_its_keys(tmp_path: Path) -> None:
    path = tmp_path / "parte.yaml"
    path.write_text(
        "terminos:\n  atenzion: {definicion: Un numero., ingles: attention}\n"
        "malentendidos: {kosa-mala: Cree que no.}\n",
        encoding="utf-8",
    )
    found = [(each.word, each.line) for each in spelling.find_misspellings(path)]
    assert found == [("atenzion", 2), ("numero", 2)]


@pytest.mark.parametrize(
    "word", ["razon", "ademas", "facil", "podeis", "estan", "decirselo", "dandole", "haver"]
)
def test_common_errors(word: str) -> None:
    assert not spelling.is_spelled(word)


@pytest.mark.parametrize("word", ["mirarlo", "decírselo", "dándole", "fácilmente", "Podéis", "GPT"])
def test_common_words(word: str) -> None:
    assert spelling.is_spelled(word)


def test_nothing_moves_when_the_rest_is_blanked() -> None:
    text = spelling.readable(TEXT)
    assert len(text) == len(TEXT)
    assert all(new in (old, " ") for new, old in zip(text, TEXT, strict=True))


def test_our_list_is_sorted_and_has_nothing_twice() -> None:
    lines = spelling.OWN_WORDS.read_text(encoding="utf-8").splitlines()
    words = [line for line in lines if not line.startswith("#")]
    assert words == sorted(set(words), key=_alphabetical)


def _alphabetical(word: str) -> tuple[str, str]:
    bare = re.sub("[\u0300-\u036f]", "", unicodedata.normalize("NFD", word.casefold()))
    return bare, word
