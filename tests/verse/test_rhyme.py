"""La rima se oye: no depende de la ortografía."""

from __future__ import annotations

import pytest

from construyamos_gpt.verse import assonates, rhymes, scan_line


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("cuidado", "encargado"),
        ("llave", "sabe"),
        ("muger", "ayer"),
        ("dixo", "hijo"),
        ("cielo", "suelo"),
        ("perfecto", "efeto"),
        ("digno", "camino"),
        ("ley", "veréis hoy qué seréi"),
        ("hazaña", "la saña"),
        ("plaça", "taza"),
        ("la hermosura", "dulçura"),
        ("amor", "dolor"),
        ("ruina", "divina"),
        ("la fábu-", "luz de tu Tú"),
    ],
)
def test_consonant(a: str, b: str) -> None:
    assert rhymes(scan_line(a), scan_line(b))


@pytest.mark.parametrize(
    ("a", "b"), [("casa", "cama"), ("amor", "amó"), ("cerro", "cero"), ("calle", "cale"), ("", "")]
)
def test_not_consonant(a: str, b: str) -> None:
    assert not rhymes(scan_line(a), scan_line(b))


def test_repeating_the_word_is_not_rhyming() -> None:
    assert not rhymes(scan_line("la vida"), scan_line("mi Vida"))
    assert not assonates(scan_line("la vida"), scan_line("mi Vida"))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("dicho", "amoríos"),
        ("pájaro", "zapato"),
        ("fácil", "valle"),
        ("Venus", "cielo"),
        ("gloria", "boca"),
        ("amor", "voló"),
        ("guerra", "esquela"),
    ],
)
def test_assonant(a: str, b: str) -> None:
    assert assonates(scan_line(a), scan_line(b))
    assert not assonates(scan_line(a), scan_line("luz"))
