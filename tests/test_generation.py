"""La generación: el azar, los filtros, la memoria y la ventana que no crece."""

import pytest
import torch

from construyamos_gpt.errors import InvalidValueError
from construyamos_gpt.generation import (
    Sampling,
    choose,
    filter_logits,
    generate_ids,
    window_start,
)
from construyamos_gpt.gpt import GPT, GPTConfig


@pytest.fixture
def model() -> GPT:
    torch.manual_seed(0)
    gpt = GPT(GPTConfig(vocab_size=20, block_size=16, n_layer=2, n_head=2, n_embd=16, dropout=0.2))
    with torch.no_grad():
        for parameter in gpt.parameters():
            parameter.add_(0.3 * torch.randn_like(parameter))
    return gpt


def greedy(model: GPT, prompt: list[int], count: int) -> list[int]:
    steps = generate_ids(
        model,
        prompt,
        max_new_tokens=count,
        sampling=Sampling(top_k=1),
        random=torch.Generator().manual_seed(0),
    )
    return [int(ids[0]) for ids in steps]


def greedy_without_memory(model: GPT, prompt: list[int], count: int) -> list[int]:
    """La misma política, recalculándolo todo en cada letra."""
    model.eval()
    text = list(prompt)
    for _ in range(count):
        visible = text[window_start(len(text), model.config.block_size) :]
        text.append(int(model(torch.tensor([visible]))[0][0, -1].argmax()))
    return text[len(prompt) :]


@pytest.mark.parametrize("prompt_length", [1, 5, 16, 17, 40])
def test_memory_changes_nothing_also_beyond_the_window(model: GPT, prompt_length: int) -> None:
    prompt = torch.randint(0, 20, (prompt_length,)).tolist()
    assert greedy(model, prompt, 60) == greedy_without_memory(model, prompt, 60)


def test_the_window_depends_only_on_the_length() -> None:
    starts = [window_start(length, 8) for length in range(1, 18)]
    assert starts == [0] * 8 + [4] * 4 + [8] * 4 + [12]
    for block_size in (1, 2, 5, 8, 64):
        for length in range(1, 300):
            visible = length - window_start(length, block_size)
            assert 1 <= visible <= block_size


def test_filters_keep_what_they_say() -> None:
    logits = torch.log(torch.tensor([[0.5, 0.25, 0.15, 0.1]]))
    kept = lambda **options: torch.isfinite(filter_logits(logits, Sampling(**options)))[0].tolist()  # noqa: E731
    assert kept(temperature=1.0) == [True] * 4
    assert kept(top_k=2) == [True, True, False, False]
    assert kept(temperature=1.0, top_p=0.5) == [True, False, False, False]
    assert kept(temperature=1.0, top_p=0.51) == [True, True, False, False]
    assert kept(temperature=1.0, top_p=0.89) == [True, True, True, False]


def test_temperature_is_a_power_renormalised() -> None:
    p = torch.tensor([[0.5, 0.3, 0.2]])
    expected = p ** (1 / 0.7) / (p ** (1 / 0.7)).sum()
    out = filter_logits(torch.log(p), Sampling(temperature=0.7)).softmax(-1)
    torch.testing.assert_close(out, expected)


def test_choose_draws_with_the_right_frequencies() -> None:
    p = torch.tensor([0.6, 0.0, 0.3, 0.1])
    draws = choose(
        torch.log(p).repeat(40_000, 1),
        Sampling(temperature=1.0),
        torch.Generator().manual_seed(0),
    )
    torch.testing.assert_close(draws.bincount(minlength=4) / 40_000, p, atol=0.01, rtol=0)


def test_seed_batch_and_forbidden(model: GPT) -> None:
    def run(seed: int, forbidden: tuple[int, ...] = ()) -> list[list[int]]:
        random = torch.Generator().manual_seed(seed)
        steps = generate_ids(
            model,
            [1, 2],
            max_new_tokens=30,
            sampling=Sampling(temperature=2.0),
            random=random,
            count=3,
            forbidden=forbidden,
        )
        return torch.stack(list(steps)).T.tolist()

    assert run(1) == run(1)
    assert run(1) != run(2)
    assert model.training  # generar no cambia el modo en que estaba
    written = {token for text in run(1, forbidden=tuple(range(10))) for token in text}
    assert written
    assert min(written) >= 10


@pytest.mark.parametrize(
    "wrong",
    [
        {"temperature": 0.0},
        {"temperature": -1.0},
        {"temperature": float("nan")},
        {"top_p": 2.0},
        {"top_p": 0.0},
        {"top_k": -3},
    ],
)
def test_wrong_values_are_explained(wrong: dict[str, float]) -> None:
    with pytest.raises(InvalidValueError, match="Se admite"):
        Sampling(**wrong)  # type: ignore[arg-type]
