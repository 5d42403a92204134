"""Los números como los escribe una persona: «0,8» vale igual que «0.8», y así se enseñan."""

from __future__ import annotations

import click

__all__ = ["DecimalNumber", "WholeNumber", "comma", "thousands"]


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


def comma(value: float, digits: int = 3) -> str:
    """El número con coma decimal: `comma(1.5, 2)` es «1,50»."""
    return f"{value:.{digits}f}".replace(".", ",")


def thousands(value: int) -> str:
    """El entero con puntos de millar: `thousands(6500)` es «6.500»."""
    return f"{value:,}".replace(",", ".")
