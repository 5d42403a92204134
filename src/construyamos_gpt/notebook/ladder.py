"""La escalera del dado: cuántas caras le quedan a quien adivina mirando más o menos letras.

Cada peldaño solo cuenta. El de orden 3, por ejemplo, se aprende qué letra vino detrás de cada
par de letras y cuántas veces. Para adivinar mira las dos últimas y reparte según lo contado.

A todas las letras se les regala un poco, `credit`: si no, lo que nunca se ha visto tendría
probabilidad cero y una sola sorpresa daría un dado infinito.

    probabilidad = (veces que vino + credit) / (veces en total + credit · V)

Con más letras a la vista, lo estudiado se acierta mejor y lo nuevo, desde cierto punto, peor: los
tramos largos casi nunca se repiten. Un GPT tiene que hacer algo mejor que contar.

Fuente: Shannon (1948), §2 y §3 (las series de aproximaciones al inglés); lo que se regala es la
suma de Lidstone, en Chen y Goodman (1998), §2.1. Mezclar órdenes está en `measures.ngrams`.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from construyamos_gpt.cli.values import comma
from construyamos_gpt.corpus import Piece
from construyamos_gpt.errors import InvalidValueError
from construyamos_gpt.model import Model
from construyamos_gpt.output import faces
from construyamos_gpt.tokens import Tokenizer

__all__ = [
    "CREDIT",
    "Rung",
    "build_ladder",
    "count_grams",
    "counting_loss",
    "encode_pieces",
    "ladder_table",
    "model_rung",
]

CREDIT = 0.01
Gram = tuple[int, ...]
Counts = Counter[Gram]


@dataclass(frozen=True, kw_only=True)
class Rung:
    """Un peldaño de la escalera.

    Attributes:
        name: quién adivina.
        held_out_loss: su pérdida con lo que no ha visto, en nats por letra.
        studied_loss: su pérdida con lo estudiado; None si no se ha medido.
    """

    name: str
    held_out_loss: float
    studied_loss: float | None = None

    @property
    def held_out_faces(self) -> float:
        """Las caras del dado con lo que no ha visto."""
        return faces(self.held_out_loss)

    @property
    def studied_faces(self) -> float | None:
        """Las caras del dado con lo estudiado; None si no se ha medido."""
        return None if self.studied_loss is None else faces(self.studied_loss)


def encode_pieces(tokenizer: Tokenizer, pieces: Iterable[Piece]) -> list[list[int]]:
    """Los ids de cada pieza, de `<|inicio|>` a `<|fin|>`."""
    return [tokenizer.encode_piece(piece.text, piece.form) for piece in pieces]


def count_grams(pieces: Iterable[Sequence[int]], order: int) -> Counts:
    """Cuántas veces sale cada tramo de `order` ids.

    El primer id de cada pieza se da y no se adivina. Las letras del principio, que tienen pocas
    delante, se completan repitiéndolo: así todos los órdenes adivinan las mismas letras.

    Args:
        pieces: los ids de cada pieza.
        order: cuántos ids abarca el tramo, contando el que se adivina.

    Raises:
        InvalidValueError: si `order` es menor que 1.
    """
    if order < 1:
        raise InvalidValueError(
            "No se pueden contar tramos de ese largo.",
            received=order,
            allowed="un entero de 1 en adelante",
        )
    counts: Counts = Counter()
    for ids in pieces:
        padded = [*[ids[0]] * (order - 1), *ids[1:]]
        counts.update(zip(*(padded[shift:] for shift in range(order)), strict=False))
    return counts


def counting_loss(studied: Counts, asked: Counts, vocab_size: int, credit: float = CREDIT) -> float:
    """La pérdida de quien adivina contando.

    Args:
        studied: los tramos de lo estudiado (`count_grams`).
        asked: los de lo que hay que adivinar, del mismo orden.
        vocab_size: V, entre cuántos ids se reparte.
        credit: lo que se regala a cada id; mayor que 0.

    Returns:
        Nats por letra, de media.

    Raises:
        InvalidValueError: si `credit` no es mayor que 0.
    """
    if not credit > 0:
        raise InvalidValueError(
            "Sin regalar nada, una letra nueva daría un dado infinito.",
            received=credit,
            allowed="un número mayor que 0 (por ejemplo, 0.01)",
        )
    seen_before: Counts = Counter()  # cuántas veces salió lo que va delante
    for gram, times in studied.items():
        seen_before[gram[:-1]] += times
    nats = 0.0
    for gram, times in asked.items():
        chance = (studied[gram] + credit) / (seen_before[gram[:-1]] + credit * vocab_size)
        nats -= times * math.log(chance)
    return nats / asked.total()


def build_ladder(
    studied: Sequence[Sequence[int]],
    held_out: Sequence[Sequence[int]],
    *,
    vocab_size: int,
    longest: int = 7,
    credit: float = CREDIT,
) -> list[Rung]:
    """Los peldaños que se construyen contando, del que no mira nada al que mira más.

    Args:
        studied: los ids de cada pieza de entrenamiento.
        held_out: los de las piezas que no se han visto.
        vocab_size: V, cuántos ids distintos hay.
        longest: el orden del último peldaño: mira `longest − 1` letras.
        credit: lo que se regala a cada letra.
    """
    guessing = math.log(vocab_size)
    rungs = [Rung(name="a ciegas", held_out_loss=guessing, studied_loss=guessing)]
    for order in range(1, longest + 1):
        counts = count_grams(studied, order)
        asked = count_grams(held_out, order)
        rungs.append(
            Rung(
                name=_name(order),
                held_out_loss=counting_loss(counts, asked, vocab_size, credit),
                studied_loss=counting_loss(counts, counts, vocab_size, credit),
            )
        )
    return rungs


def model_rung(model: Model, pieces: Sequence[Piece]) -> Rung:
    """El peldaño de un modelo, medido con las mismas letras que los demás."""
    score = model.score([(piece.text, piece.form) for piece in pieces])
    return Rung(name=model.name, held_out_loss=score.nats_per_char)


def ladder_table(rungs: Iterable[Rung]) -> str:
    """La escalera, en una tabla de texto: las caras del dado con lo estudiado y con lo nuevo."""
    lines = [f"{'quién adivina':<28}{'lo estudiado':>14}{'lo no visto':>14}"]
    for rung in rungs:
        studied = "—" if rung.studied_faces is None else comma(rung.studied_faces, 1)
        lines.append(f"{rung.name:<28}{studied:>14}{comma(rung.held_out_faces, 1):>14}")
    return "\n".join(lines)


def _name(order: int) -> str:
    names = {1: "frecuencia de las letras", 2: "bigramas: mira 1 letra"}
    return names.get(order, f"{order}-gramas: mira {order - 1} letras")
