"""Las habas se reparten y se puntúan como se dice."""

import math
import random

import pytest

from construyamos_gpt.notebook.beads import (
    bigram_beads,
    choose_places,
    known_words,
    model_chances,
    repeated_lines,
    round_beads,
    surprise,
)
from tests.small import LINES, piece, small_model

PIECES = [piece(text) for text in LINES]


def test_sharing_by_hand():
    """5,4, 3,1 y 1,5: las enteras son 5, 3 y 1, y la décima es de quien se quedó en 1,5."""
    assert round_beads({"a": 0.54, "b": 0.31, "c": 0.15}) == "aaaaabbbcc"


def test_a_special_symbol_gets_no_beads():
    assert round_beads({"<|fin|>": 0.5, "a": 0.4, "_": 0.1}) == "aaaaaaaa__"


@pytest.mark.parametrize("seed", range(20))
def test_always_ten_and_never_off_by_more_than_one(seed):
    dice = random.Random(seed)
    chances = {letter: dice.random() ** 4 for letter in "abcdefghijkl"}
    beads, total = round_beads(chances), sum(chances.values())
    assert len(beads) == 10
    assert all(abs(beads.count(x) - 10 * chance / total) < 1 for x, chance in chances.items())


def test_surprise_by_hand():
    """Cuatro habas de diez en la buena, con 128 letras: 0,9 · 0,4 + 0,1 / 128."""
    assert surprise("aaaabbbbbb", "a", 128) == pytest.approx(-math.log(0.36 + 0.1 / 128))
    assert surprise("", "a", 128) == pytest.approx(math.log(1280))


def test_the_bets_on_all_the_letters_add_up_to_one():
    letters = "abcdefghij"
    bets = (math.exp(-surprise("aaabbcdddd", letter, len(letters))) for letter in letters)
    assert sum(bets) == pytest.approx(1)


def test_a_place_is_followed_by_its_letter():
    model = small_model()
    places = choose_places(model, PIECES, 12, seed=3)
    assert places == choose_places(model, PIECES, 12, seed=3)
    assert places != choose_places(model, PIECES, 12, seed=4)
    texts = [text + "·" for text in LINES]
    for place in places:
        before = model.tokenizer.decode(place.ids, keep_special=False)
        [text] = [text for text in texts if text.startswith(before)]
        assert text[len(before)] == place.letter.replace("_", " ")
        assert before.replace("\n", " / ").endswith(place.shown)


def test_chances_are_what_the_model_says():
    model = small_model()
    [place] = choose_places(model, PIECES, 1, seed=0)
    chances = model_chances(model, place)
    assert sum(chances.values()) == pytest.approx(1, abs=1e-5)
    text = model.tokenizer.decode(place.ids, keep_special=False)
    letter = place.letter.replace("_", " ")
    longer = model.score([(text + letter, "verso")]).nats
    # Al alargarlo una letra cambian esa letra y lo que se espera del fin.
    end, new_end = (-math.log(_chance_of_the_end(model, text_)) for text_ in (text, text + letter))
    shorter = model.score([(text, "verso")]).nats
    assert longer - new_end - (shorter - end) == pytest.approx(
        -math.log(chances[place.letter]), abs=1e-3
    )


def _chance_of_the_end(model, text):
    import torch

    logits = model.gpt(torch.tensor([model.prompt_ids(text, "verso")]))[0][0, -1]
    return torch.softmax(logits, dim=-1)[model.tokenizer.end_id].item()


def test_who_counts_pairs_puts_the_beads_where_they_came():
    model = small_model()
    [place, *_] = choose_places(model, [piece("que " * 30)], 1, seed=0)
    after = {"_": "q", "q": "u", "u": "e", "e": "_"}
    last = model.tokenizer.id_to_token(place.ids[-1]).replace(" ", "_")
    [beads] = bigram_beads(model, [piece("que " * 200)], [place])
    assert beads.count(after[last]) >= 9


def test_repeated_lines_and_known_words_are_counted():
    poems = ["La noche.\nLa venta,", "—La noche—\n\nEl rucio"]
    assert repeated_lines(poems) == (1, 4)
    assert known_words(["Sancho va al mlino"], frozenset({"sancho"})) == (1, 2)
