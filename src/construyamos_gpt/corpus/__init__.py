"""El texto de entrenamiento: de dónde sale, cómo se parte en piezas y cómo se reparte."""

from pathlib import Path

from construyamos_gpt.corpus.download import download_cervantes
from construyamos_gpt.corpus.own_text import open_own_text, read_pieces
from construyamos_gpt.corpus.pieces import SPLITS, Corpus, Piece, Split
from construyamos_gpt.corpus.pocket import pocket_corpus
from construyamos_gpt.corpus.sources import load_corpus
from construyamos_gpt.corpus.summary import CorpusSummary, summarize

__all__ = [
    "SPLITS",
    "Corpus",
    "CorpusSummary",
    "Piece",
    "Split",
    "build_cervantes",
    "download_cervantes",
    "load_corpus",
    "open_own_text",
    "pocket_corpus",
    "read_pieces",
    "summarize",
]


def build_cervantes(folder: Path) -> Corpus:
    """El corpus de Cervantes de una carpeta; véase `construyamos_gpt.corpus.cervantes`."""
    from construyamos_gpt.corpus.cervantes import build_cervantes  # tarda: solo si hace falta

    return build_cervantes(folder)
