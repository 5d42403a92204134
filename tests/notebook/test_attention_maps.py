"""Los mapas enseñan los pesos que el modelo usa de verdad."""

import math
from xml.etree import ElementTree

import pytest
import torch

from construyamos_gpt.errors import ShapeError
from construyamos_gpt.notebook.attention_maps import attention_weights, draw_costs, draw_heads
from tests.small import small_model

SVG = "{http://www.w3.org/2000/svg}"


def texts(picture):
    return [each.text for each in ElementTree.fromstring(picture.svg).iter(f"{SVG}text")]


def test_weights_are_those_of_a_second_implementation_in_every_block():
    model = small_model()
    inputs = []
    hooks = [
        block.norm_1.register_forward_hook(lambda _module, _given, normal: inputs.append(normal))
        for block in model.gpt.blocks
    ]
    ids = model.prompt_ids("En la venta", "verso")
    with torch.no_grad():
        model.gpt(torch.tensor([ids]))
    for hook in hooks:
        hook.remove()
    _, weights = attention_weights(model, "En la venta")
    future = torch.ones(len(ids), len(ids)).triu(1).bool()
    for layer, (block, normal) in enumerate(zip(model.gpt.blocks, inputs, strict=True)):
        q, k, _ = block.attention.qkv(normal[0]).detach().split(16, dim=1)
        for head in range(2):
            mine = slice(8 * head, 8 * head + 8)
            scores = (q[:, mine] @ k[:, mine].T / math.sqrt(8)).masked_fill(future, -math.inf)
            torch.testing.assert_close(weights[layer, head], scores.softmax(1))


def test_each_letter_shares_out_one_look_and_never_to_the_future():
    letters, weights = attention_weights(small_model(), "el río\ny")
    assert letters == ["<|inicio|>", "<|verso|>", *"el␣río↵y"]
    assert weights.shape == (2, 2, len(letters), len(letters))
    torch.testing.assert_close(weights.sum(-1), torch.ones(2, 2, len(letters)))
    assert torch.all(weights.triu(1) == 0)


def test_a_text_longer_than_the_window_is_said():
    with pytest.raises(ShapeError):
        attention_weights(small_model(block_size=8), "un texto que no cabe")


def test_one_drawing_per_head_named_by_block_and_place():
    letters, weights = attention_weights(small_model(), "venta")
    picture = draw_heads(letters, weights)
    assert texts(picture) == ["1.1", "1.2", "2.1", "2.2"]
    assert "4 cabezas sobre 7 símbolos" in picture.words
    assert picture.words in picture.svg


def test_a_single_head_shows_its_letters_on_both_sides():
    letters, weights = attention_weights(small_model(), "en")
    shown = texts(draw_heads(letters, weights[:1, :1]))
    assert shown == [letter for letter in ["·", "·", *letters[2:]] for _ in range(2)]


def test_costs_are_written_in_spanish_and_the_dearest_is_named():
    picture = draw_costs(torch.tensor([[0.5, -0.25], [3.125, 0.0]]))
    assert {"+0,50", "−0,25", "+0,00"} <= set(texts(picture))
    assert picture.words.endswith("La que más cuesta es la 2.1.")
    draw_costs(torch.zeros(1, 1))  # si ninguna cuesta nada, también se dibuja
