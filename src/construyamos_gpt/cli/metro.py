"""`sancho metro`: un poema, medido verso a verso."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from construyamos_gpt.errors import CorpusError

if TYPE_CHECKING:
    from construyamos_gpt.verse import Line, Poem

__all__ = ["metro"]

_MARKERS = re.compile(r"<\|\w+\|>")
_LONGEST = 120  # letras de un verso que se enseñan: una línea más larga es prosa


@click.command(options_metavar="[OPCIONES]")
@click.argument("fichero", metavar="[FICHERO]", default="-")
@click.option(
    "--json", "as_json", is_flag=True, help="Solo el resultado, en JSON (para otros programas)."
)
def metro(fichero: str, as_json: bool) -> None:
    """Mide un poema: sílabas, acentos y rima de cada verso.

    Un verso por línea y, entre estrofas, una línea en blanco. Sin FICHERO, o con «-», se lee de la
    entrada: sancho generar | sancho metro
    """
    from construyamos_gpt.verse import scan_poem

    text = _read_input() if fichero == "-" else _read_file(Path(fichero))
    poem = scan_poem(_MARKERS.sub("\n", text))
    if not poem.lines:
        raise CorpusError(
            "No hay ningún verso que medir.",
            received="un texto vacío" if fichero == "-" else fichero,
            hint="escribid un verso por línea y, entre estrofas, una línea en blanco.",
        )
    if as_json:
        click.echo(json.dumps(_as_list(poem), ensure_ascii=False, indent=2))
    else:
        _print_table(poem)
    if poem.unscanned:
        many = poem.unscanned != 1
        click.echo(
            f"{poem.unscanned} {'líneas' if many else 'línea'} sin medir; no "
            f"{'cuentan' if many else 'cuenta'} en la medida ni en la rima.",
            err=True,
        )


def _read_file(path: Path) -> str:
    """El texto de un fichero en cualquier codificación."""
    from construyamos_gpt.corpus.text_file import inspect_file, read_chunks

    if not path.is_file():
        raise CorpusError(
            "No existe ese fichero.",
            received=str(path),
            allowed="un fichero de texto, o «-» para leer de la entrada",
            hint="comprobad que la ruta está bien escrita.",
        )
    return "".join(read_chunks(inspect_file(path)))


def _read_input() -> str:
    """Lo que llega por la entrada, en cualquier codificación."""
    if sys.stdin.isatty():
        click.echo("Escribid los versos; al acabar, Ctrl-D (en Windows, Ctrl-Z e Intro).", err=True)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "entrada.txt"
        path.write_bytes(sys.stdin.buffer.read())
        try:
            return _read_file(path)
        except CorpusError as error:  # que no hable del fichero de paso
            raise CorpusError(
                error.what.replace("Ese fichero", "Lo que llega por la entrada"),
                allowed=error.allowed,
                hint="pasadle texto sin formato, en UTF-8.",
            ) from error


def _as_list(poem: Poem) -> list[dict[str, object]]:
    """Un objeto por verso."""
    stanza_of = [n for n, size in enumerate(poem.stanzas, 1) for _ in range(size)]
    return [
        {
            "verso": line.text,
            "silabas": line.count,
            "acentos": list(line.stresses),
            "rima": letter,
            "division": list(line.syllables),
            "medidas": list(line.counts),
            "estrofa": stanza,
            "forma": poem.form,
            **({"problema": line.problem} if line.problem else {}),
        }
        for line, letter, stanza in zip(poem.lines, poem.scheme, stanza_of, strict=True)
    ]


def _print_table(poem: Poem) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("verso")
    table.add_column("sílabas", justify="right")
    table.add_column("acentos")
    table.add_column("rima", justify="center")
    rows = iter(zip(poem.lines, poem.scheme, strict=True))
    for size in poem.stanzas:
        for _ in range(size):
            line, letter = next(rows)
            if line.count is None:
                table.add_row(_plain(line.text), "?", line.problem, "")
                continue
            table.add_row(
                _divided(line), str(line.count), " ".join(map(str, line.stresses)), letter
            )
        table.add_section()
    console = Console()
    console.print(table)
    facts = [f"forma: {poem.form}"]
    if poem.metre is not None:
        facts.append(f"medida: {poem.metre} sílabas")
    facts.append(f"rima: {poem.rhyme or 'sin rima'}")
    console.print(" · ".join(facts), highlight=False)


def _divided(line: Line) -> str:
    """Las sílabas, separadas por puntos; las acentuadas, en negrita: no se oyen igual."""
    if len(line.text) > _LONGEST:
        return _plain(line.text)
    return "·".join(
        f"[bold]{syllable}[/bold]" if i in line.stresses else syllable
        for i, syllable in enumerate(line.syllables, 1)
    )


def _plain(text: str) -> str:
    """El texto tal cual, recortado si es muy largo y sin que rich lea en él sus marcas."""
    from rich.markup import escape

    short = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    return escape(short)
