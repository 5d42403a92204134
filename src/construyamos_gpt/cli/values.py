"""Tipos de valores que aceptan lo que una persona teclea: «0,8» vale igual que «0.8»."""

from __future__ import annotations

import click

__all__ = ["DecimalNumber", "WholeNumber"]


class WholeNumber(click.IntRange):
    """Un número entero, con su mínimo si lo tiene."""

    name = "número entero"


class DecimalNumber(click.ParamType[float]):
    """Un número con punto o con coma."""

    name = "número"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """El número, o un error que dice qué se ha recibido."""
        try:
            return float(str(value).replace(",", "."))
        except ValueError:
            self.fail(f"{value!r} no es un número (por ejemplo, 0,8).", param, ctx)
