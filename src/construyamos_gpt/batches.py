"""Parte 2 y Parte 8 · De piezas a ids, y de ids a lotes.

Los ids viven en ficheros que se leen del disco a trozos (`np.memmap`): un texto de un gigabyte
se entrena igual que uno pequeño, sin cargarlo entero.

Un lote es una función pura de la semilla y del paso: el paso 700 trae siempre los mismos textos,
se llegue a él de una vez o después de un corte.

Formas: `B` lote, `T` tiempo.
"""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from construyamos_gpt.corpus.pieces import Corpus, Piece
from construyamos_gpt.errors import CheckpointError, CorpusError
from construyamos_gpt.files import write_bytes
from construyamos_gpt.tokens import Tokenizer

__all__ = ["TokenStream", "TrainingData", "open_data", "prepare_data", "sample_batch"]

STREAMS = ("prosa", "verso", "val")
ENOUGH_VERSE = 0.1  # con menos verso que esto, se valida con todo
MOST_REPEATED = 10  # ni la prosa ni el verso salen más de diez veces lo que les toca por tamaño


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
        val: las piezas de validación: el verso, si lo hay; si no, la prosa.
        digest: huella de todos los ids; al reanudar se comprueba que el texto es el mismo.
    """

    prose: TokenStream
    verse: TokenStream
    val: TokenStream
    digest: str


def _dtype(tokenizer: Tokenizer) -> type[np.unsignedinteger]:
    return np.uint16 if tokenizer.vocab_size <= 65_536 else np.uint32


def _write_stream(name: str, pieces: Iterable[Piece], tokenizer: Tokenizer, folder: Path) -> None:
    """Escribe las piezas en `name.ids` y `name.starts.npy` sin tenerlas todas en memoria."""
    starts, position = [], 0
    with (folder / f"{name}.ids").open("wb") as file:
        for piece in pieces:
            ids = np.asarray(
                tokenizer.encode_piece(piece.text, piece.form), dtype=_dtype(tokenizer)
            )
            starts.append(position)
            position += len(ids)
            file.write(ids.tobytes())
        file.flush()
        os.fsync(file.fileno())
    content = io.BytesIO()
    np.save(content, np.asarray(starts, dtype=np.int64))
    write_bytes(folder / f"{name}.starts.npy", content.getvalue())


def _open_stream(name: str, tokenizer: Tokenizer, folder: Path) -> TokenStream:
    path = folder / f"{name}.ids"
    ids: np.ndarray = np.zeros(0, dtype=_dtype(tokenizer))
    if path.stat().st_size > 0:
        ids = np.memmap(path, dtype=_dtype(tokenizer), mode="r")
    return TokenStream(ids=ids, starts=np.load(folder / f"{name}.starts.npy"))


def _validation_pieces(corpus: Corpus) -> Iterable[Piece]:
    """Con qué se valida: con el verso, que es lo que se quiere; si apenas hay, con todo."""
    verse = sum(len(piece.text) for piece in corpus.pieces("val") if piece.form != "prosa")
    every = sum(len(piece.text) for piece in corpus.pieces("val"))
    only_verse = verse >= ENOUGH_VERSE * every
    return (piece for piece in corpus.pieces("val") if piece.form != "prosa" or not only_verse)


def prepare_data(corpus: Corpus, tokenizer: Tokenizer, folder: Path) -> TrainingData:
    """Convierte un corpus en ids, en ficheros dentro de `folder`, y los abre.

    Raises:
        CorpusError: si no queda nada con que entrenar o con que validar.
        CheckpointError: si no se puede escribir.
    """
    prose = (piece for piece in corpus.pieces("train") if piece.form == "prosa")
    verse = (piece for piece in corpus.pieces("train") if piece.form != "prosa")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write_stream("prosa", prose, tokenizer, folder)
        _write_stream("verso", verse, tokenizer, folder)
        _write_stream("val", _validation_pieces(corpus), tokenizer, folder)
    except OSError as error:
        raise CheckpointError(
            f"No se ha podido guardar el texto convertido en números ({error.strerror or error}).",
            received=str(folder),
            hint="liberad espacio o elegid otra carpeta con --salida.",
        ) from error
    return open_data(tokenizer, folder)


def open_data(tokenizer: Tokenizer, folder: Path) -> TrainingData:
    """Abre los ids que `prepare_data` dejó en `folder`.

    Raises:
        CheckpointError: si faltan ficheros.
        CorpusError: si son demasiado pocos.
    """
    digest = hashlib.sha256()
    try:
        streams = {name: _open_stream(name, tokenizer, folder) for name in STREAMS}
        for name in STREAMS:
            with (folder / f"{name}.ids").open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
    except (OSError, ValueError, EOFError) as error:
        raise CheckpointError(
            "Falta el texto convertido en números, o está dañado.",
            received=str(folder),
            hint="empezad el entrenamiento de nuevo en otra carpeta con --salida.",
        ) from error
    n_train = len(streams["prosa"].ids) + len(streams["verso"].ids)
    if n_train < 2 or len(streams["val"].ids) < 2:
        raise CorpusError(
            "El texto es demasiado corto para entrenar.",
            received=f"{n_train} tokens de entrenamiento y {len(streams['val'].ids)} de validación",
            allowed="al menos unas cuantas páginas",
            hint="añadid más texto, o usad --corpus bolsillo.",
        )
    return TrainingData(
        prose=streams["prosa"],
        verse=streams["verso"],
        val=streams["val"],
        digest=digest.hexdigest(),
    )


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


def _possible_share(data: TrainingData, wanted: float) -> float:
    """La parte de verso que se pide, sin que lo poco que haya de una clase se repita de más."""
    verse = len(data.verse.ids) / (len(data.verse.ids) + len(data.prose.ids))
    return min(max(wanted, 1 - MOST_REPEATED * (1 - verse)), MOST_REPEATED * verse)


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
        verse_share: qué parte de las filas se quiere que sea verso, de 0 a 1.
        seed: la semilla del entrenamiento.
        step: el paso.

    Returns:
        Lo que se lee y lo que viene después de cada letra, las dos de forma (B, T).
    """
    random = np.random.default_rng([seed, step])
    share = _possible_share(data, verse_share)
    rows = []
    for _ in range(batch_size):
        stream = data.verse if random.random() < share else data.prose
        rows.append(_row(stream, block_size + 1, random))
    batch = torch.from_numpy(np.stack(rows).astype(np.int64))  # (B, T + 1)
    return batch[:, :-1], batch[:, 1:]
