"""La puerta de entrada: órdenes, idioma y errores.

Cada orden importa lo que necesita cuando se usa: PyTorch tarda más de un segundo en cargarse, y
`sancho --help` no lo necesita.
"""

from __future__ import annotations

import gettext
import io
import os
import sys
from importlib import import_module
from importlib.resources import as_file, files

import click

from construyamos_gpt.errors import SanchoError

__all__ = ["main", "sancho"]

COMMANDS = ("generar", "soneto", "entrenar", "ensayar", "evaluar", "metro", "corpus", "sitio")


class LateGroup(click.Group):
    """Un grupo que importa cada orden solo cuando hace falta."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Las órdenes, en el orden en que se enseñan."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """La orden que se llama así."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"construyamos_gpt.cli.{cmd_name}")
        command: click.Command = getattr(module, cmd_name)
        return command


@click.group(
    cls=LateGroup, options_metavar="[OPCIONES]", subcommand_metavar="ORDEN [OPCIONES DE LA ORDEN]"
)
@click.version_option(
    package_name="construyamos-gpt", prog_name="sancho", help="Enseña la versión y termina."
)
def sancho() -> None:
    """Construid un GPT desde cero, con Cervantes: leed, entrenad y escribid."""


def main() -> None:
    """Ejecuta `sancho` con los mensajes en español y los errores sin traza.

    Códigos de salida: 0, bien; 1, quien leía la salida se ha ido (`sancho generar | head`); 2,
    error explicado en stderr; 130, interrumpido con Ctrl-C.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    os.environ["LANGUAGE"] = "es"  # click traduce con gettext, que mira esta variable
    with as_file(files("construyamos_gpt.cli").joinpath("idioma")) as folder:
        gettext.bindtextdomain("messages", str(folder))
        try:
            code = sancho.main(prog_name="sancho", standalone_mode=False)
        except click.ClickException as error:
            error.show()
            code = error.exit_code
        except SanchoError as error:
            click.echo(f"Error: {error}", err=True)
            code = 2
        except (click.Abort, KeyboardInterrupt):
            click.echo("\nInterrumpido.", err=True)
            code = 130
    sys.exit(code)
