"""La terminal: cada orden del README, los errores en español y el poema solo en stdout."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from construyamos_gpt.corpus import pocket_corpus

ROOT = Path(__file__).parent.parent
ORDERS = ("generar", "soneto", "entrenar", "ensayar", "evaluar", "metro", "corpus", "sitio")
SANCHO = [sys.executable, "-c", "from construyamos_gpt.cli import main; main()"]
# Como en un wheel: el sitio construido, al lado del programa.
PACKED = "import construyamos_gpt.cli.sitio as s, pathlib; s.SITE = pathlib.Path('empaquetado')\n"


def run(
    *arguments: str | Path, cwd: Path, code: int = 0, before: str = ""
) -> subprocess.CompletedProcess[str]:
    """Ejecuta `sancho` como lo haría una persona, sin red ni corpus."""
    environment = {k: v for k, v in os.environ.items() if k != "CONSTRUYAMOS_CORPUS"}
    done = subprocess.run(
        [*SANCHO[:-1], before + SANCHO[-1], *map(str, arguments)],
        cwd=cwd,
        env={**environment, "CONSTRUYAMOS_CACHE": str(cwd / "cache"), "LANG": "C"},
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return done


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Un modelo entrenado de verdad, unos pasos, con el romancero de bolsillo."""
    folder = tmp_path_factory.mktemp("taller")
    run("entrenar", "--corpus", "bolsillo", "--pasos", "3", "--salida", "mi_sancho", cwd=folder)
    return folder


def readme_commands() -> list[str]:
    """Las líneas `sancho …` de los bloques de código del README."""
    blocks = re.findall(r"```bash\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.S)
    lines = [line for block in blocks for line in block.splitlines()]
    return [line for line in lines if line.startswith("sancho ")]


def test_the_readme_shows_every_order() -> None:
    shown = {line.split()[1] for line in readme_commands()}
    assert shown == set(ORDERS)


@pytest.mark.parametrize("line", readme_commands())
def test_every_readme_command_works(line: str, trained: Path) -> None:
    """Tal cual, salvo que aquí se entrena unos pocos pasos y sin descargar nada."""
    import shlex

    arguments = shlex.split(line)[1:]
    (trained / "mi_libro.txt").write_text(
        "\n\n".join(piece.text for piece in pocket_corpus().pieces("train")), encoding="utf-8"
    )
    (trained / "poema.txt").write_text("Dulce Dulcinea,\nluz de la aldea.\n", encoding="utf-8")
    if arguments[0] == "entrenar" and "--reanudar" not in arguments:
        if "--corpus" not in arguments:
            arguments += ["--corpus", "bolsillo"]
        if "--minutos" in arguments:
            arguments[arguments.index("--minutos") + 1] = "0,02"
        else:
            arguments += ["--pasos", "1"]
        arguments[arguments.index("--salida") + 1] += "_" + str(abs(hash(line)))
    if arguments[0] == "ensayar":
        arguments[arguments.index("--modelo") + 1] = "mi_sancho"
        arguments += ["--corpus", "bolsillo", "--vueltas", "1"]
    if arguments[0] == "corpus":
        arguments += ["--corpus", "bolsillo"]
    if arguments[0] == "evaluar" and "--texto-archivo" not in arguments:
        arguments += ["--corpus", "bolsillo", "--muestras", "5"]
    before = ""
    if arguments[0] == "sitio":  # el de verdad se prueba en tests/guia/test_site.py
        (trained / "empaquetado/_static/sancho-mini-0").mkdir(parents=True)
        (trained / "empaquetado/index.html").write_text("La guía", encoding="utf-8")
        before = PACKED
    done = run(*arguments, cwd=trained, before=before)
    if arguments[0] == "sitio":
        folder = trained / arguments[arguments.index("--salida") + 1]
        assert (folder / "index.html").read_text("utf-8") == "La guía"
        assert (folder / "_static/sancho-mini-0/model.safetensors").stat().st_size > 6_000_000
    if arguments[0] == "generar":
        assert done.stdout.strip()
        assert "fin" in done.stderr or "límite" in done.stderr
    if arguments[0] == "metro" and "--json" in arguments:
        assert [line["verso"] for line in json.loads(done.stdout)] == [
            "Dulce Dulcinea,",
            "luz de la aldea.",
        ]
    elif "--json" in arguments:
        result = json.loads(done.stdout)
        assert result["chars"] == len("Dulce Dulcinea,\nluz de la aldea.") + 2
        assert result["bits_per_char"] == pytest.approx(
            result["nats_per_char"] / 0.693147, rel=1e-4
        )


def test_training_leaves_what_the_readme_says(trained: Path) -> None:
    folder = trained / "mi_sancho"
    names = {"model.safetensors", "config.json", "tokenizer.json", "checkpoint.safetensors"}
    assert names | {"metrics.jsonl", "curva.png", "curva.svg"} <= {p.name for p in folder.iterdir()}
    first = json.loads((folder / "metrics.jsonl").read_text("utf-8").splitlines()[0])
    assert set(first) == {"step", "elapsed_s", "tokens_per_s", "train_loss", "val_loss"}


def test_only_the_poem_goes_to_stdout_and_the_seed_repeats_it(trained: Path) -> None:
    options = ["generar", "--modelo", "mi_sancho", "--tokens", "30", "--semilla", "4"]
    done = run(*options, "--texto", "¿Quién, 🙂?", "--estadisticas", cwd=trained)
    assert done.stdout.startswith("¿Quién, 🙂?")
    assert "[" not in done.stdout
    assert "por segundo" in done.stderr
    assert run(*options, "--texto", "¿Quién, 🙂?", cwd=trained).stdout == done.stdout
    assert len(run(*options, "--cuantos", "2", cwd=trained).stderr.splitlines()) == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["generar", "--temperatura", "0"], "mayor que 0"),
        (["generar", "--temperatura", "-1"], "mayor que 0"),
        (["generar", "--temperatura", "mucha"], "no es un número"),
        (["generar", "--top-p", "2"], "no mayor que 1"),
        (["generar", "--top-k", "0"], "no sirve"),
        (["generar", "--tokens", "-5"], "no sirve"),
        (["generar", "--modelo", "rocinante"], "No se encuentra ese modelo"),
        (["generar", "--forma", "haiku"], "no es ninguno de estos"),
        (["generar", "--tempratura", "1"], "No existe la opción"),
        (["cabalgar"], "No existe la orden"),
        (["evaluar", "--texto-archivo", "no_esta.txt"], "no_esta.txt"),
        (["evaluar", "--json", "--texto-archivo", "vacio.txt"], "nada que medir"),
        (["generar", "--semilla", "9" * 30], "no sirve"),
        (["entrenar", "--minutos", "inf"], "mayor que 0"),
        (["entrenar", "--corpus", "no_esta.txt"], "no_esta.txt"),
        (["entrenar", "--reanudar", "--salida", "vacia"], "ningún entrenamiento"),
        (["entrenar", "--reanudar", "--semilla", "3"], "Al reanudar"),
        (["entrenar", "--minutos", "0"], "mayor que 0"),
        (["ensayar", "--modelo", "rocinante"], "No se encuentra ese modelo"),
        (["ensayar", "--vueltas", "0"], "no sirve"),
        (["ensayar", "--salida", "."], "ya tiene algo"),
        (["sitio", "--salida", "x"], "python -m herramientas.guia sitio"),
        (["sitio"], "--salida"),
    ],
)
def test_errors_are_one_clear_message(arguments: list[str], message: str, tmp_path: Path) -> None:
    (tmp_path / "vacio.txt").write_text("\n\n", encoding="utf-8")
    done = run(*arguments, cwd=tmp_path, code=2)
    assert message in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("order", [[], *([order] for order in ORDERS)])
def test_help_is_in_spanish(order: list[str], tmp_path: Path) -> None:
    done = run(*order, "--help", cwd=tmp_path)
    for english in (
        "Usage",
        "Options",
        "OPTIONS",
        "Commands",
        "default",
        "Show",
        "TEXT ",
        "INTEGER",
    ):
        assert english not in done.stdout
    assert done.stdout.startswith("Uso: sancho")


def test_the_messages_catalog_is_compiled() -> None:
    import gettext

    from babel.messages.pofile import read_po

    folder = ROOT / "src/construyamos_gpt/cli/idioma/es/LC_MESSAGES"
    with (folder / "messages.po").open("rb") as po, (folder / "messages.mo").open("rb") as mo:
        source, compiled = read_po(po), gettext.GNUTranslations(mo)
    for message in source:
        if isinstance(message.id, tuple):
            assert compiled.ngettext(*message.id, 1) == message.string[0]
            assert compiled.ngettext(*message.id, 2) == message.string[1]
        elif message.id:
            assert compiled.gettext(message.id) == message.string


def test_without_network_it_says_so_and_uses_the_pocket_corpus(tmp_path: Path) -> None:
    done = run("corpus", "--sin-descarga", cwd=tmp_path)
    assert "bolsillo" in done.stdout + done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C se envía de otra manera en Windows")
def test_ctrl_c_saves_and_says_how_to_go_on(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [*SANCHO, "entrenar", "--corpus", "bolsillo", "--pasos", "100000", "--salida", "x"],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    limit = time.monotonic() + 60
    while not (tmp_path / "x/checkpoint.safetensors").exists() and time.monotonic() < limit:
        time.sleep(0.05)
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "sancho entrenar --reanudar --salida x" in stderr
    step = int(re.findall(r"paso (\d+)/", stderr)[-1])
    assert step > 0
