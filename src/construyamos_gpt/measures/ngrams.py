"""El n-grama: adivinar la letra siguiente mirando solo las `order − 1` anteriores, y contando.

Es el escalón que hay antes de una red: no calcula nada, cuenta. Para saber qué letra sigue a
«quij» se miran todas las veces que salió «quij» y qué vino después. Si salió pocas veces no hay
que fiarse mucho, y se mezcla con lo que dice «uij», que a su vez se mezcla con lo que dice «ij»,
y así hasta no mirar nada, que es tirar un dado con todas las letras:

    P(o | quij) = (veces de «quijo» + T · P(o | uij)) / (veces de «quij» + T)

`T` son las letras distintas que se han visto detrás de «quij»: cuantas más, menos se sabe cuál
toca y más peso tiene la mezcla. Como en un dado, las probabilidades de todas las letras suman 1.

Fuente: Witten y Bell (1991), método C, en la forma interpolada de Chen y Goodman (1998), «An
Empirical Study of Smoothing Techniques for Language Modeling», §2.4.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from construyamos_gpt.errors import InvalidValueError

__all__ = ["NGram"]

Context = tuple[int, ...]


class NGram:
    """Un modelo de n-gramas sobre ids.

    Attributes:
        order: cuántas letras abarca, contando la que adivina: 1, letras sueltas; 2, bigramas…
        vocab_size: V, cuántos ids distintos hay.
        following: de cada contexto, cuántas veces vino detrás cada id.

    Raises:
        InvalidValueError: si `order` es menor que 1.
    """

    def __init__(self, order: int, vocab_size: int) -> None:
        if order < 1:
            raise InvalidValueError(
                "Un n-grama no puede ser de ese orden.",
                received=order,
                allowed="un entero de 1 en adelante",
            )
        self.order = order
        self.vocab_size = vocab_size
        self.following: dict[Context, Counter[int]] = defaultdict(Counter)
        self._totals: dict[Context, int] = {}

    def learn(self, pieces: Iterable[Sequence[int]]) -> None:
        """Cuenta unas piezas. El primer id de cada una se da y no se adivina.

        Args:
            pieces: los ids de cada pieza, de `<|inicio|>` a `<|fin|>`.
        """
        grams: Counter[Context] = Counter()
        for ids in pieces:
            grams.update((token,) for token in ids[1:])
            for size in range(2, self.order + 1):
                grams.update(zip(*(ids[shift:] for shift in range(size)), strict=False))
        for gram, times in grams.items():
            self.following[gram[:-1]][gram[-1]] += times
        self._totals = {context: seen.total() for context, seen in self.following.items()}

    def _levels(self, past: Sequence[int]) -> Iterable[tuple[Counter[int], int]]:
        """Lo visto detrás de nada, de la última letra, de las dos últimas… y cuántas veces."""
        for size in range(min(self.order - 1, len(past)) + 1):
            context = tuple(past[len(past) - size :])
            if context not in self._totals:
                return  # si no ha salido, tampoco otro más largo que acabe así
            yield self.following[context], self._totals[context]

    def probability(self, past: Sequence[int], token: int) -> float:
        """La probabilidad de que detrás de `past` venga `token`."""
        chance = 1 / self.vocab_size
        for seen, total in self._levels(past):
            chance = (seen[token] + len(seen) * chance) / (total + len(seen))
        return chance

    def distribution(self, past: Sequence[int]) -> np.ndarray:
        """La probabilidad de cada id detrás de `past`; forma (V,), suma 1."""
        chances = np.full(self.vocab_size, 1 / self.vocab_size)
        for seen, total in self._levels(past):
            chances *= len(seen)
            for token, times in seen.items():
                chances[token] += times
            chances /= total + len(seen)
        return chances

    def nats(self, ids: Sequence[int]) -> float:
        """La sorpresa con una pieza entera, en nats; el primer id se da y no se cuenta."""
        reach = self.order - 1
        return -sum(
            math.log(self.probability(ids[max(0, i - reach) : i], ids[i]))
            for i in range(1, len(ids))
        )

    def write(
        self,
        prompt: Sequence[int],
        *,
        stop: int,
        forbidden: Sequence[int],
        seed: int,
        temperature: float,
        longest: int,
    ) -> tuple[list[int], bool]:
        """Continúa `prompt` letra a letra.

        Args:
            prompt: los ids con que empieza.
            stop: el id con que se termina.
            forbidden: ids que nunca se eligen.
            seed: la semilla.
            temperature: el atrevimiento, como en `generation.Sampling`.
            longest: cuántos ids, como mucho.

        Returns:
            Los ids nuevos, sin `stop`, y si ha terminado solo.
        """
        random = np.random.default_rng(seed)
        text = list(prompt)
        for _ in range(longest + 1):
            chances = self.distribution(text[-(self.order - 1) :] if self.order > 1 else [])
            chances[list(forbidden)] = 0.0
            edges = (chances ** (1 / temperature)).cumsum()  # (V,): dónde acaba cada trozo
            token = int(np.searchsorted(edges, random.random() * edges[-1], side="right"))
            if token == stop:
                return text[len(prompt) :], True
            text.append(token)
        return text[len(prompt) : len(prompt) + longest], False
