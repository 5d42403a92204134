"""Centones: poemas hechos con versos de otros textos, que riman y miden, aunque no tengan sentido.

El centón es un juego antiguo: en el siglo IV se contaba la Biblia con versos sueltos de Virgilio.
Aquí sirven para enseñar. Cervantes dejó pocos miles de versos, que no bastan para aprender la
medida y la rima sin aprenderse los versos mismos; pero su prosa esconde decenas de miles (véase
`hidden_verses`), y de ellos se injertan otros tantos (`grafts`). Puestos en estrofas, enseñan que
un soneto son catorce versos de once sílabas, y quién rima con quién. El sentido se aprende en la
prosa y en los poemas de verdad.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from construyamos_gpt.corpus.grafts import graft
from construyamos_gpt.corpus.hidden_verses import HiddenVerse, find_hidden_verses
from construyamos_gpt.corpus.pieces import Piece, take_letters
from construyamos_gpt.verse.schemes import SCHEMES, Scheme

__all__ = ["compose_centones"]

PROSE_ENOUGH = 4_000_000  # letras: el doble del Quijote
_GRAFTS = {8: 1, 11: 5}  # injertos por cada verso: de once se encuentran menos
_COMMA = 0.3  # parte de los versos de dentro de una estrofa que acaban en coma


def compose_centones(pieces: Iterable[Piece], seed: int) -> list[Piece]:
    """Compone centones con los versos escondidos en la prosa y sus injertos.

    Args:
        pieces: las piezas de entrenamiento; solo se usa la prosa, y de ella `PROSE_ENOUGH` letras.
        seed: la misma da los mismos.

    Returns:
        Las piezas; ninguna si la prosa esconde pocos versos.
    """
    random = np.random.default_rng(seed)
    in_prose = (piece for piece in pieces if piece.form == "prosa")
    prose = list(take_letters(in_prose, PROSE_ENOUGH))
    centones: list[Piece] = []
    for metre, grafts in _GRAFTS.items():
        hidden = list(find_hidden_verses(prose, metre))
        verses = [*hidden, *graft(hidden, metre, grafts * len(hidden), random)]
        schemes = [scheme for scheme in SCHEMES.values() if scheme.metre == metre]
        for scheme in schemes:
            centones += _of_one_form(verses, scheme, len(verses) // len(schemes), random)
    return [centones[i] for i in random.permutation(len(centones))]


class _Rhymes:
    """Los versos de una medida, reunidos por rima.

    Attributes:
        groups: de cada clave de rima, sus versos.
        words: de cada clave, cuántas palabras distintas.
    """

    def __init__(self, verses: Sequence[HiddenVerse], assonant: bool) -> None:
        self.verses = verses
        self.groups: dict[str, list[HiddenVerse]] = {}
        for verse in verses:
            key = verse.assonant if assonant else verse.consonant
            self.groups.setdefault(key, []).append(verse)
        self.words = {
            key: len({verse.last_word for verse in group}) for key, group in self.groups.items()
        }

    def draw_key(self, count: int, taken: set[str], random: np.random.Generator) -> str | None:
        """Una rima con palabras de sobra para `count` versos; nada si no la hay."""
        keys = [key for key, n in self.words.items() if n >= 2 * count and key not in taken]
        if not keys:
            return None
        sizes = np.sqrt([len(self.groups[key]) for key in keys])  # las rimas raras también salen
        return keys[int(random.choice(len(keys), p=sizes / sizes.sum()))]


def _of_one_form(
    verses: Sequence[HiddenVerse], scheme: Scheme, budget: int, random: np.random.Generator
) -> Iterator[Piece]:
    """Centones de una forma hasta gastar `budget` versos."""
    rhymes = _Rhymes(verses, scheme.assonant)
    used = 0
    while used < budget:
        pattern = scheme.patterns[int(random.integers(len(scheme.patterns)))]
        text = _fill(pattern, rhymes, random)
        if text is None:
            return
        used += sum(letter != " " for letter in pattern)
        yield Piece(text=text, form=scheme.form, work="Centones", place="", source="centones")


def _fill(pattern: str, rhymes: _Rhymes, random: np.random.Generator) -> str | None:
    """Un centón con ese esquema; nada si no hay bastantes versos que rimen."""
    letters = pattern.replace(" ", "").replace("-", "")
    chosen: dict[str, list[str]] = {}
    taken: set[str] = set()
    for letter in dict.fromkeys(letters):
        count = letters.count(letter)
        key = rhymes.draw_key(count, taken, random)
        if key is None:
            return None
        taken.add(key)
        chosen[letter] = _with_different_words(rhymes.groups[key], count, random)
    stanzas = []
    for part in pattern.split(" "):
        lines = [
            chosen[letter].pop() if letter != "-" else _loose(rhymes, taken, random)
            for letter in part
        ]
        stanzas.append(_punctuated(lines, random))
    return "\n\n".join(stanzas)


def _loose(rhymes: _Rhymes, taken: set[str], random: np.random.Generator) -> str:
    """Un verso suelto de un romance: que no tenga la rima de los pares."""
    while True:
        verse = rhymes.verses[int(random.integers(len(rhymes.verses)))]
        if verse.assonant not in taken:
            return verse.text


def _with_different_words(
    group: Sequence[HiddenVerse], count: int, random: np.random.Generator
) -> list[str]:
    """`count` versos de un grupo, sin repetir la palabra que rima."""
    found: dict[str, str] = {}
    while len(found) < count:
        verse = group[int(random.integers(len(group)))]
        found.setdefault(verse.last_word, verse.text)
    return list(found.values())


def _punctuated(lines: list[str], random: np.random.Generator) -> str:
    """Una estrofa: mayúscula al principio, alguna coma dentro y punto al final."""
    inner = [line + ("," if random.random() < _COMMA else "") for line in lines[:-1]]
    text = "\n".join([*inner, lines[-1] + "."])
    return text[0].upper() + text[1:]
