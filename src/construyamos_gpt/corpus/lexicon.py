"""Las palabras del Quijote, contadas: el diccionario con que se moderniza lo demás.

Nuestro texto del Quijote está en ortografía de hoy. Contando sus palabras se aprende, sin ningún
diccionario de fuera, que «tambien» lleva tilde, que «Cipión» no va nunca en minúscula y que
«quando» es «cuando».
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from construyamos_gpt.corpus.homographs import Homographs
from construyamos_gpt.corpus.letters import fold, twin_key

__all__ = ["Lexicon"]

_BROKEN = re.compile(r"-(?=[,.;:!?\n»]|$)")  # los versos de cabo roto: «letu-»
_SMALL = re.compile(r"\b[a-zñáéíóú]+")
_MIDDLE_CAPITAL = re.compile(r"(?<=[a-zñáéíóú,;] )[A-ZÁÉÍÓÚÑ][a-zñáéíóú]+")
_WITHIN = {" ", ", ", "; ", "\n", ",\n", ";\n"}  # lo que casi siempre separa dos palabras
_TOKEN = re.compile(r"([^\W\d_]+)([\W\d_]*)")  # una palabra y lo que la separa de la siguiente


@dataclass(frozen=True, kw_only=True)
class Lexicon:
    """Lo que se ha contado de un texto en ortografía moderna.

    Attributes:
        forms: de la palabra sin tildes a las veces que sale cada forma en minúsculas.
        twins: de una clave (`twin_key`) a las palabras sin tildes que la comparten.
        lower: veces que una palabra sale en minúscula.
        capital: veces que sale con mayúscula en mitad de una frase.
        homographs: con qué compañía va cada palabra que se escribe de dos maneras.
        known: las palabras de 1784 ya modernizadas, para no repetir el trabajo.
    """

    forms: dict[str, Counter[str]]
    twins: dict[str, Counter[str]]
    lower: Counter[str]
    capital: Counter[str]
    homographs: Homographs
    known: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def learn(cls, texts: Iterable[str]) -> Lexicon:
        """Cuenta las palabras de unos textos."""
        texts = list(texts)
        lower: list[str] = []
        middle: list[str] = []
        edge: list[str] = []
        for text in texts:
            start = True  # ¿empieza frase la palabra que viene?
            for word, gap in _TOKEN.findall(text):
                if gap[:1] == "-" and _BROKEN.match(gap):
                    pass
                elif word[0].islower():
                    lower.append(word)
                elif len(word) == 1 or not word.isupper():
                    (edge if start else middle).append(word.lower())
                start = gap not in _WITHIN and gap.strip(" ,;\n") != ""
        forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for word, count in Counter([*lower, *middle, *edge]).items():
            forms[fold(word)][word] = count
        twins: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for word, counts in forms.items():
            twins[twin_key(word)][word] = counts.total()
        return cls(
            forms=dict(forms),
            twins=dict(twins),
            lower=Counter(map(fold, lower)),
            capital=Counter(map(fold, middle)),
            homographs=Homographs.learn(texts),
        )

    def with_names(self, text: str) -> Lexicon:
        """El mismo léxico y, además, los nombres propios de otro texto.

        De las palabras desconocidas se cuenta cuántas veces van en minúscula («nume») y cuántas
        con mayúscula en mitad de verso («Izuf»): el principio de verso no prueba nada.
        """
        small = (fold(word) for word in _SMALL.findall(text))
        names = (fold(word) for word in _MIDDLE_CAPITAL.findall(text))
        return replace(
            self,
            known={},
            lower=self.lower + Counter(word for word in small if word not in self.forms),
            capital=self.capital + Counter(word for word in names if word not in self.forms),
        )

    def times(self, word: str) -> int:
        """Veces que sale una palabra en minúsculas, con sus tildes."""
        forms = self.forms.get(fold(word))
        return forms[word] if forms else 0

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
