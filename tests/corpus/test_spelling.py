from __future__ import annotations

import re
from collections.abc import Callable
from difflib import SequenceMatcher
from pathlib import Path

import pytest
from rapidfuzz import fuzz, process

from construyamos_gpt.corpus.forms import accent_vowel, stressed_vowel
from construyamos_gpt.corpus.fragments import LAST_TENTH, parse_fragments
from construyamos_gpt.corpus.gutenberg import decode_text, read_gutenberg
from construyamos_gpt.corpus.lexicon import WORD, Lexicon, fold, skeleton
from construyamos_gpt.corpus.parnaso import parse_viaje
from construyamos_gpt.corpus.punctuation import open_marks
from construyamos_gpt.corpus.quijote import read_quijote
from construyamos_gpt.corpus.spelling import modernize
from construyamos_gpt.corpus.words import modern_word

LEXICON = Lexicon.learn(
    [
        "Dijo Sancho que también la mujer de Antonio llegó al reino, y el aire había mudado.",
        "El viaje fue largo; entonces vio jamás, allí, un caballero romano. Los hallados vinieron.",
        "Así entraban y entraban, mira, mira, oyó Sancho; dice que repetir es fácil, dijo él.",
        "La poesía, según Sancho, es suave. ¿Quién llegó? ¡Cómo! Pero el amigo lo vio y lo dijo.",
    ]
)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Quando dixe á Dios", "cuando dije a dios"),
        ("mugeres del reyno", "mujeres del reino"),
        ("havia un quarto baxo", "había un cuarto bajo"),
        ("christiano exercito", "cristiano ejército"),
        ("passo y philosofia", "paso y filosofía"),
        ("estraño efeto dino", "extraño efecto digno"),
        ("á dios", "adiós"),
    ],
)
def test_skeleton_is_the_same_in_both_spellings(old: str, new: str) -> None:
    assert skeleton(old) == skeleton(new)


def test_skeleton_tells_verses_apart() -> None:
    assert skeleton("la casa") != skeleton("la caza")
    assert skeleton("año") != skeleton("ano")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("á", "a"),
        ("ó", "o"),
        ("quando", "cuando"),
        ("quatro", "cuatro"),
        ("dixo", "dijo"),
        ("tambien", "también"),
        ("muger", "mujer"),
        ("reyno", "reino"),
        ("ayre", "aire"),
        ("havia", "había"),
        ("viage", "viaje"),
        ("vió", "vio"),
        ("jamas", "jamás"),
        ("alli", "allí"),
        ("poesia", "poesía"),
        ("süave", "süave"),
        ("llego", "llego"),  # en 1784 la tilde de «llegó» sí se imprimía
        ("él", "él"),
        ("alados", "alados"),  # no es «hallados»
        ("gritára", "gritara"),
        ("secuáz", "secuaz"),
        ("entrabanse", "entrábanse"),
        ("oyose", "oyóse"),
        ("repetian", "repetían"),
        ("navegacion", "navegación"),
        ("segurisimo", "segurísimo"),
        ("vereis", "veréis"),
        ("gallardìa", "gallardía"),
    ],
)
def test_modern_word(old: str, new: str) -> None:
    assert modern_word(old, LEXICON) == new


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Dixo Sancho\nQue havia llegado.", "Dijo Sancho\nque había llegado."),
        ("Fue. Y luego\nSancho llegó.", "Fue. Y luego\nSancho llegó."),
        ("Digo que es JUAN DE OCHOA, amigo", "Digo que es Juan de Ochoa, amigo"),
        ("Es PEDRO SANCHEZ", "Es Pedro Sánchez"),
        ("Un caballero Romano", "Un caballero romano"),
        ("Es vm. amigo", "Es vuestra merced amigo"),
        ("No mas, mas no se vé.", "No más, mas no se ve."),
        ("Arrima pues, ó Mario, la escala", "Arrima pues, oh Mario, la escala"),
        ("Tu, que llegas", "Tú, que llegas"),
    ],
)
def test_modernize(old: str, new: str) -> None:
    assert modernize(old, LEXICON) == new


@pytest.mark.parametrize(
    ("closed", "opened"),
    [
        ("Qué quieres?", "¿Qué quieres?"),
        ("Dime, qué quieres?", "Dime, ¿qué quieres?"),
        ("Fuime. Pues cómo vienes?", "Fuime. Pues ¿cómo vienes?"),
        ("Él me dijo: vienes solo,\na estas horas?", "Él me dijo: ¿vienes solo,\na estas horas?"),
        ("O caso nuevo! Vino.", "¡Oh caso nuevo! Vino."),
        ("Vino, ay triste! y se fue.", "Vino, ¡ay triste! y se fue."),
        ("¿Ya está? ¡Sí!", "¿Ya está? ¡Sí!"),
    ],
)
def test_open_marks(closed: str, opened: str) -> None:
    assert open_marks(closed) == opened
    assert open_marks(opened) == opened


@pytest.mark.parametrize(
    ("word", "accented"), [("entraban", "entrában"), ("rodriguez", "rodriguéz"), ("mira", "míra")]
)
def test_stressed_vowel(word: str, accented: str) -> None:
    assert accent_vowel(word, stressed_vowel(word)) == accented


def test_proper_names_are_learnt_from_the_middle_of_sentences() -> None:
    assert LEXICON.is_proper("Sancho")
    assert not LEXICON.is_proper("Dijo")
    assert LEXICON.with_names("vino aquí Izuf, y luego\nIzuf se fue").is_proper("izuf")


def test_broken_verses_teach_no_words() -> None:
    assert "letu" not in Lexicon.learn(["libro, fueres con letu-,\nsigue"]).forms


def _agreement(ours: list[str], theirs: list[str], same: Callable[[str], str]) -> float:
    """Parte de las palabras de `theirs` que salen, en orden, en el verso que más se le parece."""
    scores = process.cdist(
        [skeleton(verse) for verse in theirs],
        [skeleton(verse) for verse in ours],
        scorer=fuzz.ratio,
        score_cutoff=85,
    )
    equal = total = 0
    for row, verse in zip(scores, theirs, strict=True):
        if row.max() == 0:
            continue
        a, b = ([same(w) for w in WORD.findall(v)] for v in (ours[int(row.argmax())], verse))
        blocks = SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks()
        equal += sum(block.size for block in blocks)
        total += max(len(a), len(b))
    return equal / total


def test_viaje_agrees_with_a_modern_edition(corpus_folder: Path) -> None:
    paths = [corpus_folder / name for name in ("pg2000-8.txt", "pg16110-8.txt")]
    fragments = corpus_folder / "datos_sancho_mini.txt"
    if not all(path.is_file() for path in (*paths, fragments)):
        pytest.skip("hacen falta los tres ficheros del corpus")
    book = read_gutenberg(paths[1])
    start = re.search(r"^CAPITULO I\.$", book, re.M)
    assert start is not None
    book = book[start.start() : book.index("ADJUNTA _AL PARNASO._")]
    old = [line for line in book.split("\n") if line and not line.startswith(("VIAGE", "CAPIT"))]
    lexicon = Lexicon.learn(piece.text for piece in read_quijote(paths[0])).with_names(book)
    new = [v for piece in parse_viaje(book, lexicon) for v in piece.text.split("\n") if v]
    known = parse_fragments(decode_text(fragments.read_bytes()))[:-LAST_TENTH]
    theirs = sorted({v for text in known for v in text.split("\n") if len(v) > 10})
    before, after = (_agreement(verses, theirs, str.lower) for verses in (old, new))
    assert before < 0.90
    assert after >= 0.97
    assert _agreement(new, theirs, fold) >= 0.985


def test_a_far_question_opens_at_the_start_of_a_line() -> None:
    text = "\n".join(["nunca se acaba este verso tan largo"] * 15) + "?"
    opened = open_marks(text)
    assert opened.count("¿") == 1
    assert "\n¿nunca" in opened
