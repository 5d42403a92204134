"""La escansión de la página mide como la de Python: palabra por palabra, verso por verso.

El oráculo es Python, con la biblioteca silabeador. Las palabras y los versos se mandan al navegador
en lotes.
"""

from __future__ import annotations

import random
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from construyamos_gpt.cli.metro import _as_list
from construyamos_gpt.corpus import SPLITS, Corpus, load_corpus, pocket_corpus
from construyamos_gpt.verse import is_hendecasyllable, scan_line, scan_poem
from construyamos_gpt.verse.words import read_word
from tests.web.lab import Lab

BATCH = 2000
ENOUGH = 0.995
SAMPLE = 4000  # versos de Cervantes

WORDS = """async (words) => {
  const { readWord, grammarSyllables } = await import("/web/verse/words.js");
  return words.map((text) => {
    const word = readWord(text);
    if (!word) return null;
    const stressed = word.pieces[word.stressed.at(-1)];
    return [grammarSyllables(word).join("-"), stressed, word.strength];
  });
}"""
LINES = """async (lines) => {
  const { scanLine, isHendecasyllable } = await import("/web/verse/scansion.js");
  return lines.map(([text, expected]) => {
    const line = scanLine(text, expected);
    return [line.count, line.cost, line.stresses, line.consonant, line.assonant, line.syllables,
      line.counts, line.lastWord, line.problem, isHendecasyllable(text)];
  });
}"""
POEMS = """async (poems) => {
  const { measurePoem, asList } = await import("/web/verse/metro.js");
  return poems.map((text) => {
    const poem = measurePoem(text);
    return [asList(poem), poem.metre, poem.rhyme, poem.stanzas, poem.unscanned];
  });
}"""
SUMS = """async (poems) => {
  const { measurePoem } = await import("/web/verse/metro.js");
  const explain = await import("/web/verse/explain.js");
  return poems.flatMap((text) => {
    const poem = measurePoem(text);
    explain.describePoem(poem);
    return poem.lines.map((line, i) => {
      explain.explainStresses(line);
      explain.explainRhyme(poem, i);
      const changes = explain.explainCount(line).map((step) => step.change);
      return [line.text, line.count ?? 0, changes.reduce((sum, change) => sum + change, 0)];
    });
  });
}"""


@pytest.fixture
def page(lab: Lab) -> Page:
    return lab.page


def in_the_page(page: Page, function: str, items: list[Any]) -> list[Any]:
    """Lo que da la página para cada cosa, mandadas en lotes."""
    batches = range(0, len(items), BATCH)
    return [found for at in batches for found in page.evaluate(function, items[at : at + BATCH])]


def compare(name: str, items: list[Any], found: list[Any], wanted: list[Any]) -> list[str]:
    """Lo que difiere; y dice cuánto coincide."""
    different = [
        f"{item!r:.80}: en la página, {a!r:.300}; en Python, {b!r:.300}"
        for item, a, b in zip(items, found, wanted, strict=True)
        if a != b
    ]
    print(
        f"{name}: coinciden {len(items) - len(different)} de {len(items)}", *different, sep="\n  "
    )
    return different


def word_as_list(text: str) -> list[str] | None:
    word = read_word(text)
    return word and ["-".join(word.syllables), word.pieces[word.stressed[-1]], word.strength]


def line_as_list(text: str, expected: int | None) -> list[Any]:
    line = scan_line(text, expected)
    measured = [line.count, line.cost, list(line.stresses), line.consonant, line.assonant]
    rest = [list(line.syllables), list(line.counts), line.last_word, line.problem]
    return [*measured, *rest, is_hendecasyllable(text)]


def poem_as_list(text: str) -> list[Any]:
    poem = scan_poem(text)
    return [_as_list(poem), poem.metre, poem.rhyme, list(poem.stanzas), poem.unscanned]


def poems_of(corpus: Corpus) -> list[str]:
    """Los poemas; los fragmentos repiten sus versos."""
    pieces = [piece for split in SPLITS for piece in corpus.pieces(split)]
    return [p.text for p in pieces if p.form != "prosa" and p.source != "fragmentos"]


def verses_of(poems: list[str]) -> list[str]:
    return [line.strip() for poem in poems for line in poem.splitlines() if line.strip()]


def vocabulary(corpus: Corpus) -> list[str]:
    text = "\n".join(piece.text for split in SPLITS for piece in corpus.pieces(split))
    return sorted(set(re.findall(r"[^\W\d_]+", unicodedata.normalize("NFC", text.lower()))))


@pytest.fixture(scope="module")
def cervantes(corpus_folder: Path) -> Corpus:
    return load_corpus(corpus_folder)


@pytest.fixture(scope="module")
def ballads() -> list[str]:
    """Los poemas del romancero de bolsillo."""
    return poems_of(pocket_corpus())


def test_words_of_the_pocket_corpus(page: Page) -> None:
    words = vocabulary(pocket_corpus())
    found = in_the_page(page, WORDS, words)
    assert compare("palabras del romancero", words, found, [*map(word_as_list, words)]) == []


def test_words_of_cervantes(page: Page, cervantes: Corpus) -> None:
    words = vocabulary(cervantes)
    found = in_the_page(page, WORDS, words)
    different = compare("palabras de Cervantes", words, found, [*map(word_as_list, words)])
    assert len(different) <= (1 - ENOUGH) * len(words)


# Lo que silabeador parte mal y la página, bien: no se espera que coincidan.
@pytest.mark.parametrize(
    ("word", "syllables"), [("guiáis", "guiáis"), ("seguiáis", "se-guiáis"), ("exâmen", "e-xâ-men")]
)
def test_words_that_silabeador_does_not_know(page: Page, word: str, syllables: str) -> None:
    ((found, *_),) = in_the_page(page, WORDS, [word])
    assert found == syllables


@pytest.mark.parametrize("expected", [None, 8, 11])
def test_verses_of_the_pocket_corpus(page: Page, ballads: list[str], expected: int | None) -> None:
    asked = [[verse, expected] for verse in verses_of(ballads)]
    assert len(asked) > 1000
    found = in_the_page(page, LINES, asked)
    name = f"versos del romancero, esperando {expected}"
    assert compare(name, asked, found, [line_as_list(*each) for each in asked]) == []


def test_verses_of_cervantes(page: Page, cervantes: Corpus) -> None:
    verses = verses_of(poems_of(cervantes))
    chosen = random.Random(1605).sample(verses, min(SAMPLE, len(verses)))
    asked = [[verse, (None, 11, 8, 7)[i % 4]] for i, verse in enumerate(chosen)]
    found = in_the_page(page, LINES, asked)
    different = compare(
        "versos de Cervantes", asked, found, [line_as_list(*each) for each in asked]
    )
    assert len(different) <= (1 - ENOUGH) * len(asked)


def test_poems(page: Page, ballads: list[str]) -> None:
    """El mismo JSON que `sancho metro --json`, con su forma y su rima."""
    found = in_the_page(page, POEMS, ballads)
    assert compare("poemas del romancero", ballads, found, [*map(poem_as_list, ballads)]) == []


def test_poems_of_cervantes(page: Page, cervantes: Corpus) -> None:
    poems = poems_of(cervantes)[::3]
    found = in_the_page(page, POEMS, poems)
    different = compare("poemas de Cervantes", poems, found, [*map(poem_as_list, poems)])
    assert len(different) <= (1 - ENOUGH) * len(poems)


def test_the_explanation_adds_up(page: Page, ballads: list[str]) -> None:
    """Los pasos de la cuenta que se enseña, sumados, dan la medida."""
    odd = [
        "diciéndoselo",
        "no te dirá el boquirru-",
        "por huir de la corte el vario estruendo",
        "2",
    ]
    found = in_the_page(page, SUMS, [*ballads, "\n".join(odd)])
    assert [each for each in found if each[1] != each[2]] == []


STRANGE = [
    *(
        "",
        " ",
        "\n\n",
        "— … —",
        "🙂",
        "¡Hola, mundo! 🙂",
        "En 1605",
        "Felipe II",
        "MI DI VI",
        "XIV",
    ),
    *(
        "Sr. Quijano",
        "A. Machado",
        "etc.",
        "d'este mundo",
        "Быть или не быть",
        "你好",
        "مرحبا",
        "١٢٣",
    ),
    *("½ taza", "x²", "ⅷ", "To be or not to be, that is the what", "straße", "ǅ", "ª", "brr", "yy"),
    *("a" * 41, "a" * 5000, "la " * 60, "e\u0301l", "la\u0301", "\u0301", "no\u00a0sé"),
    *(
        "a\x1cb",
        "a\x85b",
        "uno\u2028dos",
        "_",
        "a_b",
        "<|inicio|>",
        "'",
        "l’amour",
        "ÁÉÍ",
        "İstanbul",
    ),
    *(
        "ΣΊΣΥΦΟΣ",
        "rey",
        "y y y",
        "oro y ámbar",
        "no te dirá el boquirru-",
        "la fábu-)",
        "ahh oh eh",
    ),
    *("\ud7ff", "\U0010ffff", "à la mode", "è", "yglesia y reyno", "pingüino", "ç", "aaa iii uuu"),
]
ALPHABETS = (
    "aeiouáéíóúüïyhnsrlqgbdtmpcñ ",
    "aeiou yhAEIO.,;:¿?¡!…—-'’«»\n IVXM1",
    "abcxyzñ éß你🙂Жя½²ª\u0301\u0308\u200d\t\r\x0b\x1e\x85\u2029_9٣Ⅷ",
)


def test_it_never_fails(page: Page) -> None:
    """Con cualquier cosa da lo mismo que Python: mide o dice por qué no."""
    chance = random.Random(1615)
    made = ["".join(chance.choices(ALPHABETS[i % 3], k=chance.randint(1, 30))) for i in range(1500)]
    # Python confía en silabeador, que con lo que no es una palabra da cortes que no son de nadie:
    # aquí se compara qué se puede medir y qué no, y por qué.
    asked = [[text, 11] for text in [*STRANGE, *made]]
    found = [line[8] for line in in_the_page(page, LINES, asked)]
    wanted = [scan_line(text, 11).problem for text, _ in asked]
    assert compare("cosas raras", asked, found, wanted) == []
    texts = [*STRANGE, *made, "\n".join(STRANGE)]
    verses = [
        [[v["verso"] for v in poem[0]], poem[3], poem[4]]
        for poem in in_the_page(page, POEMS, texts)
    ]
    scanned = [scan_poem(re.sub(r"<\|\w+\|>", "\n", text)) for text in texts]
    expected = [[[v.text for v in p.lines], list(p.stanzas), p.unscanned] for p in scanned]
    assert compare("poemas raros", texts, verses, expected) == []
