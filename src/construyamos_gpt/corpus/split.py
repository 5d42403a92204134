"""El reparto: qué se estudia, con qué se valida y con qué se examina al final.

Si un verso del examen estuviera entre lo estudiado, la nota mediría memoria y no oficio. Y aquí
muchos versos están dos veces, en ortografías distintas: por eso se comparan sus esqueletos, y
también se quitan los que se parecen mucho.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache

import numpy as np
from rapidfuzz import fuzz, process

from construyamos_gpt.corpus.letters import skeleton
from construyamos_gpt.corpus.pieces import Piece, Split
from construyamos_gpt.corpus.prose import ends_sentence, sentences

__all__ = ["HELD_SHARE", "SIMILARITY", "split_pieces", "units"]

HELD_SHARE = 0.03  # de las piezas, a validación; y otro tanto a prueba
SIMILARITY = 85.0  # de 0 a 100: desde aquí, dos versos son el mismo
_MIN_VERSES = 4
_MIN_QUOTE = 18  # letras del esqueleto de un verso para buscarlo citado en la prosa


@cache
def units(piece: Piece) -> tuple[str, ...]:
    """Los esqueletos de lo que no se puede repetir: los versos, o las frases de la prosa."""
    parts = sentences(piece.text) if piece.form == "prosa" else piece.text.split("\n")
    return tuple(key for part in parts if (key := skeleton(part)))


def _draw(piece: Piece) -> Split:
    """Sorteo que sale siempre igual: depende solo del texto de la pieza."""
    digest = hashlib.blake2b(skeleton(piece.text).encode(), digest_size=8).digest()
    ticket = int.from_bytes(digest, "big") / 2**64
    if ticket < HELD_SHARE:
        return "val"
    return "test" if ticket < 2 * HELD_SHARE else "train"


def split_pieces(
    pieces: Sequence[Piece],
    fragments: Sequence[Piece] = (),
    fixed_val: Sequence[Piece] = (),
    raw: Sequence[Piece] = (),
) -> dict[Split, list[Piece]]:
    """Reparte las piezas y limpia el entrenamiento de todo lo que esté fuera de él.

    Args:
        pieces: las piezas que se sortean (prosa y verso).
        fragments: piezas que solo pueden ser de entrenamiento; sobran las que repiten a otras.
        fixed_val: piezas que van a validación tal cual.
        raw: trozos cortados en cualquier sitio, solo para entrenar; de cada uno se queda el tramo
            más largo sin versos apartados.

    Returns:
        Un reparto en el que ningún verso ni frase de `val` o `test` está en `train`.
    """
    times = Counter(key for piece in (*pieces, *fixed_val) for key in set(units(piece)))
    verses = {key for piece in (*pieces, *fragments, *fixed_val) if piece.form != "prosa"
              for key in units(piece) if len(key) >= _MIN_QUOTE}  # fmt: skip
    known_verses = _by_start(verses)
    result: dict[Split, list[Piece]] = {"train": [], "val": list(fixed_val), "test": []}
    train: list[Piece] = []
    for piece in pieces:
        split = _draw(piece)
        if split != "train" and all(times[key] == 1 for key in units(piece)):
            body = "".join(units(piece))
            if piece.form != "prosa" or not _quotes(body, known_verses):
                result[split].append(piece)
                continue
        train.append(piece)
    held = [piece for split in ("val", "test") for piece in result[split]]
    held_verses = {key for piece in held if piece.form != "prosa" for key in units(piece)}
    leaked = _alike([*train, *fragments, *raw], held_verses)
    held_quotes = _by_start(verse for verse in held_verses if len(verse) >= _MIN_QUOTE)
    for piece in train:
        if piece.form == "prosa":
            body = "".join(units(piece))
            if not _quotes(body, held_quotes):
                result["train"].append(piece)
        else:
            result["train"] += _without(piece, leaked)
    known = {key for piece in result["train"] for key in units(piece)}
    for fragment in fragments:
        rest = _without(fragment, leaked)
        result["train"] += [piece for piece in rest if not _repeats(piece, known)]
    result["train"] += [piece for trunk in raw for piece in _longest_clean_run(trunk, leaked)]
    return result


def _by_start(verses: Iterable[str]) -> dict[str, list[str]]:
    """Los versos, por sus primeras letras: así se buscan todos a la vez."""
    found: dict[str, list[str]] = {}
    for verse in verses:
        found.setdefault(verse[:_MIN_QUOTE], []).append(verse)
    return found


def _quotes(body: str, by_start: dict[str, list[str]]) -> bool:
    """¿Cita la prosa alguno de los versos?"""
    return any(
        body.startswith(verse, i)
        for i in range(len(body) - _MIN_QUOTE + 1)
        for verse in by_start.get(body[i : i + _MIN_QUOTE], ())
    )


def _longest_clean_run(piece: Piece, leaked: set[str]) -> list[Piece]:
    """El tramo más largo sin versos apartados, cortado donde toque; nada si es muy corto."""
    runs: list[list[str]] = [[]]
    for line in piece.text.split("\n"):
        if skeleton(line) in leaked:
            runs.append([])
        else:
            runs[-1].append(line)
    longest = max(runs, key=lambda run: len(run))
    text = "\n".join(longest).strip("\n")
    enough = sum(1 for line in text.split("\n") if line) >= _MIN_VERSES
    return [replace(piece, text=text)] if enough else []


def _repeats(piece: Piece, known: set[str]) -> bool:
    """¿Está ya la mitad de sus versos en otra pieza? Entonces el fragmento no añade nada."""
    keys = units(piece)
    return sum(key in known for key in keys) >= 0.5 * len(keys)


def _alike(pieces: Sequence[Piece], held: set[str]) -> set[str]:
    """Los versos de unas piezas que son, o casi, alguno de los apartados."""
    ours = sorted({key for piece in pieces if piece.form != "prosa" for key in units(piece)})
    theirs = sorted(held)
    if not ours or not theirs:
        return set()
    scores = process.cdist(
        theirs, ours, scorer=fuzz.ratio, score_cutoff=SIMILARITY, dtype=np.uint8, workers=1
    )
    return {ours[j] for j in np.flatnonzero(scores.any(axis=0))}


def _without(piece: Piece, leaked: set[str]) -> list[Piece]:
    """La pieza, o lo que queda de ella: tramos de estrofas limpias que son frases enteras."""
    if leaked.isdisjoint(units(piece)):
        return [piece]
    runs: list[list[str]] = [[]]
    ended = True  # ¿lo que había antes de este tramo acababa frase?
    starts = [True]
    for stanza in piece.text.split("\n\n"):
        clean = all(skeleton(verse) not in leaked for verse in stanza.split("\n"))
        if clean:
            if not runs[-1]:
                starts[-1] = ended
            runs[-1].append(stanza)
        elif runs[-1]:
            runs.append([])
            starts.append(True)
        ended = ends_sentence(stanza)
    kept: list[Piece] = []
    for run, start in zip(runs, starts, strict=True):
        while run and not start:
            start = ends_sentence(run.pop(0))
        while run and not ends_sentence(run[-1]):
            run.pop()
        text = "\n\n".join(run)
        if len([line for line in text.split("\n") if line]) >= _MIN_VERSES:
            kept.append(replace(piece, text=text))
    return kept
