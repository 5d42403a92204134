"""Parte 9 · Experimentos con lo que el modelo tiene delante: cuánto texto y qué rima.

Formas de los tensores: `B` lugares, `T` letras leídas, `V` vocabulario.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch
import torch.nn.functional as F

from construyamos_gpt.corpus import Piece
from construyamos_gpt.model import Model
from construyamos_gpt.verse import Line, assonates, rhymes, scan_poem
from construyamos_gpt.verse.rhyme import consonant_key

__all__ = ["RhymeCase", "ending_nats", "loss_with_context", "rhyme_cases", "spoiled"]

AT_ONCE = 32
_LAST_WORD = re.compile(r"([^\W\d_]+)(\W*)$")


@torch.inference_mode()
def loss_with_context(
    model: Model, pieces: Sequence[Piece], sizes: Sequence[int], count: int, seed: int
) -> dict[int, float]:
    """La pérdida leyendo solo las últimas letras, en los mismos lugares para todos los tamaños.

    Args:
        model: el modelo.
        pieces: los poemas; si ninguno llega al tamaño mayor, se leen uno detrás de otro.
        sizes: cuántas letras se le dejan leer.
        count: en cuántos lugares se mide.
        seed: la semilla con que se sortean.

    Returns:
        Nats por letra, de cada tamaño.
    """
    longest = max(sizes)
    texts = [model.tokenizer.encode_piece(piece.text, piece.form) for piece in pieces]
    if all(len(ids) <= longest for ids in texts):
        texts = [[token for ids in texts for token in ids]]
    spots = [(text, end) for text, ids in enumerate(texts) for end in range(longest, len(ids))]
    chosen = random.Random(seed).sample(spots, min(count, len(spots)))
    losses = dict.fromkeys(sizes, 0.0)
    for first in range(0, len(chosen), AT_ONCE):
        group = chosen[first : first + AT_ONCE]
        targets = torch.tensor([texts[text][end] for text, end in group])  # (B,)
        for size in sizes:
            x = torch.tensor([texts[text][end - size : end] for text, end in group])  # (B, T)
            logits = model.gpt(x)[0][:, -1]  # (B, V)
            losses[size] += F.cross_entropy(logits, targets, reduction="sum").item()
    return {size: loss / len(chosen) for size, loss in losses.items()}


@dataclass(frozen=True, kw_only=True)
class RhymeCase:
    """Un verso que rima con uno anterior, y con uno solo.

    Attributes:
        form: la forma del poema.
        before: los versos anteriores, con sus líneas en blanco.
        mate: cuál de las líneas de `before` rima con él.
        other: otra línea de `before`, cercana, que no rima con él: sirve de control.
        start: el verso hasta donde empieza la rima: «y en mi entendimi».
        ending: la rima: «ento».
    """

    form: str
    before: tuple[str, ...]
    mate: int
    other: int
    start: str
    ending: str


def rhyme_cases(pieces: Sequence[Piece]) -> list[RhymeCase]:
    """Los versos de unos poemas que riman en consonante con otro que está hasta cuatro antes.

    Se dejan los que ya tienen dos compañeros: quitarles uno no les quitaría la rima.
    """
    found = []
    for piece in pieces:
        rows = piece.text.split("\n")
        measured = iter(scan_poem(piece.text).lines)
        lines = [next(measured) if row.strip() else None for row in rows]
        for place, line in enumerate(lines):
            if line is None:
                continue
            near = [(i, past) for i, past in enumerate(lines[:place]) if past is not None]
            mates = [i for i, past in near if rhymes(line, past)]
            others = [
                i
                for i, past in near[-4:]
                if i not in mates and past.last_word and not assonates(line, past)
            ]
            cut = _where_rhyme_starts(line)
            if len(mates) == 1 and mates[0] in [i for i, _ in near[-4:]] and others and cut:
                word_end = len(line.text) - len(_tail(line.text)[1])
                found.append(
                    RhymeCase(
                        form=piece.form,
                        before=tuple(rows[:place]),
                        mate=mates[0],
                        other=others[-1],
                        start=line.text[:cut],
                        ending=line.text[cut:word_end],
                    )
                )
    return found


def _tail(text: str) -> tuple[str, str]:
    """La última palabra de una línea y los signos que la siguen; vacías si no acaba en palabra."""
    match = _LAST_WORD.search(text)
    return (match[1], match[2]) if match else ("", "")


def _where_rhyme_starts(line: Line) -> int:
    """Desde qué letra de la línea se cuenta la rima; 0 si no se encuentra."""
    word, signs = _tail(line.text)
    for size in range(1, len(word) + 1):
        if consonant_key(word[-size:].lower()) == line.consonant:
            return len(line.text) - len(signs) - size
    return 0


def spoiled(case: RhymeCase, which: int, words: Sequence[str], dice: random.Random) -> RhymeCase:
    """El mismo caso con la última palabra de una línea cambiada por otra que no rima con él.

    Args:
        case: el caso.
        which: qué línea de `before` se cambia.
        words: palabras entre las que se sortea.
        dice: el azar.
    """
    old, signs = _tail(case.before[which])
    kept = case.before[which][: len(case.before[which]) - len(old) - len(signs)]
    tails = (case.ending[-1:], old[-1:])
    fitting = [word for word in words if word[-1:] not in tails] or list(words)
    rows = list(case.before)
    rows[which] = kept + dice.choice(fitting) + signs
    return replace(case, before=tuple(rows))


@torch.inference_mode()
def ending_nats(model: Model, case: RhymeCase) -> float:
    """La sorpresa del modelo con la rima, en nats: la suma de las de sus letras."""
    before = "\n".join([*case.before, case.start])
    ids = model.prompt_ids(before + case.ending, case.form)[: model.config.block_size + 1]
    size = len(case.ending)
    logits = model.gpt(torch.tensor([ids[:-1]]))[0][0, -size:]  # (letras, V)
    return F.cross_entropy(logits, torch.tensor(ids[-size:]), reduction="sum").item()
