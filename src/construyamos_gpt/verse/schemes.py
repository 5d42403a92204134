"""Los esquemas: qué versos riman entre sí en cada forma, y cuánto miden.

Una letra es una rima: en «ABBA», el primero rima con el cuarto y el segundo con el tercero. Un
guion es un verso suelto y un espacio separa estrofas. En mayúscula, versos de once sílabas (arte
mayor); en minúscula, de ocho.
"""

from __future__ import annotations

from dataclasses import dataclass

from construyamos_gpt.errors import InvalidValueError

__all__ = ["SCHEMES", "Scheme", "find_scheme"]


@dataclass(frozen=True, kw_only=True)
class Scheme:
    """Una forma que se sabe componer.

    Attributes:
        name: su nombre, en singular.
        form: el símbolo con que se le pide al modelo (`tokens.FORMS`).
        patterns: los esquemas entre los que se sortea uno.
        metre: sílabas de cada verso.
        assonant: si la rima es asonante (solo las vocales) o consonante.
    """

    name: str
    form: str
    patterns: tuple[str, ...]
    metre: int
    assonant: bool = False


SCHEMES = {
    scheme.name: scheme
    for scheme in (
        Scheme(
            name="soneto",
            form="soneto",
            patterns=("ABBA ABBA CDE CDE", "ABBA ABBA CDC DCD", "ABBA ABBA CDE DCE"),
            metre=11,
        ),
        Scheme(name="terceto", form="tercetos", patterns=("ABA BCB CDC DEDE",), metre=11),
        Scheme(name="octava", form="octavas", patterns=("ABABABCC",), metre=11),
        Scheme(name="redondilla", form="redondillas", patterns=("abba cddc",), metre=8),
        Scheme(
            name="romance", form="romance", patterns=("-a-a-a-a-a-a-a-a",), metre=8, assonant=True
        ),
    )
}


def find_scheme(name: str) -> Scheme:
    """El esquema de una forma.

    Raises:
        InvalidValueError: si no se sabe componer.
    """
    if name not in SCHEMES:
        raise InvalidValueError(
            "No se sabe componer esa forma.", received=name, allowed=", ".join(SCHEMES)
        )
    return SCHEMES[name]
