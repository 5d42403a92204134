"""`progreso`: qué sabe un modelo en cada instantánea de su entrenamiento."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from bench.catalog import MeasureError, Options
from bench.models import DEFAULT_MODEL
from bench.progress_figure import draw_progress
from bench.quality import cervantes
from bench.report import Report, Table
from bench.startup import sancho_command
from construyamos_gpt.corpus import Corpus, Piece, Split
from construyamos_gpt.measures import SEED, Reference, judge
from construyamos_gpt.measures.baselines import ORDER, LetterCounter
from construyamos_gpt.measures.comparison import held_poems, held_surprise, write_poems
from construyamos_gpt.measures.judge import Verdict
from construyamos_gpt.model import Model, load
from construyamos_gpt.snapshots import list_snapshots

__all__ = ["run"]

POEMS, PROSE = 40, 30  # poemas por instantánea; párrafos de validación que se leen
SHOWN = {
    "nats_per_char_verse": "nats, verso",
    "spelled_words": "deletrea, %",
    "real_words": "existen, %",
    "lines_of_11": "de 11, %",
    "lines_of_8": "de 8, %",
    "rhymed_lines": "riman, %",
    "copied_run_median": "copia",
    "ended": "acaban, %",
}


@contextmanager
def _snapshots(options: Options) -> Iterator[dict[int, Path]]:
    """Las de la carpeta pedida; sin pedir ninguna, las de un sancho-nano que se entrena ahora."""
    if options.model != DEFAULT_MODEL:
        found = list_snapshots(Path(options.model))
        if not found:
            raise MeasureError(
                "En esa carpeta no hay instantáneas.",
                received=options.model,
                hint="entrenad con `sancho entrenar --instantaneas --salida CARPETA`.",
            )
        yield found
        return
    with tempfile.TemporaryDirectory() as folder:
        command = [*sancho_command(), "entrenar", "--receta", "sancho-nano"]
        command += ["--instantaneas", "--salida", folder]
        if options.quick:
            command += ["--pasos", "3", "--corpus", "bolsillo"]
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
        if done.returncode != 0:
            raise MeasureError("El entrenamiento no ha terminado bien.", hint=done.stderr)
        yield list_snapshots(Path(folder))


def _validation(corpus: Corpus) -> Corpus:
    """El mismo corpus, apartando solo la validación y, de ella, `PROSE` párrafos de prosa."""

    def open_split(split: Split) -> list[Piece]:
        pieces = [] if split == "test" else list(corpus.pieces(split))
        if split == "train":
            return pieces
        prose = [piece for piece in pieces if piece.form == "prosa"]
        return [piece for piece in pieces if piece.form != "prosa"] + prose[:PROSE]

    return Corpus(name=corpus.name, origin=corpus.origin, open_split=open_split)


def run(options: Options) -> Report:
    """Mide."""
    corpus = cervantes(options.quick)
    seen, held = list(corpus.pieces("train")), _validation(corpus)
    reference = Reference.learn(piece.text for piece in seen)
    count, longest = (2, 60) if options.quick else (POEMS, 1200)

    def verdict(who: Model | LetterCounter) -> Verdict:
        surprise = held_surprise(who, held, SEED)
        samples = write_poems(who, count, seed=SEED, longest=longest)
        return {
            "nats_per_char_verse": surprise["verso"],
            "nats_per_char_prose": surprise["prosa"],
            **judge(samples, reference, SEED),
        }

    real, counter = judge(held_poems(corpus), reference, SEED), verdict(LetterCounter(seen))
    with _snapshots(options) as snapshots:
        curve: dict[int, Verdict] = {}
        for step, path in snapshots.items():
            print(f"paso {step}…", file=sys.stderr)
            curve[step] = verdict(load(path))
    name = "sancho-nano" if options.model == DEFAULT_MODEL else Path(options.model).name
    draw_progress(curve, {"Cervantes": real, f"{ORDER}-gramas": counter}, name, options.folder)
    rows = {**curve, f"{ORDER}-gramas": counter, "Cervantes": real}
    return Report(
        tables=[
            Table(
                title=f"{name}, {count} poemas por instantánea",
                columns=("paso", *SHOWN.values()),
                rows=[
                    (label, *(found.value if (found := v.get(key)) else None for key in SHOWN))
                    for label, v in rows.items()
                ],
            )
        ],
        notes=[
            f"validación: el verso y {PROSE} párrafos de prosa. Figuras: progreso*.png y .svg.",
            "cada medida y su intervalo, en el JSON; qué es cada una, en docs/medidas.md.",
        ],
        data={
            "instantáneas": {
                str(label): {key: asdict(e) if e else None for key, e in v.items()}
                for label, v in rows.items()
            }
        },
    )
