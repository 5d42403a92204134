"""Qué forma tiene un poema: un soneto, unas octavas, unos tercetos…

Una forma es un dibujo de rimas y una medida. El dibujo se escribe con letras: los versos que riman
entre sí llevan la misma. Una octava real es ABABABCC en endecasílabos; una redondilla, abba en
octosílabos. Los tercetos encadenados (ABA BCB CDC…) siguen mientras quiera el poeta.

Los poetas se permiten alguna rima dudosa: una estrofa de seis versos o más admite una, y un poema
es de una forma cuando lo son la mitad de sus versos.

Fuente: A. Quilis, «Métrica española» (Ariel, 1984), «La estrofa» y «El poema».
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Form", "find_form", "is_sonnet"]

_ENOUGH = 0.5  # parte de los versos que han de estar en estrofas de la forma
_CHAINED = 0.75  # parte de las rimas de una cadena de tercetos que han de cumplirse


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """El nombre de una forma y en qué versos, desde 0, empieza cada estrofa que la repite."""

    name: str
    starts: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class _Strophe:
    """Una estrofa: su nombre, su dibujo y su medida.

    Attributes:
        name: cómo se llama un poema hecho con ella.
        pattern: el dibujo de sus rimas.
        art: `mayor` (más de ocho sílabas), `menor` o, si mezcla medidas, las de cada verso.
    """

    name: str
    pattern: str
    art: str | tuple[int, ...]


_STROPHES = tuple(
    _Strophe(name=name, pattern=pattern, art=art)
    for name, art, patterns in (
        ("décimas", "menor", "ABBAACCDDC"),
        ("coplas", "menor", "ABABACCDDC ABAABCCDDC ABAABCDCCD ABBABCDCCD"),
        ("ovillejos", "menor", "AABBCCCDDC"),
        ("octavas", "mayor", "ABABABCC"),
        ("lira", (7, 11, 7, 11, 7, 11), "ABABCC"),
        ("lira", (7, 11, 7, 7, 11), "ABABB"),
        ("sextas", "mayor", "ABABCC"),
        ("quintillas", "menor", "ABABA ABBAB ABAAB AABBA AABAB"),
        ("redondillas", "menor", "ABBA"),
        ("cuartetas", "menor", "ABAB"),
        ("cuartetos", "mayor", "ABBA"),
        ("serventesios", "mayor", "ABAB"),
    )
    for pattern in patterns.split()
)


def find_form(
    scheme: str, stanzas: Sequence[int], counts: Sequence[int | None], metre: int | None
) -> Form:
    """La forma de un poema que no es un romance; `verso` si no se conoce.

    Args:
        scheme: una letra por verso, con la misma para los que riman, y «-» para los sueltos.
        stanzas: cuántos versos tiene cada estrofa escrita (las separa una línea en blanco).
        counts: la medida de cada verso.
        metre: la que domina.
    """
    letters = scheme.upper()
    art = "mayor" if metre is not None and metre > 8 else "menor"
    if art == "mayor" and is_sonnet(letters):
        return Form(name="soneto")
    form = _in_strophes(letters, stanzas, counts, art, least=6)
    if form is None and art == "mayor" and _are_tercets(letters):
        form = Form(name="tercetos")
    form = form or _in_strophes(letters, stanzas, counts, art, least=4)
    if form is not None:
        return form
    free = letters.count("-")
    if _is_silva(counts) and free * 2 <= len(letters):
        return Form(name="silva")
    if metre == 11 and len(letters) >= 4 and free * 10 >= 7 * len(letters):
        return Form(name="verso suelto")
    return Form(name="verso")


def is_sonnet(scheme: str) -> bool:
    """Si un dibujo es de soneto: dos cuartetos con las mismas dos rimas y dos tercetos.

    Los tercetos riman como quieran, con tal de que ningún verso quede suelto. Detrás puede ir un
    estrambote, de tres en tres versos.
    """
    letters = scheme.upper()
    if len(letters) < 14 or len(letters) % 3 != 2:
        return False
    quatrains = any(
        _errors(letters[:8], pattern) == 0 and len(set(letters[:8])) == 2
        for pattern in ("ABBAABBA", "ABABABAB")
    )
    tercets = letters[8:14]
    return quatrains and all(x != "-" and tercets.count(x) >= 2 for x in tercets)


def _errors(letters: str, pattern: str) -> int:
    """Cuántos versos se apartan de un dibujo; todos, si una de sus rimas falta o repite otra."""
    errors = 0
    taken = {"-"}
    for wanted in dict.fromkeys(pattern):
        group = [x for x, place in zip(letters, pattern, strict=True) if place == wanted]
        leader, _ = Counter(group).most_common(1)[0]
        if leader in taken or group.count(leader) < 2:
            return len(pattern)
        taken.add(leader)
        errors += len(group) - group.count(leader)
    return errors


def _starts(stanzas: Sequence[int], size: int) -> list[int]:
    """Dónde empiezan los grupos de `size` versos de las estrofas que se parten en ellos."""
    if len(stanzas) == 1:  # sin líneas en blanco: los que quepan
        return list(range(0, stanzas[0] - size + 1, size))
    found: list[int] = []
    at = 0
    for stanza in stanzas:
        if stanza % size == 0:
            found += range(at, at + stanza, size)
        at += stanza
    return found


def _in_strophes(
    letters: str, stanzas: Sequence[int], counts: Sequence[int | None], art: str, *, least: int
) -> Form | None:
    """La estrofa de `least` versos o más que, repetida, explica más versos; o ninguna."""
    best: Form | None = None
    most = 0
    for strophe in _STROPHES:
        size = len(strophe.pattern)
        if size < least or (isinstance(strophe.art, str) and strophe.art != art):
            continue
        starts = tuple(
            start
            for start in _starts(stanzas, size)
            if _errors(letters[start : start + size], strophe.pattern) <= (size >= 6)
            and strophe.art in (art, tuple(counts[start : start + size]))
        )
        if len(starts) * size > max(most, _ENOUGH * len(letters) - 1):
            best, most = Form(name=strophe.name, starts=starts), len(starts) * size
    return best


def _are_tercets(letters: str) -> bool:
    """ABA BCB CDC…: en cada terceto, los dos primeros versos riman con el que va dos después.

    La cadena puede llegar empezada (-ABABCB…): se prueba desde cada uno de los tres primeros.
    """
    if letters == "ABA":
        return True
    if len(letters) < 6:
        return False
    for phase in range(3):
        pairs = [i for i in range(len(letters) - 2) if (i - phase) % 3 != 2]
        kept = sum(letters[i] != "-" and letters[i] == letters[i + 2] for i in pairs)
        broken = sum(
            letters[i] != "-" and letters[i] == letters[i + 2]
            for i in range(len(letters) - 2)
            if (i - phase) % 3 == 2
        )
        if kept >= _CHAINED * len(pairs) and broken * 4 <= kept:
            return True
    return False


def _is_silva(counts: Sequence[int | None]) -> bool:
    """Si casi todos los versos son de siete u once sílabas, y hay bastantes de cada medida."""
    measured = [count for count in counts if count is not None]
    few, many = sorted((measured.count(7), measured.count(11)))
    return few + many >= 0.8 * len(measured) > 0 and few >= 0.15 * len(measured)
