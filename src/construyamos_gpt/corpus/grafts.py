"""Injertos: versos nuevos con el principio de uno y el final de otro.

El hortelano injerta una rama de peral en un membrillo, y el árbol da peras. Aquí se cortan dos
versos por una palabra que esté en los dos, y se pega el principio de uno al final del otro:

    sino que añadió el nombre | de su reino
    cuando halló a quien dar nombre | de su dama
    sino que añadió el nombre | de su dama        once sílabas: prende

Si mide, prende; si no, se tira. De unos miles de versos salen así cientos de miles, y ninguno se
estudia dos veces: quien los estudia no puede aprendérselos de memoria, y no le queda otra que
contar. Por la palabra que comparten, además, se leen seguidos sin tropezar.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from construyamos_gpt.corpus.hidden_verses import HiddenVerse
from construyamos_gpt.corpus.letters import WORD
from construyamos_gpt.verse import natural_reading

__all__ = ["graft"]

_TRIES = 40  # por cada injerto que se pide; de cada cinco intentos suele prender uno


def graft(
    verses: Sequence[HiddenVerse], metre: int, count: int, random: np.random.Generator
) -> Iterator[HiddenVerse]:
    """Injerta unos versos en otros, sin repetir ninguno.

    Args:
        verses: los versos.
        metre: las sílabas de cada uno, y de cada injerto.
        count: cuántos injertos se quieren; puede haber menos si prenden pocos.
        random: quien sortea.
    """
    cuts = [_cuts(verse.text) for verse in verses]
    tails: dict[str, list[tuple[int, int]]] = {}  # palabra → (verso, dónde acaba en él)
    for number, found in enumerate(cuts):
        for word, end in found:
            tails.setdefault(word, []).append((number, end))
    seen = {verse.text for verse in verses}
    wanted = len(seen) + count
    for _ in range(_TRIES * count if verses else 0):
        if len(seen) == wanted:
            return
        number = int(random.integers(len(verses)))
        if not cuts[number]:
            continue
        word, head_end = cuts[number][int(random.integers(len(cuts[number])))]
        other, tail_start = tails[word][int(random.integers(len(tails[word])))]
        text = verses[number].text[:head_end] + verses[other].text[tail_start:]
        if text in seen:
            continue
        line = natural_reading(text, metre)
        if line is not None:
            seen.add(text)
            yield HiddenVerse.of(line)


def _cuts(text: str) -> list[tuple[str, int]]:
    """Por dónde se puede cortar un verso: cada palabra, menos la última, y dónde acaba."""
    words = list(WORD.finditer(text))
    return [(word[0].lower(), word.end()) for word in words[:-1]]
