"""Los embeddings: dos tablas, una fila de cada, sumadas."""

import torch

from construyamos_gpt.embeddings import Embeddings


def test_is_the_sum_of_two_rows() -> None:
    torch.manual_seed(0)
    layer = Embeddings(vocab_size=10, block_size=6, n_embd=4, dropout=0.0)
    out = layer(torch.tensor([[7, 2, 7]]))
    for place, token in enumerate((7, 2, 7)):
        assert torch.equal(out[0, place], layer.token.weight[token] + layer.position.weight[place])


def test_starting_later_uses_the_later_positions() -> None:
    torch.manual_seed(0)
    layer = Embeddings(vocab_size=10, block_size=6, n_embd=4, dropout=0.0)
    ids = torch.tensor([[1, 2, 3, 4]])
    assert torch.equal(layer(ids)[:, 2:], layer(ids[:, 2:], start=2))


def test_shuffling_ids_and_rows_changes_nothing() -> None:
    """Los ids son nombres, no cantidades."""
    torch.manual_seed(0)
    layer = Embeddings(vocab_size=10, block_size=6, n_embd=4, dropout=0.0)
    ids = torch.tensor([[1, 5, 9, 0]])
    before = layer(ids)
    shuffle = torch.randperm(10)
    with torch.no_grad():
        layer.token.weight[shuffle] = layer.token.weight.clone()
    assert torch.equal(layer(shuffle[ids]), before)
