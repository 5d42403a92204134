"""De los cuadernos ejecutados a la página: un sitio estático que Sphinx compone con MyST-NB.

Cada directiva de la guía se convierte aquí en HTML corriente, que se lee entero sin JavaScript;
`estaticos/guia.js` añade lo demás: contestar, esconder el resultado hasta haber predicho y
recordar por dónde se va.
"""

from __future__ import annotations

import html
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import latex2mathml.converter
import nbformat
from herramientas.guia.notebooks import EVAL, LETTERS, PIECES, Cell
from herramientas.guia.offline import write_worker
from herramientas.guia.pieces import copy_web, link_pieces, piece_html, read_piece
from herramientas.guia.security import secure
from herramientas.guia.source import (
    GUIDE,
    NOTEBOOKS,
    ROOT,
    TERM,
    TITLES,
    Directive,
    Part,
    directives,
    listed_words,
    prediction_options,
    read_card,
    read_glossary,
    read_parts,
    split_directives,
    variants,
)
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

HERE = Path(__file__).parent
CERTIFICATE = ROOT / "src/construyamos_gpt/notebook/certificado.svg"
PAGES = ("familias_y_profesores", "preguntas_frecuentes", "progreso", "y_ahora_que")


def to_mathml(latex: str, *, block: bool = False) -> str:
    """Una fórmula en MathML, que los navegadores dibujan sin ayuda."""
    return latex2mathml.converter.convert(latex, display="block" if block else "inline")


_MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable("table")
_MARKDOWN.use(
    dollarmath_plugin,
    renderer=lambda content, options: to_mathml(content, block=options["display_mode"]),
)


def to_html(text: object, *, inline: bool = False) -> str:
    """Markdown, con fórmulas y palabras del glosario, en HTML."""
    linked = TERM.sub(_term_link, str(text))
    return str(_MARKDOWN.renderInline(linked) if inline else _MARKDOWN.render(linked)).strip()


def _term_link(match: re.Match[str]) -> str:
    word = match[1]
    return f'<a href="glosario.html#term-{word.replace(" ", "-")}">{word}</a>'


def pages(part: Part, executed: Cell, repository: str | None = None) -> Cell:
    """La página de una parte, como cuaderno que MyST-NB sabe leer."""
    done = [cell for cell in executed.cells if "origen" in cell.metadata]
    outputs = iter(done)
    values = executed.metadata.get("valores", {})
    cells = list(_cells(part.cells, part, outputs, values))
    title, rest = cells[0].source.split("\n", 1)
    cells[:1] = [
        new_markdown_cell(title),
        _raw(_notebook_links(part.name, repository)),
        new_markdown_cell(rest),
    ]
    return new_notebook(cells=cells, metadata=executed.metadata)


def _notebook_links(name: str, repository: str | None) -> str:
    """Dónde está el cuaderno de una parte: para abrirlo en Colab y para descargarlo."""
    download = f'<a href="{name}.ipynb" download>Descargar el cuaderno</a>'
    colab = "https://colab.research.google.com/"
    if repository is None:  # aún no se sabe dónde está publicado: se descarga y se sube
        return f'<p class="cuaderno">{download}</p>'
    address = f"{colab}github/{repository}/blob/main/cuadernos/{name}.ipynb"
    link = f'<a href="{html.escape(address, quote=True)}">Abrir en Colab</a>'
    return f'<p class="cuaderno">{link} · {download}</p>'


def _cells(
    cells: list[Cell], part: Part, outputs: Iterator[Cell], values: dict[str, str]
) -> Iterator[Cell]:
    hidden = False  # si estamos dentro de un resultado que se esconde
    for cell in cells:
        is_result = "resultado" in cell.metadata.get("tags", [])
        if is_result != hidden:
            yield _raw("<div class='resultado-empieza'></div>" if is_result else _END)
            hidden = is_result
        if cell.cell_type == "code":
            ran = next(outputs)
            tags = ["hide-input", *cell.metadata.get("tags", [])]
            yield new_code_cell(cell.source, outputs=ran.outputs, metadata={"tags": tags})
            continue
        text = EVAL.sub(lambda match: values[match[1]], cell.source)
        for piece in split_directives(text, part.name):
            if isinstance(piece, str):
                yield new_markdown_cell(piece)
            elif piece.name == "ficha":
                yield _raw("<aside class='ficha'>")
                yield from _cells(read_card(piece.argument), part, outputs, values)
                yield _raw("</aside>")
            else:
                yield _raw(_directive(piece))
    if hidden:
        yield _raw(_END)


_END = "<div class='resultado-acaba'></div>"


def _raw(content: str) -> Cell:
    return new_markdown_cell(f"```{{raw}} html\n{content}\n```")


def _directive(piece: Directive) -> str:
    """El HTML de una directiva."""
    if piece.name == "pregunta":
        return _question(piece)
    if piece.name == "prediccion":
        return _prediction(piece)
    if piece.name == "decision":
        options = "".join(
            f"<li>{to_html(o['texto'], inline=True)}</li>" for o in piece.data["opciones"]
        )
        body = f"{to_html(piece.data['enunciado'])}<ul>{options}</ul>"
        return _box("decision", "Vuestra decisión", body)
    if piece.name == "reto":
        data = piece.data
        body = to_html(data["enunciado"])
        body += _folded("Una pista", to_html(data["pista"]))
        body += _folded("La solución", to_html(data["solucion"]))
        return _box("reto", "Reto", body)
    if piece.name == "palabras":
        return _words(piece)
    if piece.name == "mapa":
        return _map(int(piece.argument))
    if piece.name == "pieza":
        found = read_piece(piece)
        return piece_html(found, to_html(found.still))
    return _box(piece.name, TITLES[piece.name], to_html(piece.body))


def _box(kind: str, title: str, body: str) -> str:
    return f'<section class="caja {kind}"><p class="titulo">{title}</p>{body}</section>'


def _folded(title: str, body: str) -> str:
    return f"<details><summary>{title}</summary>{body}</details>"


def _question(piece: Directive) -> str:
    """Una pregunta: sus variantes viajan en el HTML; la primera se lee sin JavaScript."""
    shown = [
        {
            "enunciado": to_html(data["enunciado"], inline=True),
            "opciones": [
                {
                    "texto": to_html(option["texto"], inline=True),
                    "respuesta": to_html(option["respuesta"], inline=True),
                    "buena": bool(option.get("correcta")),
                }
                for option in data["opciones"]
            ],
        }
        for data in variants(piece)
    ]
    first = shown[0]
    options = "".join(f"<li>{option['texto']}</li>" for option in first["opciones"])
    answers = "".join(
        f"<p><strong>{letter})</strong> {'✔' if option['buena'] else '✘'} {option['respuesta']}</p>"
        for letter, option in zip(LETTERS, first["opciones"], strict=False)
    )
    return (
        f'<section class="caja pregunta" data-pregunta="{piece.argument}">'
        f'<p class="titulo">Pregunta</p><p>{first["enunciado"]}</p><ol type="a">{options}</ol>'
        f"{_folded('Ver las respuestas', answers)}"
        f'<script type="application/json">{_json(shown)}</script></section>'
    )


def _prediction(piece: Directive) -> str:
    options = [to_html(option, inline=True) for option in prediction_options(piece)]
    listed = "".join(f"<li>{option}</li>" for option in options)
    return (
        f'<section class="caja prediccion" data-prediccion="{piece.argument}">'
        f'<p class="titulo">Antes de mirar</p>{to_html(piece.data["enunciado"])}'
        f'<ul>{listed}</ul><script type="application/json">{_json(options)}</script></section>'
    )


def _json(value: Any) -> str:
    """Un JSON que puede ir dentro de una página."""
    return json.dumps(value, ensure_ascii=False).replace("</", "<\\/")


def _words(piece: Directive) -> str:
    glossary = read_glossary()
    words = listed_words(piece)
    rows = "".join(f"<dt>{word}</dt><dd>{glossary[word]['definicion']}</dd>" for word in words)
    return _box("palabras", "Palabras nuevas", f"<dl>{rows}</dl>")


def _map(part: int) -> str:
    """El mapa del modelo, lleno hasta esta parte."""
    items = "".join(
        f'<li class="{"hecho" if number <= part else "falta"}">{name}'
        f"<span class='oculto'>{' (hecho)' if number <= part else ' (falta)'}</span></li>"
        for number, name in PIECES
    )
    return f'<nav class="mapa" aria-label="El mapa del modelo"><ol>{items}</ol></nav>'


def _glossary(parts: list[Part]) -> str:
    """La página del glosario."""
    entries = []
    names = {part.number: part.name for part in parts}
    for word, entry in sorted(read_glossary().items(), key=lambda item: item[0].casefold()):
        lines = [entry["definicion"]]
        if entry.get("ingles") and entry["ingles"] != word:
            lines.append(f"En inglés, *{entry['ingles']}*.")
        if entry.get("paises"):
            lines.append(entry["paises"])
        number = entry["parte"]
        lines.append(f"([Parte\N{NO-BREAK SPACE}{number}]({names[number]}.ipynb))")
        entries.append(f"{word}\n  " + " ".join(lines))
    body = "\n\n".join(entries)
    intro = "# Glosario\n\nLas palabras de la guía, con la parte en que se aprenden."
    return f"{intro}\n\n:::{{glossary}}\n{body}\n:::\n"


def _progress(parts: list[Part]) -> str:
    """Lo que hay que contestar en cada parte; `progreso.js` pone al lado lo ya contestado."""
    rows = []
    for part in parts:
        questions = [piece.argument for piece in directives(part, "pregunta")]
        predictions = [piece.argument for piece in directives(part, "prediccion")]
        asked = [read_piece(piece).prediction for piece in directives(part, "pieza")]
        predictions += [prediction.name for prediction in asked if prediction]
        rows.append(
            f'<tr><th scope="row"><a href="{part.name}.html">{part.number}. '
            f"{html.escape(part.title)}</a></th>"
            f'<td data-claves="{_keys("pregunta", questions)}">{len(questions)}</td>'
            f'<td data-claves="{_keys("prediccion", predictions)}">{len(predictions)}</td></tr>'
        )
    head = "".join(
        f'<th scope="col">{name}</th>' for name in ("Parte", "Preguntas", "Predicciones")
    )
    body = "".join(rows)
    return f'<table class="progreso"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _page(name: str) -> str:
    """Una página que no es una parte, con sus directivas ya en HTML."""
    text = (GUIDE / f"{name}.md").read_text(encoding="utf-8")
    pieces = split_directives(text, name)
    return "\n\n".join(p if isinstance(p, str) else _raw(_directive(p)).source for p in pieces)


def _keys(kind: str, names: list[str]) -> str:
    """Los nombres con que `guia.js` recuerda lo contestado."""
    return html.escape(" ".join(f"{kind}:{name}" for name in names), quote=True)


def write_sources(folder: Path, repository: str | None) -> None:
    """Deja en `folder` lo que Sphinx necesita: las páginas y su configuración."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copy(HERE / "sphinx_conf.py", folder / "conf.py")
    shutil.copytree(HERE / "estaticos", folder / "_static")
    parts = read_parts()
    for part in parts:
        executed = nbformat.read(NOTEBOOKS / f"{part.name}.ipynb", as_version=4)
        page = nbformat.writes(pages(part, executed, repository), version=4)
        (folder / f"{part.name}.ipynb").write_text(page, encoding="utf-8")
    for name in (*PAGES, "index"):
        (folder / f"{name}.md").write_text(_page(name) + "\n", encoding="utf-8")
    shutil.copy(CERTIFICATE, folder / "_static")
    (folder / "progreso_partes.html").write_text(_progress(parts), encoding="utf-8")
    (folder / "glosario.md").write_text(_glossary(parts), encoding="utf-8")
    shutil.copytree(NOTEBOOKS, folder / "cuadernos")


def compose(repository: str | None = None) -> Path | None:
    """Compone el sitio entero en `build/html`, que es nuestra, y dice dónde; `None`, si hay avisos.

    Args:
        repository: `dueño/nombre` del proyecto en GitHub, para que Colab abra los cuadernos.
    """
    from sphinx.cmd.build import build_main

    sources, cache, folder = (ROOT / "build" / name for name in ("sitio", "doctrees", "html"))
    write_sources(sources, repository)
    for old in (cache, folder):
        shutil.rmtree(old, ignore_errors=True)
    order = ["-q", "-W", "--keep-going", "-b", "html", "-d", str(cache), str(sources), str(folder)]
    if build_main(order):
        return None
    finish(folder)
    return folder


def finish(folder: Path) -> None:
    """Lo que falta cuando Sphinx acaba: las piezas, la política de seguridad y lo que se guarda."""
    shutil.rmtree(folder / "_sources", ignore_errors=True)  # MyST-NB las deja, aunque no se piden
    places = copy_web(folder)
    link_pieces(folder, places)
    secure(folder)
    write_worker(folder, places["model"])


def build_site(folder: Path, repository: str | None = None) -> int:
    """Compone el sitio en `folder` y devuelve 0 si no ha habido avisos; `compose` dice lo demás."""
    from construyamos_gpt.cli.sitio import copy_site

    built = compose(repository)
    if built is None:
        return 1
    copy_site(built, folder)
    return 0
