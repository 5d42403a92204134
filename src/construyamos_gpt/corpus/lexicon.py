"""Las palabras del Quijote, contadas: el diccionario con que se moderniza lo demás.

Nuestro texto del Quijote está en ortografía de hoy. Contando sus palabras se aprende, sin ningún
diccionario de fuera, que «tambien» lleva tilde, que «Cipión» no va nunca en minúscula y que
«quando» es «cuando».
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

__all__ = ["WORD", "Lexicon", "fold", "skeleton", "twin_key"]

WORD = re.compile(r"[^\W\d_]+")
_BROKEN = re.compile(r"-(?=[,.;:!?\n»]|$)")  # los versos de cabo roto: «letu-»
_MARKS = {"\u0300", "\u0301", "\u0302", "\u0308"}  # ` ´ ^ ¨ ; la virgulilla de la ñ se queda


@lru_cache(maxsize=200_000)
def fold(word: str) -> str:
    """Minúsculas y sin tildes ni diéresis; la ñ se queda: `fold("Pingüé") == "pingue"`."""
    letters = unicodedata.normalize("NFD", word.lower())
    return unicodedata.normalize("NFC", "".join(c for c in letters if c not in _MARKS))


# En orden: cada regla mira lo que dejaron las anteriores.
_SKELETON_RULES = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"ch(?=r)", "k"),  # christiano
        (r"ch", "C"),  # la ch de hoy, a salvo
        (r"ph", "f"),
        (r"h", ""),
        (r"x(?=[^aeiou]|$)", "s"),  # extraño, estraño
        (r"x", "j"),  # dixo, dijo
        (r"g(?=[ei])", "j"),  # muger, mujer
        (r"qu(?=[ei])", "k"),
        (r"q", "k"),  # quando, cuando
        (r"sc(?=[ei])", "c"),
        (r"c(?=[ei])|ç|s(?=z)", "z"),
        (r"c(?=[tkz])|p(?=t)|g(?=n)", ""),  # efecto, efeto; digno, dino
        (r"c", "k"),
        (r"v", "b"),
        (r"y", "i"),
        (r"m(?=[^aeiou])|m$", "n"),  # inmortal, immortal
        (r"b(?=s)|n(?=s[^aeiou])", ""),  # obscuro, oscuro; transformar, trasformar
        (r"(.)\1+", r"\1"),  # passo, paso
    )
)


@lru_cache(maxsize=200_000)
def _word_skeleton(word: str) -> str:
    text = fold(word)
    for pattern, replacement in _SKELETON_RULES:
        text = pattern.sub(replacement, text)
    return text


def twin_key(word: str) -> str:
    """Esqueleto más estricto, de una palabra sola: «alado» no es gemela de «hallado»."""
    doubles = "".join(f"{c}{c}" for c in "lr" if c * 2 in word.lower())
    return f"{_word_skeleton(word)} {doubles}"


def skeleton(text: str) -> str:
    """Clave de un verso o de una frase que no cambia entre la ortografía de 1784 y la de hoy.

    Sin espacios, porque «á dios» y «adiós» son lo mismo: `skeleton("Quando dixe á Dios")` y
    `skeleton("cuando dije adiós")` son iguales.
    """
    return "".join(_word_skeleton(word) for word in WORD.findall(text))


@dataclass(frozen=True, kw_only=True)
class Lexicon:
    """Lo que se ha contado de un texto en ortografía moderna.

    Attributes:
        forms: de la palabra sin tildes a las veces que sale cada forma en minúsculas.
        by_skeleton: de un esqueleto a las palabras sin tildes que lo comparten, con sus veces.
        lower: veces que una palabra sale en minúscula.
        capital: veces que sale con mayúscula en mitad de una frase.
    """

    forms: dict[str, Counter[str]]
    by_skeleton: dict[str, Counter[str]]
    lower: Counter[str]
    capital: Counter[str]

    @classmethod
    def learn(cls, texts: Iterable[str]) -> Lexicon:
        """Cuenta las palabras de unos textos."""
        lower: Counter[str] = Counter()
        middle: Counter[str] = Counter()
        edge: Counter[str] = Counter()
        for text in texts:
            start = True  # ¿empieza frase la palabra que viene?
            end = 0
            for match in WORD.finditer(text):
                gap = text[end : match.start()]
                start = end == 0 or any(c not in " ,;\n" for c in gap)
                word, end = match.group(), match.end()
                if _BROKEN.match(text, end):
                    continue
                if word[0].islower():
                    lower[word] += 1
                elif len(word) > 1 and word.isupper():
                    continue
                elif start:
                    edge[word.lower()] += 1
                else:
                    middle[word.lower()] += 1
        forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
        by_skeleton: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for counts in (lower, middle, edge):
            for word, count in counts.items():
                forms[fold(word)][word] += count
                by_skeleton[twin_key(word)][fold(word)] += count
        folded_lower: Counter[str] = Counter()
        folded_capital: Counter[str] = Counter()
        for word, count in lower.items():
            folded_lower[fold(word)] += count
        for word, count in middle.items():
            folded_capital[fold(word)] += count
        return cls(
            forms=dict(forms),
            by_skeleton=dict(by_skeleton),
            lower=folded_lower,
            capital=folded_capital,
        )

    def with_names(self, text: str) -> Lexicon:
        """El mismo léxico y, además, los nombres propios de otro texto.

        Son las palabras desconocidas que en él van siempre con mayúscula, también en mitad de
        verso («Izuf», «Teógenes»): el principio de verso no prueba nada.
        """
        small = set(re.findall(r"\b[a-zñáéíóú]+", text))
        names = Counter(
            fold(word)
            for word in re.findall(r"(?<=[a-zñáéíóú,;] )[A-ZÁÉÍÓÚÑ][a-zñáéíóú]+", text)
            if word.lower() not in small and fold(word) not in self.forms
        )
        return replace(self, capital=self.capital + names)

    def is_proper(self, word: str) -> bool:
        """¿Es un nombre propio? Lo es si en mitad de frase va casi siempre con mayúscula."""
        key = fold(word)
        return self.capital[key] > 0 and self.capital[key] >= 3 * self.lower[key]

    def is_common(self, word: str) -> bool:
        """¿Se escribe casi siempre en minúscula?"""
        key = fold(word)
        return self.lower[key] > 0 and self.lower[key] > 3 * self.capital[key]

    def dominant(self, key: str, share: float = 0.9) -> str | None:
        """La forma con tildes de una palabra sin ellas, si una es claramente la más usada."""
        counts = self.forms.get(key)
        if not counts:
            return None
        form, count = counts.most_common(1)[0]
        return form if count >= share * counts.total() else None
