"""Las reglas escogen: se comprueban con propuestas escritas a mano, y con el modelo de verdad."""

import re

import pytest

from construyamos_gpt import load
from construyamos_gpt.composing import compose
from construyamos_gpt.composing.compose import _Chosen, _Draft, _finished
from construyamos_gpt.composing.lines import Proposal
from construyamos_gpt.errors import InvalidValueError
from construyamos_gpt.verse import scan_line, scan_poem
from construyamos_gpt.verse.schemes import SCHEMES, find_scheme


def draft(*lines: str) -> _Draft:
    """Una redondilla con esos versos ya puestos."""
    new = _Draft(scheme=SCHEMES["redondilla"], pattern="abba", theme=("molino",))
    for text in lines:
        chosen = _Chosen(
            proposal=Proposal(text=text, log_prob=-1.0), line=scan_line(text, 8), others=[]
        )
        new.chosen.append(chosen)
    return new


def accepts(poem: _Draft, text: str) -> bool:
    return poem.accepts(Proposal(text=text, log_prob=-1.0)) is not None


QUATRAIN = (
    "Vino un barbero a caballo",
    "con la bacía en la frente,",
    "porque llovía, y, luciente,",
)


def test_the_last_line_must_rhyme_with_the_first() -> None:
    poem = draft(*QUATRAIN)
    assert accepts(poem, "parecía mi vasallo.")
    assert not accepts(poem, "parecía mi señora.")  # no rima
    assert not accepts(poem, "parecía el vasallo de aquel rey.")  # no mide
    assert not accepts(poem, "iba montado a caballo.")  # repite la palabra
    assert not accepts(poem, "—parecía mi vasallo.")  # abre un diálogo
    assert not accepts(poem, "¡parecía mi vasallo.")  # no cierra


def test_a_new_rhyme_must_have_words_enough() -> None:
    poem = draft("Vino un barbero a caballo")
    assert not accepts(poem, "con la bacía en la frente,")
    for text in ("estaba toda la gente", "y se cayó de repente", "que era muy inteligente"):
        accepts(poem, text)
    assert accepts(poem, "con la bacía en la frente,")
    assert not accepts(poem, "parecía mi vasallo.")  # rima donde no debe


def test_the_theme_is_worth_something_once() -> None:
    poem = draft()
    plain, about = (Proposal(text=text, log_prob=-1.0) for text in ("un gigante", "el molino"))
    assert poem.score(about) > poem.score(plain)
    poem = draft("junto al molino de viento")
    assert poem.score(about) == poem.score(plain)


def test_stepping_back_tries_another_line_and_then_another_rhyme() -> None:
    poem = draft(*QUATRAIN)
    other = Proposal(text="porque llovía, y, ardiente,", log_prob=-2.0)
    poem.chosen[-1].others = [(other, scan_line(other.text, 8))]
    poem.step_back(1)
    assert poem.chosen[-1].proposal == other
    poem.step_back(3)
    assert not poem.chosen and poem.forbidden == {scan_line(QUATRAIN[0], 8).consonant}


def test_every_scheme_is_known_and_ends_well() -> None:
    with pytest.raises(InvalidValueError):
        find_scheme("haiku")
    assert _finished("hola,\nadiós;\n\n") == "Hola,\nadiós."
    assert _finished("¿quién?\n") == "¿quién?"


def test_sancho_mini_composes_a_redondilla() -> None:
    model = load("sancho-mini")
    result = compose(model, form="redondilla", seed=5)
    assert result.complete and result.proposed > 0
    poem = scan_poem(result.text)
    assert poem.metre == 8 and re.fullmatch("(abba){2}|abbacddc", poem.scheme)
    assert all(scan_line(line.text, 8).count == 8 for line in poem.lines)
