"""De una parte de la guía a su cuaderno, para Colab y Jupyter.

Las directivas se cambian por lo que un cuaderno sabe enseñar: la pregunta, por sus opciones y la
respuesta plegada; la predicción, por un formulario. Se ejecuta todo, y lo que la prosa pide con
{eval} se sustituye por lo que ha salido.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
from herramientas.guia.pieces import read_piece
from herramientas.guia.source import (
    NOTEBOOKS,
    TERM,
    TITLES,
    Directive,
    GuideError,
    Part,
    listed_words,
    prediction_options,
    read_card,
    read_glossary,
    split_directives,
    variants,
)
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

Cell = nbformat.NotebookNode
LETTERS = "abcdefgh"
PIECES = (
    *((2, "tokens"), (3, "embeddings"), (4, "Layer Norm"), (5, "self-attention")),
    *((6, "MLP"), (7, "output"), (8, "entrenamiento"), (9, "generación")),
)
SETUP = """# @title Preparar este cuaderno (una vez)
import importlib.util
import subprocess
import sys

if importlib.util.find_spec("construyamos_gpt") is None:
    if "google.colab" in sys.modules:  # en Colab se instala lo que falta; PyTorch ya está
        order = [sys.executable, "-m", "pip", "install", "-q", "construyamos-gpt"]
        subprocess.run(order, check=True)
    else:
        print("Falta el proyecto. En la carpeta en que está: pip install .")
print("Todo listo.")"""
EVAL = re.compile(r"\{eval\}`(\w+)`")
_ADDRESS = re.compile(r" at 0x[0-9a-f]+")


def build(part: Part) -> Cell:
    """El cuaderno de una parte, sin ejecutar y con los {eval} todavía puestos."""
    cells = [new_code_cell(SETUP, metadata={"tags": ["preparar"], "cellView": "form"})]
    for cell in part.cells:
        cells += _transform(cell, part)
    for number, cell in enumerate(cells):
        cell.id = f"p{part.number}-{number:03}"
        cell.metadata["huella"] = hashlib.sha256(cell.source.encode("utf-8")).hexdigest()[:16]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel})


def _transform(cell: Cell, part: Part) -> Iterator[Cell]:
    """Las celdas en que se convierte una de la fuente."""
    if cell.cell_type == "code":
        tags = list(cell.metadata.get("tags", []))
        view = {"cellView": "form"} if "formulario" in tags else {}
        yield new_code_cell(cell.source, metadata={"tags": tags, "origen": "guía", **view})
        return
    for piece in split_directives(cell.source, part.name):
        if isinstance(piece, str):
            yield new_markdown_cell(_plain(piece))
        else:
            yield from _directive(piece, part)


def _plain(text: str) -> str:
    """Markdown que entiende cualquier cuaderno."""
    return TERM.sub(r"**\1**", text)


def _directive(piece: Directive, part: Part) -> Iterator[Cell]:
    """Lo que un cuaderno enseña de una directiva."""
    if piece.name == "pregunta":
        yield new_markdown_cell(_question(variants(piece)[0]))
    elif piece.name == "prediccion":
        yield from _prediction(piece)
    elif piece.name == "decision":
        yield new_markdown_cell(_decision(piece.data))
    elif piece.name == "reto":
        yield new_markdown_cell(_challenge(piece.data))
    elif piece.name == "ficha":
        for cell in read_card(piece.argument):
            yield from _transform(cell, part)
    elif piece.name == "pieza":
        still = f"**En la página, aquí hay una pieza que se toca.** {read_piece(piece).still}"
        yield new_markdown_cell(_quoted(_plain(still)))
    elif piece.name in TITLES:
        yield new_markdown_cell(_quoted(f"**{TITLES[piece.name]}.** {_plain(piece.body)}"))
    elif piece.name == "palabras":
        yield new_markdown_cell(_words(piece))
    elif piece.name == "mapa":
        yield new_markdown_cell(_map(int(piece.argument)))


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def _folded(title: str, text: str) -> str:
    """Algo que se abre al tocarlo."""
    return f"<details><summary>{title}</summary>\n\n{text}\n\n</details>"


def _question(data: dict[str, Any]) -> str:
    options = data["opciones"]
    shown = "\n".join(
        f"- **{letter})** {option['texto']}"
        for letter, option in zip(LETTERS, options, strict=False)
    )
    answers = "\n\n".join(
        f"**{letter})** {'✔' if option.get('correcta') else '✘'} {option['respuesta']}"
        for letter, option in zip(LETTERS, options, strict=False)
    )
    return _plain(
        f"**Pregunta.** {data['enunciado']}\n\n{shown}\n\n{_folded('Ver las respuestas', answers)}"
    )


def _prediction(piece: Directive) -> Iterator[Cell]:
    options = prediction_options(piece)
    yield new_markdown_cell(
        _plain(
            f"**Antes de mirar.** {piece.data['enunciado']}\n\nEscoged una respuesta y ejecutad la "
            "celda; el resultado está más abajo."
        )
    )
    listed = json.dumps(options, ensure_ascii=False)
    yield new_code_cell(
        f'prediccion = "No lo sé"  # @param {listed}\nprint("Vuestra predicción:", prediccion)',
        metadata={"tags": ["formulario"], "cellView": "form"},
    )


def _decision(data: dict[str, Any]) -> str:
    options = "\n".join(f"- {option['texto']}" for option in data["opciones"])
    return _plain(f"**Vuestra decisión.** {data['enunciado']}\n\n{options}")


def _challenge(data: dict[str, Any]) -> str:
    return _plain(
        f"**Reto.** {data['enunciado']}\n\n{_folded('Una pista', data['pista'])}\n\n"
        f"{_folded('La solución', data['solucion'])}"
    )


def _words(piece: Directive) -> str:
    glossary = read_glossary()
    lines = []
    for word in listed_words(piece):
        if word not in glossary:
            raise GuideError(f"la palabra «{word}» no está en el glosario")
        lines.append(f"- **{word}**: {glossary[word]['definicion']}")
    return "\n".join(lines)


def _map(part: int) -> str:
    """El mapa del modelo: lo que ya se ha construido y lo que falta."""
    done = [f"**{name}** ✔" if number <= part else name for number, name in PIECES]
    return "**El mapa.** texto → " + " → ".join(done) + " → poema"


def run(notebook: Cell, *, quick: bool, seconds: int = 900) -> Cell:
    """Ejecuta un cuaderno en una carpeta vacía y pone en la prosa lo que ha salido.

    Args:
        notebook: el de `build`.
        quick: con menos cuentas, para comprobar que corre.
        seconds: lo que puede tardar una celda.
    """
    names = sorted({name for cell in notebook.cells for name in EVAL.findall(cell.source)})
    tail = "import json as _json\n_found = {}\n" + "".join(
        f"_found[{n!r}] = str({n})\n" for n in names
    )
    tail += "print(_json.dumps(_found))"
    whole = nbformat.from_dict(notebook)
    whole.cells = [*notebook.cells, new_code_cell(tail)]
    environment = {**os.environ, "SANCHO_RAPIDO": "1" if quick else "", "MPLBACKEND": "agg"}
    with tempfile.TemporaryDirectory() as folder:
        client = NotebookClient(
            whole, timeout=seconds, kernel_name="python3", resources={"metadata": {"path": folder}}
        )
        client.execute(env=environment)
    values = json.loads(whole.cells[-1].outputs[-1].text)
    whole.cells = whole.cells[:-1]
    whole.metadata = {**notebook.metadata, "valores": values}
    for cell in whole.cells:
        if cell.cell_type == "markdown":
            cell.source = EVAL.sub(lambda match: values[match[1]], cell.source)
        else:
            _clean(cell)
    return whole


def _clean(cell: Cell) -> None:
    """Quita de lo que ha salido lo que cambia cada vez: cuentas de celda, tiempos, direcciones."""
    cell.execution_count = None
    cell.metadata.pop("execution", None)
    kept = []
    for output in cell.outputs:
        if output.output_type == "stream" and output.name == "stderr":
            continue  # barras de progreso y avisos
        if "execution_count" in output:
            output.execution_count = None
        if "text" in output:
            output.text = _ADDRESS.sub("", output.text)
        if kept and output.output_type == kept[-1].output_type == "stream":
            kept[-1].text += output.text  # lo que llegó a trozos, junto
        else:
            kept.append(output)
    cell.outputs = kept


def write(part: Part, notebook: Cell) -> Path:
    """Guarda el cuaderno de una parte."""
    NOTEBOOKS.mkdir(exist_ok=True)
    path = NOTEBOOKS / f"{part.name}.ipynb"
    path.write_text(nbformat.writes(notebook, version=4) + "\n", encoding="utf-8")
    return path
