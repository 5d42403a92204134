"""Los signos que abren."""

from __future__ import annotations

import pytest

from construyamos_gpt.corpus.punctuation import open_marks


@pytest.mark.parametrize(
    ("closed", "opened"),
    [
        ("Qué quieres?", "¿Qué quieres?"),
        ("Dime, qué quieres?", "Dime, ¿qué quieres?"),
        ("Fuime. Pues cómo vienes?", "Fuime. Pues ¿cómo vienes?"),
        ("Él me dijo: vienes solo,\na estas horas?", "Él me dijo: ¿vienes solo,\na estas horas?"),
        ("O caso nuevo! Vino.", "¡Oh caso nuevo! Vino."),
        ("Vino, ay triste! y se fue.", "Vino, ¡ay triste! y se fue."),
        ("Hermano mío, vienes solo?", "Hermano mío, ¿vienes solo?"),
        ("Decid, señor, vienes solo?", "Decid, señor, ¿vienes solo?"),
        ("Aurelio, vienes solo?", "Aurelio, ¿vienes solo?"),
        ("De noche, vienes solo?", "¿De noche, vienes solo?"),
        ("¿Ya está? ¡Sí!", "¿Ya está? ¡Sí!"),
    ],
)
def test_open_marks(closed: str, opened: str) -> None:
    def is_name(word: str) -> bool:
        return word == "Aurelio"

    assert open_marks(closed, is_name) == opened
    assert open_marks(opened, is_name) == opened


def test_a_far_question_opens_at_the_start_of_a_line() -> None:
    text = "\n".join(["nunca se acaba este verso tan largo"] * 15) + "?"
    opened = open_marks(text)
    assert opened.count("¿") == 1
    assert "\n¿nunca" in opened
