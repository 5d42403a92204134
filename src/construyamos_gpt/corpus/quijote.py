"""El Quijote en piezas: la prosa por párrafos y los poemas enteros.

En el fichero los versos llevan tres espacios de sangría. Entre ellos hay blancos que no son de
estrofa (saltos de página), títulos («A Rocinante») y citas de dos versos en medio de una frase;
todo eso hay que distinguirlo de un poema.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from construyamos_gpt.corpus.forms import poem_form, split_strophes
from construyamos_gpt.corpus.gutenberg import read_gutenberg
from construyamos_gpt.corpus.pieces import Piece
from construyamos_gpt.corpus.prose import (
    balance_quotes,
    ends_sentence,
    sentences,
    split_paragraph,
    trim_to_sentence,
)
from construyamos_gpt.errors import CorpusError

__all__ = ["parse_quijote", "read_quijote"]

_WORKS = ("Don Quijote, primera parte", "Don Quijote, segunda parte")
_CHAPTER = re.compile(r"^Capítulo (primero|[IVXLC]+)\. ", re.I)
_HEADING = re.compile(r"^(PRÓLOGO( AL LECTOR)?|DEDICATORIA, AL CONDE DE LEMOS)$")
_LATIN = re.compile(r"\b(et|aut|quis|eris|mors|libertas|laudem|altro)\b", re.I)
_SMALL = {"a", "al", "de", "del", "don", "el", "en", "entre", "la", "los", "y"}
_VERSE_TITLES = {"Urganda la desconocida", "A Rocinante"}
_MISPRINTS = {"asaduras.along": "asaduras."}
_MIN_POEM_VERSES = 4
_MAX_VERSE_CHARS = 60


@dataclass
class _Block:
    """Un bloque del fichero: un párrafo (una línea) o unos versos (varias)."""

    kind: str  # «prosa», «verso» o «título»
    lines: list[str]
    place: str
    indented: bool = True
    blanks: list[int] = field(default_factory=list)  # tras qué versos hay un blanco

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def read_quijote(path: Path) -> list[Piece]:
    """Lee el Quijote de Project Gutenberg (#2000) y devuelve sus piezas, en orden."""
    return parse_quijote(read_gutenberg(path))


def parse_quijote(text: str) -> list[Piece]:
    """Parte el texto del Quijote (ya sin licencia) en piezas.

    Raises:
        CorpusError: si no se encuentran el prólogo y los capítulos.
    """
    for wrong, right in _MISPRINTS.items():
        text = text.replace(wrong, right)
    parts = re.split(r"^Segunda parte del ingenioso caballero.*$", text, maxsplit=1, flags=re.M)
    pieces: list[Piece] = []
    for work, part in zip(_WORKS, parts, strict=False):
        start = re.search(r"^PRÓLOGO|^Capítulo ", part, re.M)
        if start is not None:
            pieces += _pieces(_join_blocks(_blocks(part[start.start() :])), work)
    if not pieces:
        raise CorpusError(
            "El fichero del Quijote no tiene prólogo ni capítulos.",
            received=text[:60],
            allowed="el libro número 2000 de Project Gutenberg, en español",
        )
    return pieces


def _blocks(text: str) -> list[_Block]:
    """Clasifica los bloques separados por líneas en blanco."""
    text = _curly_quotes(text)
    found: list[_Block] = []
    place = "prólogo"
    for raw in re.split(r"\n[ \t]*\n", text):
        lines = [line for line in raw.split("\n") if line.strip()]
        if not lines:
            continue
        flat = " ".join(line.strip() for line in lines)
        if chapter := _CHAPTER.match(flat):
            number = chapter.group(1)
            place = "capítulo " + ("I" if number.lower() == "primero" else number)
            found.append(_Block("título", [flat], place))
        elif _HEADING.match(flat):
            place = "dedicatoria" if flat.startswith("DEDICATORIA") else "prólogo"
            found.append(_Block("título", [flat], place))
        elif all(line.startswith("   ") for line in lines) and not flat.isupper():
            _add_verses(found, [line.strip() for line in lines], place)
        elif flat.isupper() or _is_title(lines):
            if place == "prólogo" and flat.startswith("AL LIBRO DE DON QUIJOTE"):
                place = "versos preliminares"
            found.append(_Block("título", [flat], place))
        else:
            if _is_stray_verse(lines, found):
                _add_verses(found, [flat], place)
                found[-1].indented = False
            else:
                found.append(_Block("prosa", [flat], place))
    return found


def _add_verses(found: list[_Block], lines: list[str], place: str) -> None:
    """Añade versos al poema abierto, o abre otro; un título entre versos separa poemas."""
    if found and found[-1].kind == "verso":
        found[-1].blanks.append(len(found[-1].lines))
    for line in lines:
        if line in _VERSE_TITLES:
            found.append(_Block("título", [line], place))
        elif found and found[-1].kind == "verso":
            found[-1].lines.append(line)
        else:
            found.append(_Block("verso", [line], place))


def _is_title(lines: list[str]) -> bool:
    """«Soneto», «Glosa», «Canción de Grisóstomo»: una línea corta que empieza y no termina."""
    line = lines[0].strip().lstrip("«")
    return (
        len(lines) == 1 and len(line) < 80 and line[0].isupper() and _TITLE.match(line) is not None
    )


_TITLE = re.compile(
    r"^(Soneto|Glosa|Epitafio|Finis|Fin|Antonio|Canción de|Canto de|Carta de|Luscinda a"
    r"|Primera parte|Segunda parte|Tercera parte|Cuarta parte|In laudem|Forsi altro)\b[^.:]*\.?$"
)


def _is_stray_verse(lines: list[str], found: list[_Block]) -> bool:
    """Un verso sin sangría: línea suelta y corta que empieza a media frase o no termina."""
    line = lines[0].strip()
    if len(lines) > 1 or len(line) > _MAX_VERSE_CHARS or line[0] in "-«»(":
        return False
    follows = bool(found) and found[-1].kind == "verso" and not found[-1].indented
    return line[0].islower() or line[-1] not in ".?!:»)" or follows


def _join_blocks(blocks: list[_Block]) -> list[_Block]:
    """Une lo que es una sola frase: párrafos partidos, diálogos tras «dijo:» y citas de versos."""
    joined: list[_Block] = []
    for i, block in enumerate(blocks):
        after = blocks[i + 1] if i + 1 < len(blocks) else None
        if block.kind == "título" or not joined or joined[-1].kind != "prosa":
            joined.append(block)
            continue
        last = joined[-1]
        if block.kind == "verso":
            if _is_poem(block, after):
                joined.append(block)
            elif _LATIN.search(block.text):
                last.lines = [trim_to_sentence(last.text)]
            else:
                last.lines.append("\n".join(block.lines))
            continue
        if not last.text.strip():
            joined[-1] = block
        elif ends_sentence(last.text):
            joined.append(block)
        elif "\n" in last.lines[-1] or last.text[-1] in ":" or len(last.lines) > 1:
            last.lines.append(block.text)  # tras «dijo:», en línea aparte
        else:
            last.lines = [f"{last.text} {block.text}"]
    return joined


def _is_poem(block: _Block, after: _Block | None) -> bool:
    """Un poema tiene cuatro versos o más, termina, y lo que sigue no continúa la frase."""
    if len(block.lines) < _MIN_POEM_VERSES or not ends_sentence(block.text):
        return False
    return after is None or after.kind != "prosa" or not after.lines[0][0].islower()


def _pieces(blocks: list[_Block], work: str) -> list[Piece]:
    pieces: list[Piece] = []
    titles: list[str] = []  # los que preceden al bloque
    for i, block in enumerate(blocks):
        if block.kind == "título":
            if not _CHAPTER.match(block.text) and not _HEADING.match(block.text):
                titles.append(block.text)
            continue
        title, titles = _poem_title(titles), []
        if block.kind == "verso":
            if _is_poem(block, None):
                pieces.append(_poem(block, work, title))
        elif block.kind == "prosa":
            before_poem = i + 1 < len(blocks) and blocks[i + 1].kind != "prosa"
            text = trim_to_sentence(block.text) if before_poem else block.text
            for chunk in split_paragraph(text):
                chunk = balance_quotes(_from_sentence(chunk)).strip()
                if ends_sentence(chunk):
                    pieces.append(
                        Piece(
                            text=chunk, form="prosa", work=work, place=block.place, source="quijote"
                        )
                    )
    return pieces


def _from_sentence(text: str) -> str:
    """Quita del principio la frase que no empieza: la que sigue a un latín que se ha quitado."""
    if text[:1].islower():
        return " ".join(sentences(text)[1:])
    return text


def _poem_title(titles: list[str]) -> str:
    """«AL LIBRO DE DON QUIJOTE» → «Al Libro de Don Quijote»; que es un soneto lo dice la forma."""
    start = max((i for i, title in enumerate(titles) if title.isupper()), default=0)
    words = ". ".join(title.strip(" ,") for title in titles[start:] if title != "Soneto").split()
    small = [word.lower() if word.lower() in _SMALL else word.capitalize() for word in words]
    shouted = [new if word.isupper() else word for word, new in zip(words, small, strict=True)]
    title = " ".join(shouted)
    return title[:1].upper() + title[1:]


def _poem(block: _Block, work: str, title: str) -> Piece:
    """Un poema entero, con sus estrofas separadas por una línea en blanco."""
    lines = [re.sub(r"\b[BR]\. ", "", line) for line in block.lines]  # Babieca y Rocinante
    lines[0] = lines[0].lstrip("-")
    groups = _printed_stanzas(lines, block.blanks) or split_strophes(lines)
    text = "\n\n".join("\n".join(group) for group in groups)
    return Piece(
        text=balance_quotes(text).strip(),
        form=poem_form(lines),
        work=work,
        place=f"{block.place}, «{title}»" if title else block.place,
        source="quijote",
    )


def _printed_stanzas(lines: list[str], blanks: list[int]) -> list[list[str]]:
    """Las estrofas que marcan los blancos del fichero, si son iguales; vacío si no lo son."""
    cuts = [0, *(i for i in blanks if ends_sentence(lines[i - 1])), len(lines)]
    groups = [lines[a:b] for a, b in pairwise(cuts)]
    sizes = {len(group) for group in groups[:-1]}
    return groups if len(groups) > 2 and len(sizes) == 1 and sizes != {1} else []


def _curly_quotes(text: str) -> str:
    """Comillas de dos apóstrofos o rectas → « »; la » que abre los párrafos de un relato se va."""
    text = re.sub(r"^( *)»", r"\1", text, flags=re.M)
    text = re.sub(r"(^|(?<=[\s(\-¡¿«]))(''|\")(?=\S)", "«", text, flags=re.M)
    return text.replace("''", "»").replace('"', "»")
