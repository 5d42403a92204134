"""Lo que promete un verso a medias: la media de cómo acabaron los que iban como él."""

import pytest

from construyamos_gpt.rehearsal.promise import FORGET, Promise, prefixes

LINE = "Sancho mira al molino"


def test_a_line_passes_by_a_place_after_each_word() -> None:
    # San-cho / San-cho-mi-ra / San-cho-mi-ra‿al, que acaba en aguda / …-mo-li-no
    assert list(prefixes(LINE)) == [(0, 0), (7, 2), (12, 4), (15, 5), (21, 7)]
    assert list(prefixes("")) == [(0, 0)]
    assert [letters for letters, _ in prefixes("  🙂  漢字 ")] == [0, 5, 8]


def test_the_promise_of_a_place_is_the_mean_of_how_lines_ended() -> None:
    promise = Promise()
    promise.learn("romance", [LINE, "Sancho"], [1.0, 0.0])
    assert promise.at("romance", 0) == promise.at("romance", 2) == 0.5
    assert promise.at("romance", 7) == 1.0
    promise.forget()
    promise.learn("romance", ["Sancho"], [1.0])
    assert promise.at("romance", 2) == pytest.approx((FORGET * 1 + 1) / (FORGET * 2 + 1))


def test_the_merit_is_of_the_word_that_changes_the_promise() -> None:
    promise = Promise()
    lines = ["Sancho mira", "Sancho mira", "Sancho cabalgaba", "Sancho cabalgaba"]
    promise.learn("romance", lines, [1.0, 1.0, 0.0, 0.0])
    good, bad = promise.merits("romance", lines[0], 1.0), promise.merits("romance", lines[2], 0.0)
    assert good[:7] == [0.25] * 7  # «Sancho »: promete 0,5, como antes de empezar; acabó en 1
    assert bad[:7] == [-0.25] * 7
    assert good[7:11] == [0.5] * 4  # «mira»: de prometer 0,5 a prometer 1
    assert bad[7:16] == [-0.5] * 9
    assert good[11:] == bad[16:] == [0.0]  # al callarse ya se sabía todo
