"""Palabras de 1784 que ninguna regla acierta, escritas a mano.

Son las que el Quijote no trae (nombres antiguos, cultismos, erratas del impresor) y las palabras
sueltas que cambian por sí solas.
"""

from __future__ import annotations

import re

__all__ = ["GLOSSARY", "PHRASES"]

# Abreviaturas y locuciones, antes de mirar palabra por palabra.
PHRASES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"&c\.", "etc."),
        (r"\b[Vv]ms\.?", "vuestras mercedes"),
        (r"\b[Vv]m\.(?= [a-zñáéíóú(]| [A-Z][a-z]+ [A-Z])", "vuestra merced"),
        (r"\b[Vv]m\b", "vuestra merced"),
        (r"\bS\. (?=[A-Z])", "San "),
        (r"\bD\. (?=[A-Z])", "don "),
        (r"\b[AaÁá] dios\b(?=,| [a-zó])", "adiós"),
    )
)

_PAIRS = """
á a · à a · ó o · ò o · é e · è e · ú u · ù u
"""

GLOSSARY: dict[str, str] = {
    old: new
    for pair in re.split(r"[·\n]", _PAIRS)
    if pair.strip()
    for old, new in [pair.split(maxsplit=1)]
}
GLOSSARY = {old: new.strip() for old, new in GLOSSARY.items()}
