"""Lo que se hace con los vectores de las letras es lo que se dice."""

import pytest
import torch
import torch.nn.functional as F

from construyamos_gpt.notebook.letter_vectors import likeness, nearest, with_reordered, with_table
from construyamos_gpt.tokens import SPECIAL_TOKENS
from tests.small import LINES, small_model


def test_likeness_is_pytorch_cosine():
    model = small_model()
    table = model.gpt.embeddings.token.weight
    a, b = (table[model.tokenizer.token_to_id(letter)] for letter in "ab")
    assert likeness(model, "a", "b") == pytest.approx(F.cosine_similarity(a, b, dim=0).item())
    assert likeness(model, "a", "b") == likeness(model, "b", "a")
    assert likeness(model, "ñ", "ñ") == pytest.approx(1)


def test_nobody_is_nearer_than_oneself_and_no_special_symbol_is_a_letter():
    model = small_model()
    vector = model.gpt.embeddings.token.weight[model.tokenizer.token_to_id("e")]
    assert nearest(model, vector) == ["e"]
    others = nearest(model, vector, without="e", count=200)
    assert "e" not in others
    assert len(others) == model.config.vocab_size - len(SPECIAL_TOKENS) - 1
    likes = [likeness(model, "e", letter) for letter in others]
    assert likes == sorted(likes, reverse=True)


def test_reordering_every_vector_changes_no_answer():
    model = small_model()
    order = torch.randperm(16, generator=torch.Generator().manual_seed(1))
    x = torch.tensor([model.prompt_ids(LINES[0][:50], "verso")])
    before = model.gpt(x)[0]
    torch.testing.assert_close(with_reordered(model, order).gpt(x)[0], before)
    table = model.gpt.embeddings.token.weight[:, order]
    assert not torch.allclose(with_table(model, table).gpt(x)[0], before)  # una sola tabla, sí
    torch.testing.assert_close(model.gpt(x)[0], before, rtol=0, atol=0)  # y el original, intacto
