"""La orden `python -m bench`: mide, enseña una tabla y guarda un JSON por medida."""

from __future__ import annotations

import gettext
import os
import subprocess
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.resources import as_file, files
from pathlib import Path

import click

from bench.catalog import MEASURES, Options
from bench.machine import WITHOUT_BF16, describe_machine, imitates_no_bf16
from construyamos_gpt.errors import SanchoError

__all__ = ["bench", "main"]

RESULTS = Path(__file__).parent / "resultados"
ROUNDS = 7
REPEATED = tuple(name for name, measure in MEASURES.items() if measure.repeat_without_bf16)
HELP = "Mide Construyamos-GPT. Sin nombrar ninguna medida, las hace todas.\n\n\b\nMedidas:\n"
HELP += "\n".join(f"  {name:<10}{measure.summary}" for name, measure in MEASURES.items())


@click.command(help=HELP, options_metavar="[OPCIONES]")
@click.argument("medidas", nargs=-1, type=click.Choice(list(MEASURES)), metavar="[MEDIDA]...")
@click.option("--rapido", is_flag=True, help="Tamaños diminutos: comprueba que corre, no mide.")
@click.option(
    "--sin-bf16", is_flag=True, help="Solo imitando una máquina sin bfloat16, en otro proceso."
)
@click.option(
    "--vueltas",
    type=click.IntRange(min=1),
    metavar="N",
    help=f"Turnos de cada comparado: {ROUNDS}, y 1 si es --rapido.",
)
@click.option(
    "--modelo",
    metavar="MODELO",
    default="sancho-mini",
    show_default=True,
    help="Nombre o carpeta del modelo que se mide.",
)
@click.option(
    "--hilos", type=click.IntRange(min=1), metavar="N", help="Hilos de PyTorch; los suyos, si no."
)
@click.option(
    "--salida",
    type=click.Path(path_type=Path),
    metavar="CARPETA",
    help="Dónde se guarda: bench/resultados, y dentro de rapido/ si es --rapido.",
)
def bench(
    medidas: tuple[str, ...],
    rapido: bool,
    sin_bf16: bool,
    vueltas: int | None,
    modelo: str,
    hilos: int | None,
    salida: Path | None,
) -> None:
    """La orden. Su ayuda es `HELP`."""
    flags = ["--modelo", modelo, *(["--rapido"] if rapido else [])]
    for name, value in (("--vueltas", vueltas), ("--hilos", hilos), ("--salida", salida)):
        flags += [name, str(value)] if value is not None else []
    if sin_bf16 and not imitates_no_bf16():
        sys.exit(_run_without_bf16(medidas, flags))
    import torch

    if hilos is not None:
        torch.set_num_threads(hilos)
    options = Options(
        quick=rapido,
        rounds=vueltas or (1 if rapido else ROUNDS),
        model=modelo,
        folder=salida or (RESULTS / "rapido" if rapido else RESULTS),
    )
    names = medidas or tuple(name for name in MEASURES if not sin_bf16 or name in REPEATED)
    succeeded = [_measure(name, options) for name in names]
    again = [name for name in names if name in REPEATED]
    if again and not imitates_no_bf16() and describe_machine()["precisión"] == "bfloat16":
        succeeded.append(_run_without_bf16(again, flags) == 0)
    sys.exit(0 if all(succeeded) else 1)


def _run_without_bf16(names: Sequence[str], flags: list[str]) -> int:
    """Se lanza a sí misma imitando una máquina sin bfloat16: eso se decide al cargar PyTorch."""
    command = [sys.executable, "-m", "bench", "--sin-bf16", *flags, *names]
    return subprocess.run(command, env={**os.environ, **WITHOUT_BF16}).returncode


def _measure(name: str, options: Options) -> bool:
    """Hace una medida, la enseña y la guarda. Devuelve si se ha podido hacer."""
    from rich.console import Console

    from bench.report import print_report

    console = Console()
    about = describe_machine()
    console.rule(name)
    console.print(
        f"{about['procesador']} · {about['hilos']} hilos de {about['núcleos']} núcleos · "
        f"torch {about['torch']} · {about['precisión']}"
        + (" · imitando una máquina sin bfloat16" if imitates_no_bf16() else ""),
        highlight=False,
    )
    if options.quick:
        console.print("--rapido: tamaños diminutos. Estas cifras NO son medidas.", style="bold")
    try:
        report = import_module(f"bench.{MEASURES[name].module}").run(options)
    except SanchoError as error:
        click.echo(f"No se ha podido medir «{name}». {error}", err=True)
        return False
    except ModuleNotFoundError as error:
        click.echo(f"Falta {error.name}: pip install -e '.[test]'", err=True)
        return False
    print_report(console, name, report, quick=options.quick)
    path = options.folder / f"{name}{'-sin-bf16' if imitates_no_bf16() else ''}.json"
    report.save(path, {"medida": name, "rápido": options.quick, **about})
    console.print(f"  Guardado en {path}\n", highlight=False, soft_wrap=True)
    return True


def main() -> None:
    """Ejecuta la orden con los mensajes de click en español."""
    os.environ["LANGUAGE"] = "es"
    with as_file(files("construyamos_gpt.cli").joinpath("idioma")) as folder:
        gettext.bindtextdomain("messages", str(folder))
        bench(prog_name="python -m bench")


if __name__ == "__main__":
    main()
