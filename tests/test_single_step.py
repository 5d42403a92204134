"""La letra suelta, igual que el modelo entero."""

import pytest
import torch

from construyamos_gpt.gpt import GPT, GPTConfig
from construyamos_gpt.single_step import SingleStep


@pytest.mark.parametrize("batch", [1, 3])
def test_equals_the_model_letter_by_letter(batch: int) -> None:
    torch.manual_seed(0)
    model = GPT(GPTConfig(vocab_size=30, block_size=12, n_layer=2, n_head=2, n_embd=16)).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(0.3 * torch.randn_like(parameter))
        ids = torch.randint(0, 30, (batch, 12))
        expected, _ = model(ids)
        step, memory = SingleStep(model), model.new_memory(batch)
        first, _ = model(ids[:, :4], memory=memory)
        torch.testing.assert_close(first, expected[:, :4], atol=1e-4, rtol=1e-4)
        for place in range(4, 12):
            torch.testing.assert_close(
                step(ids[:, place], memory), expected[:, place], atol=1e-4, rtol=1e-4
            )
