import re
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest

from construyamos_gpt.notebook.certificate import draw_certificate, save_certificate

SVG = "{http://www.w3.org/2000/svg}"
ROOT = Path(__file__).parents[2]
CHOICES = {"text": "cervantes", "tokenizer": "bpe", "n_embd": 128, "temperature": 0.8, "top_p": 1.0}
POEM = "En la venta dormía el escribano\ny en el papel dejaba lo que oía.\n\n\nCallaba."


def read(svg: str) -> list[str]:
    """Los textos del dibujo; falla si no es XML."""
    return ["".join(text.itertext()) for text in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_it_says_who_when_what_and_how():
    svg, whole = draw_certificate("Ana", POEM, CHOICES, today=date(2026, 3, 5), achievement="Todo.")
    texts = read(svg)
    assert whole
    assert {"Ana", "Todo.", "En la venta dormía el escribano", "Callaba."} <= set(texts)
    assert "Texto: Cervantes" in texts
    assert "Caja: trozos (BPE)" in texts
    assert "Ancho: 128" in texts
    assert "Temperatura: 0,8" in texts
    assert "Top-p: 1" in texts
    assert "Cabezas: sin decidir" in texts
    assert any("5 de marzo de 2026" in text for text in texts)
    assert "{{" not in svg


def test_stanzas_stay_one_blank_line_apart():
    svg, _ = draw_certificate("Ana", POEM, {})
    rows = re.findall(r'y="([\d.]+)">(En la|y en el|Callaba)', svg)
    first, second, last = (float(y) for y, _ in rows)
    assert last - second == pytest.approx(2 * (second - first), abs=0.2)


@pytest.mark.parametrize(
    "nasty",
    [
        "<script>alert('1')</script>",
        'a & b "c" ]]> <!-- ',
        "{{poema}} {{nombre}} \\1 $&",
        "Ñandú 👩‍🚀🫏 漢字 עברית",
        "\x00\x07uno\x1b\ud800dos\uffff",
    ],
)
def test_any_text_is_escaped(nasty: str):
    svg, _ = draw_certificate(nasty, nasty, {"text": nasty, "n_head": nasty}, achievement=nasty)
    root = ElementTree.fromstring(svg.encode())
    kept = re.sub("[\x00-\x1f\ud800\uffff]", "", nasty)
    assert kept in "".join(root.itertext())
    assert not list(root.iter(f"{SVG}script"))


@pytest.mark.parametrize("empty", ["", "  \n \t\n"])
def test_nothing_typed_yet(empty: str):
    texts = read(draw_certificate(empty, empty, {})[0])
    assert "Sin nombre todavía" in texts
    assert "(todavía sin poema)" in texts


@pytest.mark.parametrize("value", [None, True, [], {}, "", 10**400, float("nan"), float("inf")])
def test_a_choice_that_is_not_one(value: object):
    assert "Ancho: sin decidir" in read(draw_certificate("Ana", "", {"n_embd": value})[0])


def test_a_long_poem_is_cut_and_said_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    poem = "\n".join(f"verso {number}" for number in range(200))
    texts = read(save_certificate("Ana", poem, {}, tmp_path / "mío.svg").read_text("utf-8"))
    verses = [text for text in texts if text.startswith("verso")]
    assert verses == [f"verso {number}" for number in range(27)]
    assert "[…]" in texts
    assert "no cabía entero" in capsys.readouterr().out


def test_a_short_poem_is_saved_in_silence(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    save_certificate("Ana", POEM, {}, tmp_path / "c.svg")
    assert "no cabía" not in capsys.readouterr().out


@pytest.mark.parametrize("text", ["a" * 300, "con diez cañones por banda " * 12, "🫏" * 90])
def test_long_lines_are_wrapped_without_losing_anything(text: str):
    svg, whole = draw_certificate("Ana", text, {})
    inside = re.search(r'xml:space="preserve">(.*?)</g>', svg, re.S)
    assert inside
    lines = re.findall(r">([^<]+)</text>", inside[1])
    assert whole
    assert len(lines) > 1
    assert all(sum(1 + (ord(letter) > 0x2E7F) for letter in line) <= 50 for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_a_long_name_fits():
    texts = read(draw_certificate("Alonso Quijano " * 20, "", {})[0])
    (name,) = (text for text in texts if text.startswith("Alonso"))
    assert len(name) <= 48
    assert name.endswith("…")


def test_it_carries_the_same_sancho_as_the_page():
    page = (ROOT / "herramientas/guia/estaticos/sancho.svg").read_text("utf-8")
    drawing = page[page.index("</desc>") + 7 : page.rindex("</svg>")].strip()
    assert drawing in draw_certificate("Ana", "", {})[0]
