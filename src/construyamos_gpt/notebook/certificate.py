"""El certificado de quien termina la guía: su nombre, un poema de su modelo y lo que decidió.

El dibujo y sus reglas (cuántas letras por línea, cuántas líneas) están en `certificado.svg`, el
mismo fichero que usa la página; allí lo rellena `progreso.js`, que hace estas mismas cuentas.
"""

from __future__ import annotations

import html
import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from construyamos_gpt.files import write_bytes

__all__ = ["draw_certificate", "save_certificate"]

_TEMPLATE = Path(__file__).parent / "certificado.svg"
_HOLE = re.compile(r"\{\{(\w+)\}\}")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MONTHS = (
    *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
    *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
)


def draw_certificate(
    name: str,
    poem: str,
    choices: Mapping[str, Any],
    *,
    today: date | None = None,
    achievement: str = "",
) -> tuple[str, bool]:
    """Dibuja el certificado.

    Args:
        name: el nombre de quien ha construido el modelo.
        poem: un poema del modelo.
        choices: lo decidido, como en `mi_sancho.json`; lo que falte sale «sin decidir».
        today: la fecha; si no se dice, la de hoy.
        achievement: una línea más, debajo del nombre.

    Returns:
        El SVG, y si el poema ha cabido entero.
    """
    template = _TEMPLATE.read_text(encoding="utf-8")
    found = re.search(r"<metadata>(.*?)</metadata>", template, re.S)
    rules = json.loads(found[1]) if found else {}
    today = today or date.today()
    name = _cut(" ".join(_clean(name).split()), rules["letras"]) or rules["sin"]["nombre"]
    lines, whole = _lines(poem.strip() or rules["sin"]["poema"], rules["ancho"], rules["lineas"])
    room, largest = rules["interlinea"]
    step = min(largest, room / len(lines))
    size = step * 0.74
    middle_x, middle_y = rules["centro"]
    left = middle_x - max(map(_width, lines)) * size * 0.225  # media letra, a ojo, son 0,225
    top = middle_y - (len(lines) - 1) * step / 2
    drawn = "\n".join(
        f'<text x="{left:.1f}" y="{top + row * step:.1f}">{html.escape(line)}</text>'
        for row, line in enumerate(lines)
        if line
    )
    values = {
        "nombre": html.escape(name),
        "cuerpo_nombre": f"{min(36, 1000 / _width(name)):.1f}",
        "logro": html.escape(_clean(achievement)),
        "poema": drawn,
        "cuerpo_poema": f"{size:.1f}",
        "fecha": f"{today.day} de {_MONTHS[today.month - 1]} de {today.year}",
    }

    def fill(hole: re.Match[str]) -> str:
        key = hole[1]
        return values[key] if key in values else html.escape(_shown(choices.get(key), rules))

    return _HOLE.sub(fill, template), whole


def save_certificate(
    name: str,
    poem: str,
    choices: Mapping[str, Any],
    path: Path | str = "certificado.svg",
    *,
    today: date | None = None,
) -> Path:
    """Guarda el certificado en un fichero, y avisa si el poema no cabía entero."""
    drawing, whole = draw_certificate(name, poem, choices, today=today)
    path = Path(path)
    write_bytes(path, drawing.encode())
    print(f"Certificado guardado en {path.name}. Se abre con el navegador, y desde ahí se imprime.")
    if not whole:
        print("El poema era largo y no cabía entero: acaba en […].")
    return path


def _clean(text: str) -> str:
    """El texto, sin lo que un SVG no puede llevar dentro."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _NOT_XML.sub("", text).replace("\t", " ")


def _width(text: str) -> int:
    """Cuánto ocupa, en letras; un emoji o un ideograma, dos."""
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)


def _head(text: str, most: int) -> str:
    """El principio de un texto que ocupa menos de `most`."""
    kept = ""
    for letter in text:
        if _width(kept + letter) >= most:
            break
        kept += letter
    return kept


def _cut(text: str, most: int) -> str:
    """El texto, si cabe; si no, su principio y un «…»."""
    return text if _width(text) <= most else _head(text, most) + "…"


def _lines(poem: str, width: int, most: int) -> tuple[list[str], bool]:
    """El poema en líneas que caben, y si ha cabido entero."""
    lines: list[str] = []
    for verse in re.sub(r"\n\s*\n", "\n\n", _clean(poem).strip()).split("\n"):
        lines += _wrap(verse.strip(), width)
    if len(lines) <= most:
        return lines, True
    return [*lines[: most - 1], "[…]"], False


def _wrap(verse: str, width: int) -> list[str]:
    """Un verso en una línea, o en varias; las que siguen van sangradas."""
    lines, line = [], ""
    for word in verse.split():
        while _width(word) > width - 4:  # más larga que una línea: se parte donde toque
            head = _head(word, width - 4)
            lines += [line, head] if line else [head]
            line, word = "", word[len(head) :]
        if line and _width(f"{line} {word}") > width - (4 if lines else 0):
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    lines.append(line)
    return [lines[0], *(f"\u2003\u2003{rest}" for rest in lines[1:])]


def _shown(value: Any, rules: dict[str, Any]) -> str:
    """Una decisión, como se lee: con coma decimal, y con sus palabras si las tiene."""
    if isinstance(value, str) and value.strip():
        return _cut(rules["valores"].get(value, _clean(value).strip()), 24)
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e9:
        return f"{value:.9g}".replace(".", ",")
    return str(rules["sin"]["valor"])
