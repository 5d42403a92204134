"""Un libro de Project Gutenberg sin lo que Project Gutenberg le añade.

Cada fichero trae delante una cabecera y detrás una licencia, en inglés; si el modelo las leyera,
aprendería a escribirlas. Las fronteras son líneas como
`*** START OF THIS PROJECT GUTENBERG EBOOK DON QUIJOTE ***` (hoy dicen `THE` en vez de `THIS`).
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from construyamos_gpt.errors import CorpusError

__all__ = ["decode_text", "read_gutenberg", "strip_gutenberg"]

_START = re.compile(r"^\*\*\* ?START OF (?:THIS|THE) PROJECT GUTENBERG EBOOK.*$", re.I | re.M)
_END = re.compile(
    r"^(?:\*\*\* ?END OF (?:THIS|THE) PROJECT GUTENBERG EBOOK"
    r"|End of (?:the )?Project Gutenberg).*$",
    re.I | re.M,
)


def decode_text(raw: bytes) -> str:
    """Pasa de bytes a letras: UTF-8 si lo es, Latin-1 si no; saltos `\\n`; Unicode NFC."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    text = text.replace("\r\r\n", "\n").replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", text)


def strip_gutenberg(text: str, name: str = "este texto") -> str:
    """Se queda con el libro: lo que hay entre la línea de inicio y la de final.

    Raises:
        CorpusError: si falta alguna de las dos líneas.
    """
    start = _START.search(text)
    end = _END.search(text, start.end()) if start else None
    if start is None or end is None:
        missing = "de inicio" if start is None else "de final"
        raise CorpusError(
            f"{name} no parece un libro de Project Gutenberg: falta la línea {missing}.",
            received=text[:60],
            allowed="un fichero de texto entero de gutenberg.org, tal como se descarga",
            hint="descargadlo otra vez; quizá la descarga se cortó.",
        )
    return text[start.end() : end.start()].strip("\n")


def read_gutenberg(path: Path) -> str:
    """Lee un libro de Project Gutenberg y devuelve solo el libro.

    Args:
        path: el fichero, en UTF-8 o en Latin-1.

    Raises:
        CorpusError: si el fichero no existe o no es de Project Gutenberg.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise CorpusError(
            "No se puede leer un libro del corpus.",
            received=str(path),
            hint="comprobad que el fichero existe y que tenéis permiso para leerlo.",
        ) from error
    return strip_gutenberg(decode_text(raw), path.name)
