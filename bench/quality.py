"""`calidad`: cuánto se sorprende el modelo con los textos de validación, por separado."""

from __future__ import annotations

import os
from collections.abc import Sequence

from bench.catalog import Options
from bench.models import trained_model
from bench.report import Report, Table
from construyamos_gpt.corpus import Corpus, Piece, load_corpus, pocket_corpus
from construyamos_gpt.errors import CorpusError
from construyamos_gpt.model import Model

__all__ = ["COLUMNS", "cervantes", "last_fragments", "nats_row", "run"]

VARIABLE = "CONSTRUYAMOS_CORPUS"
COLUMNS = (
    "texto",
    "piezas",
    "caracteres",
    "nats/carácter",
    "caras",
    "original",
)


def cervantes(quick: bool) -> Corpus:
    """El corpus de la variable `CONSTRUYAMOS_CORPUS`; con `quick`, el de bolsillo.

    Raises:
        CorpusError: si la variable no está puesta.
    """
    if quick:
        return pocket_corpus()
    folder = os.environ.get(VARIABLE)
    if not folder:
        raise CorpusError(
            f"Falta la variable {VARIABLE}.",
            hint="dadle la carpeta con pg2000-8.txt, pg16110-8.txt y datos_sancho_mini.txt.",
        )
    return load_corpus(folder)


def last_fragments(pieces: Sequence[Piece]) -> list[Piece]:
    """Los 27 últimos fragmentos: la vara de medir de siempre."""
    return [piece for piece in pieces if piece.source == "fragmentos"]


def nats_row(model: Model, name: str, pieces: Sequence[Piece]) -> tuple[object, ...]:
    """Una fila con las columnas de `COLUMNS`.

    La forma y el fin cuentan un carácter cada uno; a la manera original, las marcas cuentan
    letra a letra.
    """
    score = model.score([(piece.text, piece.form) for piece in pieces])
    return (
        name,
        score.pieces,
        score.chars,
        score.nats_per_char,
        score.faces,
        score.original_nats_per_char,
    )


def run(options: Options) -> Report:
    """Mide."""
    model, note = trained_model(options)
    corpus = cervantes(options.quick)
    val = list(corpus.pieces("val"))
    groups = {
        "27 últimos fragmentos": last_fragments(val),
        "otro verso": [p for p in val if p.source != "fragmentos" and p.form != "prosa"],
        "prosa": [p for p in val if p.source != "fragmentos" and p.form == "prosa"],
    }
    rows = [nats_row(model, name, pieces) for name, pieces in groups.items() if pieces]
    return Report(
        tables=[Table(title=f"validación de {corpus.name}", columns=COLUMNS, rows=rows)],
        notes=[
            note,
            "nats por carácter, leídos en float32. «Caras»: las del dado que aún se tira en cada "
            "letra. «Original»: lo mismo, contando las marcas letra a letra.",
        ],
    )
