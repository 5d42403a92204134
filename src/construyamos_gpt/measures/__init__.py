"""Medir lo que escribe un modelo: ¿deletrea, mide, rima, inventa, copia, termina?

Cada medida es una función pura sobre poemas, en su fichero; `compare` las junta en una tabla.
"""

from construyamos_gpt.measures.comparison import SEED, Comparison, compare
from construyamos_gpt.measures.confidence import Estimate
from construyamos_gpt.measures.judge import MEASURES, Reference, judge
from construyamos_gpt.measures.ngrams import NGram
from construyamos_gpt.measures.poems import Sample
from construyamos_gpt.measures.samples import write_samples

__all__ = [
    "MEASURES",
    "SEED",
    "Comparison",
    "Estimate",
    "NGram",
    "Reference",
    "Sample",
    "compare",
    "judge",
    "write_samples",
]
