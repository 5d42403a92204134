"""`finales`: cuántos poemas terminan solos, y si terminan donde termina una frase."""

from __future__ import annotations

from dataclasses import asdict

from bench.catalog import Options
from bench.models import trained_model
from bench.report import Goal, Report, Table
from construyamos_gpt.measures.endings import CLOSING, closes
from construyamos_gpt.measures.poems import FORMS, Sample
from construyamos_gpt.measures.samples import LONGEST, TEMPERATURE, write_samples

__all__ = ["run"]

SAMPLES, SEED = 100, 1605


def _percentage(part: int, whole: int) -> float | None:
    return 100 * part / whole if whole else None


def _row(name: str, samples: list[Sample]) -> tuple[object, ...]:
    """Una fila: cuántos, % que terminan, % de esos que cierran, y su largo medio."""
    done = [sample for sample in samples if sample.ended]
    return (
        name,
        len(samples),
        _percentage(len(done), len(samples)),
        _percentage(sum(map(closes, done)), len(done)),
        sum(len(sample.text) for sample in samples) / len(samples),
    )


def run(options: Options) -> Report:
    """Mide."""
    model, note = trained_model(options)
    total, longest = (5, 30) if options.quick else (SAMPLES, LONGEST)
    samples = write_samples(model, total, seed=SEED, longest=longest, temperature=TEMPERATURE)
    everything = _row("todas", samples)
    by_form = [_row(form, [s for s in samples if s.form == form]) for form in FORMS]
    return Report(
        tables=[
            Table(
                title=f"{total} poemas, temperatura 0,8, hasta {longest} caracteres",
                columns=("forma", "poemas", "terminan solos, %", "con cierre, %", "largo medio"),
                rows=[*by_form, everything],
            )
        ],
        goals=[
            Goal(text="% que terminan solos", value=float(everything[2] or 0), limit=95.0),
            Goal(text="% de esos con signo de cierre", value=float(everything[3] or 0), limit=90.0),
        ],
        notes=[note, f"signos de cierre: {' '.join(CLOSING)}"],
        data={"textos": [asdict(sample) for sample in samples]},
    )
