"""Las piezas que se tocan: de la directiva de la guía al elemento de la página.

    :::{pieza} sancho-logits modo="notas"
    :predecir: p7-notas ¿Qué pasará con las otras? | Suben | Bajan
    Tres barras y, al lado, tres montones de habas.
    :::

El texto es el dibujo quieto: lo que se lee sin JavaScript, al imprimir y en el cuaderno. La línea
`:predecir:`, que puede faltar, lleva un nombre, la pregunta y las respuestas. Cada página carga
solo las piezas que usa.
"""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from herramientas.guia.fingerprints import fingerprint
from herramientas.guia.source import ROOT, Directive, GuideError

WEB = ROOT / "web"
MODEL = ROOT / "src/construyamos_gpt/models/sancho-mini"
MODEL_FILES = ("config.json", "model.safetensors", "tokenizer.json")

_ARGUMENT = re.compile(r'(?P<tag>sancho-[a-z]+)(?P<attributes>(?:[ \t]+[a-z]+="[^"<>&]*")*)')
_PREDICTION = re.compile(r"\A:predecir:[ \t]*(?P<name>[\w-]+)[ \t]+(?P<rest>[^\n]+)\n?")
_USED = re.compile(r"<(sancho-[a-z]+)[\s>]")
_HEAD_END = "</head>"


@dataclass(frozen=True, kw_only=True)
class Prediction:
    """Lo que se pregunta antes de enseñar una pieza."""

    name: str
    statement: str
    options: list[str]


@dataclass(frozen=True, kw_only=True)
class Piece:
    """Una pieza de una página.

    Attributes:
        tag: su elemento; lo define `web/pieces/{tag}.js`.
        attributes: los suyos, tal como van en el HTML.
        prediction: lo que se pregunta antes, si se pregunta algo.
        still: el dibujo quieto, en Markdown.
    """

    tag: str
    attributes: str
    prediction: Prediction | None
    still: str


def read_piece(directive: Directive) -> Piece:
    """Lee una directiva `pieza`.

    Raises:
        GuideError: si no existe esa pieza o está mal escrita.
    """
    argument = _ARGUMENT.fullmatch(directive.argument)
    if not argument:
        raise GuideError(
            f"pieza «{directive.argument}»: se espera un nombre y, si acaso, sus atributos; por "
            'ejemplo, sancho-logits modo="notas"'
        )
    tag = argument["tag"]
    known = sorted(path.stem for path in (WEB / "pieces").glob("sancho-*.js"))
    if tag not in known:
        raise GuideError(f"no hay ninguna pieza «{tag}»; hay {', '.join(known)}")
    found = _PREDICTION.match(directive.body)
    prediction = None
    if found:
        statement, *options = (each.strip() for each in found["rest"].split("|"))
        if len(options) < 2:
            raise GuideError(
                f"pieza «{tag}»: le faltan respuestas a la predicción, separadas con |"
            )
        prediction = Prediction(name=found["name"], statement=statement, options=options)
    still = directive.body[found.end() if found else 0 :].strip()
    if not still:
        raise GuideError(f"pieza «{tag}»: le falta el texto que se lee sin JavaScript")
    return Piece(tag=tag, attributes=argument["attributes"], prediction=prediction, still=still)


def piece_html(piece: Piece, still: str) -> str:
    """El elemento, con su dibujo quieto dentro.

    Args:
        piece: la pieza.
        still: su dibujo quieto, ya en HTML.
    """
    asked = ""
    if piece.prediction:
        options = "".join(f"<li>{html.escape(each)}</li>" for each in piece.prediction.options)
        asked = (
            f'<div data-predecir="{piece.prediction.name}">'
            f"<p>{html.escape(piece.prediction.statement)}</p><ul>{options}</ul></div>"
        )
    return f'<{piece.tag}{piece.attributes} class="pieza">{asked}{still}</{piece.tag}>'


def copy_web(folder: Path) -> dict[str, str]:
    """Pone en el sitio el motor, las piezas y sancho-mini.

    Sus carpetas se llaman según lo que llevan dentro: una página nueva nunca pide un fichero viejo.

    Returns:
        Dónde han quedado `web` y `model`, desde la raíz del sitio.
    """
    files = [path for path in sorted(WEB.rglob("*")) if _is_served(path)]
    model = [MODEL / name for name in MODEL_FILES]
    places = {
        "web": f"_static/web-{fingerprint(files, WEB)}",
        "model": f"_static/sancho-mini-{fingerprint(model, MODEL)}",
    }
    for place, base, chosen in (("web", WEB, files), ("model", MODEL, model)):
        for path in chosen:
            target = folder / places[place] / path.relative_to(base)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
    return places


def _is_served(path: Path) -> bool:
    return path.suffix in {".js", ".css", ".json", ".wasm"} and path.name != "tsconfig.json"


def link_pieces(folder: Path, places: dict[str, str]) -> None:
    """Hace que cada página cargue las piezas que usa, y solo esas."""
    for path in folder.glob("*.html"):
        page = path.read_text(encoding="utf-8")
        if tags := sorted(set(_USED.findall(page))):
            head = "".join(_head(tags, places))
            path.write_text(page.replace(_HEAD_END, head + _HEAD_END, 1), encoding="utf-8")


def _head(tags: list[str], places: dict[str, str]) -> Iterator[str]:
    yield f'<meta name="sancho-engine" content="{places["model"]}/">\n'
    for tag in tags:
        yield f'<script type="module" src="{places["web"]}/pieces/{tag}.js"></script>\n'
