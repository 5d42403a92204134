"""El metro: qué parte de los versos tiene las sílabas que pide su forma.

En soneto, tercetos y octavas se piden once; en redondillas y romance, ocho. Un verso vale si se
puede leer con esas sílabas sin forzarlo mucho: las licencias de `verse` tienen un coste, y aquí se
admiten hasta `STRICT_COST`. Con más manga ancha casi cualquier línea de diez a doce sílabas
pasaría por endecasílabo.

Un endecasílabo, además, lleva acentos en sitios fijos: se cuenta aparte.
"""

from __future__ import annotations

from construyamos_gpt.measures.poems import SYLLABLES, Sample
from construyamos_gpt.verse import Line, is_hendecasyllable
from construyamos_gpt.verse.scansion import STRICT_COST

__all__ = ["in_metre", "lines_in_metre", "stressed_lines"]


def in_metre(line: Line, syllables: int) -> bool:
    """Si un verso tiene esas sílabas sin forzarlo mucho."""
    return line.count == syllables and line.cost <= STRICT_COST


def lines_in_metre(sample: Sample, syllables: int) -> tuple[int, int]:
    """Cuántos versos miden lo que deben, de cuántos.

    Args:
        sample: el poema.
        syllables: la medida; si su forma pide otra, o ninguna, no se cuenta nada: (0, 0).
    """
    if SYLLABLES.get(sample.form) != syllables:
        return 0, 0
    return sum(in_metre(line, syllables) for line in sample.lines), len(sample.lines)


def stressed_lines(sample: Sample) -> tuple[int, int]:
    """Cuántos versos son endecasílabos también por los acentos, de cuántos.

    Si la forma no pide once sílabas no se cuenta nada: (0, 0).
    """
    if SYLLABLES.get(sample.form) != 11:
        return 0, 0
    return sum(is_hendecasyllable(line.text) for line in sample.lines), len(sample.lines)
