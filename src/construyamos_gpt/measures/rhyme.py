"""La rima: qué parte de los versos rima con otro a la distancia que pide su forma.

| forma | con quién ha de rimar cada verso | rima |
| --- | --- | --- |
| soneto | en los cuartetos, ABBA ABBA; en los tercetos, con otro a dos o tres versos | consonante |
| tercetos | con el de dos versos antes o el de dos después | consonante |
| octavas | ABABABCC, en cada estrofa | consonante |
| redondillas | abba, en cada estrofa | consonante |
| romance | cada verso par, con el par de antes o el de después | asonante |

Repetir la palabra no es rimar. Cuentan todos los versos (en el romance, los pares): el que no
tiene compañero porque el poema se acabó antes tampoco rima.

Para saber cuánto es casualidad se barajan: los mismos versos se reparten al azar entre los
poemas de la misma forma, y se vuelve a medir. Lo que queda es lo que rima sin querer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from construyamos_gpt.measures.poems import Sample
from construyamos_gpt.verse import Line, assonates, rhymes

__all__ = ["SHUFFLES", "partners", "rhymed_by_chance", "rhymed_lines", "sound_alike"]

SHUFFLES = 20
_STANZAS = {"octavas": "ABABABCC", "redondillas": "ABBA"}


def partners(form: str, stanzas: Sequence[int]) -> list[set[int]]:
    """Con qué versos ha de rimar cada uno; un conjunto vacío, si no ha de rimar.

    Args:
        form: la forma; una que no esté en la tabla no pide nada.
        stanzas: cuántos versos tiene cada estrofa.

    Returns:
        Un conjunto por verso, con posiciones desde 0; pueden caer fuera del poema.
    """
    total = sum(stanzas)
    if form in _STANZAS:
        found: list[set[int]] = []
        for size in stanzas:
            found += _repeating(_STANZAS[form], size, start=len(found))
        return found
    if form == "soneto":
        quatrains = _repeating("ABBAABBA", min(total, 8), start=0)
        return quatrains + [
            {j for j in (i - 3, i - 2, i + 2, i + 3) if j >= 8} for i in range(8, total)
        ]
    if form == "tercetos":
        return [{i - 2, i + 2} for i in range(total)]
    if form == "romance":
        return [{i - 2, i + 2} if i % 2 else set() for i in range(total)]
    return [set() for _ in range(total)]


def _repeating(pattern: str, size: int, start: int) -> list[set[int]]:
    """Los compañeros de `size` versos que repiten un dibujo, desde la posición `start`."""
    found = []
    for i in range(size):
        block, place = start + i - i % len(pattern), i % len(pattern)
        same = {j for j, letter in enumerate(pattern) if letter == pattern[place] and j != place}
        found.append({block + j for j in same})
    return found


def sound_alike(form: str, line: Line, other: Line) -> bool:
    """Si dos versos riman como pide la forma: en el romance bastan las vocales."""
    return assonates(line, other) if form == "romance" else rhymes(line, other)


def rhymed_lines(sample: Sample) -> tuple[int, int]:
    """Cuántos versos riman donde deben, de cuántos que tendrían que rimar."""
    return _count(sample.lines, sample.form, [len(stanza) for stanza in sample.stanzas])


def _count(lines: Sequence[Line], form: str, stanzas: Sequence[int]) -> tuple[int, int]:
    asked = partners(form, stanzas)
    good = sum(
        any(0 <= j < len(lines) and sound_alike(form, line, lines[j]) for j in others)
        for line, others in zip(lines, asked, strict=True)
    )
    return good, sum(map(bool, asked))


def rhymed_by_chance(samples: Iterable[Sample], seed: int) -> float | None:
    """La misma parte, de 0 a 1, con los versos de cada forma barajados entre sus poemas.

    Args:
        samples: los poemas.
        seed: la semilla de las `SHUFFLES` barajas, de las que se da la media.

    Returns:
        None si ningún verso tendría que rimar.
    """
    random = np.random.default_rng(seed)
    by_form: dict[str, list[Sample]] = {}
    for sample in samples:
        by_form.setdefault(sample.form, []).append(sample)
    good = total = 0
    for form, group in by_form.items():
        lines = [line for sample in group for line in sample.lines]
        for _ in range(SHUFFLES):
            deck = [lines[i] for i in random.permutation(len(lines))]
            dealt = 0
            for sample in group:
                sizes = [len(stanza) for stanza in sample.stanzas]
                hand = deck[dealt : dealt + sum(sizes)]
                dealt += len(hand)
                hits, asked = _count(hand, form, sizes)
                good, total = good + hits, total + asked
    return good / total if total else None
