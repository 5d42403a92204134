"""La tabla entera: el modelo, Cervantes y dos puntos de comparación, con las mismas medidas."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from construyamos_gpt.corpus.pieces import SPLITS, Corpus
from construyamos_gpt.measures.baselines import ORDER, LetterCounter, untrained
from construyamos_gpt.measures.confidence import CONFIDENCE, Estimate, ratio
from construyamos_gpt.measures.judge import Reference, Verdict, judge, judge_verse
from construyamos_gpt.measures.poems import FORMS, Sample
from construyamos_gpt.measures.samples import LONGEST, TEMPERATURE, write_samples
from construyamos_gpt.model import Model
from construyamos_gpt.tokens import normalize

__all__ = ["SEED", "Column", "Comparison", "compare", "held_poems", "held_surprise", "write_poems"]

SEED = 1605  # el año de la primera parte del Quijote
_SPLIT_NAMES = {"val": "validación", "test": "prueba"}


@dataclass(frozen=True, kw_only=True)
class Column:
    """Uno de los juzgados.

    Attributes:
        name: cómo se llama.
        poems: cuántos poemas suyos se han juzgado.
        surprise: sus nats por carácter en cada parte de lo apartado.
        verdict: sus medidas.
        by_form: las de metro, rima y final, con los poemas de cada forma.
    """

    name: str
    poems: int
    surprise: Verdict
    verdict: Verdict
    by_form: dict[str, Verdict]

    @property
    def measures(self) -> Verdict:
        """Todas las medidas de `judge.MEASURES`."""
        return {
            "nats_per_char_verse": self.surprise.get("verso"),
            "nats_per_char_prose": self.surprise.get("prosa"),
            **self.verdict,
        }


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Lo medido.

    Attributes:
        corpus: el nombre del corpus.
        samples: cuántos poemas ha escrito cada uno.
        seed: la semilla del primero.
        columns: los juzgados: `model`, `cervantes`, `ngram` y `untrained`.
    """

    corpus: str
    samples: int
    seed: int
    columns: dict[str, Column]

    def as_dict(self) -> dict[str, Any]:
        """Todo, listo para un JSON."""
        return {
            "corpus": self.corpus,
            "samples": self.samples,
            "seed": self.seed,
            "temperature": TEMPERATURE,
            "longest": LONGEST,
            "forms": list(FORMS),
            "ngram_order": ORDER,
            "confidence": CONFIDENCE,
            "columns": {
                key: {
                    "name": column.name,
                    "poems": column.poems,
                    "measures": _plain(column.measures),
                    "nats_per_char": _plain(column.surprise),
                    "by_form": {form: _plain(v) for form, v in column.by_form.items()},
                }
                for key, column in self.columns.items()
            },
        }


def _plain(verdict: Verdict) -> dict[str, dict[str, float | None] | None]:
    """Las medidas como números, con seis decimales."""
    return {name: _numbers(estimate) if estimate else None for name, estimate in verdict.items()}


def _numbers(estimate: Estimate) -> dict[str, float | None]:
    return {
        name: None if value is None else round(value, 6) for name, value in asdict(estimate).items()
    }


def held_poems(corpus: Corpus) -> list[Sample]:
    """Los poemas que se apartaron; los fragmentos no, que ni empiezan ni acaban."""
    return [
        Sample(form=piece.form, text=piece.text)
        for split in SPLITS[1:]
        for piece in corpus.pieces(split)
        if piece.form not in ("prosa", "fragmento")
    ]


def held_surprise(reader: Model | LetterCounter, corpus: Corpus, seed: int) -> Verdict:
    """Los nats por carácter de un lector con lo apartado: verso y prosa, junto y por partes.

    La forma y el fin cuentan un carácter cada uno, como en `construyamos_gpt.evaluation`.
    """
    pieces = [(split, piece) for split in SPLITS[1:] for piece in corpus.pieces(split)]
    texts = [(normalize(piece.text), piece.form) for _, piece in pieces]
    groups: dict[str, list[tuple[float, float]]] = {"verso": [], "prosa": []}
    for (split, piece), (text, _), measure in zip(
        pieces, texts, reader.measure(texts), strict=True
    ):
        kind = "prosa" if piece.form == "prosa" else "verso"
        for group in (kind, f"{_SPLIT_NAMES[split]}, {kind}"):
            groups.setdefault(group, []).append((measure.nats, len(text) + 2))
    return {group: ratio(parts, seed) for group, parts in groups.items()}


def compare(
    model: Model,
    corpus: Corpus,
    *,
    count: int,
    seed: int = SEED,
    notify: Callable[[str], None] = lambda message: None,
) -> Comparison:
    """Mide un modelo y aquello con lo que se compara.

    Args:
        model: el modelo.
        corpus: con qué se entrenó y qué se apartó.
        count: cuántos poemas escribe cada uno; 0 para medir solo la sorpresa.
        seed: la semilla del primer poema; la del siguiente es una más.
        notify: recibe, en una frase, lo que se va haciendo.
    """
    studied = list(corpus.pieces("train"))
    notify(f"Contando letras de {ORDER} en {ORDER}…")
    writers: dict[str, tuple[str, Model | LetterCounter]] = {
        "model": (model.name, model),
        "ngram": (f"{ORDER}-gramas", LetterCounter(studied)),
        "untrained": ("sin entrenar", untrained(model, seed)),
    }
    notify("Aprendiendo las palabras de lo estudiado…")
    reference = Reference.learn(piece.text for piece in studied) if count else None
    columns = {}
    for key, (name, writer) in writers.items():
        notify(f"{name}: midiendo la sorpresa con lo apartado…")
        surprise = held_surprise(writer, corpus, seed)
        if count:
            notify(f"{name}: escribiendo {count} poemas…")
        columns[key] = _column(
            name, write_poems(writer, count, seed=seed), surprise, reference, seed
        )
    real = held_poems(corpus) if count else []
    columns["cervantes"] = _column(corpus.name, real, {}, reference, seed)
    order = ("model", "cervantes", "ngram", "untrained")
    return Comparison(
        corpus=corpus.name, samples=count, seed=seed, columns={key: columns[key] for key in order}
    )


def write_poems(
    writer: Model | LetterCounter, count: int, *, seed: int, longest: int = LONGEST
) -> list[Sample]:
    """Los poemas de una red o de un n-grama, con las mismas reglas."""
    if isinstance(writer, LetterCounter):
        return writer.write_samples(count, seed=seed, longest=longest)
    return write_samples(writer, count, seed=seed, longest=longest)


def _column(
    name: str,
    samples: Sequence[Sample],
    surprise: Verdict,
    reference: Reference | None,
    seed: int,
) -> Column:
    forms = {sample.form for sample in samples}
    return Column(
        name=name,
        poems=len(samples),
        surprise=surprise,
        verdict=judge(samples, reference, seed) if reference else {},
        by_form={
            form: judge_verse([s for s in samples if s.form == form], seed)
            for form in FORMS
            if form in forms
        },
    )
