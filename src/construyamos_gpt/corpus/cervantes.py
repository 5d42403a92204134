"""El corpus de Cervantes, entero y repartido: de una carpeta con tres ficheros a piezas."""

from __future__ import annotations

from pathlib import Path

from construyamos_gpt.corpus.fragments import last_tenth, raw_fragments, whole_fragments
from construyamos_gpt.corpus.lexicon import Lexicon
from construyamos_gpt.corpus.parnaso import read_parnaso
from construyamos_gpt.corpus.pieces import Corpus, Piece, Split
from construyamos_gpt.corpus.quijote import read_quijote
from construyamos_gpt.corpus.split import split_pieces
from construyamos_gpt.errors import CorpusError

__all__ = ["FILES", "build_cervantes", "find_files"]

FILES: dict[str, tuple[str, ...]] = {
    "quijote": ("pg2000-8.txt", "pg2000.txt", "2000-8.txt", "2000-0.txt", "pg2000-0.txt"),
    "parnaso": ("pg16110-8.txt", "pg16110.txt", "16110-8.txt", "16110-0.txt", "pg16110-0.txt"),
    "fragmentos": ("datos_sancho_mini.txt",),
}


def find_files(folder: Path) -> dict[str, Path]:
    """Busca en la carpeta los ficheros del corpus, con cualquiera de sus nombres."""
    found: dict[str, Path] = {}
    for source, names in FILES.items():
        for name in names:
            if (folder / name).is_file():
                found[source] = folder / name
                break
    return found


def build_cervantes(folder: Path) -> Corpus:
    """Lee los ficheros que haya en la carpeta y devuelve el corpus repartido.

    Args:
        folder: la carpeta con el Quijote (#2000), el libro del Parnaso (#16110) y los fragmentos;
            si falta alguno se usa lo que haya, y `Corpus.origin` dice cuál falta.

    Raises:
        CorpusError: si no hay ninguno, o si alguno no es lo que su nombre dice.
    """
    files = find_files(folder)
    if not files:
        raise CorpusError(
            "En esa carpeta no está el corpus de Cervantes.",
            received=str(folder),
            allowed="una carpeta con " + ", ".join(names[0] for names in FILES.values()),
            hint="descargad los libros 2000 y 16110 de gutenberg.org en texto plano.",
        )
    quijote = read_quijote(files["quijote"]) if "quijote" in files else []
    fragments, fixed_val, raw = [], [], []
    if "fragmentos" in files:
        fragments = whole_fragments(files["fragmentos"])
        fixed_val = last_tenth(files["fragmentos"])
        raw = raw_fragments(files["fragmentos"])
    lexicon = Lexicon.learn(piece.text for piece in quijote or fragments)
    parnaso = read_parnaso(files["parnaso"], lexicon) if "parnaso" in files else []
    splits = split_pieces([*quijote, *parnaso], fragments, fixed_val, raw)

    def open_split(split: Split) -> list[Piece]:
        return splits[split]

    missing = [source for source in FILES if source not in files]
    origin = str(folder) + (f" (falta: {', '.join(missing)})" if missing else "")
    return Corpus(name="Cervantes", origin=origin, open_split=open_split)
