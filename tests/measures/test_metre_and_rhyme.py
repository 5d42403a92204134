"""El metro y la rima, sobre poemas cuya respuesta se sabe."""

import pytest

from construyamos_gpt.measures.metre import lines_in_metre, stressed_lines
from construyamos_gpt.measures.poems import FORMS, Sample, sample_forms
from construyamos_gpt.measures.rhyme import partners, rhymed_by_chance, rhymed_lines

OCTAVE = """Primero que vengáis al trance duro
desta resolución que habéis tomado,
paréceme ser bien, que desde el muro
nuestro fiero enemigo sea avisado,
diciéndole que dé campo seguro
a un numantino, y otro su soldado,
y que la muerte de uno sea sentencia
que acabe nuestra antigua diferencia."""
QUATRAIN = "¿De dónde puede causarse\nla pena que dices brava?\nDe una vida que hoy se acaba,"
QUATRAIN += "\npara jamás acabarse."
BALLAD = "Mira Nero de Tarpeya\na Roma cómo se ardía;\ngritos dan niños y viejos,"
BALLAD += "\ny él de nada se dolía."


def test_lines_of_eleven_and_of_eight() -> None:
    octave, quatrain = (
        Sample(form="octavas", text=OCTAVE),
        Sample(form="redondillas", text=QUATRAIN),
    )
    assert lines_in_metre(octave, 11) == (8, 8)
    assert lines_in_metre(octave, 8) == (0, 0)
    assert lines_in_metre(quatrain, 8) == (4, 4)
    assert lines_in_metre(quatrain, 11) == stressed_lines(quatrain) == (0, 0)
    assert stressed_lines(octave) == (8, 8)
    wrong = Sample(form="octavas", text=OCTAVE.replace(" duro", ""))
    assert lines_in_metre(wrong, 11) == (7, 8)
    assert lines_in_metre(Sample(form="verso", text=OCTAVE), 11) == (0, 0)


def test_what_cannot_be_read_is_not_a_line() -> None:
    assert lines_in_metre(Sample(form="romance", text="xkq 3\n\n\n¡!"), 8) == (0, 2)


def test_rhymes_where_the_form_asks() -> None:
    assert rhymed_lines(Sample(form="octavas", text=OCTAVE)) == (8, 8)
    assert rhymed_lines(Sample(form="redondillas", text=QUATRAIN)) == (4, 4)
    assert rhymed_lines(Sample(form="romance", text=BALLAD)) == (2, 2)
    tercets = "la vida\nel amor\nla herida\n\nel dolor\nperdida\nel honor"
    assert rhymed_lines(Sample(form="tercetos", text=tercets)) == (6, 6)
    assert rhymed_lines(Sample(form="verso", text=OCTAVE)) == (0, 0)
    assert rhymed_lines(Sample(form="soneto", text="")) == (0, 0)


def test_a_rhyme_elsewhere_or_the_same_word_does_not_count() -> None:
    lines = OCTAVE.split("\n")
    moved = "\n".join([lines[1], lines[0], *lines[2:]])
    assert rhymed_lines(Sample(form="octavas", text=moved)) == (6, 8)
    same = Sample(form="redondillas", text="mi vida\nla flor\nel amor\ntu vida")
    assert rhymed_lines(same) == (2, 4)
    alone = Sample(form="tercetos", text="la vida")
    assert rhymed_lines(alone) == (0, 1)


def test_a_blank_line_starts_the_pattern_again() -> None:
    broken = Sample(form="redondillas", text="la flor\n\n" + QUATRAIN)
    assert rhymed_lines(broken) == (4, 5)


@pytest.mark.parametrize("form", [*FORMS, "verso"])
def test_asking_is_mutual(form: str) -> None:
    """Si un verso ha de rimar con otro, el otro ha de rimar con él."""
    stanzas = [4, 4, 3, 3] if form == "soneto" else [8, 8]
    asked = partners(form, stanzas)
    assert len(asked) == sum(stanzas)
    for i, others in enumerate(asked):
        assert i not in others
        assert all(i in asked[j] for j in others if 0 <= j < len(asked))
    if form == "soneto":
        assert asked[0] == {3, 4, 7}
        assert asked[8] == {10, 11}


def test_chance_is_what_remains_after_shuffling() -> None:
    poems = [Sample(form="octavas", text=OCTAVE)] * 3
    chance = rhymed_by_chance(poems, seed=0)
    assert chance is not None
    assert 0 < chance < 0.9
    assert chance == rhymed_by_chance(poems, seed=0)
    everything_rhymes = Sample(form="redondillas", text="la vida\nla herida\nperdida\nquerida")
    assert rhymed_by_chance([everything_rhymes], seed=0) == 1.0
    assert rhymed_by_chance([Sample(form="verso", text=OCTAVE)], seed=0) is None


def test_forms_take_turns() -> None:
    assert sample_forms(7) == [*FORMS, *FORMS[:2]]
    assert sample_forms(200)[:40] == sample_forms(40)
