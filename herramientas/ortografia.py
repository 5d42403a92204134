"""Cuánto acierta la modernización de 1784: el Viaje del Parnaso, frente a una edición moderna.

    python -m herramientas.ortografia CARPETA             # las cifras
    python -m herramientas.ortografia CARPETA --lista     # y la lista de lo que queda

La edición moderna son los 243 primeros fragmentos de `datos_sancho_mini.txt`, casi todos trozos
seguidos del Viaje; los 27 últimos, la validación, no se miran. Cada fragmento se coloca sobre el
libro de 1784 por el parecido de sus versos, y se compara palabra a palabra.

Las reglas se han desarrollado con los capítulos impares; los pares solo se miden.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from unittest.mock import patch

import click
from herramientas.erratas import MISPRINTS
from rapidfuzz import fuzz, process

from construyamos_gpt.cli.values import comma, thousands
from construyamos_gpt.corpus.cervantes import find_files
from construyamos_gpt.corpus.fragments import LAST_TENTH, parse_fragments
from construyamos_gpt.corpus.glossary import GLOSSARY
from construyamos_gpt.corpus.gutenberg import decode_text, read_gutenberg
from construyamos_gpt.corpus.letters import WORD, fold, skeleton
from construyamos_gpt.corpus.lexicon import Lexicon
from construyamos_gpt.corpus.parnaso import split_works, viaje_chapters
from construyamos_gpt.corpus.prose import ends_sentence
from construyamos_gpt.corpus.quijote import read_quijote
from construyamos_gpt.corpus.spelling import modernize
from construyamos_gpt.errors import CorpusError, SanchoError

__all__ = ["HALVES", "Alignment", "Pair", "Verse", "align_viaje", "pairs", "shares"]

HALVES = {"desarrollo": ("I", "III", "V", "VII"), "medida": ("II", "IV", "VI", "VIII")}
_MEASURES = {
    "en todo": "puntuación",
    "salvo puntuación": "mayúscula",
    "sin mayúsculas": "tilde",
    "sin tildes": "letras",
}
ALIKE = 85.0  # de 0 a 100: desde aquí, dos esqueletos son del mismo verso


@dataclass(frozen=True, kw_only=True)
class Verse:
    """Un verso del Viaje.

    Attributes:
        chapter: el capítulo, en números romanos.
        old: el verso de 1784.
        ours: el nuestro.
        theirs: el de la edición moderna.
        after_stop: si en 1784 el verso anterior acaba en punto, y por eso este va con mayúscula.
    """

    chapter: str
    old: str
    ours: str
    theirs: str
    after_stop: bool


@dataclass(frozen=True, kw_only=True)
class Alignment:
    """El Viaje colocado sobre la edición moderna.

    Attributes:
        verses: los versos que están en las dos, en orden.
        dropped: las líneas de los fragmentos del Viaje que no son ninguno de sus versos.
        total: cuántos versos tiene el Viaje.
        fragments: cuántos fragmentos son del Viaje.
    """

    verses: list[Verse]
    dropped: list[str]
    total: int
    fragments: int


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Una palabra nuestra y la suya; varias, si cada edición las parte a su manera.

    Attributes:
        ours: la nuestra (o la de 1784).
        theirs: la de la edición moderna.
        words: cuántas palabras cuenta.
        verse: el verso en que están.
    """

    ours: str
    theirs: str
    words: int
    verse: Verse

    @property
    def difference(self) -> str:
        """En qué se diferencian; nada, si son iguales.

        «Letras», «tilde», «mayúscula» o «puntuación»: la mayúscula de principio de verso tras el
        punto de 1784, donde la edición moderna ha puesto una coma o un punto y coma.
        """
        if self.ours == self.theirs:
            return ""
        if fold(self.ours) != fold(self.theirs):
            return "letras"
        if self.ours.lower() != self.theirs.lower():
            return "tilde"
        opens = self.verse.after_stop and WORD.search(self.verse.ours)
        return "puntuación" if opens and opens.group() == self.ours else "mayúscula"


def align_viaje(folder: Path, hand_list: bool = True) -> Alignment:
    """Moderniza el Viaje y lo coloca sobre la edición moderna.

    Args:
        folder: la carpeta con los tres ficheros del corpus.
        hand_list: si se usa también la lista de palabras hecha a mano.

    Raises:
        CorpusError: si falta alguno de los tres ficheros.
    """
    files = find_files(folder)
    if len(files) < 3:
        raise CorpusError(
            "Para medir la ortografía hacen falta los tres ficheros del corpus.",
            received=f"en {folder}: {', '.join(files) or 'ninguno'}",
            allowed="los dos libros de Project Gutenberg y datos_sancho_mini.txt",
        )
    works = split_works(read_gutenberg(files["parnaso"]))
    lexicon = Lexicon.learn(piece.text for piece in read_quijote(files["quijote"]))
    lexicon = lexicon.with_names("".join(works.values()))
    chapters, old, ours = [], [], []
    with nullcontext() if hand_list else patch.dict(GLOSSARY, clear=True):
        for chapter, lines in viaje_chapters(works["viaje"]).items():
            old += lines
            ours += modernize("\n".join(lines), lexicon).split("\n")
            chapters += [chapter] * len(lines)
    keys = [skeleton(verse) for verse in ours]
    placed: dict[int, str] = {}
    dropped: list[str] = []
    fragments = 0
    for fragment in parse_fragments(decode_text(files["fragmentos"].read_bytes()))[:-LAST_TENTH]:
        lines = [line.strip() for line in fragment.split("\n") if line.strip()]
        scores = process.cdist([skeleton(line) for line in lines], keys, scorer=fuzz.ratio)
        where = [int(row.argmax()) if row.max() >= ALIKE else -1 for row in scores]
        if where.count(-1) > len(where) / 2:
            continue  # de otra obra
        fragments += 1
        for i, line in enumerate(lines):
            if where[i] < 0 and 0 < i < len(lines) - 1 and where[i + 1] == where[i - 1] + 2:
                where[i] = where[i - 1] + 1  # distinto, pero entre dos vecinos suyos
            if where[i] >= 0:
                placed.setdefault(where[i], line)
            else:
                dropped.append(line)
    verses = [
        Verse(
            chapter=chapters[i],
            old=old[i],
            ours=ours[i],
            theirs=placed[i],
            after_stop=i == 0 or ends_sentence(ours[i - 1].rstrip(")")),
        )
        for i in sorted(placed)
    ]
    return Alignment(verses=verses, dropped=dropped, total=len(ours), fragments=fragments)


def pairs(verses: Sequence[Verse], old: bool = False) -> Iterator[Pair]:
    """Las palabras de los versos, emparejadas; las erratas de la edición moderna no salen.

    Un nombre en VERSALES se compara como si no lo estuviera: es tipografía, y no ortografía.

    Args:
        verses: los versos que se comparan.
        old: si se compara la edición de 1784 tal cual, en vez de la nuestra.
    """
    for verse in verses:
        ours = WORD.findall(verse.old if old else verse.ours)
        theirs = WORD.findall(verse.theirs)
        match = SequenceMatcher(None, [*map(fold, ours)], [*map(fold, theirs)], autojunk=False)
        for _, i, j, k, m in match.get_opcodes():
            if j - i != m - k:
                yield Pair(
                    ours=" ".join(ours[i:j]),
                    theirs=" ".join(theirs[k:m]),
                    words=max(j - i, m - k),
                    verse=verse,
                )
                continue
            for our, their in zip(ours[i:j], theirs[k:m], strict=True):
                if len(their) > 1 and their.isupper() and fold(our) == fold(their):
                    their = their.lower() if our.islower() else their.capitalize()
                if (their.lower(), our.lower(), verse.theirs) not in MISPRINTS:
                    yield Pair(ours=our, theirs=their, words=1, verse=verse)


def shares(found: Sequence[Pair]) -> dict[str, float]:
    """Tanto por ciento de palabras iguales, de lo más exigente a lo menos.

    Returns:
        «en todo», «salvo puntuación», «sin mayúsculas» y «sin tildes».
    """
    total = sum(pair.words for pair in found)
    wrong = Counter[str]()
    for pair in found:
        wrong[pair.difference] += pair.words
    result, missed = {}, 0
    for name, kind in reversed(_MEASURES.items()):
        missed += wrong[kind]
        result[name] = 100 * (1 - missed / total)
    return dict(reversed(result.items()))


@click.command(options_metavar="[OPCIONES]")
@click.argument("carpeta", type=click.Path(path_type=Path), envvar="CONSTRUYAMOS_CORPUS")
@click.option("--lista", is_flag=True, help="La lista de lo que queda, palabra a palabra.")
@click.option("--sin-lista-a-mano", is_flag=True, help="Solo con reglas y lo aprendido.")
def main(carpeta: Path, lista: bool, sin_lista_a_mano: bool) -> None:
    """Compara el Viaje del Parnaso modernizado con una edición moderna."""
    try:
        alignment = align_viaje(carpeta, hand_list=not sin_lista_a_mano)
    except SanchoError as error:
        sys.exit(str(error))
    click.echo(
        f"El Viaje tiene {thousands(alignment.total)} versos; {thousands(len(alignment.verses))} "
        f"están en {alignment.fragments} fragmentos de la edición moderna. "
        f"Líneas de esos fragmentos sin verso: {len(alignment.dropped)}."
    )
    for line in alignment.dropped:
        click.echo(f"  {line}")
    click.echo(f"Erratas de la edición moderna que no cuentan: {len(MISPRINTS)}.\n")
    click.echo(f"{'palabras iguales':<36}" + "".join(f"{name:>18}" for name in _MEASURES))
    halves = {
        f"{half} ({', '.join(chapters)})": [v for v in alignment.verses if v.chapter in chapters]
        for half, chapters in HALVES.items()
    }
    for half, verses in {**halves, "todo": alignment.verses}.items():
        for name, old in (("1784", True), ("nuestra", False)):
            found = list(pairs(verses, old=old))
            cells = "".join(f"{comma(share, 2) + ' %':>18}" for share in shares(found).values())
            click.echo(f"{f'{half}: {name}':<36}{cells}")
        click.echo(f"  de {thousands(sum(pair.words for pair in found))} palabras")
    if lista:
        for half, verses in halves.items():
            click.echo(f"\n{half}: nuestra / suya · verso nuestro")
            for pair in pairs(verses):
                if pair.difference:
                    where = f"{pair.verse.chapter:>4} {pair.difference:<10}"
                    click.echo(f"{where} {pair.ours} / {pair.theirs} · {pair.verse.ours}")


if __name__ == "__main__":
    main()
