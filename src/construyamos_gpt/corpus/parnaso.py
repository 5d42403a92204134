"""El libro de 1784 (#16110): el Viaje del Parnaso, La Numancia y El trato de Argel.

Aquí se lee el Viaje (tercetos) y su Adjunta (prosa); de las comedias se ocupa `drama.py`.
"""

from __future__ import annotations

import re
from pathlib import Path

from construyamos_gpt.corpus.drama import parse_play
from construyamos_gpt.corpus.gutenberg import read_gutenberg
from construyamos_gpt.corpus.lexicon import Lexicon
from construyamos_gpt.corpus.pieces import Piece
from construyamos_gpt.corpus.prose import (
    balance_quotes,
    ends_sentence,
    split_paragraph,
    trim_to_sentence,
)
from construyamos_gpt.corpus.spelling import modernize
from construyamos_gpt.corpus.stanzas import Stanza, group_stanzas
from construyamos_gpt.errors import CorpusError

__all__ = ["parse_parnaso", "parse_viaje", "read_parnaso", "split_works", "viaje_chapters"]

_CHAPTER = re.compile(r"^CAPITULO ([IVX]+)\.$", re.M)
_TITLES = {
    "viaje": r"^CAPITULO I\.$",
    "adjunta": r"^ADJUNTA _AL PARNASO\._$",
    "numancia": r"^_LA NUMANCIA\._$",
    "argel": r"^_EL TRATO DE ARGEL_$",
}
_SPEAKER = re.compile(r"\s*_(?:Miguel|Pancracio|Mig|Pan)_\.\s*")


def read_parnaso(path: Path, lexicon: Lexicon) -> list[Piece]:
    """Lee el libro de 1784 y devuelve sus piezas en ortografía de hoy, en orden."""
    return parse_parnaso(read_gutenberg(path), lexicon)


def split_works(text: str) -> dict[str, str]:
    """Parte el libro (ya sin licencia) en sus cuatro obras: viaje, adjunta, numancia y argel.

    Raises:
        CorpusError: si falta alguna.
    """
    starts: list[int] = []
    for pattern in _TITLES.values():
        found = re.search(pattern, text, re.M)
        if found is None:
            raise CorpusError(
                "Al fichero del Parnaso le falta alguna de sus obras.",
                allowed="el libro número 16110 de Project Gutenberg: Viage al Parnaso",
            )
        starts.append(found.start())
    ends = [*starts[1:], len(text)]
    return {work: text[start:end] for work, start, end in zip(_TITLES, starts, ends, strict=True)}


def parse_parnaso(text: str, lexicon: Lexicon) -> list[Piece]:
    """Parte el libro en sus obras y cada obra en piezas.

    Raises:
        CorpusError: si falta alguna de las obras.
    """
    works = split_works(text)
    lexicon = lexicon.with_names("".join(works.values()))
    return [
        *parse_viaje(works["viaje"], lexicon),
        *_parse_adjunta(works["adjunta"], lexicon),
        *parse_play(works["numancia"], "La Numancia", lexicon),
        *parse_play(works["argel"], "El trato de Argel", lexicon),
    ]


def viaje_chapters(text: str) -> dict[str, list[str]]:
    """Los versos de cada capítulo del Viaje («I», «II»…), como se imprimieron en 1784."""
    found = _CHAPTER.split(text)
    return {
        number: [
            line.strip().replace("_", "")
            for line in chapter.split("\n")
            if line.strip() and line.strip() != "VIAGE AL PARNASO."
        ]
        for number, chapter in zip(found[1::2], found[2::2], strict=True)
    }


def parse_viaje(text: str, lexicon: Lexicon) -> list[Piece]:
    """Los ocho capítulos en tercetos: piezas de varios tercetos que acaban en punto."""
    pieces: list[Piece] = []
    for number, lines in viaje_chapters(text).items():
        verses = modernize("\n".join(lines), lexicon).split("\n")
        last = len(verses) - 4  # el capítulo se cierra con un serventesio de cuatro versos
        stanzas = [Stanza(tuple(verses[i : i + 3]), "tercetos") for i in range(0, last, 3)]
        stanzas.append(Stanza(tuple(verses[last:]), "tercetos"))
        verse = 0  # el último verso de la pieza anterior
        for group in group_stanzas(stanzas, target=420):
            first, verse = verse + 1, verse + sum(len(stanza.verses) for stanza in group)
            pieces.append(
                Piece(
                    text=balance_quotes("\n\n".join(stanza.text for stanza in group)),
                    form="tercetos",
                    work="Viaje del Parnaso",
                    place=f"capítulo {number}, versos {first}-{verse}",
                    source="parnaso",
                )
            )
    return pieces


def _parse_adjunta(text: str, lexicon: Lexicon) -> list[Piece]:
    """La Adjunta al Parnaso: prosa con diálogos; cada réplica, en línea aparte y con guion."""
    pieces: list[Piece] = []
    for raw in re.split(r"\n[ \t]*\n", text):
        if raw.startswith((" ", "_PRIVILEGIOS")) or raw.strip().isupper() or "SALUD." in raw:
            continue
        if "ADJUNTA" in raw:
            continue
        flat = " ".join(raw.split())
        turns = [part for part in _SPEAKER.split(flat) if part]
        turns = [modernize(part.replace("_", ""), lexicon) for part in turns]
        lines = [turns[0], *("-" + turn for turn in turns[1:])] if turns else []
        for chunk in _group_lines(lines):
            pieces.append(
                Piece(
                    text=chunk,
                    form="prosa",
                    work="Adjunta al Parnaso",
                    place="adjunta",
                    source="parnaso",
                )
            )
    return pieces


def _group_lines(lines: list[str], limit: int = 1000) -> list[str]:
    """Junta réplicas seguidas hasta `limit` letras; las largas se parten entre frases."""
    chunks: list[str] = []
    for line in lines:
        for part in split_paragraph(line):
            part = trim_to_sentence(part)
            if not part:
                continue
            if chunks and part.startswith("-") and len(chunks[-1]) + len(part) < limit:
                chunks[-1] += "\n" + part
            else:
                chunks.append(part)
    return [chunk for chunk in chunks if ends_sentence(chunk)]
