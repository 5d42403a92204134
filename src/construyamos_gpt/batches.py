"""Parte 2 y Parte 8 · De piezas a ids, y de ids a lotes.

Los ids viven en ficheros que se leen del disco a trozos (`np.memmap`): un texto de un gigabyte
se entrena igual que uno pequeño, sin cargarlo entero.

Un lote es una función pura de la semilla y del paso: el paso 700 trae siempre los mismos textos,
se llegue a él de una vez o después de un corte.

Formas: `B` lote, `T` tiempo.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from construyamos_gpt.corpus.pieces import Corpus, Piece
from construyamos_gpt.errors import CorpusError
from construyamos_gpt.tokens import Tokenizer

__all__ = ["TokenStream", "TrainingData", "prepare_data", "sample_batch"]

PIECES_PER_WRITE = 512


@dataclass(frozen=True, kw_only=True)
class TokenStream:
    """Muchas piezas seguidas, en ids.

    Attributes:
        ids: todos los ids, uno detrás de otro; forma (N,).
        starts: dónde empieza cada pieza; forma (piezas,).
    """

    ids: np.ndarray
    starts: np.ndarray

    def piece(self, index: int) -> np.ndarray:
        """Los ids de una pieza, de `<|inicio|>` a `<|fin|>`."""
        end = self.starts[index + 1] if index + 1 < len(self.starts) else len(self.ids)
        return np.asarray(self.ids[self.starts[index] : end])


@dataclass(frozen=True, kw_only=True)
class TrainingData:
    """Lo que hace falta para entrenar: prosa y verso por separado, y la validación.

    Attributes:
        prose, verse: las piezas de entrenamiento; cualquiera de los dos puede estar vacío.
        val: las piezas de validación, ordenadas al azar con semilla.
        digest: huella de todos los ids; al reanudar se comprueba que el texto es el mismo.
    """

    prose: TokenStream
    verse: TokenStream
    val: TokenStream
    digest: str


def _write_stream(name: str, pieces: Iterable[Piece], tokenizer: Tokenizer, folder: Path) -> str:
    """Escribe las piezas en `folder/name.ids` y `.starts` sin tenerlas todas en memoria."""
    dtype = np.uint16 if tokenizer.vocab_size <= 65_536 else np.uint32
    digest = hashlib.sha256()
    starts, position = [], 0
    with (folder / f"{name}.ids.tmp").open("wb") as file:
        for piece in pieces:
            ids = np.asarray(tokenizer.encode_piece(piece.text, piece.form), dtype=dtype)
            starts.append(position)
            position += len(ids)
            digest.update(ids.tobytes())
            file.write(ids.tobytes())
    np.save(folder / f"{name}.starts.npy", np.asarray(starts, dtype=np.int64))
    os.replace(folder / f"{name}.ids.tmp", folder / f"{name}.ids")
    return digest.hexdigest()


def _open_stream(name: str, tokenizer: Tokenizer, folder: Path) -> TokenStream:
    dtype = np.uint16 if tokenizer.vocab_size <= 65_536 else np.uint32
    path = folder / f"{name}.ids"
    if path.stat().st_size == 0:
        ids = np.zeros(0, dtype=dtype)
    else:
        ids = np.memmap(path, dtype=dtype, mode="r")
    return TokenStream(ids=ids, starts=np.load(folder / f"{name}.starts.npy"))


def prepare_data(corpus: Corpus, tokenizer: Tokenizer, folder: Path) -> TrainingData:
    """Convierte un corpus en ids, en ficheros dentro de `folder`.

    Raises:
        CorpusError: si no queda nada con que entrenar o con que validar.
    """
    folder.mkdir(parents=True, exist_ok=True)
    prose = (piece for piece in corpus.pieces("train") if piece.form == "prosa")
    verse = (piece for piece in corpus.pieces("train") if piece.form != "prosa")
    digests = [
        _write_stream("prosa", prose, tokenizer, folder),
        _write_stream("verso", verse, tokenizer, folder),
        _write_stream("val", corpus.pieces("val"), tokenizer, folder),
    ]
    data = TrainingData(
        prose=_open_stream("prosa", tokenizer, folder),
        verse=_open_stream("verso", tokenizer, folder),
        val=_open_stream("val", tokenizer, folder),
        digest=hashlib.sha256(json.dumps(digests).encode("ascii")).hexdigest(),
    )
    n_train = len(data.prose.ids) + len(data.verse.ids)
    if n_train < 2 or len(data.val.ids) < 2:
        raise CorpusError(
            "El texto es demasiado corto para entrenar.",
            received=f"{n_train} tokens de entrenamiento y {len(data.val.ids)} de validación",
            allowed="al menos unas cuantas páginas",
            hint="añadid más texto, o usad --corpus bolsillo.",
        )
    return data


def _row(stream: TokenStream, length: int, random: np.random.Generator) -> np.ndarray:
    """Una fila del lote: la mitad de las veces desde donde empieza una pieza."""
    last = max(0, len(stream.ids) - length)
    position = int(random.integers(0, last + 1))
    if random.random() < 0.5:
        piece = int(np.searchsorted(stream.starts, position, side="right")) - 1
        position = min(int(stream.starts[piece]), last)
    row = np.asarray(stream.ids[position : position + length])
    while len(row) < length:  # un texto más corto que la ventana se repite
        row = np.concatenate([row, np.asarray(stream.ids[: length - len(row)])])
    return row


def sample_batch(
    data: TrainingData,
    *,
    batch_size: int,
    block_size: int,
    verse_share: float,
    seed: int,
    step: int,
) -> tuple[Tensor, Tensor]:
    """El lote del paso `step`.

    Args:
        data: los textos.
        batch_size: B, filas.
        block_size: T, tokens por fila.
        verse_share: qué parte de las filas es verso, de 0 a 1.
        seed: la semilla del entrenamiento.
        step: el paso.

    Returns:
        Lo que se lee y lo que viene después de cada letra, las dos de forma (B, T).
    """
    random = np.random.default_rng([seed, step])
    if len(data.prose.ids) == 0:
        verse_share = 1.0
    elif len(data.verse.ids) == 0:
        verse_share = 0.0
    rows = []
    for _ in range(batch_size):
        stream = data.verse if random.random() < verse_share else data.prose
        rows.append(_row(stream, block_size + 1, random))
    batch = torch.from_numpy(np.stack(rows).astype(np.int64))  # (B, T + 1)
    return batch[:, :-1], batch[:, 1:]
