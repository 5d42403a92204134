"""De los bytes de un fichero cualquiera a sus letras, sin cargarlo nunca entero.

Un fichero de texto no dice en qué codificación está. Casi todos son hoy UTF-8, y eso se puede
comprobar: un texto que no lo es deja de cuadrar enseguida. Los de Windows de hace unos años
suelen ser cp1252, y los de Project Gutenberg, Latin-1; entre esas se decide mirando una muestra.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from construyamos_gpt.errors import CorpusError
from construyamos_gpt.tokens import START

__all__ = ["TextFile", "find_text_files", "inspect_file", "read_chunks"]

_CHUNK = 1 << 20  # bytes o caracteres que se leen cada vez: la memoria no depende del fichero
_SAMPLE = 1 << 15  # bytes a cada lado del primer byte que no cuadra
_OLD_ENCODINGS = ["cp1252", "latin_1", "mac_roman", "cp850"]  # las que se han usado en español
_BOMS = (  # la marca con que algunos programas empiezan el fichero; la de UTF-32, antes
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OTHER_FORMATS = (
    (b"%PDF", "un PDF"),
    (b"PK\x03\x04", "un documento comprimido (docx, odt, epub o zip)"),
    (b"\xd0\xcf\x11\xe0", "un documento antiguo de Word"),
    (b"{\\rtf", "un documento RTF"),
    (b"\x1f\x8b", "un fichero comprimido (gz)"),
)
# Caracteres de control que un texto no lleva (sí lleva tabuladores, saltos y algún ESC).
_CONTROL = bytes(byte for byte in (*range(32), 127) if byte not in b"\t\n\v\f\r\x1a\x1b")
_MAX_CONTROL = 0.005  # proporción: por encima, no es un texto


@dataclass(frozen=True, kw_only=True)
class TextFile:
    """Un fichero de texto que se sabe leer.

    Attributes:
        path: dónde está.
        encoding: su codificación, como la llama Python.
        errors: qué se hace con un byte suelto que no cuadra (`strict` o `replace`).
        marked: si trae marcas `<|inicio|>` que dicen dónde empieza cada pieza.
    """

    path: Path
    encoding: str
    errors: str
    marked: bool


def find_text_files(path: Path) -> list[Path]:
    """Los ficheros de texto de una ruta: ella misma, o los `.txt` que haya dentro, por orden.

    Raises:
        CorpusError: no existe, o es una carpeta sin ningún `.txt`.
    """
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise CorpusError(
            "No existe ese texto.",
            received=str(path),
            allowed="un fichero .txt, o una carpeta con ficheros .txt",
            hint="comprobad que la ruta está bien escrita.",
        )
    found = [
        file
        for file in path.rglob("*")
        if file.suffix.lower() == ".txt" and not file.name.startswith(".") and file.is_file()
    ]
    if not found:
        raise CorpusError(
            "En esa carpeta no hay ningún fichero .txt.",
            received=str(path),
            allowed="una carpeta con uno o más ficheros .txt (también dentro de otras carpetas)",
            hint="guardad vuestros textos como «texto sin formato», con nombre acabado en .txt.",
        )
    return sorted(found, key=lambda file: file.relative_to(path).as_posix())


def inspect_file(path: Path) -> TextFile:
    """Recorre el fichero una vez y averigua cómo hay que leerlo.

    Raises:
        CorpusError: no se puede leer, o no es un texto (un PDF, una imagen…).
    """
    try:
        with path.open("rb") as file:
            head = file.read(8)
        for magic, name in _OTHER_FORMATS:
            if head.startswith(magic):
                raise _not_text(path, f"es {name}")
        encoding = next((name for bom, name in _BOMS if head.startswith(bom)), "utf-8")
        try:
            return _scan(path, encoding, "strict")
        except UnicodeDecodeError as error:
            encoding, errors = _guess(path, encoding, error.start)
        try:
            return _scan(path, encoding, errors)
        except UnicodeDecodeError:  # Latin-1 tiene una letra para cada byte: no falla nunca
            return _scan(path, "latin_1", "strict")
    except OSError as error:
        raise _unreadable(path) from error


def read_chunks(file: TextFile) -> Iterator[str]:
    """El texto por trozos de hasta un millón de caracteres, con saltos de línea `\\n`.

    Raises:
        CorpusError: el fichero ya no se puede leer.
    """
    try:
        with file.path.open(encoding=file.encoding, errors=file.errors) as stream:
            while chunk := stream.read(_CHUNK):
                yield chunk
    except (OSError, UnicodeError) as error:
        raise _unreadable(file.path) from error


def _scan(path: Path, encoding: str, errors: str) -> TextFile:
    """Comprueba que todo el fichero se lee con esa codificación y que es un texto.

    Raises:
        UnicodeDecodeError: no cuadra; su `start` es el lugar en el fichero, en bytes.
        CorpusError: es un fichero binario.
    """
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    wide = encoding in ("utf-16", "utf-32")  # aquí los bytes nulos son normales
    marked, tail, control, size = False, "", 0, 0
    with path.open("rb") as file:
        while True:
            raw = file.read(_CHUNK)
            try:
                text = decoder.decode(raw, final=not raw)
            except UnicodeDecodeError as error:
                place = max(0, size + error.start)
                raise UnicodeDecodeError(encoding, b"\0", place, place + 1, error.reason) from None
            checked = text.encode("utf-8", "replace") if wide else raw
            if b"\0" in checked:
                raise _not_text(path, "tiene bytes nulos, como los programas o las imágenes")
            control += len(checked) - len(checked.translate(None, _CONTROL))
            size += len(raw)
            marked = marked or START in tail + text[:_CHUNK]
            tail = text[-len(START) :]
            if not raw:
                break
    if control > _MAX_CONTROL * size:
        raise _not_text(path, "tiene demasiados caracteres de control")
    return TextFile(path=path, encoding=encoding, errors=errors, marked=marked)


def _guess(path: Path, encoding: str, place: int) -> tuple[str, str]:
    """Codificación y trato de los errores, según lo que hay alrededor del byte que no cuadra."""
    if encoding.startswith(("utf-16", "utf-32")):
        return encoding, "replace"
    with path.open("rb") as file:
        file.seek(max(0, place - _SAMPLE))
        sample = file.read(2 * _SAMPLE)
    text = sample.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    accented = sum(character > "\x7f" for character in text) - broken
    if accented > 10 * broken:  # es UTF-8, con algún byte estropeado
        return encoding, "replace"
    from charset_normalizer import from_bytes  # tarda en cargarse, y casi nunca hace falta

    best = from_bytes(sample, cp_isolation=_OLD_ENCODINGS).best()
    return (best.encoding if best is not None else "latin_1"), "strict"


def _not_text(path: Path, why: str) -> CorpusError:
    return CorpusError(
        f"Ese fichero no es un texto: {why}.",
        received=str(path),
        allowed="texto sin formato (.txt) en UTF-8, UTF-16, cp1252 o Latin-1",
        hint="abridlo con el programa con que se hizo y guardadlo como texto sin formato, UTF-8.",
    )


def _unreadable(path: Path) -> CorpusError:
    return CorpusError(
        "No se puede leer ese fichero.",
        received=str(path),
        hint="comprobad que sigue ahí y que tenéis permiso para leerlo.",
    )
