"""`finales`: cuántos textos terminan solos, y si terminan donde termina una frase."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import torch

from bench.catalog import Options
from bench.models import trained_model
from bench.report import Goal, Report, Table
from construyamos_gpt.generation import Sampling, generate_ids
from construyamos_gpt.model import Model

__all__ = ["CLOSING", "Sample", "run", "write_samples"]

FORMS = ("soneto", "tercetos", "octavas", "redondillas", "romance", "verso")
SAMPLES, LONGEST, TEMPERATURE, SEED = 100, 1200, 0.8, 1605
CLOSING = tuple(".!?…»”’'")


@dataclass(frozen=True, kw_only=True)
class Sample:
    """Un texto escrito por el modelo.

    Attributes:
        form: la forma que se le pidió.
        text: lo que ha escrito.
        ended: si se calló él, o hubo que cortarlo.
    """

    form: str
    text: str
    ended: bool

    @property
    def closed(self) -> bool:
        """¿Acaba en un signo de los que cierran una frase?"""
        return self.text.endswith(CLOSING)


def write_samples(model: Model, form: str, count: int, longest: int, seed: int) -> list[Sample]:
    """Escribe `count` textos a la vez, sin más principio que la forma.

    Args:
        model: quien escribe.
        form: la forma que se le pide.
        count: cuántos.
        longest: a cuántos caracteres se corta al que no se calla.
        seed: la semilla.
    """
    letters: list[list[int]] = [[] for _ in range(count)]
    ended = [False] * count
    for ids in generate_ids(
        model.gpt,
        model.prompt_ids("", form),
        max_new_tokens=longest + 1,  # el último puede ser `<|fin|>`
        sampling=Sampling(temperature=TEMPERATURE),
        random=torch.Generator().manual_seed(seed),
        count=count,
        forbidden=model.forbidden_ids(),
    ):
        for row, token in enumerate(ids.tolist()):
            ended[row] = ended[row] or token == model.tokenizer.end_id
            if not ended[row]:
                letters[row].append(token)
        if all(ended):
            break
    return [
        Sample(form=form, text=model.tokenizer.decode(row[:longest]), ended=end)
        for row, end in zip(letters, ended, strict=True)
    ]


def _percentage(part: int, whole: int) -> float | None:
    return 100 * part / whole if whole else None


def _row(name: str, samples: list[Sample]) -> tuple[object, ...]:
    """Una fila: cuántos, % que terminan, % de esos que cierran, y su largo medio."""
    done = [sample for sample in samples if sample.ended]
    return (
        name,
        len(samples),
        _percentage(len(done), len(samples)),
        _percentage(sum(sample.closed for sample in done), len(done)),
        sum(len(sample.text) for sample in samples) / len(samples),
    )


def run(options: Options) -> Report:
    """Mide."""
    model, note = trained_model(options)
    total, longest = (6, 30) if options.quick else (SAMPLES, LONGEST)
    samples: list[Sample] = []
    for index, form in enumerate(FORMS):
        count = total // len(FORMS) + (index < total % len(FORMS))
        samples += write_samples(model, form, count, longest, SEED + index)
    everything = _row("todas", samples)
    by_form = [_row(form, [s for s in samples if s.form == form]) for form in FORMS]
    return Report(
        tables=[
            Table(
                title=f"{total} textos, temperatura 0,8, hasta {longest} caracteres",
                columns=("forma", "textos", "terminan solos, %", "con cierre, %", "largo medio"),
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
