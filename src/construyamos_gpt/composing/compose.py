"""Componer un poema con medida y rima: el modelo propone y las reglas escogen.

Verso a verso, el modelo propone cientos de continuaciones de lo que ya hay (`lines`). Las reglas
apartan las que no miden, las que no riman con quien deben y las que repiten la palabra de la rima
(`verse`); de las que quedan, se toma la que el modelo creía más probable. Si no queda ninguna, se
vuelve atrás y se prueba otro camino.

Lo que es del modelo: todas las palabras, una detrás de otra. Lo que es de las reglas: el número de
versos, la medida, la rima y el punto final.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from construyamos_gpt.composing.lines import LineWriter, Proposal
from construyamos_gpt.model import Model
from construyamos_gpt.verse import Line, assonates, is_hendecasyllable, rhymes, scan_line
from construyamos_gpt.verse.scansion import STRICT_COST
from construyamos_gpt.verse.schemes import Scheme, find_scheme
from construyamos_gpt.verse.seams import fold

__all__ = ["Composition", "compose"]

PROPOSALS_AT_ONCE = 256
ROUNDS_PER_LINE = 4
MAX_ROUNDS = 120
TEMPERATURE = 0.9
THEME_BONUS = 0.4  # nats por letra que se le perdonan a un verso que habla del tema
_UNBALANCED = re.compile(r"[«»()\"—-]")


@dataclass(frozen=True, kw_only=True)
class Composition:
    """Lo compuesto.

    Attributes:
        text: el poema, con una línea en blanco entre estrofas.
        complete: si ha salido entero.
        pattern: el esquema de rimas.
        proposed: cuántos versos ha propuesto el modelo.
        log_prob: ln de la probabilidad media que dio el modelo a cada letra.
    """

    text: str
    complete: bool
    pattern: str
    proposed: int
    log_prob: float


@dataclass(kw_only=True)
class _Chosen:
    """Un verso elegido y los que también valían, de peor a mejor."""

    proposal: Proposal
    line: Line
    others: list[tuple[Proposal, Line]]


@dataclass(kw_only=True)
class _Draft:
    """Un poema a medio hacer.

    Attributes:
        letters: la rima de cada verso.
        stanza_ends: qué versos, desde 0, acaban estrofa.
        words: de cada rima, las palabras con que el modelo la ha propuesto: dice cuáles abundan.
        forbidden: rimas que ya se probaron y no dieron para un poema.
    """

    scheme: Scheme
    pattern: str
    theme: tuple[str, ...]
    chosen: list[_Chosen] = field(default_factory=list)
    words: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    forbidden: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.letters = self.pattern.replace(" ", "")
        ends = [len(part) for part in self.pattern.split(" ")]
        self.stanza_ends = {sum(ends[: i + 1]) - 1 for i in range(len(ends))}

    @property
    def complete(self) -> bool:
        return len(self.chosen) == len(self.letters)

    @property
    def text(self) -> str:
        """Lo escrito hasta ahora, con sus saltos de línea."""
        parts = []
        for i, chosen in enumerate(self.chosen):
            parts.append(chosen.proposal.text + ("\n\n" if i in self.stanza_ends else "\n"))
        return "".join(parts)

    def key(self, line: Line) -> str:
        """La clave de rima que cuenta en esta forma."""
        return line.assonant if self.scheme.assonant else line.consonant

    def mates(self, i: int) -> list[Line]:
        """Los versos ya elegidos con los que rima el verso `i`; ninguno, si va suelto."""
        if self.letters[i] == "-":
            return []
        return [c.line for j, c in enumerate(self.chosen[:i]) if self.letters[j] == self.letters[i]]

    def accepts(self, proposal: Proposal) -> Line | None:
        """El verso medido, si puede ser el siguiente."""
        i, text = len(self.chosen), proposal.text
        if _UNBALANCED.search(text) or any(text.count(a) != text.count(b) for a, b in ("¿?", "¡!")):
            return None
        line = scan_line(text, self.scheme.metre)
        self.words[self.key(line)].add(line.last_word)
        if line.count != self.scheme.metre or not self._rhymes(i, line):
            return None
        if any(line.last_word == c.line.last_word for c in self.chosen):
            return None
        if self.scheme.metre == 11:
            return line if is_hendecasyllable(text) else None
        return line if line.cost <= STRICT_COST else None

    def _rhymes(self, i: int, line: Line) -> bool:
        agree = assonates if self.scheme.assonant else rhymes
        mates = self.mates(i)
        if mates:
            return all(agree(line, mate) for mate in mates)
        others = {self.key(c.line) for j, c in enumerate(self.chosen) if self.letters[j] != "-"}
        if self.key(line) in others | self.forbidden:
            return False
        needed = self.letters[i:].count(self.letters[i])
        return self.letters[i] == "-" or len(self.words[self.key(line)]) >= 2 * needed

    def score(self, proposal: Proposal) -> float:
        """Cuánto gusta una propuesta: lo probable que era y, si hay tema, si habla de él."""
        written = fold(self.text)
        spoken = fold(proposal.text)
        new = [word for word in self.theme if word in spoken and word not in written]
        return proposal.log_prob + THEME_BONUS * bool(new)

    def step_back(self, times_stuck: int) -> None:
        """Sale de un callejón: otra opción del verso anterior o, si no basta, otra rima."""
        i = len(self.chosen)
        if times_stuck % 3 == 0 and self.mates(i):
            first = self.letters.index(self.letters[i])
            self.forbidden.add(self.key(self.chosen[first].line))
            del self.chosen[first:]
            return
        last = self.chosen.pop()
        if last.others:
            proposal, line = last.others.pop()
            self.chosen.append(_Chosen(proposal=proposal, line=line, others=last.others))


def compose(
    model: Model,
    *,
    form: str = "soneto",
    theme: str = "",
    seed: int | None = None,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> Composition:
    """Compone un poema.

    Args:
        model: el modelo que propone.
        form: `soneto`, `terceto`, `octava`, `redondilla` o `romance`.
        theme: de qué habla; se intenta que el primer verso empiece así y que se nombre después.
        seed: la misma semilla da el mismo poema; None, una al azar.
        on_progress: se llama con los versos hechos y los que hacen falta.

    Returns:
        El poema. Si no ha salido entero, `complete` es falso y `text` tiene lo que haya.

    Raises:
        InvalidValueError: si no se sabe componer esa forma.
    """
    scheme = find_scheme(form)
    dice = random.Random(seed)
    words = tuple(word for word in re.findall(r"[^\W\d_]+", fold(theme)) if len(word) > 3)
    draft = _Draft(scheme=scheme, pattern=dice.choice(scheme.patterns), theme=words)
    writer, proposed, rounds, stuck = LineWriter(model), 0, 0, 0
    while not draft.complete and rounds < MAX_ROUNDS:
        found: dict[str, tuple[Proposal, Line]] = {}
        for number in range(ROUNDS_PER_LINE):
            begins = theme[:1].upper() + theme[1:] if theme and number == 0 else ""
            proposals = writer.propose(
                draft.text,
                scheme.form,
                begins if not draft.chosen else "",
                PROPOSALS_AT_ONCE,
                TEMPERATURE,
                dice.getrandbits(32),
            )
            rounds, proposed = rounds + 1, proposed + len(proposals)
            for proposal in proposals:
                if (line := draft.accepts(proposal)) is not None:
                    found[proposal.text] = (proposal, line)
            if found and (draft.chosen or number > 0):
                break  # el primer verso se piensa más: de él dependen dos rimas
        if found:
            options = sorted(found.values(), key=lambda pair: (draft.score(pair[0]), pair[0].text))
            proposal, line = options.pop()
            draft.chosen.append(_Chosen(proposal=proposal, line=line, others=options))
        elif draft.chosen:
            stuck += 1
            draft.step_back(stuck)
        on_progress(len(draft.chosen), len(draft.letters))
    letters = sum(len(c.proposal.text) for c in draft.chosen)
    nats = sum(c.proposal.log_prob * len(c.proposal.text) for c in draft.chosen)
    return Composition(
        text=_finished(draft.text),
        complete=draft.complete,
        pattern=draft.pattern,
        proposed=proposed,
        log_prob=nats / max(1, letters),
    )


def _finished(text: str) -> str:
    """El poema con mayúscula al principio y punto al final."""
    text = text.rstrip("\n ,;:.")
    text = text[:1].upper() + text[1:]
    return text if text[-1:] in ("?", "!", "") else text + "."
