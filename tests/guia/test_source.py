"""La fuente de la guía: sus directivas se leen bien y lo mal escrito se dice."""

import pytest
from herramientas.guia.source import Directive, GuideError, read_parts, split_directives, variants

TEXT = """Antes.

:::{pregunta} p-prueba
enunciado: ¿Cuánto es {a} más {b}?
opciones:
  - {texto: "{suma}", correcta: true, respuesta: Sí.}
  - {texto: "{a}", error: no-suma, respuesta: Faltaba sumar.}
variantes:
  - {a: 1, b: 2, suma: 3}
  - {a: 4, b: 5, suma: 9}
:::

Después.
"""


def test_a_text_is_split_in_order() -> None:
    before, question, after = split_directives(TEXT, "prueba")
    assert (before, after) == ("Antes.", "Después.")
    assert isinstance(question, Directive)
    assert (question.name, question.argument) == ("pregunta", "p-prueba")


def test_the_numbers_of_a_question_change_together() -> None:
    question = next(p for p in split_directives(TEXT, "prueba") if isinstance(p, Directive))
    first, second = variants(question)
    assert first["enunciado"] == "¿Cuánto es 1 más 2?"
    good = [o["texto"] for v in (first, second) for o in v["opciones"] if o.get("correcta")]
    assert good == ["3", "9"]
    assert variants(question) == [first, second]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (":::{preguntas} x\n:::\n", "preguntas"),
        (":::{reto} r1\nenunciado: [\n:::\n", "r1"),
    ],
)
def test_what_is_wrong_is_said(text: str, said: str) -> None:
    with pytest.raises(GuideError, match=said):
        list(split_directives(text, "prueba"))


def test_there_are_nine_parts_in_order() -> None:
    assert [part.number for part in read_parts()] == list(range(1, 10))
