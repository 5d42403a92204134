"""Los premios: cada regla, con un verso que la cumple y otro que no."""

import pytest

from construyamos_gpt.measures import Reference
from construyamos_gpt.measures.poems import Sample
from construyamos_gpt.rehearsal import Prizes, is_whole

STUDIED = (
    "En un lugar de la Mancha, de cuyo nombre no quiero acordarme, no ha mucho tiempo que vivía "
    "un hidalgo de los de lanza en astillero, adarga antigua, rocín flaco y galgo corredor."
)
GOOD = "Sancho mira al molino y ve un molino"  # once sílabas y sus acentos
RHYMES = "y el rucio, que es el sabio en el camino"


@pytest.fixture(scope="module")
def prizes() -> Prizes:
    return Prizes(Reference.learn([STUDIED, "rucio sabio camino molino Sancho mira"]))


@pytest.fixture
def nothing_is_old(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sin descontar lo repetido: para mirar cada regla sola."""
    monkeypatch.setattr(
        "construyamos_gpt.rehearsal.prizes._novelty",
        lambda poems: [[1.0] * len(poem) for poem in poems],
    )


def points(prizes: Prizes, text: str, form: str = "tercetos") -> list[float]:
    return prizes([Sample(form=form, text=text)])[0]


def test_a_line_in_metre_earns_a_point_and_one_that_is_not_earns_nothing(prizes: Prizes) -> None:
    assert points(prizes, GOOD) == [1.0]
    assert points(prizes, "Sancho mira al molino") == [0.0]


def test_a_line_without_its_stresses_earns_less(prizes: Prizes) -> None:
    assert points(prizes, "que los molineros de los molinos") == [
        pytest.approx(0.8)
    ]  # once, con acento en quinta


@pytest.mark.usefixtures("nothing_is_old")
def test_rhyming_with_an_earlier_line_where_the_form_asks_earns_more(prizes: Prizes) -> None:
    middle = "su amo mira lo mismo y ve un gigante,"
    assert points(prizes, f"{GOOD},\n{middle}\n{RHYMES}") == [1.0, 1.0, 4.0]
    assert points(prizes, f"{GOOD},\n{RHYMES}") == [1.0, 1.0]  # en tercetos, no toca ahí
    assert points(prizes, f"{GOOD},\n{middle}\nen el camino") == [1.0, 1.0, 1.0]


@pytest.mark.usefixtures("nothing_is_old")
def test_a_rhyme_that_many_poems_use_is_shared(prizes: Prizes) -> None:
    poem = Sample(form="tercetos", text=f"{GOOD},\nsu amo mira lo mismo y ve un gigante,\n{RHYMES}")
    assert [found[2] for found in prizes([poem] * 3)] == [4.0] * 3
    assert [found[2] for found in prizes([poem] * 6)] == [2.5] * 6


@pytest.mark.usefixtures("nothing_is_old")
def test_an_invented_word_and_a_copy_cost_points(prizes: Prizes) -> None:
    assert points(prizes, "Sancho mira al molfrino y ve un molino") == [-0.3]
    assert points(prizes, "de cuyo nombre no quiero acordarme") == [-0.5]
    assert points(prizes, f"{GOOD}\n{GOOD}") == [1.0, -0.5]


def test_each_line_gets_its_points_whatever_the_text(prizes: Prizes) -> None:
    odd = "\n\n— ¡🙂!\n\n漢字\n" + GOOD
    for form in ("soneto", "romance", "octavas", "redondillas", "tercetos"):
        assert len(points(prizes, odd, form)) == 3
        assert points(prizes, "", form) == []


def test_what_others_have_also_written_is_worth_less(prizes: Prizes) -> None:
    poems = [GOOD, GOOD, RHYMES, "Sancho mira"]
    samples = [Sample(form="tercetos", text=text) for text in poems]
    assert prizes(samples) == [[0.0], [0.0], [1.0], [0.0]]  # el tercero no repite ninguna pareja
    shared = [Sample(form="tercetos", text=text) for text in (GOOD, "Sancho mira la mar")]
    assert prizes(shared)[0] == [pytest.approx(6 / 7)]  # «Sancho mira», en los dos


@pytest.mark.parametrize(
    ("form", "good", "bad"),
    [("soneto", 14, 13), ("octavas", 16, 9), ("redondillas", 8, 6), ("romance", 10, 9)],
)
def test_a_whole_poem_has_the_lines_its_form_asks(form: str, good: int, bad: int) -> None:
    def lines(count: int) -> Sample:
        return Sample(form=form, text="\n".join([GOOD] * count))

    assert is_whole(lines(good))
    assert not is_whole(lines(bad))
    assert not is_whole(lines(0))
