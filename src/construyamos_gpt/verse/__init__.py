"""Verso: sílabas, acentos, rima y forma de un poema en español."""

from construyamos_gpt.verse.poem import Poem, assonates, rhymes, scan_poem
from construyamos_gpt.verse.scansion import Line, is_hendecasyllable, natural_reading, scan_line

__all__ = [
    "Line",
    "Poem",
    "assonates",
    "is_hendecasyllable",
    "natural_reading",
    "rhymes",
    "scan_line",
    "scan_poem",
]
