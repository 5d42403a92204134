"""Proponer versos: lo mismo que haría el modelo entero, letra a letra."""

import pytest
import torch

from construyamos_gpt.composing.lines import LineWriter, SharedMemory
from construyamos_gpt.device import Machine
from construyamos_gpt.gpt import GPT, GPTConfig
from construyamos_gpt.model import Model
from construyamos_gpt.single_step import SingleStep
from construyamos_gpt.tokens import CharTokenizer


@pytest.fixture(scope="module")
def model() -> Model:
    torch.manual_seed(0)
    tokenizer = CharTokenizer.default()
    gpt = GPT(
        GPTConfig(vocab_size=tokenizer.vocab_size, block_size=96, n_layer=2, n_head=2, n_embd=16)
    ).eval()
    newline = tokenizer.encode("\n")[0]
    with torch.no_grad():
        for parameter in gpt.parameters():
            parameter.add_(0.3 * torch.randn_like(parameter))
        gpt.lm_head.weight[newline] *= 2  # que termine algún verso
    return Model(gpt, tokenizer, "de prueba")


def test_shared_memory_equals_the_whole_model(model: Model) -> None:
    torch.manual_seed(1)
    common, own = torch.randint(20, 100, (1, 9)), torch.randint(20, 100, (3, 6))
    whole = torch.cat([common.expand(3, -1), own], dim=1)  # (3, 15)
    with torch.no_grad():
        expected, _ = model.gpt(whole)
        memory = model.gpt.new_memory(1)
        model.gpt(common, memory=memory)
        shared = [SharedMemory(m.kv[:, :, :, :9], m.kv.new_empty(2, 3, 2, 6, 8)) for m in memory]
        step = SingleStep(model.gpt)
        for place in range(6):
            logits = step(own[:, place], shared)
            torch.testing.assert_close(logits, expected[:, 9 + place], atol=1e-4, rtol=1e-4)
        rows = torch.tensor([True, False, True])
        for layer in shared:
            layer.keep(rows)
        assert shared[0].own.shape[1] == 2


def test_a_proposal_says_how_probable_it_was(model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine(device="cpu", precision="float32", reason="")
    monkeypatch.setattr("construyamos_gpt.composing.lines.choose_machine", lambda _: machine)
    writer = LineWriter(model)
    found = writer.propose("Un verso,\n", "soneto", "", 32, 1.0, seed=3)
    assert found and len({p.text for p in found}) == len(found)
    assert found == writer.propose("Un verso,\n", "soneto", "", 32, 1.0, seed=3)
    assert all(p.text and "\n" not in p.text for p in found)
    newline, end = writer.newline, model.tokenizer.end_id
    for proposal in found[:8]:
        start = model.prompt_ids("Un verso,\n", "soneto")
        written = model.tokenizer.encode(proposal.text)
        chances = []
        for last in (newline, end):
            ids = torch.tensor([[*start, *written, last]])
            logits, _ = model.gpt(ids[:, :-1])
            of_each = logits[0].log_softmax(-1).gather(1, ids[0, 1:, None])[len(start) - 1 :, 0]
            chances.append(of_each.mean().item())
        assert any(chance == pytest.approx(proposal.log_prob, abs=1e-4) for chance in chances)


def test_a_long_poem_goes_past_the_window(model: Model) -> None:
    assert LineWriter(model).propose("Un verso muy largo,\n" * 12, "soneto", "", 16, 1.0, seed=0)
