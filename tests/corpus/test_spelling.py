"""La modernización entera: unos versos de prueba, y el Viaje frente a una edición moderna."""

from __future__ import annotations

from pathlib import Path

import pytest
from herramientas.erratas import MISPRINTS
from herramientas.ortografia import HALVES, Alignment, Pair, Verse, align_viaje, pairs, shares

from construyamos_gpt.corpus.cervantes import find_files
from construyamos_gpt.corpus.lexicon import Lexicon
from construyamos_gpt.corpus.spelling import modernize

LEXICON = Lexicon.learn(
    [
        "Dijo Sancho que también la mujer de Antonio llegó al reino, y el aire había mudado.",
        "El viaje fue largo; entonces vio jamás, allí, un caballero romano. Los hallados vinieron.",
        "La poesía, según Sancho, es suave. ¿Quién llegó? ¡Cómo! Pero el amigo lo vio y lo dijo.",
        "La fábrica del castillo era grande, y nadie sabía de su fábrica.",
    ]
)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Dixo Sancho\nQue havia llegado.", "Dijo Sancho\nque había llegado."),
        ("Digo que es JUAN DE OCHOA, amigo", "Digo que es Juan de Ochoa, amigo"),
        ("Es vm. amigo", "Es vuestra merced amigo"),
        ("No mas, mas no se vé.", "No más, mas no se ve."),
        ("Arrima pues, ó Mario, la escala", "Arrima pues, oh Mario, la escala"),
        ("La fabrica se fabrica", "La fábrica se fabrica"),
        ("Vete, sino lo quieres", "Vete, si no lo quieres"),
        ("Quién llego? Sancho, ó caso nuevo!", "¿Quién llego? Sancho, ¡oh caso nuevo!"),
    ],
)
def test_modernize(old: str, new: str) -> None:
    assert modernize(old, LEXICON) == new


def a_verse(ours: str, theirs: str) -> Verse:
    return Verse(chapter="I", old=ours, ours=ours, theirs=theirs, after_stop=True)


@pytest.mark.parametrize(
    ("ours", "theirs", "kind"),
    [
        ("Que viene", "que viene", "puntuación"),
        ("que Viene", "que viene", "mayúscula"),
        ("que vió", "que vio", "tilde"),
        ("que vino", "que vano", "letras"),
        ("del mar", "de el mar", "letras"),
        ("Juan de Ochoa", "JUAN DE OCHOA", ""),
    ],
)
def test_each_difference_has_its_kind(ours: str, theirs: str, kind: str) -> None:
    found = list(pairs([a_verse(ours, theirs)]))
    assert {pair.difference for pair in found if pair.difference} == ({kind} if kind else set())


def test_misprints_of_the_reference_do_not_count() -> None:
    wrong, right, verse = MISPRINTS[0]
    found = list(pairs([a_verse(verse.replace(wrong, right), verse)]))
    assert right not in [pair.ours for pair in found]
    assert shares(found)["en todo"] == 100


@pytest.fixture(scope="module")
def alignments(corpus_folder: Path) -> dict[bool, Alignment]:
    """El Viaje frente a la edición moderna: con la lista hecha a mano, y sin ella."""
    if len(find_files(corpus_folder)) < 3:
        pytest.skip("hacen falta los tres ficheros del corpus")
    return {hand_list: align_viaje(corpus_folder, hand_list) for hand_list in (True, False)}


def test_no_verse_is_left_out_of_the_measure(alignments: dict[bool, Alignment]) -> None:
    alignment = alignments[True]
    assert len(alignment.verses) > 2900
    assert len(alignment.dropped) == 8  # títulos del editor
    assert all("Parnaso" in line for line in alignment.dropped)


@pytest.mark.parametrize("half", HALVES)
def test_viaje_agrees_with_a_modern_edition(half: str, alignments: dict[bool, Alignment]) -> None:
    verses = [verse for verse in alignments[True].verses if verse.chapter in HALVES[half]]
    before, after = shares(list(pairs(verses, old=True))), shares(list(pairs(verses)))
    assert before["sin mayúsculas"] < 89
    assert after["sin mayúsculas"] >= 98
    assert after["salvo puntuación"] >= 97
    assert after["sin tildes"] >= 98.8


def test_rules_alone_are_enough(alignments: dict[bool, Alignment]) -> None:
    chapters = HALVES["medida"]
    verses = [verse for verse in alignments[False].verses if verse.chapter in chapters]
    found: list[Pair] = list(pairs(verses))
    assert shares(found)["sin mayúsculas"] >= 97
    assert shares(found)["sin tildes"] >= 98.5
