"""Dónde y cómo corre un cuaderno: deprisa o entero, y con qué texto se mide."""

from __future__ import annotations

import os

from construyamos_gpt.corpus import Corpus, Piece, load_corpus, pocket_corpus
from construyamos_gpt.errors import SanchoError

__all__ = ["held_out", "quick", "studied_pieces"]

quick = os.environ.get("SANCHO_RAPIDO", "") not in ("", "0")
"""Si se ha pedido ir deprisa, con menos cuentas (`SANCHO_RAPIDO=1`): para comprobar que corre."""


def _corpus() -> Corpus:
    """Cervantes o lo que se haya pedido; si no se puede, el romancero de bolsillo."""
    try:
        return load_corpus(None)
    except SanchoError:
        return pocket_corpus()


def studied_pieces() -> list[Piece]:
    """Lo que se estudia al entrenar, en prosa y en verso."""
    return list(_corpus().pieces("train"))


def held_out() -> list[Piece]:
    """Poemas que el modelo no ha visto al estudiar.

    Son los de validación de Cervantes. Si no se encuentra el texto ni hay internet, los del
    romancero de bolsillo del propio proyecto, y se avisa.
    """
    corpus = _corpus()
    if corpus.name != "Cervantes":
        print(f"Sin el texto de Cervantes, se mide con: {corpus.name}.")
    return [piece for piece in corpus.pieces("val") if piece.form != "prosa"]
