"""La directiva `pieza`: lo que sale en la página y en el cuaderno, y lo que pasa si está mal."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from herramientas.guia.notebooks import _directive as notebook_cells
from herramientas.guia.pieces import link_pieces, read_piece
from herramientas.guia.site import _directive
from herramientas.guia.source import Directive, GuideError, read_parts, split_directives

WRITTEN = """:::{pieza} sancho-logits modo="notas" titulo="Notas"
:predecir: p7-notas ¿Qué hacen si una < otra? | Suben | Bajan
**Tres** barras de {term}`logit`.
:::
"""


def read(text: str) -> Directive:
    [piece] = split_directives(text, "prueba")
    assert isinstance(piece, Directive)
    return piece


def test_the_page_has_the_element_with_its_attributes_prediction_and_still_drawing() -> None:
    assert _directive(read(WRITTEN)) == (
        '<sancho-logits modo="notas" titulo="Notas" class="pieza">'
        '<div data-predecir="p7-notas"><p>¿Qué hacen si una &lt; otra?</p>'
        "<ul><li>Suben</li><li>Bajan</li></ul></div>"
        '<p><strong>Tres</strong> barras de <a href="glosario.html#term-logit">logit</a>.</p>'
        "</sancho-logits>"
    )


def test_the_notebook_keeps_the_still_drawing() -> None:
    [part, *_] = read_parts()
    [cell] = notebook_cells(read(WRITTEN), part)
    assert cell.source.endswith("**Tres** barras de **logit**.")
    assert "predecir" not in cell.source


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("sancho-logits", "sancho-rocinante", "sancho-verso"),  # dice las que hay
        ("sancho-logits", "caja-de-tipos", "se espera un nombre"),
        ('modo="notas"', 'modo="notas" onclick="x" y', "se espera un nombre"),
        (" | Suben | Bajan", " | Suben", "le faltan respuestas"),
        ("**Tres** barras de {term}`logit`.\n", "", "sin JavaScript"),
    ],
)
def test_what_is_wrong_is_said(old: str, new: str, said: str) -> None:
    with pytest.raises(GuideError, match=re.escape(said)):
        read_piece(read(WRITTEN.replace(old, new)))


def test_a_page_loads_the_pieces_it_uses_and_no_others(tmp_path: Path) -> None:
    page = "<head></head><sancho-verso class='pieza'></sancho-verso><sancho-verso></sancho-verso>"
    (tmp_path / "una.html").write_text(page, encoding="utf-8")
    (tmp_path / "otra.html").write_text("<head></head>sancho-verso", encoding="utf-8")
    link_pieces(tmp_path, {"web": "_static/web-1", "model": "_static/sancho-mini-1"})
    loads = re.findall(r'<script[^>]*src="([^"]*)"', (tmp_path / "una.html").read_text("utf-8"))
    assert loads == ["_static/web-1/pieces/sancho-verso.js"]
    assert (tmp_path / "otra.html").read_text("utf-8") == "<head></head>sancho-verso"
