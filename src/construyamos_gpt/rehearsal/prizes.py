"""Los premios: cuántos puntos merece cada verso de un poema.

| verso | puntos |
| --- | --- |
| mide lo que pide su forma | 1 |
| mide, pero siendo de once le faltan los acentos | 0,8 |
| mide y además rima donde debe con uno de antes | 3 más |
| rima, pero no mide | 1 |
| no mide ni rima | 0 |
| tiene una palabra que no existe | −0,3 |
| está copiado, o repite otro del mismo poema | −0,5 |

Los puntos ganados se multiplican por la novedad del verso: qué parte de sus parejas de palabras no
está en ningún otro de los escritos a la vez. Y si más de tres poemas usan una rima, se reparten lo
que vale. Sin eso, lo más rentable es escribir siempre lo mismo.

Son las mismas reglas con que luego se le mide. No hay trampa en ello mientras se diga: se le
enseña justo lo que se le pide. Pero una cifra que sirve de premio deja de ser un examen
imparcial, y por eso hay que mirar también las que no se premian (la sorpresa, la variedad).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from construyamos_gpt.corpus.letters import WORD, skeleton
from construyamos_gpt.measures.judge import Reference
from construyamos_gpt.measures.metre import in_metre
from construyamos_gpt.measures.poems import SYLLABLES, Sample
from construyamos_gpt.measures.rhyme import partners, sound_alike
from construyamos_gpt.measures.words import real_words
from construyamos_gpt.verse import is_hendecasyllable

__all__ = ["Prizes", "is_whole"]

METRE, STRESSLESS, RHYME, ONLY_RHYME, UNREAL, COPIED = 1.0, 0.8, 3.0, 1.0, -0.3, -0.5
COMMON = 3  # desde cuántos poemas se reparte el premio de una misma rima


@dataclass(frozen=True)
class Prizes:
    """Quien puntúa.

    Attributes:
        reference: lo estudiado, para saber qué palabras existen y qué está copiado.
    """

    reference: Reference

    def __call__(self, samples: Sequence[Sample]) -> list[list[float]]:
        """Los puntos de cada verso de cada poema, en orden."""
        novelty = _novelty([[line.text for line in sample.lines] for sample in samples])
        rhymes = [_rhymes(sample) for sample in samples]
        uses = Counter(key for found in rhymes for key in {*found} - {""})
        shares = [
            [min(1.0, COMMON / uses[key]) if key else 1.0 for key in found] for found in rhymes
        ]
        return [
            self._points(sample, found, share, new)
            for sample, found, share, new in zip(samples, rhymes, shares, novelty, strict=True)
        ]

    def _points(
        self,
        sample: Sample,
        rhymes: Sequence[str],
        shares: Sequence[float],
        novelty: Sequence[float],
    ) -> list[float]:
        """Los puntos de cada verso de un poema, sabiendo con qué rima y cuánto tiene de nuevo."""
        points: list[float] = []
        seen: set[str] = set()
        for line, rhyme, share, new in zip(sample.lines, rhymes, shares, novelty, strict=True):
            alone = Sample(form=sample.form, text=line.text)
            real, words = real_words(alone, self.reference.vocabulary)
            key = skeleton(line.text)
            if key in seen or self.reference.studied.copied_lines(alone):
                points.append(COPIED)
            elif real < words:
                points.append(UNREAL)
            elif not in_metre(line, SYLLABLES[sample.form]):
                points.append(ONLY_RHYME * share * new if rhyme else 0.0)
            else:
                stressed = SYLLABLES[sample.form] != 11 or is_hendecasyllable(line.text)
                metre = METRE if stressed else STRESSLESS
                points.append((metre + (RHYME * share if rhyme else 0.0)) * new)
            seen.add(key)
        return points


def _rhymes(sample: Sample) -> list[str]:
    """De cada verso, la rima con que responde a uno de antes; un texto vacío si no responde."""
    lines = sample.lines
    asked = partners(sample.form, [len(stanza) for stanza in sample.stanzas])
    found = []
    for index, (line, others) in enumerate(zip(lines, asked, strict=True)):
        before = [lines[j] for j in others if 0 <= j < index]
        answers = any(sound_alike(sample.form, line, other) for other in before)
        sound = line.assonant if sample.form == "romance" else line.consonant
        found.append(sound if answers else "")
    return found


def _novelty(poems: Sequence[Sequence[str]]) -> list[list[float]]:
    """De cada verso de cada poema, qué parte de sus parejas de palabras no está en ningún otro."""
    pairs = [[set(pairwise(WORD.findall(line.lower()))) for line in poem] for poem in poems]
    times = Counter(pair for poem in pairs for found in poem for pair in found)
    return [
        [sum(times[pair] == 1 for pair in found) / len(found) if found else 1.0 for found in poem]
        for poem in pairs
    ]


def is_whole(sample: Sample) -> bool:
    """Si el poema tiene los versos que su forma pide: un soneto, catorce; unas octavas, de ocho en
    ocho; unas redondillas, de cuatro en cuatro; unos tercetos, de tres en tres y uno más que
    cierra; un romance, un número par."""
    count = len(sample.lines)
    whole = {
        "soneto": count == 14,
        "octavas": count % 8 == 0,
        "redondillas": count % 4 == 0,
        "tercetos": count % 3 == 1,
        "romance": count % 2 == 0,
    }
    return count > 0 and whole[sample.form]
