"""Las decisiones se guardan, se recuerdan y no se pierden unas por otras."""

import pytest

from construyamos_gpt.errors import InvalidValueError
from construyamos_gpt.notebook.choices import Choices


def test_a_choice_survives_another_one_and_being_saved_twice(tmp_path):
    path = tmp_path / "mi_sancho.json"
    Choices(path).set("n_embd", 128)
    Choices(path).set("text", "cervantes")
    first = path.read_bytes()
    Choices(path).set("text", "cervantes")
    assert path.read_bytes() == first
    assert Choices(path).all() == {"n_embd": 128, "text": "cervantes"}


def test_the_last_word_counts(tmp_path):
    choices = Choices(tmp_path / "mi_sancho.json")
    choices.set("top_p", 0.9)
    choices.set("top_p", 1.0)
    assert choices.get("top_p") == 1.0


def test_what_is_not_decided_has_a_default(tmp_path):
    choices = Choices(tmp_path / "mi_sancho.json")
    assert choices.get("n_layer") is None
    assert choices.get("n_layer", 4) == 4
    assert not choices.path.exists()  # preguntar no escribe nada


@pytest.mark.parametrize("content", ["{rot", "[1, 2]", ""])
def test_a_damaged_file_is_said_and_does_not_stop_the_lesson(tmp_path, capsys, content):
    path = tmp_path / "mi_sancho.json"
    path.write_text(content, encoding="utf-8")
    choices = Choices(path)
    assert choices.get("n_embd", 256) == 256
    assert "está dañado" in capsys.readouterr().out
    choices.set("n_embd", 64)
    assert choices.all() == {"n_embd": 64}


@pytest.mark.parametrize("value", [{1, 2}, float("nan"), float("inf"), object()])
def test_a_bad_value_gives_one_clear_error_and_keeps_the_rest(tmp_path, value):
    choices = Choices(tmp_path / "mi_sancho.json")
    choices.set("n_embd", 128)
    with pytest.raises(InvalidValueError, match="no se puede apuntar"):
        choices.set("temperature", value)
    assert choices.all() == {"n_embd": 128}
