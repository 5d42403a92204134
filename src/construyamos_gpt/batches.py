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
from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from construyamos_gpt.corpus.centones import compose_centones
from construyamos_gpt.corpus.notes import ANSWERS, NOTHING, notes_of
from construyamos_gpt.corpus.pieces import Corpus, Piece, take_letters
from construyamos_gpt.errors import CheckpointError, CorpusError
from construyamos_gpt.files import write_bytes
from construyamos_gpt.tokens import Tokenizer

__all__ = [
    "Row",
    "TokenStream",
    "TrainingData",
    "draw_rows",
    "open_data",
    "prepare_data",
    "read_notes",
    "read_rows",
]

STREAMS = ("prosa", "verso", "centones", "val")
NOTED_LETTERS = 4_000_000  # de un texto con más verso se toman apuntes solo del principio
ENOUGH_VERSE = 0.1  # con menos verso que esto, se valida con todo
MOST_REPEATED = 10  # ni la prosa ni el verso salen más de diez veces lo que les toca por tamaño


@dataclass(frozen=True, kw_only=True)
class TokenStream:
    """Muchas piezas seguidas, en ids.

    Attributes:
        ids: todos los ids, uno detrás de otro; forma (N,).
        starts: dónde empieza cada pieza; forma (piezas,).
        notes: los apuntes (`corpus.notes`) de los primeros tokens; forma (hasta N, 4).
    """

    ids: np.ndarray
    starts: np.ndarray
    notes: np.ndarray = field(default_factory=lambda: _no_notes(0))

    def piece(self, index: int) -> np.ndarray:
        """Los ids de una pieza, de `<|inicio|>` a `<|fin|>`."""
        end = self.starts[index + 1] if index + 1 < len(self.starts) else len(self.ids)
        return np.asarray(self.ids[self.starts[index] : end])


@dataclass(frozen=True, kw_only=True)
class TrainingData:
    """Lo que hace falta para entrenar: prosa y verso por separado, y la validación.

    Attributes:
        prose, verse: las piezas de entrenamiento; cualquiera de los dos puede estar vacío.
        centones: poemas hechos con versos de la prosa; vacío si la receta no los pide.
        val: las piezas de validación: el verso, si lo hay; si no, la prosa.
        digest: huella de todos los ids; al reanudar se comprueba que el texto es el mismo.
    """

    prose: TokenStream
    verse: TokenStream
    centones: TokenStream
    val: TokenStream
    digest: str


def _dtype(tokenizer: Tokenizer) -> type[np.unsignedinteger]:
    return np.uint16 if tokenizer.vocab_size <= 65_536 else np.uint32


class _StreamWriter:
    """Escribe piezas en `name.ids` y `name.starts.npy` sin tenerlas todas en memoria."""

    def __init__(self, name: str, tokenizer: Tokenizer, folder: Path) -> None:
        self.tokenizer, self.starts_path = tokenizer, folder / f"{name}.starts.npy"
        self.file = (folder / f"{name}.ids").open("wb")
        self.starts: list[int] = []
        self.position = 0

    def add(self, piece: Piece) -> None:
        ids = self.tokenizer.encode_piece(piece.text, piece.form)
        self.file.write(np.asarray(ids, dtype=_dtype(self.tokenizer)).tobytes())
        self.starts.append(self.position)
        self.position += len(ids)

    def close(self) -> None:
        self.file.flush()
        os.fsync(self.file.fileno())
        self.file.close()
        content = io.BytesIO()
        np.save(content, np.asarray(self.starts, dtype=np.int64))
        write_bytes(self.starts_path, content.getvalue())


def _open_stream(name: str, tokenizer: Tokenizer, folder: Path) -> TokenStream:
    path = folder / f"{name}.ids"
    ids: np.ndarray = np.zeros(0, dtype=_dtype(tokenizer))
    if path.stat().st_size > 0:
        ids = np.memmap(path, dtype=_dtype(tokenizer), mode="r")
    notes_path = folder / f"{name}.apuntes.npy"
    notes = np.load(notes_path, mmap_mode="r") if notes_path.is_file() else _no_notes(0)
    return TokenStream(ids=ids, starts=np.load(folder / f"{name}.starts.npy"), notes=notes)


def _no_notes(count: int) -> np.ndarray:
    """Apuntes en blanco para `count` tokens."""
    return np.full((count, len(ANSWERS)), NOTHING, dtype=np.uint8)


def _write_notes(corpus: Corpus, centones: list[Piece], tokenizer: Tokenizer, folder: Path) -> None:
    """Toma los apuntes del verso y de los centones, a la vez para que numeren igual las rimas."""
    in_verse = (piece for piece in corpus.pieces("train") if piece.form != "prosa")
    verse = list(take_letters(in_verse, NOTED_LETTERS))
    notes = notes_of([*verse, *centones])
    for name, taken in (("verso", notes[: len(verse)]), ("centones", notes[len(verse) :])):
        stream = _open_stream(name, tokenizer, folder)
        sizes = np.diff(stream.starts, append=len(stream.ids)).tolist()
        rows = [_no_notes(0)]
        for note, size in zip(taken, sizes, strict=False):  # puede haber más verso que apuntes
            # `<|inicio|>`, la forma, las letras y `<|fin|>`; con otros tokens no hay apuntes.
            one_each = size == len(note) + 3
            rows += [_no_notes(2), note, _no_notes(1)] if one_each else [_no_notes(size)]
        content = io.BytesIO()
        np.save(content, np.concatenate(rows))
        write_bytes(folder / f"{name}.apuntes.npy", content.getvalue())


def _validation_pieces(pieces: list[Piece]) -> list[Piece]:
    """Con qué se valida: con el verso, que es lo que se quiere; si apenas hay, con todo."""
    verse = [piece for piece in pieces if piece.form != "prosa"]
    enough = sum(len(p.text) for p in verse) >= ENOUGH_VERSE * sum(len(p.text) for p in pieces)
    return verse if enough else pieces


def prepare_data(
    corpus: Corpus,
    tokenizer: Tokenizer,
    folder: Path,
    *,
    cento_seed: int | None = None,
    notes: bool = False,
) -> TrainingData:
    """Convierte un corpus en ids, en ficheros dentro de `folder`, y los abre.

    Args:
        corpus: el corpus.
        tokenizer: el tokenizador.
        folder: dónde se dejan los ids.
        cento_seed: si se da, se componen también centones con esa semilla.
        notes: si se toman apuntes para el oído.

    Raises:
        CorpusError: si no queda nada con que entrenar o con que validar.
        CheckpointError: si no se puede escribir.
    """
    centones: list[Piece] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with ExitStack() as stack:
            writers = {
                name: stack.enter_context(closing(_StreamWriter(name, tokenizer, folder)))
                for name in STREAMS
            }
            for piece in corpus.pieces("train"):
                writers["prosa" if piece.form == "prosa" else "verso"].add(piece)
            if cento_seed is not None:
                centones = compose_centones(corpus.pieces("train"), cento_seed)
            for piece in centones:
                writers["centones"].add(piece)
            for piece in _validation_pieces(list(corpus.pieces("val"))):
                writers["val"].add(piece)
        if notes:
            _write_notes(corpus, centones, tokenizer, folder)
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
        centones=streams["centones"],
        val=streams["val"],
        digest=digest.hexdigest(),
    )


@dataclass(frozen=True, kw_only=True)
class Row:
    """Una fila de un lote: de qué texto se toma, desde qué token y cuántos (T)."""

    stream: TokenStream
    position: int
    length: int


def _draw_row(stream: TokenStream, length: int, random: np.random.Generator) -> Row:
    """Una fila: la mitad de las veces, desde donde empieza una pieza."""
    last = max(0, len(stream.ids) - length - 1)  # hace falta también la letra que sigue
    position = int(random.integers(0, last + 1))
    if random.random() < 0.5:
        piece = int(np.searchsorted(stream.starts, position, side="right")) - 1
        position = min(int(stream.starts[piece]), last)
    return Row(stream=stream, position=position, length=length)


def _possible_share(data: TrainingData, wanted: float) -> float:
    """La parte de verso que se pide, sin que lo poco que haya de una clase se repita de más."""
    verse = len(data.verse.ids) / (len(data.verse.ids) + len(data.prose.ids))
    return min(max(wanted, 1 - MOST_REPEATED * (1 - verse)), MOST_REPEATED * verse)


def draw_rows(
    data: TrainingData,
    *,
    batch_size: int,
    block_size: int,
    verse_share: float,
    cento_share: float = 0.0,
    seed: int,
    step: int,
) -> list[Row]:
    """Sortea las filas del lote del paso `step`.

    Args:
        data: los textos.
        batch_size: B, filas.
        block_size: T, tokens por fila.
        verse_share: qué parte de las filas se quiere que sea verso, de 0 a 1.
        cento_share: qué parte, centones.
        seed: la semilla del entrenamiento.
        step: el paso.
    """
    random = np.random.default_rng([seed, step])
    share = _possible_share(data, verse_share)
    cento_share = cento_share if len(data.centones.ids) else 0.0
    rows = []
    for _ in range(batch_size):
        ticket = random.random()
        stream = data.prose
        if ticket < share:
            stream = data.verse
        elif ticket < share + cento_share:
            stream = data.centones
        rows.append(_draw_row(stream, block_size, random))
    return rows


def read_rows(rows: Sequence[Row]) -> tuple[Tensor, Tensor]:
    """Lo que se lee y lo que viene después de cada letra, las dos de forma (B, T)."""
    found = []
    for row in rows:
        places = np.arange(row.position, row.position + row.length + 1)
        found.append(np.take(row.stream.ids, places, mode="wrap"))  # si es corto, se repite
    batch = torch.from_numpy(np.stack(found).astype(np.int64))  # (B, T + 1)
    return batch[:, :-1], batch[:, 1:]


def read_notes(rows: Sequence[Row]) -> Tensor:
    """Los apuntes de lo que se lee, forma (B, T, 4); en blanco donde no los haya."""
    found = []
    for row in rows:
        notes = row.stream.notes[row.position : row.position + row.length]
        found.append(np.concatenate([notes, _no_notes(row.length - len(notes))]))
    return torch.from_numpy(np.stack(found).astype(np.int64))  # (B, T, 4)
