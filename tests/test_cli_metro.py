"""`sancho metro`: lo que se enseña, lo que sale en JSON y lo que no se puede medir."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SANCHO = [sys.executable, "-c", "from construyamos_gpt.cli import main; main()", "metro"]
SONNET = """Un soneto me manda hacer Violante,
que en mi vida me he visto en tanto aprieto;
catorce versos dicen que es soneto:
burla burlando van los tres delante.

Yo pensé que no hallara consonante
y estoy a la mitad de otro cuarteto;
mas si me veo en el primer terceto
no hay cosa en los cuartetos que me espante.

Por el primer terceto voy entrando,
y parece que entré con pie derecho,
pues fin con este verso le voy dando.

Ya estoy en el segundo, y aun sospecho
que voy los trece versos acabando;
contad si son catorce, y está hecho.
"""  # Lope de Vega


def run(*arguments: str, stdin: bytes = b"", code: int = 0) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [*SANCHO, *arguments],
        input=stdin,
        env={**os.environ, "LANG": "C", "COLUMNS": "100"},
        capture_output=True,
    )
    out, err = done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
    assert done.returncode == code, err
    assert "Traceback" not in err
    return subprocess.CompletedProcess(done.args, code, out, err)


def test_a_sonnet(tmp_path: Path) -> None:
    path = tmp_path / "soneto.txt"
    path.write_text(SONNET, encoding="utf-8")
    done = run(str(path))
    assert "que‿en·mi·vi·da·me‿he·vis·to‿en·tan·to‿a·prie·to" in done.stdout
    assert "forma: soneto · medida: 11 sílabas · rima: consonante" in done.stdout
    assert done.stderr == ""


def test_json() -> None:
    found = json.loads(run("--json", stdin=SONNET.encode()).stdout)
    assert len(found) == 14
    assert {verse["silabas"] for verse in found} == {11}
    assert "".join(verse["rima"] for verse in found) == "ABBAABBACDCDCD"
    assert found[0]["verso"] == "Un soneto me manda hacer Violante,"
    assert found[0]["acentos"] == [3, 6, 8, 10]
    assert found[13]["estrofa"] == 4 and found[13]["forma"] == "soneto"


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "utf-16", "utf-8-sig"])
def test_any_encoding(encoding: str) -> None:
    done = run("-", "--json", stdin=SONNET.encode(encoding))
    assert json.loads(done.stdout)[4]["verso"] == "Yo pensé que no hallara consonante"


def test_what_cannot_be_scanned_is_counted_apart() -> None:
    strange = "Capítulo XIV\nSr. Quijano\n—\n🙂\n3 de mayo\n[bold]Hola[/bold]\nFelipe II\nуже"
    done = run("--json", stdin=(SONNET + "\n" + strange).encode())
    found = json.loads(done.stdout)[14:]
    assert [verse["silabas"] for verse in found] == [None] * 5 + [5, None, None]
    assert found[0]["acentos"] == [] and found[0]["rima"] == "-"
    assert "número romano" in found[0]["problema"]
    assert done.stderr.startswith("7 líneas sin medir")
    table = run(stdin=strange.encode())
    assert "[bold]" not in table.stdout and "número romano" in table.stdout


def test_prose_is_not_a_poem() -> None:
    prose = "En un lugar de la Mancha, de cuyo nombre no quiero acordarme, no ha mucho tiempo " * 40
    done = run(stdin=prose.encode())
    assert "forma: verso" in done.stdout and "sin rima" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "stdin", "message"),
    [
        (("no_existe.txt",), b"", "No existe ese fichero."),
        (("-",), b"", "No hay ningún verso que medir."),
        ((), b"\n \n\t\n", "No hay ningún verso que medir."),
        ((), bytes(range(256)) * 9, "Lo que llega por la entrada no es un texto"),
        ((), b"%PDF-1.7", "Lo que llega por la entrada no es un texto: es un PDF"),
    ],
)
def test_errors(arguments: tuple[str, ...], stdin: bytes, message: str) -> None:
    done = run(*arguments, stdin=stdin, code=2)
    assert message in done.stderr and done.stdout == ""
