"""Vuestro propio texto: de un `.txt`, o de una carpeta, a piezas repartidas.

Nadie ha marcado dónde empieza y acaba cada pieza, así que se adivina por la forma: los párrafos
van separados por líneas en blanco, y el verso tiene líneas cortas. El texto se lee por trozos y
las piezas salen de una en una: da igual que ocupe diez kilobytes o diez gigabytes.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from construyamos_gpt.corpus.pieces import Corpus, Piece, Split
from construyamos_gpt.corpus.text_file import (
    TextFile,
    find_text_files,
    inspect_file,
    read_chunks,
)
from construyamos_gpt.errors import CorpusError
from construyamos_gpt.tokens import END, FORMS, START

__all__ = ["MIN_CHARS", "open_own_text", "read_pieces"]

MIN_CHARS = 1_000  # con menos texto no hay nada que aprender
_HELD_SHARE = 0.05  # de las piezas, a validación; y otro tanto a prueba
_SMALL = 1_000  # piezas distintas: hasta aquí se reparte contando; desde aquí, por sorteo

# Todas las medidas, en caracteres.
_VERSE_LINE = 60  # media de las líneas: por debajo, es verso
_LONG_LINE = 100  # media de las líneas: desde aquí, cada línea es un párrafo entero
_VERSE_PIECE = 900  # estrofas que se juntan en una pieza
_LONG_PROSE = 1_200  # un párrafo mayor se parte por frases
_SHORT_PROSE = 80  # uno menor se une al siguiente
_LONG_BLOCK = 1 << 16  # sin una línea en blanco en tanto texto, se corta igualmente

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
_START = re.compile(re.escape(START))
_FORM = re.compile(rf"\s*<\|({'|'.join(FORMS)})\|>")
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|(?<=[.!?…][»”\"')])\s+")


def open_own_text(path: Path) -> Corpus:
    """Abre un fichero de texto, o todos los `.txt` de una carpeta, como corpus.

    El 90 % de las piezas va a `train`, un 5 % a `val` y otro 5 % a `test`, según la huella de su
    texto: el reparto sale siempre igual y dos piezas iguales caen siempre juntas. Aunque el texto
    sea pequeño, siempre hay alguna pieza de validación.

    Args:
        path: un fichero (UTF-8, UTF-16 con marca, cp1252 o Latin-1) o una carpeta.

    Raises:
        CorpusError: no existe, está vacío, es demasiado corto o no es un texto.
    """
    texts = _inspect(path)
    choose, cut = _plan(path, texts)

    def open_split(split: Split) -> Iterator[Piece]:
        return (piece for piece in _pieces(path, texts, cut=cut) if choose(piece.text) == split)

    return Corpus(name=path.name or str(path), origin=str(path), open_split=open_split)


def read_pieces(path: Path) -> Iterator[Piece]:
    """Todas las piezas de un texto, en su orden y sin repartir; puede ser tan corto como se quiera.

    Raises:
        CorpusError: no existe o no es un texto.
    """
    return _pieces(path, _inspect(path), cut=False)


def _inspect(path: Path) -> list[TextFile]:
    return [inspect_file(file) for file in find_text_files(path)]


# --- Del texto a las piezas -----------------------------------------------------------------------


def _pieces(path: Path, texts: Iterable[TextFile], *, cut: bool) -> Iterator[Piece]:
    """Las piezas de unos ficheros; con `cut`, desmenuzadas por frases o por versos."""
    for file in texts:
        inside = file.path.relative_to(path) if file.path != path else Path(path.name)
        work = inside.with_suffix("").as_posix()
        split = _marked_texts if file.marked else _plain_texts
        for number, (form, text) in enumerate(split(read_chunks(file)), start=1):
            piece = Piece(
                text=text,
                form=form,
                work=work,
                place=f"pieza {number}",
                source="propio",
            )
            if cut:
                crumbs = _portions(text, max(1, len(text) // 10))
                yield from (replace(piece, text=crumb) for crumb in crumbs)
            else:
                yield piece


def _blocks(chunks: Iterable[str], separator: re.Pattern[str]) -> Iterator[str]:
    """Los tramos de texto entre separadores, en NFC; uno enorme se corta por donde menos duela."""
    rest = ""
    for chunk in chunks:
        *complete, rest = separator.split(rest + chunk)
        for block in complete:
            yield from _slices(unicodedata.normalize("NFC", block))
        if len(rest) > _LONG_BLOCK:
            *slices, rest = _slices(rest)
            yield from (unicodedata.normalize("NFC", block) for block in slices)
    yield unicodedata.normalize("NFC", rest)


def _slices(text: str) -> Iterator[str]:
    """El texto en tramos de hasta `_LONG_BLOCK`, cortados tras un verso, frase o palabra."""
    start = 0
    while len(text) - start > _LONG_BLOCK:
        middle, limit = start + _LONG_BLOCK // 2, start + _LONG_BLOCK
        cuts = (text.rfind(mark, middle, limit) for mark in ("\n", ". ", "? ", "! ", " "))
        end = next((cut + 1 for cut in cuts if cut >= 0), limit)
        yield text[start:end]
        start = end
    yield text[start:]


def _marked_texts(chunks: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Forma y texto de cada tramo `<|inicio|>` … `<|fin|>`; lo de fuera no se usa."""
    blocks = _blocks(chunks, _START)
    next(blocks)  # lo que hay antes de la primera marca
    for block in blocks:
        body = block.partition(END)[0]
        mark = _FORM.match(body)
        lines = [line.rstrip() for line in body[mark.end() if mark else 0 :].split("\n")]
        text = "\n".join(lines).strip()
        if text:
            yield mark[1] if mark else ("verso" if _is_verse(lines) else "prosa"), text


def _plain_texts(chunks: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Forma y texto de las piezas de un texto sin marcas."""
    poem: list[str] = []  # estrofas que esperan a ser una pieza
    short = ""  # líneas sueltas que esperan al párrafo siguiente
    for block in _blocks(chunks, _BLANK_LINE):
        lines = [clean for line in block.split("\n") if (clean := line.strip())]
        verse = _is_verse(lines)
        # Dos líneas en blanco seguidas, o un párrafo de prosa, cierran el poema.
        ended = (bool(lines) and not verse) or block[:1] in ("", "\n")
        if poem and (ended or sum(map(len, poem)) + len(block) > _VERSE_PIECE):
            yield "verso", "\n\n".join(poem)
            poem = []
        if verse:
            poem += [short] if short else []
            *full, last = _gather(lines, _VERSE_PIECE, "\n")
            for text in full:
                yield "verso", "\n\n".join([*poem, text])
                poem = []
            poem.append(last)
            short = ""
            continue
        for paragraph in _paragraphs(lines):
            first, *others = _portions(paragraph, _LONG_PROSE)
            text = f"{short}\n{first}" if short else first
            short = text if len(text) < _SHORT_PROSE else ""
            if not short:
                yield from (("prosa", portion) for portion in (text, *others))
    if poem:
        yield "verso", "\n\n".join(poem)
    if short:
        yield "prosa", short


def _is_verse(lines: list[str]) -> bool:
    """¿Son versos? Dos líneas o más, y cortas; sin contar la última, que en la prosa lo es."""
    lengths = [len(line) for line in lines if line]
    return len(lengths) > 1 and sum(lengths[:-1]) < _VERSE_LINE * (len(lengths) - 1)


def _paragraphs(lines: list[str]) -> list[str]:
    """Los párrafos de un tramo de prosa, cada uno en una sola línea."""
    long_lines = sum(map(len, lines)) >= _LONG_LINE * len(lines)
    paragraphs = lines if long_lines else [" ".join(lines)]
    return [clean for text in paragraphs if (clean := " ".join(text.split()))]


def _portions(text: str, limit: int) -> list[str]:
    """El texto en porciones de hasta unos `limit` caracteres: versos o frases enteras."""
    if len(text) <= limit:
        return [text]
    if "\n" in text:
        glue = "\n"
        units = [part for line in text.split("\n") if line for part in _portions(line, limit)]
    else:
        glue = " "
        sentences = _SENTENCE_END.split(text)
        units = [part for sentence in sentences for part in _words(sentence, limit)]
    size = len(text) / -(-len(text) // limit)  # porciones parecidas, sin una cola diminuta
    return _gather(units, size, glue)


def _words(text: str, limit: int) -> Iterator[str]:
    """Una frase sin fin, cortada por los espacios (o por donde sea, si no los hay)."""
    start = 0
    while len(text) - start > limit:
        end = text.rfind(" ", start + 1, start + limit + 1)
        end = end if end > 0 else start + limit
        yield text[start:end].strip()
        start = end
    if text[start:].strip():
        yield text[start:].strip()


def _gather(units: list[str], size: float, glue: str) -> list[str]:
    """Junta unidades seguidas en grupos que no pasan de `size` caracteres."""
    groups: list[list[str]] = [[]]
    length = 0
    for unit in units:
        if groups[-1] and length + len(unit) > size:
            groups.append([])
            length = 0
        groups[-1].append(unit)
        length += len(unit) + len(glue)
    return [glue.join(group) for group in groups]


# --- El reparto -----------------------------------------------------------------------------------


def _plan(path: Path, texts: list[TextFile]) -> tuple[Callable[[str], Split], bool]:
    """Cómo se reparte este texto, y si antes hay que desmenuzar sus piezas.

    Raises:
        CorpusError: no hay texto, o no llega a `MIN_CHARS`.
    """
    seen, chars, all_seen = _first_keys(_pieces(path, texts, cut=False))
    if chars < MIN_CHARS and all_seen:
        raise CorpusError(
            "El texto está vacío." if chars == 0 else "El texto es demasiado corto.",
            received=f"{path} ({chars} caracteres)",
            allowed=f"al menos {MIN_CHARS} caracteres; para que aprenda bien, más de 500 000",
            hint="añadid más texto, o probad con --corpus bolsillo.",
        )
    if not all_seen:
        return _draw, False
    cut = len(seen) < 3
    if cut:
        seen, _, _ = _first_keys(_pieces(path, texts, cut=True))
    # Con pocas piezas el sorteo podría dejar la validación vacía: se cuentan.
    order = sorted(seen)
    held = max(1, round(_HELD_SHARE * len(order)))
    val = set(order[:held])
    test = set(order[held : 2 * held]) if len(order) >= 10 else set()

    def choose(text: str) -> Split:
        key = _key(text)
        return "val" if key in val else "test" if key in test else "train"

    return choose, cut


def _first_keys(pieces: Iterable[Piece]) -> tuple[set[bytes], int, bool]:
    """Hasta `_SMALL` piezas distintas, sus caracteres, y si no había más."""
    keys: set[bytes] = set()
    chars = 0
    for piece in pieces:
        keys.add(_key(piece.text))
        chars += len(piece.text)
        if len(keys) >= _SMALL:
            return keys, chars, False
    return keys, chars, True


def _key(text: str) -> bytes:
    """Huella de una pieza, que no depende de las mayúsculas. (Los espacios ya están limpios.)"""
    return hashlib.blake2b(text.casefold().encode(), digest_size=8).digest()


def _draw(text: str) -> Split:
    """El sorteo: la huella, vista como un número entre 0 y 1."""
    ticket = int.from_bytes(_key(text), "big") / 2**64
    if ticket < _HELD_SHARE:
        return "val"
    return "test" if ticket < 2 * _HELD_SHARE else "train"
