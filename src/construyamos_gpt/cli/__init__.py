"""La orden `sancho`: todo lo que hace el paquete, desde la terminal."""

from construyamos_gpt.cli.app import main

__all__ = ["main"]
