"""Los injertos miden, son nuevos y salen de dos versos que comparten la palabra del corte."""

import re

import numpy as np

from construyamos_gpt.corpus.grafts import graft
from construyamos_gpt.corpus.hidden_verses import HiddenVerse
from construyamos_gpt.verse import natural_reading
from tests.small import LINES


def verses() -> list[HiddenVerse]:
    lines = [natural_reading(text.rstrip(".,;"), 11) for poem in LINES for text in poem.split("\n")]
    return [HiddenVerse.of(line) for line in lines if line is not None]


def words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text.lower())


def test_each_graft_scans_is_new_and_joins_two_verses_at_a_shared_word() -> None:
    parents = verses()
    texts = {verse.text for verse in parents}
    made = list(graft(parents, 11, 10, np.random.default_rng(1)))
    assert made and len({verse.text for verse in made} | texts) == len(made) + len(texts)
    for verse in made:
        assert natural_reading(verse.text, 11) is not None
        tokens = words(verse.text)
        assert any(
            words(head.text)[:cut] == tokens[:cut]
            and words(tail.text)[-(len(tokens) - cut + 1) :] == tokens[cut - 1 :]
            for cut in range(1, len(tokens))
            for head in parents
            for tail in parents
        )


def test_the_same_seed_gives_the_same_grafts() -> None:
    first, again = (list(graft(verses(), 11, 5, np.random.default_rng(7))) for _ in range(2))
    assert first == again


def test_where_nothing_can_be_grafted_it_ends() -> None:
    assert list(graft([], 11, 5, np.random.default_rng(1))) == []
    assert list(graft(verses()[:1], 11, 5, np.random.default_rng(1))) == []
