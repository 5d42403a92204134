"""Los libros de Cervantes, descargados de Project Gutenberg la primera vez que hacen falta.

Cada libro se busca en varias direcciones. Gutenberg cambia de vez en cuando la cabecera y la
licencia de sus ficheros, así que la suma de comprobación se hace sobre el libro solo; y si
alguien ha corregido una errata, basta con que mida lo mismo y contenga unas frases testigo.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from construyamos_gpt.corpus.gutenberg import decode_text, strip_gutenberg
from construyamos_gpt.errors import CorpusError, DownloadError

__all__ = [
    "BOOKS",
    "CACHE_VARIABLE",
    "Book",
    "book_body",
    "cache_folder",
    "download_cervantes",
    "missing_books",
]

CACHE_VARIABLE = "CONSTRUYAMOS_CACHE"
_ATTEMPTS = 2  # por dirección, si la descarga se corta o el servidor falla
_TIMEOUT_S = (5.0, 30.0)  # para conectar, y entre dos trozos
_TOLERANCE = 0.02  # cuánto puede cambiar la longitud de un libro corregido


@dataclass(frozen=True, kw_only=True)
class Book:
    """Un libro que se descarga, y cómo se sabe que ha llegado bien.

    Attributes:
        title: el título, para enseñarlo.
        file_name: el nombre con que se guarda.
        sha256: la suma del libro normalizado (véase `book_body`).
        chars: sus caracteres.
        witnesses: frases que están en él; se admite que falte una.
        mirrors: las direcciones, en el orden en que se prueban.
    """

    title: str
    file_name: str
    sha256: str
    chars: int
    witnesses: tuple[str, ...]
    mirrors: tuple[str, ...]


BOOKS = (
    Book(
        title="Don Quijote",
        file_name="pg2000.txt",
        sha256="0596d9bc719b5e50ce68300cdcd35d58e4ea112e902fb45aea1cea69342c7e3c",
        chars=2_098_082,
        witnesses=(
            "En un lugar de la Mancha, de cuyo nombre no quiero acordarme",
            "La razón de la sinrazón que a mi razón se hace",
            "Yo sé quién soy",
            "La libertad, Sancho, es uno de los más preciosos dones",
            "Para mí sola nació don Quijote, y yo para él",
        ),
        mirrors=(
            "https://www.gutenberg.org/cache/epub/2000/pg2000.txt",
            "https://www.gutenberg.org/ebooks/2000.txt.utf-8",
            "https://gutenberg.pglaf.org/2/0/0/2000/2000-8.txt",
            "https://aleph.pglaf.org/2/0/0/2000/2000-8.txt",
            "https://mirror.csclub.uwaterloo.ca/gutenberg/2/0/0/2000/2000-8.txt",
        ),
    ),
    Book(
        title="Viage al Parnaso y comedias",
        file_name="pg16110.txt",
        sha256="7e611c4e4aa2f7ffadc86999b9dd17ef9986f47fa4260fe39eec47a9ac608d1e",
        chars=313_522,
        witnesses=(
            "Un quidam caporal Italiano",
            "Que tomar tierra en el gran puerto trata",
            "El veneno mortal, sin ningun susto",
            "Y esta pequeña tierra de Numancia",
            "De la vida de Argel y Trato feo",
        ),
        mirrors=(
            "https://www.gutenberg.org/cache/epub/16110/pg16110.txt",
            "https://www.gutenberg.org/ebooks/16110.txt.utf-8",
            "https://gutenberg.pglaf.org/1/6/1/1/16110/16110-8.txt",
            "https://aleph.pglaf.org/1/6/1/1/16110/16110-8.txt",
            "https://mirror.csclub.uwaterloo.ca/gutenberg/1/6/1/1/16110/16110-8.txt",
        ),
    ),
)


class _NoNetworkError(Exception):
    """Ninguna dirección ha contestado: probar con otro libro sería perder el tiempo."""


def cache_folder() -> Path:
    """La carpeta donde se guardan los libros.

    Es la carpeta `corpus` dentro de la que diga la variable `CONSTRUYAMOS_CACHE` o, sin ella, de
    la caché que el sistema da a los programas (`~/.cache/construyamos-gpt` en Linux).
    """
    chosen = os.environ.get(CACHE_VARIABLE)
    if chosen:
        return Path(chosen).expanduser() / "corpus"
    import pooch  # se importa al usarlo: tarda

    return Path(pooch.os_cache("construyamos-gpt")) / "corpus"


def download_cervantes(
    folder: Path | None = None,
    *,
    books: Sequence[Book] = BOOKS,
    progress: bool = True,
    retry_wait_s: float = 1.0,
) -> Path:
    """Descarga los libros que falten y devuelve la carpeta donde están.

    Un libro se escribe con su nombre solo cuando ha llegado entero y se ha comprobado.

    Args:
        folder: dónde se guardan; sin ella, `cache_folder()`.
        books: qué libros.
        progress: si se enseña una barra de progreso en la salida de errores.
        retry_wait_s: segundos que se espera antes de repetir una dirección.

    Raises:
        DownloadError: algún libro no se ha podido descargar; dice qué pasó en cada dirección.
            Los que sí han llegado se quedan en la carpeta.
    """
    target = folder if folder is not None else cache_folder()
    failures: list[str] = []
    try:
        target.mkdir(parents=True, exist_ok=True)
        for book in missing_books(target, books):
            try:
                failures += _download(book, target / book.file_name, progress, retry_wait_s)
            except _NoNetworkError as error:
                failures += error.args[0]
                break
    except OSError as error:
        raise DownloadError(
            f"No se pueden guardar los libros: {error.strerror or error}.",
            received=str(target),
            hint=f"dad permiso de escritura, o elegid otra carpeta con la variable "
            f"{CACHE_VARIABLE}.",
        ) from error
    missing = [book.title for book in books if not (target / book.file_name).is_file()]
    if missing:
        what = f"No se ha podido descargar: {', '.join(missing)}."
        raise DownloadError(
            "\n    ".join([what, *failures]),
            hint="comprobad la conexión y repetid la orden; o dad un texto vuestro con --corpus "
            "o con la variable CONSTRUYAMOS_CORPUS; o usad --corpus bolsillo, que no necesita red.",
        )
    return target


def missing_books(folder: Path, books: Sequence[Book] = BOOKS) -> list[Book]:
    """Los libros que no están en la carpeta, o están estropeados."""
    return [
        book
        for book in books
        if not (folder / book.file_name).is_file() or _problem(folder / book.file_name, book)
    ]


def book_body(raw: bytes) -> str:
    """El libro sin cabecera ni licencia, en NFC, con saltos `\\n` y sin espacios finales.

    Raises:
        CorpusError: no tiene las líneas de inicio y final de Project Gutenberg.
    """
    lines = strip_gutenberg(decode_text(raw)).split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


def _problem(path: Path, book: Book) -> str | None:
    """Qué tiene de malo un fichero descargado; `None` si es el libro."""
    try:
        body = book_body(path.read_bytes())
    except CorpusError:
        return "lo que ha llegado no es un libro de Gutenberg, o está cortado"
    if hashlib.sha256(body.encode()).hexdigest() == book.sha256:
        return None
    if abs(len(body) - book.chars) > _TOLERANCE * book.chars:
        return f"el libro mide {len(body)} caracteres y debería medir unos {book.chars}"
    flat = " ".join(body.split())
    absent = [witness for witness in book.witnesses if witness not in flat]
    return "el libro es otro, o está estropeado" if len(absent) > 1 else None


def _download(book: Book, saved: Path, progress: bool, wait_s: float) -> list[str]:
    """Prueba las direcciones hasta que una da el libro.

    Returns:
        Lo que ha fallado en cada dirección, si no ha servido ninguna; vacía si hay libro.

    Raises:
        _NoNetworkError: ni un solo servidor ha contestado.
    """
    import requests

    failures: list[str] = []
    answered = False
    saved.unlink(missing_ok=True)  # lo que hubiera no era el libro
    with tempfile.TemporaryDirectory(dir=saved.parent, prefix=".descarga-") as folder:
        temporary = Path(folder) / book.file_name
        for url in book.mirrors:
            for attempt in range(_ATTEMPTS):
                if attempt:
                    time.sleep(wait_s)
                again = False
                try:
                    _fetch(url, temporary, book, progress)
                    problem = _problem(temporary, book)
                    answered = True
                except (requests.exceptions.ConnectionError, requests.Timeout) as error:
                    problem = "no contesta"
                    if isinstance(error, requests.ReadTimeout):
                        problem = "ha dejado de contestar"
                except requests.HTTPError as error:
                    status = error.response.status_code if error.response is not None else 0
                    problem, again, answered = (
                        f"responde con el error {status}",
                        status >= 500,
                        True,
                    )
                except requests.RequestException:
                    problem, again, answered = "la descarga se ha cortado", True, True
                if problem is None:
                    temporary.replace(saved)
                    return []
                if not again:
                    break
            failures.append(f"{url}: {problem}")
    if not answered:
        raise _NoNetworkError(failures)
    return failures


def _fetch(url: str, target: Path, book: Book, progress: bool) -> None:
    """Descarga una dirección en un fichero.

    Raises:
        requests.RequestException: no se ha podido, o se ha cortado.
    """
    import pooch
    from tqdm import tqdm

    bar = tqdm(
        desc=f"Descargando {book.title}",
            total=book.chars,  # hasta que el servidor diga cuántos bytes son
        unit="B",
        unit_scale=True,
        ncols=79,
        ascii=sys.platform == "win32",
        leave=False,
        file=sys.stderr,
    ) if progress else None  # fmt: skip
    fetch = pooch.HTTPDownloader(
        progressbar=bar if bar is not None else False,
        chunk_size=1 << 14,
        timeout=_TIMEOUT_S,
        # Sin comprimir: así la barra mide de verdad y se nota si la descarga se corta.
        headers={"User-Agent": "construyamos-gpt", "Accept-Encoding": "identity"},
    )
    try:
        fetch(url, str(target), None)
    finally:
        if bar is not None:
            bar.close()
