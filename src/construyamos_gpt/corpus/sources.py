"""De dónde sale el texto: la primera fuente que haya, por este orden.

1. lo que se pide (un fichero, una carpeta o «bolsillo»);
2. la variable de entorno `CONSTRUYAMOS_CORPUS`;
3. lo que ya se descargó otra vez;
4. una descarga de Project Gutenberg;
5. sin red, el romancero de bolsillo.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from construyamos_gpt.corpus.download import cache_folder, download_cervantes, missing_books
from construyamos_gpt.corpus.own_text import open_own_text
from construyamos_gpt.corpus.pieces import Corpus
from construyamos_gpt.corpus.pocket import POCKET_NAME, pocket_corpus
from construyamos_gpt.errors import DownloadError

__all__ = ["CORPUS_VARIABLE", "load_corpus"]

CORPUS_VARIABLE = "CONSTRUYAMOS_CORPUS"


def _say_nothing(message: str) -> None:
    """Para quien no quiere avisos."""


def load_corpus(
    corpus: str | Path | None = None,
    *,
    allow_download: bool = True,
    notify: Callable[[str], None] = _say_nothing,
) -> Corpus:
    """Abre el corpus con que se va a entrenar.

    Args:
        corpus: un fichero de texto, una carpeta (con los libros de Cervantes o con vuestros
            `.txt`) o «bolsillo». Sin nada, Cervantes.
        allow_download: si se puede descargar lo que falte.
        notify: recibe, en una frase, lo que conviene saber (que se descarga, que no hay red…).

    Raises:
        CorpusError: lo que se pide no existe o no es un texto.
    """
    chosen = corpus if corpus is not None else os.environ.get(CORPUS_VARIABLE) or None
    if chosen is not None:
        return _open(chosen)
    return _cervantes(allow_download, notify)


def _open(where: str | Path) -> Corpus:
    """Abre lo que se ha pedido. (Una carpeta que se llame «bolsillo» se pide `./bolsillo`.)"""
    if where == POCKET_NAME:
        return pocket_corpus()
    path = Path(where).expanduser()
    if path.is_dir():
        from construyamos_gpt.corpus.cervantes import build_cervantes, find_files

        if find_files(path):
            return build_cervantes(path)
    return open_own_text(path)


def _cervantes(allow_download: bool, notify: Callable[[str], None]) -> Corpus:
    """Los libros de Cervantes, de la caché o de la red; sin ellos, el romancero de bolsillo."""
    from construyamos_gpt.corpus.cervantes import build_cervantes, find_files

    folder = cache_folder()
    if missing_books(folder):
        if allow_download:
            notify("Descargando los libros de Cervantes (unos 2,5 MB, solo la primera vez).")
            try:
                return build_cervantes(download_cervantes())
            except DownloadError as error:
                notify(str(error))
        if not find_files(folder):
            notify(
                "Se usa el romancero de bolsillo: 64 KB que vienen con el programa. Basta para ver "
                "que todo funciona; para que aprenda de verdad, hace falta Cervantes."
            )
            return pocket_corpus()
        notify("Se usa la parte de Cervantes que ya estaba descargada.")
    return build_cervantes(folder)
