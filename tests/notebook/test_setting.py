"""Con qué texto se trabaja, y si se va deprisa."""

import runpy

import pytest

from construyamos_gpt.corpus import pocket_corpus
from construyamos_gpt.errors import SanchoError
from construyamos_gpt.notebook import setting
from tests.small import small_corpus


@pytest.mark.parametrize(("value", "expected"), [("", False), ("0", False), ("1", True)])
def test_only_when_asked_does_it_hurry(monkeypatch, value, expected):
    monkeypatch.setenv("SANCHO_RAPIDO", value)
    assert runpy.run_path(setting.__file__)["quick"] is expected


def test_without_cervantes_the_pocket_text_is_used_and_said(monkeypatch, capsys):
    def fail(_name):
        raise SanchoError("sin internet")

    monkeypatch.setattr(setting, "load_corpus", fail)
    pocket = pocket_corpus()
    assert setting.studied_pieces() == list(pocket.pieces("train"))
    assert setting.held_out() == [each for each in pocket.pieces("val") if each.form != "prosa"]
    assert f"se mide con: {pocket.name}." in capsys.readouterr().out


def test_what_is_measured_is_never_studied_nor_prose(monkeypatch):
    monkeypatch.setattr(setting, "load_corpus", lambda _name: small_corpus())
    studied = {each.text for each in setting.studied_pieces()}
    held_out = setting.held_out()
    assert held_out
    assert all(each.form != "prosa" and each.text not in studied for each in held_out)


def test_cervantes_is_used_in_silence(monkeypatch, capsys):
    corpus = small_corpus()
    object.__setattr__(corpus, "name", "Cervantes")
    monkeypatch.setattr(setting, "load_corpus", lambda _name: corpus)
    setting.held_out()
    assert capsys.readouterr().out == ""
