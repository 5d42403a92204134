"""Parte 7 · El juego de las habas: repartir diez entre las letras que podrían seguir.

Quien juega no dice *qué* letra viene, sino cuánto espera cada una. Se le puntúa como a un modelo:
con la probabilidad que dio a la letra que venía de verdad.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch

from construyamos_gpt.corpus import Piece
from construyamos_gpt.measures.ngrams import NGram
from construyamos_gpt.model import Model

__all__ = [
    "BEADS",
    "Place",
    "bigram_beads",
    "choose_places",
    "known_words",
    "model_chances",
    "repeated_lines",
    "round_beads",
    "surprise",
]

BEADS = 10
SET_ASIDE = 0.1  # la parte que se reparte entre todas: ninguna letra queda imposible
SHOWN = 44  # letras que se enseñan de lo anterior
EARLIEST = 60  # antes, en un poema, no hay de donde agarrarse


@dataclass(frozen=True, kw_only=True)
class Place:
    """Un lugar de un poema en el que hay que esperar una letra.

    Attributes:
        ids: todo lo anterior, de `<|inicio|>` a la última letra leída.
        shown: el final de lo anterior, en una línea: « / » es un salto de línea.
        letter: la letra que venía; «_» si era un espacio.
    """

    ids: tuple[int, ...]
    shown: str
    letter: str


def choose_places(model: Model, pieces: Sequence[Piece], count: int, seed: int) -> list[Place]:
    """Sortea lugares donde viene una letra o un espacio.

    Args:
        model: de quien es el tokenizador.
        pieces: los poemas.
        count: cuántos lugares.
        seed: la semilla: la misma da los mismos.
    """
    dice = random.Random(seed)
    longer = [piece for piece in pieces if len(piece.text) > EARLIEST]
    places: list[Place] = []
    while len(places) < count:
        piece = dice.choice(longer)
        where = dice.randrange(EARLIEST, min(len(piece.text), model.config.block_size - 2))
        letter = piece.text[where]
        if letter.isalpha() or letter == " ":
            before = piece.text[:where]
            places.append(
                Place(
                    ids=tuple(model.prompt_ids(before, piece.form)),
                    shown=before[-SHOWN:].replace("\n\n", " // ").replace("\n", " / "),
                    letter="_" if letter == " " else letter,
                )
            )
    return places


def model_chances(model: Model, place: Place) -> dict[str, float]:
    """La probabilidad que da el modelo a cada letra; el espacio es «_»."""
    with torch.inference_mode():
        logits = model.gpt(torch.tensor([place.ids]))[0][0, -1]
    return _by_letter(model, torch.softmax(logits, dim=-1).tolist())


def _by_letter(model: Model, chances: Sequence[float]) -> dict[str, float]:
    symbols = (model.tokenizer.id_to_token(index) for index in range(len(chances)))
    return {
        {" ": "_", "\n": "↵"}.get(symbol, symbol): chance
        for symbol, chance in zip(symbols, chances, strict=True)
    }


def round_beads(chances: Mapping[str, float]) -> str:
    """Diez habas, lo más parecidas posible a unas probabilidades: «aaaaaoooe_».

    Primero se dan las enteras; las que sobran, a quienes se quedaron más cerca de otra. Solo se
    reparten entre símbolos de un carácter.
    """
    single = {symbol: chance for symbol, chance in chances.items() if len(symbol) == 1}
    total = sum(single.values())
    exact = {symbol: BEADS * chance / total for symbol, chance in single.items()}
    whole = {symbol: math.floor(share) for symbol, share in exact.items()}
    by_rest = sorted(exact, key=lambda symbol: whole[symbol] - exact[symbol])
    for symbol in by_rest[: BEADS - sum(whole.values())]:
        whole[symbol] += 1
    by_share = sorted(exact, key=lambda symbol: -exact[symbol])
    return "".join(symbol * whole[symbol] for symbol in by_share)


def bigram_beads(model: Model, pieces: Sequence[Piece], places: Sequence[Place]) -> list[str]:
    """Las habas de quien solo mira la última letra, tras haber contado parejas en `pieces`."""
    ngram = NGram(2, model.config.vocab_size)
    ngram.learn(model.tokenizer.encode_piece(piece.text, piece.form) for piece in pieces)
    return [
        round_beads(_by_letter(model, ngram.distribution(place.ids[-1:]).tolist()))
        for place in places
    ]


def surprise(beads: str, letter: str, vocab_size: int) -> float:
    """La sorpresa, en nats, de quien repartió así sus habas cuando viene `letter`.

    Una décima parte de la apuesta se reparte siempre entre todas las letras: el que se queda sin
    habas en la buena paga mucho, y no infinito.

    Args:
        beads: un carácter por haba.
        letter: la letra que venía; «_» es el espacio.
        vocab_size: entre cuántas letras se reparte lo apartado.
    """
    share = Counter(beads)[letter] / max(1, len(beads))
    return -math.log((1 - SET_ASIDE) * share + SET_ASIDE / vocab_size)


def repeated_lines(poems: Sequence[str]) -> tuple[int, int]:
    """Cuántos versos repiten uno que ya había salido en estos poemas, y cuántos versos hay."""
    lines = [line.strip(" .,;:¡!¿?—").lower() for poem in poems for line in poem.split("\n")]
    lines = [line for line in lines if line]
    return len(lines) - len(set(lines)), len(lines)


def known_words(poems: Sequence[str], known: frozenset[str]) -> tuple[int, int]:
    """Cuántas palabras de tres letras o más están en `known`, y cuántas hay."""
    from construyamos_gpt.measures.words import words

    found = [word for poem in poems for word in words(poem)]
    return sum(word in known for word in found), len(found)
