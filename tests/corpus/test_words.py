"""Una palabra de 1784 en la ortografía de hoy."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from construyamos_gpt.corpus.cervantes import find_files
from construyamos_gpt.corpus.forms import accent_vowel, stressed_vowel
from construyamos_gpt.corpus.glossary import GLOSSARY
from construyamos_gpt.corpus.gutenberg import read_gutenberg
from construyamos_gpt.corpus.letters import WORD
from construyamos_gpt.corpus.lexicon import Lexicon
from construyamos_gpt.corpus.parnaso import split_works
from construyamos_gpt.corpus.quijote import read_quijote
from construyamos_gpt.corpus.words import modern_word, surname, with_stress

LEXICON = Lexicon.learn(
    [
        "Dijo Sancho que también la mujer de Antonio llegó al reino, y el aire había mudado.",
        "El viaje fue largo; entonces vio jamás, allí, un caballero romano. Los hallados vinieron.",
        "Así entraban y entraban, mira, mira, oyó Sancho; dice que repetir es fácil, dijo él.",
        "La poesía, según Sancho, es suave. ¿Quién llegó? ¡Cómo! Pero el amigo lo vio y lo dijo.",
        "Era bárbara la gente y satírico el poeta; puse el término; quise abrazar y recelar y ver.",
        "Hará y hará lo que dirá. Hincó los ojos, y hondas las penas, sino que miró allá.",
    ]
)


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
        ("soi", "soy"),
        ("jamas", "jamás"),
        ("alli", "allí"),
        ("poesia", "poesía"),
        ("navegacion", "navegación"),
        ("decurion", "decurión"),
        ("segurisimo", "segurísimo"),
        ("salutiferas", "salutíferas"),
        ("vereis", "veréis"),
        ("repetian", "repetían"),
        ("recelaria", "recelaría"),
        ("murierades", "muriérades"),
        ("descreidos", "descreídos"),
    ],
)
def test_letters_and_endings(old: str, new: str) -> None:
    assert modern_word(old, LEXICON) == new


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("vió", "vio"),
        ("gallardìa", "gallardía"),
        ("gritára", "gritara"),
        ("secuáz", "secuaz"),
        ("mancó", "mancó"),
        ("busqué", "busqué"),
        ("oyóse", "oyóse"),
        ("dióle", "diole"),
        ("él", "él"),
        ("dé", "dé"),
    ],
)
def test_a_printed_accent_says_where_the_stress_falls(old: str, new: str) -> None:
    assert modern_word(old, LEXICON) == new


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("entrabanse", "entrábanse"),
        ("oyose", "oyóse"),
        ("pusela", "púsela"),
        ("abrazame", "abrázame"),
        ("sigamosle", "sigámosle"),
        ("ponermele", "ponérmele"),
        ("barbaros", "bárbaros"),
        ("satirica", "satírica"),
        ("hara", "hará"),
    ],
)
def test_verbs_with_pronouns_and_families(old: str, new: str) -> None:
    assert modern_word(old, LEXICON) == new


@pytest.mark.parametrize(
    "word",
    [
        *("llego", "alados", "süave", "signo", "ondas", "vitoria", "termina", "recelas"),
        *("abrazase", "mediante", "convexo", "aquesta", "engañaste"),
    ],
)
def test_in_doubt_nothing_changes(word: str) -> None:
    assert modern_word(word, LEXICON) == word


@given(st.text("aábcdeéfghiíjlmnñoópqrstuúüvxyz", min_size=1, max_size=14))
def test_any_word_gets_a_form(word: str) -> None:
    new = modern_word(word, LEXICON)
    assert new and not re.search(r"[àèìòùâêîôû]", new)


@given(st.text("aeioubdlmnrst", min_size=1, max_size=10).filter(lambda w: re.search("[aeiou]", w)))
def test_the_stress_survives_the_spelling_rules(word: str) -> None:
    stress = stressed_vowel(word)
    for i, letter in enumerate(word):
        if letter in "aeo":
            assert stressed_vowel(with_stress(word, i)) == i
    assert with_stress(word, stress) == word


@pytest.mark.parametrize(
    ("word", "accented"), [("entraban", "entrában"), ("rodriguez", "rodriguéz"), ("mira", "míra")]
)
def test_stressed_vowel(word: str, accented: str) -> None:
    assert accent_vowel(word, stressed_vowel(word)) == accented


def test_surnames() -> None:
    assert surname("ramirez") == "ramírez"
    assert surname("vez") == "vez"


def test_every_word_of_the_hand_list_is_needed(corpus_folder: Path, monkeypatch) -> None:
    files = find_files(corpus_folder)
    if not {"quijote", "parnaso"} <= files.keys():
        pytest.skip("hacen falta los dos libros")
    lexicon = Lexicon.learn(piece.text for piece in read_quijote(files["quijote"]))
    book = "".join(split_works(read_gutenberg(files["parnaso"])).values())
    printed = {word.lower() for word in WORD.findall(book)}
    hand_list = dict(GLOSSARY)
    assert hand_list.keys() <= printed
    assert len(hand_list) <= 205  # de unas 8 500 palabras distintas
    for word in hand_list:
        monkeypatch.delitem(GLOSSARY, word)
    assert [word for word, new in hand_list.items() if modern_word(word, lexicon) == new] == []
