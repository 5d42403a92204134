"""Lo que está en línea se lleva a ficheros, sin cambiar lo que se ve ni lo demás."""

from __future__ import annotations

from pathlib import Path

import pytest
from herramientas.guia.security import INLINE_CSS, secure

PAGE = """<!doctype html><head><meta charset="utf-8"><style>p { color: red }</style></head>
<p class="a" style="width: 3px;">uno > dos &amp; tres</p>
<svg><path style='fill: none' d="M0"/></svg>
<script>run("</p>");</script><script type="application/json">["<p style=\\"x\\">"]</script>
<script src="a.js"></script>"""


def test_inline_styles_and_programs_go_to_files(tmp_path: Path) -> None:
    (tmp_path / "_static").mkdir()
    (tmp_path / "p.html").write_text(PAGE, encoding="utf-8")
    secure(tmp_path)
    page = (tmp_path / "p.html").read_text("utf-8")
    [sheet] = (tmp_path / "_static").glob("en_linea_*.css")
    [script] = (tmp_path / "_static").glob("*.js")
    assert sheet.read_text("utf-8") == "p { color: red }\n"
    assert script.read_text("utf-8") == 'run("</p>");\n'
    rules = (tmp_path / INLINE_CSS).read_text("utf-8").splitlines()
    first, second = sorted(rules, key=len)
    assert first.endswith(":not(#_) { fill: none; }")
    assert second.endswith(":not(#_) { width: 3px; }")
    wide, hollow = (rule.partition(":")[0][1:] for rule in (second, first))
    assert f'<p class="{wide} a">uno > dos &amp; tres</p>' in page
    assert f'<path class="{hollow}" d="M0"/>' in page
    assert f'<script src="_static/{script.name}"></script>' in page
    assert '<script type="application/json">["<p style=\\"x\\">"]</script>' in page
    order = ["Content-Security-Policy", sheet.name, Path(INLINE_CSS).name, "</head>"]
    places = [page.index(each) for each in order]
    assert places == sorted(places)


def test_a_handler_in_an_attribute_stops_the_build(tmp_path: Path) -> None:
    (tmp_path / "_static").mkdir()
    (tmp_path / "p.html").write_text('<p onclick="run()">a</p>', encoding="utf-8")
    with pytest.raises(ValueError, match="manejador"):
        secure(tmp_path)
