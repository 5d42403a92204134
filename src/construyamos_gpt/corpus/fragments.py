"""Los 270 fragmentos de verso con que se entrenó el primer sancho-mini.

Vienen entre `<|inicio|>` y `<|fin|>`, muchos cortados a media frase y con algún título del editor
dentro. Los 27 últimos son la vara de medir de siempre y se devuelven tal cual. Los demás sirven
de dos maneras: tal cual, con la forma «fragmento», que no promete empezar ni terminar; y los que
no están en otro libro, recortados a frases enteras, con la forma que tengan.
"""

from __future__ import annotations

import re
from pathlib import Path

from construyamos_gpt.corpus.forms import poem_form, split_strophes
from construyamos_gpt.corpus.gutenberg import decode_text
from construyamos_gpt.corpus.letters import WORD
from construyamos_gpt.corpus.pieces import Piece
from construyamos_gpt.corpus.prose import ends_sentence
from construyamos_gpt.errors import CorpusError

__all__ = ["LAST_TENTH", "last_tenth", "parse_fragments", "raw_fragments", "whole_fragments"]

LAST_TENTH = 27
_MIN_VERSES = 4
_PIECE = re.compile(r"<\|inicio\|>(.*?)<\|fin\|>", re.S)
# Lo que escribió el editor y no Cervantes: de dónde es el poema y a quién va.
_TITLE = re.compile(
    r"^(En|Del?) (El|el|Don) Quijote\b|^En el prólogo\b|\bdel? Viaje del Parnaso\b"
    r"|capítulo [XVIL]+\b|^A Lope de Vega$|^por su segunda edición|^Miguel de Cervantes, autor"
    r"|^Este soneto hice|^sus versos a una señora|^es de los buenos"
)
_LONGEST_VERSE = 55  # más larga, una línea es prosa del editor
_SMALL = {"de", "del", "la", "las", "los", "el", "y", "don", "conde", "duque", "fray", "marqués"}


def parse_fragments(text: str) -> list[str]:
    """Lo que hay entre cada par de marcas, sin los saltos de línea de los extremos."""
    found = [match.group(1).strip("\n") for match in _PIECE.finditer(text)]
    if len(found) <= LAST_TENTH:
        raise CorpusError(
            "El fichero de fragmentos no tiene las piezas esperadas.",
            received=f"{len(found)} piezas entre <|inicio|> y <|fin|>",
            allowed=f"más de {LAST_TENTH} piezas",
        )
    return found


def last_tenth(path: Path) -> list[Piece]:
    """Las 27 últimas piezas, letra por letra: la validación de siempre."""
    texts = parse_fragments(decode_text(path.read_bytes()))[-LAST_TENTH:]
    return [_piece(text, "fragmento", f"última décima, {i + 1}") for i, text in enumerate(texts)]


def raw_fragments(path: Path) -> list[Piece]:
    """Las demás piezas, letra por letra, con la forma «fragmento»: cortadas donde las cortaron."""
    texts = parse_fragments(decode_text(path.read_bytes()))[:-LAST_TENTH]
    return [_piece(text, "fragmento", f"fragmento {i + 1}") for i, text in enumerate(texts)]


def whole_fragments(path: Path) -> list[Piece]:
    """Esas mismas piezas, recortadas a frases enteras y con las estrofas en su sitio."""
    pieces: list[Piece] = []
    for raw in raw_fragments(path):
        for verses in _without_titles(raw.text):
            verses = [_small_capitals(verse) for verse in _whole_sentences(verses)]
            if len(verses) >= _MIN_VERSES:
                body = "\n\n".join("\n".join(group) for group in split_strophes(verses))
                pieces.append(_piece(body, poem_form(verses), raw.place))
    return pieces


def _piece(text: str, form: str, place: str) -> Piece:
    return Piece(
        text=text, form=form, work="Fragmentos de Cervantes", place=place, source="fragmentos"
    )


def _without_titles(text: str) -> list[list[str]]:
    """Los versos, partidos donde el editor puso un título (que se quita con su estrofa)."""
    parts: list[list[str]] = [[]]
    for stanza in re.split(r"\n[ \t]*\n", text):
        lines = [line.strip() for line in stanza.split("\n") if line.strip()]
        goes_on = parts[-1] and lines and not _TITLE.search(lines[0])
        if goes_on and parts[-1][-1][-1].isalpha() and lines[0][0].isupper():
            parts[-1][-1] += "."  # el fragmento perdió el signo con que acababa la estrofa
        for i, line in enumerate(lines):
            if _TITLE.search(line) or len(line) > _LONGEST_VERSE:
                parts.append([])
                if i == 0 and len(lines) <= 3 and "Viaje" not in line:
                    break
            else:
                parts[-1].append(line)
    return [part for part in parts if part]


def _whole_sentences(verses: list[str]) -> list[str]:
    """Quita del principio y del final los versos de frases que no están enteras."""
    start = 0
    while start < len(verses) and not _starts_sentence(verses, start):
        start += 1
    end = len(verses)
    while end > start and not ends_sentence(verses[end - 1]):
        end -= 1
    return verses[start:end]


def _starts_sentence(verses: list[str], i: int) -> bool:
    first = re.search(r"[^\W\d_]", verses[i])
    capital = first is not None and first.group().isupper()
    return capital and (i == 0 or ends_sentence(verses[i - 1]))


def _small_capitals(verse: str) -> str:
    """JUAN DE OCHOA → Juan de Ochoa."""

    def lower(match: re.Match[str]) -> str:
        word = match.group()
        if len(word) < 2 or not word.isupper():
            return word
        return word.lower() if word.lower() in _SMALL else word.capitalize()

    return WORD.sub(lower, verse)
