from __future__ import annotations

import pytest

from construyamos_gpt.corpus.forms import (
    assonance,
    poem_form,
    rhyme_key,
    split_strophes,
    strophes,
    syllables,
)

# Finales de verso inventados: lo único que importa aquí es la rima.
RHYMES = {
    "a": ["cuidado", "soldado", "dorado", "amado", "helado", "callado"],
    "b": ["la vida", "perdida", "rendida", "salida", "herida", "florida"],
    "c": ["mi pecho", "el hecho", "derecho", "estrecho", "deshecho", "provecho"],
    "d": ["la fuente", "ardiente", "presente", "la gente", "ausente", "clemente"],
    "e": ["mi suerte", "la muerte", "más fuerte", "de verte", "ofenderte", "advierte"],
    "f": ["el cielo", "consuelo", "el suelo", "un velo", "recelo", "desvelo"],
    "g": ["amores", "dolores", "las flores", "rigores", "temores", "colores"],
}


def verses(scheme: str, filler: str = "va") -> list[str]:
    used = dict.fromkeys(RHYMES, 0)
    found = []
    for letter in scheme:
        found.append(f"{filler} {RHYMES[letter][used[letter]]}")
        used[letter] += 1
    return found


@pytest.mark.parametrize(
    ("verse", "key"),
    [
        ("la hermosura", "ura"),
        ("le vi llegó", "o"),
        ("la gloria", "oria"),
        ("la envidia mía,", "ia"),
        ("no lo sabéis", "eis"),
        ("¡qué bárbaro!", "arbaro"),
        ("el rey", "ei"),
        ("se queja", "eja"),
        ("dixo la vieja", "eja"),
    ],
)
def test_rhyme_key(verse: str, key: str) -> None:
    assert rhyme_key(verse) == key


def test_old_and_new_spelling_rhyme() -> None:
    assert rhyme_key("quando dixo") == rhyme_key("cuando dijo")
    assert rhyme_key("estrecho") == rhyme_key("en su pecho") != rhyme_key("yo espero")
    assert rhyme_key("lo que escrivo") == rhyme_key("estando vivo")


@pytest.mark.parametrize(("key", "vowels"), [("oria", "oa"), ("arbaro", "ao"), ("o", "o")])
def test_assonance(key: str, vowels: str) -> None:
    assert assonance(key) == vowels


@pytest.mark.parametrize(
    ("verse", "count"),
    [
        ("En un lugar de la Mancha", 8),
        ("Esta difícil y pesada carga", 11),
        ("que la gloria del mundo es breve sueño", 11),
    ],
)
def test_syllables(verse: str, count: int) -> None:
    assert syllables(verse) == count


@pytest.mark.parametrize(
    ("scheme", "form"),
    [
        ("abbaabbacdecde", "soneto"),
        ("abbaabbacdcdcd", "soneto"),
        ("abbaabbacdecdeeff", "soneto"),  # con estrambote
        ("abababcc", "octavas"),
        ("abababccdedede" + "ff", "octavas"),
        ("ababcbcdcded", "tercetos"),
        ("ababcbcdcdede", "tercetos"),  # con el serventesio que cierra
        ("abbacddc", "redondillas"),
        ("abbaaccddc", "verso"),
        ("abcdefg", "verso"),
    ],
)
def test_poem_form(scheme: str, form: str) -> None:
    assert poem_form(verses(scheme)) == form


def test_one_dubious_rhyme_does_not_break_an_octave() -> None:
    octave = verses("abababcc")
    octave[2] = "va por el camino"
    assert poem_form(octave) == "octavas"


def test_romance() -> None:
    evens = ["cabaña", "mañana", "batalla", "montaña", "guitarra", "palabra"]
    odds = ["el monte", "la vida", "el cielo", "su pecho", "ninguno", "aquel río"]
    poem = [line for pair in zip(odds, evens, strict=True) for line in pair]
    assert poem_form(poem) == "romance"
    assert [len(group) for group in split_strophes(poem)] == [4, 4, 4]


def test_long_verses_in_abba_are_not_redondillas() -> None:
    assert poem_form(verses("abbacddc", "el verso de once sílabas sonoras va")) == "verso"


def test_strophes_are_found_in_a_stream() -> None:
    stream = verses("abababcc") + verses("abba") + verses("cddc") + ["no rima con nada aquí"]
    found = [(s.form, s.end - s.start) for s in strophes(stream)]
    assert found[:3] == [("octavas", 8), ("redondillas", 4), ("redondillas", 4)]


def test_strophes_cover_every_verse_once() -> None:
    stream = verses("abacbcfgdd") + verses("abbaabbacdecde") + verses("gf")
    found = strophes(stream)
    assert [s.start for s in found] == [0, *(s.end for s in found[:-1])]
    assert found[-1].end == len(stream)


def test_sonnet_is_split_in_four() -> None:
    groups = split_strophes(verses("abbaabbacdecde"))
    assert [len(group) for group in groups] == [4, 4, 3, 3]


def test_broken_verses_rhyme_where_they_break() -> None:
    assert rhyme_key("Si de llegarte a los bue-,") == rhyme_key("que no pones bien los de-.")


def test_refrain_of_a_romance_goes_apart() -> None:
    refrain = ["Cruel Vireno, fugitivo Eneas", "que al fin me dejas sola en esta playa"]
    first = ["Por el monte va el rocín", "camino de la montaña", "y en el río el pez", "se calla"]
    second = ["Cuando llega el labrador", "ya no queda la mañana", "ni el reloj", "ni la casa"]
    poem = [*first, *refrain, *second, *refrain]
    assert poem_form(poem) == "romance"
    assert [len(group) for group in split_strophes(poem)] == [4, 2, 4, 2]
