"""Un poema entero: su medida, su rima y su forma.

La medida se averigua antes que cada verso: se miran las lecturas naturales, se ve cuál domina (once
en un soneto, ocho en un romance, siete y once en una lira) y con ella se elige la lectura de los
versos que dudaban. Es lo que hace un lector: al tercer verso ya tiene el compás en el oído.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

from construyamos_gpt.verse.forms import Form, find_form
from construyamos_gpt.verse.scansion import Line, scan_line

__all__ = ["Poem", "Rhyme", "assonates", "rhymes", "scan_poem"]

Rhyme = Literal["consonante", "asonante"]

_WINDOW = 8  # versos: dos finales iguales más separados no se oyen como rima
_SECOND_METRE = 0.15  # parte de los versos que ha de tener una segunda medida


@dataclass(frozen=True, kw_only=True, slots=True)
class Poem:
    """Un poema medido.

    Attributes:
        lines: los versos, sin las líneas en blanco.
        stanzas: cuántos versos tiene cada estrofa (las separa una línea en blanco).
        metre: la medida que domina, en sílabas; nada si no domina ninguna.
        scheme: una letra por verso, mayúscula si es de arte mayor (nueve sílabas o más), y «-» si
            no rima. Las letras van por orden de aparición y, en un poema de estrofas iguales,
            empiezan de nuevo en cada una: `"ABABABCC"`. Después de la Z vuelve la A.
        rhyme: `consonante`, `asonante` o nada.
        form: `soneto`, `tercetos`, `octavas`, `redondillas`, `quintillas`, `romance`…; `verso` si
            es otra o no se conoce.
        unscanned: cuántas líneas no se han podido medir.
    """

    lines: tuple[Line, ...]
    stanzas: tuple[int, ...]
    metre: int | None
    scheme: str
    rhyme: Rhyme | None
    form: str
    unscanned: int


def rhymes(a: Line, b: Line) -> bool:
    """Si dos versos riman en consonante. Repetir la palabra no es rimar."""
    return bool(a.consonant) and a.consonant == b.consonant and a.last_word != b.last_word


def assonates(a: Line, b: Line) -> bool:
    """Si dos versos riman en asonante. Repetir la palabra no es rimar."""
    return bool(a.assonant) and a.assonant == b.assonant and a.last_word != b.last_word


def scan_poem(text: str) -> Poem:
    """Mide un poema.

    Args:
        text: un verso por línea; entre estrofa y estrofa, una línea en blanco.
    """
    verses, stanzas = _split(text)
    lines = _measure(verses)
    counts = [line.count for line in lines]
    metre = _dominant(counts)
    if _is_romance(lines, metre):
        groups, form = _even_lines(lines), Form(name="romance")
        rhyme: Rhyme | None = "asonante"
    else:
        groups = _groups(lines)
        form = find_form(_letters(groups, counts), stanzas, counts, metre)
        rhymed = sum(group is not None for group in groups)
        rhyme = "consonante" if lines and rhymed * 2 >= len(lines) else None
    return Poem(
        lines=lines,
        stanzas=stanzas,
        metre=metre,
        scheme=_letters(groups, counts, _restarts(form, stanzas)),
        rhyme=rhyme,
        form=form.name,
        unscanned=counts.count(None),
    )


def _split(text: str) -> tuple[list[str], tuple[int, ...]]:
    """Los versos y cuántos hay en cada estrofa."""
    stanzas: list[list[str]] = [[]]
    for line in text.splitlines():
        if line.strip():
            stanzas[-1].append(line.strip())
        elif stanzas[-1]:
            stanzas.append([])
    found = [stanza for stanza in stanzas if stanza]
    return [verse for stanza in found for verse in stanza], tuple(map(len, found))


def _measure(verses: Sequence[str]) -> tuple[Line, ...]:
    """Cada verso, leído con la medida que le toca."""
    natural = [scan_line(verse) for verse in verses]
    metres = _metres(natural)
    if not metres:
        return tuple(natural)
    found = []
    for line in natural:
        count = line.count
        if count is None:
            found.append(line)
            continue
        found.append(scan_line(line.text, min(metres, key=lambda metre: abs(metre - count))))
    return tuple(found)


def _metres(lines: Sequence[Line]) -> list[int]:
    """La medida que más versos tienen y, si la hay, otra que no se confunda con ella."""
    natural = Counter(line.count for line in lines if line.count is not None)
    total = natural.total()
    if not total:
        return []
    reach = Counter(count for line in lines for count in line.counts)
    first = max(natural, key=lambda count: (natural[count] + reach[count], count))
    if reach[first] < total / 2:
        return []
    others = [m for m in natural if abs(m - first) >= 3 and natural[m] >= _SECOND_METRE * total]
    return [first, *sorted(others, key=lambda m: -natural[m])[:1]]


def _dominant(counts: Sequence[int | None]) -> int | None:
    """La medida de la mitad o más de los versos medidos."""
    measured = Counter(count for count in counts if count is not None)
    if not measured:
        return None
    metre, n = measured.most_common(1)[0]
    return metre if n * 2 >= measured.total() else None


def _groups(lines: Sequence[Line]) -> list[int | None]:
    """De cada verso, con cuáles rima: un número por rima, y nada si va suelto."""
    found: list[int | None] = [None] * len(lines)
    open_groups: dict[str, list[int]] = {}
    groups: list[list[int]] = []
    for i, line in enumerate(lines):
        if not line.consonant:
            continue
        group = open_groups.get(line.consonant)
        if group is None or i - group[-1] > _WINDOW:
            group = open_groups[line.consonant] = []
            groups.append(group)
        group.append(i)
    for number, group in enumerate(groups):
        if len({lines[i].last_word for i in group}) > 1:
            for i in group:
                found[i] = number
    return found


def _is_romance(lines: Sequence[Line], metre: int | None) -> bool:
    """Si casi todos los versos pares comparten asonancia, y los impares no."""
    if len(lines) < 4 or metre is None:
        return False
    odd, even = (Counter(line.assonant for line in lines[i::2]) for i in (0, 1))
    vowels, count = even.most_common(1)[0]
    consonant = Counter(line.consonant for line in lines)
    alone = sum(n for n in consonant.values() if n == 1)
    return (
        bool(vowels)
        and count >= 0.75 * even.total()
        and odd[vowels] <= 0.4 * odd.total()
        and alone >= 0.3 * len(lines)
    )


def _even_lines(lines: Sequence[Line]) -> list[int | None]:
    """La rima de un romance: la de los pares; los impares van sueltos."""
    (vowels, _), *_ = Counter(line.assonant for line in lines[1::2]).most_common(1)
    return [0 if i % 2 and line.assonant == vowels else None for i, line in enumerate(lines)]


def _restarts(form: Form, stanzas: Sequence[int]) -> set[int]:
    """Los versos en que empieza una estrofa, si el poema es de estrofas iguales."""
    if not form.starts:
        return set()
    return {*form.starts, *accumulate(stanzas, initial=0)}


def _letters(
    groups: Sequence[int | None], counts: Sequence[int | None], starts: Set[int] = frozenset()
) -> str:
    """El esquema, con letras por orden de aparición; empiezan de nuevo en cada uno de `starts`."""
    scheme = ""
    names: dict[int, str] = {}
    for i, (group, count) in enumerate(zip(groups, counts, strict=True)):
        if i in starts:
            names = {}
        if group is None:
            scheme += "-"
            continue
        letter = names.setdefault(group, chr(ord("a") + len(names) % 26))
        scheme += letter.upper() if count is not None and count > 8 else letter
    return scheme
