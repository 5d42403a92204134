"""Las recetas: todas dan un modelo posible, y las equivocadas se explican."""

from dataclasses import replace

import pytest

from construyamos_gpt.errors import InvalidValueError
from construyamos_gpt.recipes import load_recipe, recipe_names
from construyamos_gpt.training import model_config


@pytest.mark.parametrize("name", recipe_names())
def test_every_recipe_is_possible(name: str) -> None:
    recipe = load_recipe(name)
    model_config(recipe, vocab_size=128)
    assert recipe.shares(0) == (recipe.verse_share_start, recipe.cento_share_start)
    ends = (recipe.verse_share_end, recipe.cento_share_end)
    assert recipe.shares(recipe.steps - 1) == pytest.approx(ends)
    assert recipe.ear_weight(0) == recipe.ear_weight_start
    assert recipe.ear_weight(recipe.steps - 1) == pytest.approx(recipe.ear_weight_end)
    assert sum(recipe.shares(0)) <= 1 and sum(ends) <= 1


def test_wrong_recipes_are_explained() -> None:
    with pytest.raises(InvalidValueError, match="sancho-mini"):
        load_recipe("rocinante")
    with pytest.raises(InvalidValueError, match="adamw"):
        replace(load_recipe("sancho-nano"), optimizer="sgd")
    with pytest.raises(InvalidValueError, match="steps"):
        replace(load_recipe("sancho-nano"), steps=0)
