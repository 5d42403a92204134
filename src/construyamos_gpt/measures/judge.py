"""El juicio: todas las medidas de unos poemas, cada una con su intervalo."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from construyamos_gpt.measures.confidence import Estimate, quantile, ratio, share
from construyamos_gpt.measures.endings import closes
from construyamos_gpt.measures.metre import lines_in_metre, stressed_lines
from construyamos_gpt.measures.originality import Studied
from construyamos_gpt.measures.poems import Sample
from construyamos_gpt.measures.rhyme import rhymed_by_chance, rhymed_lines
from construyamos_gpt.measures.words import Vocabulary, distinct_words, real_words, spelled_words

__all__ = ["MEASURES", "Measured", "Reference", "Verdict", "judge", "judge_verse"]


@dataclass(frozen=True, kw_only=True)
class Measured:
    """Una medida: cómo se llama y con cuántas cifras se enseña.

    Attributes:
        label: su nombre; si empieza por espacios, detalla la de arriba.
        digits: cuántas cifras tras la coma.
    """

    label: str
    digits: int = 1


# Por este orden se enseñan. Las que acaban en «%» van de 0 a 100.
MEASURES = {
    "nats_per_char_verse": Measured(label="nats por carácter, verso", digits=2),
    "nats_per_char_prose": Measured(label="nats por carácter, prosa", digits=2),
    "spelled_words": Measured(label="palabras bien deletreadas, %"),
    "real_words": Measured(label="palabras que existen, %"),
    "distinct_words": Measured(label="palabras distintas, %"),
    "lines_of_11": Measured(label="versos de 11 sílabas, %"),
    "stressed_lines_of_11": Measured(label="  y bien acentuados, %"),
    "lines_of_8": Measured(label="versos de 8 sílabas, %"),
    "rhymed_lines": Measured(label="versos que riman, %"),
    "rhymed_by_chance": Measured(label="  lo que rimarían al azar, %"),
    "rhyme_times_chance": Measured(label="  cuántas veces el azar"),
    "copied_run_median": Measured(label="letras copiadas: mediana", digits=0),
    "copied_run_p90": Measured(label="  una de cada diez pasa de", digits=0),
    "copied_run_max": Measured(label="  el tramo más largo", digits=0),
    "samples_with_copied_line": Measured(label="poemas con verso copiado, %"),
    "ended": Measured(label="terminan solos, %"),
    "closed": Measured(label="  y con signo de cierre, %"),
}

Verdict = dict[str, Estimate | None]


@dataclass(frozen=True, kw_only=True)
class Reference:
    """Lo que hay que saber de lo estudiado para juzgar unos poemas."""

    vocabulary: Vocabulary
    studied: Studied

    @classmethod
    def learn(cls, texts: Iterable[str]) -> Reference:
        """Lo averigua de los textos de entrenamiento."""
        texts = list(texts)
        return cls(vocabulary=Vocabulary(texts), studied=Studied(texts))


def judge(samples: Sequence[Sample], reference: Reference, seed: int) -> Verdict:
    """Juzga unos poemas.

    Args:
        samples: los poemas.
        reference: lo estudiado por quien los escribió.
        seed: la semilla de los remuestreos y las barajas.

    Returns:
        Cada medida de `MEASURES`, menos la sorpresa; None donde no hay nada que medir.
    """
    vocabulary, studied = reference.vocabulary, reference.studied
    spelled = [spelled_words(sample, vocabulary) for sample in samples]
    real = [real_words(sample, vocabulary) for sample in samples]
    runs = [len(studied.longest_copy(sample.text)) for sample in samples]
    copied = [bool(studied.copied_lines(sample)) for sample in samples]
    return {
        "spelled_words": _percent(ratio(spelled, seed)),
        "real_words": _percent(ratio(real, seed)),
        "distinct_words": _percent(ratio([distinct_words(s) for s in samples], seed)),
        "copied_run_median": quantile(runs, 0.5, seed),
        "copied_run_p90": quantile(runs, 0.9, seed),
        "copied_run_max": _exact(max(runs, default=None), samples),
        "samples_with_copied_line": _percent(share(copied)),
        **judge_verse(samples, seed),
    }


def judge_verse(samples: Sequence[Sample], seed: int) -> Verdict:
    """Las medidas que no necesitan saber qué se estudió: metro, rima y final."""
    ended = [sample for sample in samples if sample.ended]
    elevens = [lines_in_metre(sample, 11) for sample in samples]
    eights = [lines_in_metre(sample, 8) for sample in samples]
    stressed = [stressed_lines(sample) for sample in samples]
    rhymed = ratio([rhymed_lines(sample) for sample in samples], seed)
    chance = rhymed_by_chance(samples, seed)
    return {
        "lines_of_11": _percent(ratio(elevens, seed)),
        "stressed_lines_of_11": _percent(ratio(stressed, seed)),
        "lines_of_8": _percent(ratio(eights, seed)),
        "rhymed_lines": _percent(rhymed),
        "rhymed_by_chance": _percent(_exact(chance, samples)),
        "rhyme_times_chance": rhymed.times(1 / chance) if rhymed and chance else None,
        "ended": _percent(share([sample.ended for sample in samples])),
        "closed": _percent(share([closes(sample) for sample in ended])),
    }


def _percent(estimate: Estimate | None) -> Estimate | None:
    return estimate and estimate.times(100)


def _exact(value: float | None, samples: Sequence[Sample]) -> Estimate | None:
    """Una cifra sin intervalo."""
    return None if value is None else Estimate(value=value, samples=len(samples))
