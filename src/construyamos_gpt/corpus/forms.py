"""Qué forma tienen unos versos: la rima decide.

Dos versos riman en consonante si son iguales desde la última vocal tónica: «cuid*ado*» y
«encarg*ado*». Con una clave de rima por verso, una octava es la que tiene las claves ABABABCC, y
una redondilla, abba. Los poetas (y los copistas) se permiten licencias, así que cada estrofa
tolera alguna rima dudosa.

Las estrofas de una tirada larga se buscan todas a la vez, con programación dinámica: se elige el
reparto que explica más versos con menos rimas falladas.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from construyamos_gpt.corpus.letters import fold, skeleton

__all__ = [
    "Strophe",
    "assonance",
    "poem_form",
    "rhyme_key",
    "split_strophes",
    "strophes",
    "syllables",
]

_WORDS = re.compile(r"[^\W\d_]+")
_BROKEN_END = re.compile(r"-\W*$")
_VOWELS = "aeiouáéíóúü"
_STRONG = "aeoáéíóú"  # una í o una ú con tilde rompe el diptongo


@dataclass(frozen=True)
class Strophe:
    """Los versos [start, end) y su forma: `octavas`, `tercetos`, `redondillas`…"""

    form: str
    start: int
    end: int


def _nuclei(word: str) -> list[int]:
    """Posición de la vocal que manda en cada sílaba: `gloria` → la o y la a final."""
    found: list[int] = []
    for i, letter in enumerate(word):
        if letter not in _VOWELS:
            continue
        if letter == "u" and word[i - 1 : i] in ("q", "g") and word[i + 1 : i + 2] in tuple("eiéí"):
            continue
        if found and found[-1] == i - 1:
            before = word[i - 1]
            if letter not in _STRONG:  # la segunda es débil: ai, eu, ui
                if before not in _STRONG:
                    found[-1] = i
                if before not in "íú":
                    continue
            elif before in "iuü":  # la primera es débil: ia, ué
                found[-1] = i
                continue
        found.append(i)
    return found


def stressed_vowel(word: str) -> int:
    """Dónde está la vocal tónica de una palabra; −1 si no tiene vocales."""
    nuclei = _nuclei(word)
    if not nuclei:
        return -1
    accented = [i for i in nuclei if word[i] in "áéíóú"]
    if accented:
        return accented[-1]
    if word[-1] in "aeiouns" and len(nuclei) > 1:
        return nuclei[-2]
    return nuclei[-1]


def accent_vowel(word: str, i: int) -> str:
    """La misma palabra con tilde en la letra i."""
    return word[:i] + "áéíóú"["aeiou".index(fold(word[i]))] + word[i + 1 :]


@lru_cache(maxsize=100_000)
def rhyme_key(verse: str) -> str:
    """Lo que queda desde la última vocal tónica, sin tildes: `rhyme_key("la hermosura") == "ura"`.

    La clave no distingue la ortografía antigua de la moderna (véase `lexicon.skeleton`).
    """
    words = _WORDS.findall(verse.lower())
    if not words:
        return ""
    word = words[-1]
    if _BROKEN_END.search(verse):  # cabo roto: «letu-» rima por la vocal en que se rompe
        return next((letter for letter in reversed(fold(word)) if letter in "aeiou"), word)
    if word[-1] == "y":  # rey, muy: la y suena i, pero la palabra es aguda
        stress = max((i for i, letter in enumerate(word) if letter in _VOWELS), default=-1)
        return skeleton(word[stress:]) if stress >= 0 else "i"
    stress = stressed_vowel(word)
    return skeleton(word[stress:]) if stress >= 0 else fold(word)


def syllables(verse: str) -> int:
    """Sílabas aproximadas de un verso, con sinalefa y sin contar el acento final."""
    count = 0
    ended_in_vowel = False
    for word in _WORDS.findall(verse.lower()):
        if word == "y":
            word = "i"
        nuclei = _nuclei(word)
        count += len(nuclei)
        if ended_in_vowel and re.match(rf"h?[{_VOWELS}]", word):
            count -= 1
        ended_in_vowel = word[-1] in _VOWELS
    return count


@lru_cache(maxsize=100_000)
def assonance(key: str) -> str:
    """Las dos vocales que cuentan en la rima asonante: la tónica y la última."""
    vowels: list[str] = re.findall("[aeiou]", key)
    if not vowels:
        return key
    strong = [v for v in vowels[1:] if v in "aeo"] or vowels[-1:]
    return vowels[0] + (strong[-1] if len(vowels) > 1 else "")


def _scheme(
    form: str, pattern: str, limit: float
) -> tuple[str, int, float, tuple[tuple[int, ...], ...]]:
    """Un esquema y qué versos riman entre sí: «abba» → (0, 3) y (1, 2)."""
    letters = dict.fromkeys(pattern)
    groups = tuple(tuple(i for i, x in enumerate(pattern) if x == a) for a in letters)
    return form, len(pattern), limit, groups


# Forma, esquema y cuánta rima dudosa admite. Las estrofas que no tienen símbolo propio son
# «verso», pero también se parten bien.
_SCHEMES = tuple(
    _scheme(form, pattern, limit)
    for form, pattern, limit in (
        ("octavas", "abababcc", 1.5),
        ("redondillas", "abba", 0.5),
        ("verso", "abbaaccddc", 1.5),  # décima
        ("verso", "ababaccddc", 1.5),  # coplas de dos quintillas
        ("verso", "abaabccddc", 1.5),
        ("verso", "aabbcccddc", 1.5),  # ovillejo
        ("verso", "ababcc", 0.5),  # sexta rima
        ("verso", "ababa", 0.5),  # quintillas
        ("verso", "abbab", 0.5),
        ("verso", "abaab", 0.5),
        ("verso", "aabba", 0.5),
    )
)
_QUATRAINS = tuple(_scheme("soneto", p, 2.0)[3] for p in ("abbaabba", "abababab"))
_NEVER = float("inf")


@lru_cache(maxsize=100_000)
def _distance(a: str, b: str) -> float:
    """0 si riman, 0,5 si solo asuenan, 1 si no."""
    if a == b:
        return 0.0
    return 0.5 if assonance(a) == assonance(b) else 1.0


def _scheme_cost(keys: list[str], groups: tuple[tuple[int, ...], ...], limit: float) -> float:
    """Cuánto se apartan unas claves de un esquema; infinito si dos rimas son la misma."""
    cost = 0.0
    leaders: set[str] = set()
    for group in groups:
        found = [keys[i] for i in group]
        leader = found[0] if len(found) == 2 else max(found, key=found.count)
        if leader in leaders:
            return _NEVER
        leaders.add(leader)
        for key in found:
            cost += _distance(leader, key)
        if cost > limit:
            return _NEVER
    return cost


def _sonnet_cost(keys: list[str], limit: float) -> float:
    """Cuartetos ABBA ABBA (o ABAB ABAB) y seis versos que riman entre sí de cualquier modo."""
    quatrains = min(_scheme_cost(keys, groups, limit) for groups in _QUATRAINS)
    if quatrains > limit:
        return _NEVER
    rest = keys[8:14]
    tercets = sum(
        min(_distance(k, o) for o in rest[:i] + rest[i + 1 :]) for i, k in enumerate(rest)
    )
    return quatrains + tercets


def _candidates(keys: list[str], i: int) -> list[tuple[str, int, float]]:
    """Estrofas que pueden empezar en el verso i: (forma, versos, coste)."""
    found: list[tuple[str, int, float]] = []
    left = len(keys) - i
    if left >= 14 and (cost := _sonnet_cost(keys[i : i + 14], 2.0)) <= 2.0:
        found.append(("soneto", 14, cost))
    for form, size, limit, groups in _SCHEMES:
        if left >= size and (cost := _scheme_cost(keys[i : i + size], groups, limit)) <= limit:
            found.append((form, size, cost))
    if left < 3 or (outer := _distance(keys[i], keys[i + 2])) > 0.5:
        return found
    linked_back = i >= 3 and keys[i - 2] == keys[i]
    linked_on = left >= 4 and keys[i + 1] == keys[i + 3]
    if linked_on and (left < 6 or keys[i + 5] != keys[i + 3]):  # ABAB y ahí se acaba la cadena
        found.append(("tercetos" if linked_back else "verso", 4, outer + (0 if linked_back else 1)))
    if linked_on or linked_back:
        found.append(("tercetos", 3, outer + (0 if linked_on else 0.3)))
    return found


def strophes(verses: list[str]) -> list[Strophe]:
    """Parte unos versos en estrofas; lo que no encaja en ninguna va como `verso`, verso a verso."""
    keys = [rhyme_key(verse) for verse in verses]
    n = len(keys)
    best = [0.0] * (n + 1)  # mejor puntuación desde el verso i hasta el final
    step: list[tuple[str, int]] = [("verso", 1)] * (n + 1)
    for i in range(n - 1, -1, -1):
        best[i] = best[i + 1]
        for form, size, cost in _candidates(keys, i):
            score = size - cost - 0.1 + best[i + size]
            if score > best[i]:
                best[i], step[i] = score, (form, size)
    found: list[Strophe] = []
    i = 0
    while i < n:
        form, size = step[i]
        found.append(Strophe(form, i, i + size))
        i += size
    return found


def _is_romance(verses: list[str]) -> bool:
    """Versos cortos, con la misma asonancia en los pares y no en los impares."""
    if len(verses) < 8 or sum(map(len, verses)) / len(verses) > 32:
        return False
    odd, even = (Counter(assonance(rhyme_key(v)) for v in verses[i::2]) for i in (0, 1))
    vowels, count = even.most_common(1)[0]
    return count >= 0.75 * even.total() and odd[vowels] <= 0.5 * odd.total()


def poem_form(verses: list[str]) -> str:
    """La forma de un poema entero; `verso` si no es ninguna de las que tienen símbolo."""
    verses = [verse for verse in verses if verse.strip()]
    if not verses:
        return "verso"
    share: Counter[str] = Counter()
    for strophe in strophes(verses):
        share[strophe.form] += strophe.end - strophe.start
    form, count = share.most_common(1)[0]
    if _is_romance(verses) and (form == "verso" or count < 0.8 * len(verses)):
        return "romance"
    lengths = [len(verse) for verse in verses]
    if form == "redondillas" and (sum(lengths) / len(verses) > 34 or max(lengths) > 42):
        return "verso"
    return form if count >= 0.6 * len(verses) else "verso"


def _is_long(verse: str) -> bool:
    """¿Es de arte mayor, más de ocho sílabas (y una de margen, por las sinalefas)?"""
    return syllables(verse) > 9


def split_strophes(verses: list[str], size: int = 4) -> list[list[str]]:
    """Parte un poema en estrofas para escribirlo con una línea en blanco entre ellas.

    Args:
        verses: los versos, sin líneas en blanco.
        size: de cuántos versos son los grupos de un romance.
    """
    form = poem_form(verses)
    groups: list[list[str]] = []
    if form == "romance":
        for verse in verses:
            same = groups and _is_long(verse) == _is_long(groups[-1][0])  # el estribillo, aparte
            if same and len(groups[-1]) < size:
                groups[-1].append(verse)
            else:
                groups.append([verse])
        return groups
    if len(verses) % 10 == 0 and all(_BROKEN_END.search(verse) for verse in verses):
        return [verses[i : i + 10] for i in range(0, len(verses), 10)]  # décimas de cabo roto
    loose: list[str] = []
    for strophe in strophes(verses):
        lines = verses[strophe.start : strophe.end]
        if len(lines) == 1:
            loose += lines
            continue
        if loose:
            groups.append(loose)
            loose = []
        if strophe.form == "soneto":
            groups += [lines[:4], lines[4:8], lines[8:11], lines[11:]]
        else:
            groups.append(lines)
    return [*groups, loose] if loose else groups
