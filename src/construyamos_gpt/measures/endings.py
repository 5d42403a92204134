"""El final: si el poema se calla solo, y si se calla donde termina una frase."""

from __future__ import annotations

from construyamos_gpt.measures.poems import Sample

__all__ = ["CLOSING", "closes"]

CLOSING = tuple(".!?…»”’'")


def closes(sample: Sample) -> bool:
    """Si acaba en un signo de los que cierran una frase."""
    return sample.text.rstrip().endswith(CLOSING)
