"""Leer una parte de la guía: su portada, sus celdas y las directivas que llevan dentro.

La fuente es Markdown (MyST, con celdas de código que entiende Jupytext). Una directiva se escribe

    :::{pregunta} p3-vector
    enunciado: ¿…?
    :::

y su contenido es YAML o Markdown, según cuál sea.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jupytext
import yaml
from nbformat import NotebookNode

ROOT = Path(__file__).parent.parent.parent
GUIDE = ROOT / "guia"
NOTEBOOKS = ROOT / "cuadernos"

DIRECTIVE = re.compile(
    r"^:::\{(?P<name>\w+)\}[ \t]*(?P<argument>[^\n]*)\n(?P<body>.*?)^:::[ \t]*$", re.M | re.S
)
YAML_DIRECTIVES = {"pregunta", "prediccion", "decision", "reto"}
TERM = re.compile(r"\{term\}`([^`]+)`")
TITLES = {"nota": "Nota", "cuidado": "Cuidado"}
NAMES = YAML_DIRECTIVES | {"ficha", "pieza", "mapa", "nota", "cuidado", "palabras"}


class GuideError(Exception):
    """Algo de la fuente está mal escrito; el mensaje dice qué y dónde."""


@dataclass(frozen=True, kw_only=True)
class Directive:
    """Una directiva.

    Attributes:
        name: cuál es.
        argument: lo que va en su primera línea: un nombre, casi siempre.
        body: su contenido, en Markdown.
        data: su contenido, si es YAML.
    """

    name: str
    argument: str
    body: str
    data: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Part:
    """Una parte de la guía.

    Attributes:
        path: su fichero.
        number: del 1 al 9.
        title: su título, sin «Parte N».
        summary: de qué trata, en una frase.
        cells: sus celdas, de código y de Markdown, como las da Jupytext.
    """

    path: Path
    number: int
    title: str
    summary: str
    cells: list[NotebookNode]

    @property
    def name(self) -> str:
        """El nombre de sus ficheros: `parte3_embeddings`."""
        return self.path.stem


def read_part(path: Path) -> Part:
    """Lee una parte.

    Raises:
        GuideError: si su portada o una directiva están mal.
    """
    notebook = jupytext.read(path, fmt="md:myst")
    about = notebook.metadata.get("sancho")
    if not about:
        raise GuideError(f"{path.name}: falta «sancho:» en la portada")
    return Part(
        path=path,
        number=about["parte"],
        title=about["titulo"],
        summary=about["resumen"],
        cells=notebook.cells,
    )


def read_parts() -> list[Part]:
    """Las nueve, en orden."""
    return sorted((read_part(path) for path in GUIDE.glob("parte*.md")), key=lambda p: p.number)


def split_directives(text: str, where: str) -> Iterator[str | Directive]:
    """Un texto, partido en lo que es Markdown corriente y lo que son directivas.

    Raises:
        GuideError: si una directiva no se conoce o su YAML está mal.
    """
    start = 0
    for match in DIRECTIVE.finditer(text):
        if before := text[start : match.start()].strip():
            yield before
        yield _directive(match, where)
        start = match.end()
    if rest := text[start:].strip():
        yield rest


def _directive(match: re.Match[str], where: str) -> Directive:
    name, body = match["name"], match["body"].strip()
    if name not in NAMES:
        raise GuideError(f"{where}: no se conoce la directiva «{name}»")
    data: dict[str, Any] = {}
    if name in YAML_DIRECTIVES:
        try:
            data = yaml.safe_load(body)
        except yaml.YAMLError as error:
            raise GuideError(f"{where}, {name} {match['argument']}: {error}") from error
    return Directive(name=name, argument=match["argument"].strip(), body=body, data=data)


def directives(part: Part, *names: str) -> Iterator[Directive]:
    """Las directivas de una parte que se llaman así."""
    for cell in part.cells:
        if cell.cell_type == "markdown":
            for piece in split_directives(cell.source, part.name):
                if isinstance(piece, Directive) and piece.name in names:
                    yield piece


def variants(question: Directive) -> list[dict[str, Any]]:
    """Una pregunta con cada uno de sus juegos de números; ella misma, si no tiene.

    Las opciones se barajan, siempre igual: quien escribe suele poner primero la buena.
    """
    data = question.data
    options = random.Random(question.argument).sample(data["opciones"], len(data["opciones"]))
    return [_fill(data | {"opciones": options}, values) for values in data.get("variantes") or [{}]]


def _fill(value: Any, values: dict[str, Any]) -> Any:
    """Cambia `{nombre}` por su valor en todos los textos."""
    if isinstance(value, str):
        for name, replacement in values.items():
            value = value.replace(f"{{{name}}}", str(replacement))
        return value
    if isinstance(value, list):
        return [_fill(item, values) for item in value]
    if isinstance(value, dict):
        return {key: _fill(item, values) for key, item in value.items() if key != "variantes"}
    return value


def prediction_options(prediction: Directive) -> list[str]:
    """Lo que se puede predecir; no saberlo siempre vale."""
    return [*prediction.data["opciones"], "No lo sé"]


def listed_words(directive: Directive) -> list[str]:
    """Las palabras de una lista, una por línea."""
    return [line.removeprefix("-").strip() for line in directive.body.splitlines()]


def read_card(name: str) -> list[NotebookNode]:
    """Las celdas de una ficha."""
    cells: list[NotebookNode] = jupytext.read(GUIDE / "fichas" / f"{name}.md", fmt="md:myst").cells
    return cells


@cache
def read_glossary() -> dict[str, dict[str, Any]]:
    """Las palabras del glosario y la parte en que se aprenden."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted((GUIDE / "glosario").glob("parte*.yaml")):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        number = int(re.sub(r"\D", "", path.stem))
        for word, entry in (data.get("terminos") or {}).items():
            found.setdefault(word, {**entry, "parte": number})
    return found
