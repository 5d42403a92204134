"""El ensayo: lo premiado sale más, lo demás no se olvida, y la misma semilla da lo mismo."""

import copy
from collections.abc import Sequence

import pytest
import torch

from construyamos_gpt.bpe import BPETokenizer
from construyamos_gpt.device import choose_machine
from construyamos_gpt.errors import InvalidValueError
from construyamos_gpt.measures.poems import Sample
from construyamos_gpt.model import Model
from construyamos_gpt.rehearsal import rehearse
from construyamos_gpt.rehearsal.promise import Promise
from construyamos_gpt.rehearsal.rehearse import Poem, Rehearsal, drift, weigh

from ..small import LINES, piece, small_model

MACHINE = choose_machine("cpu", "float32")


def likes_the_letter_a(samples: Sequence[Sample]) -> list[list[float]]:
    return [[float("a" in line.text) for line in sample.lines] for sample in samples]


@pytest.fixture(autouse=True)
def few_poems(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rehearse, "POEMS", 20)


def poet(block_size: int = 32) -> Model:
    """Un modelo al azar, pero de versos cortos."""
    model = small_model(block_size=block_size)
    with torch.no_grad():
        row = model.gpt.lm_head.weight[model.tokenizer.encode("\n")[0]]
        model.gpt.final_norm.bias += (
            2.5 * row / row.square().sum()
        )  # 2,5 más de nota al salto de línea
    return model


def rehearsal(model: Model, rounds: int = 4, seed: int = 3) -> Rehearsal:
    pieces = [piece(text) for text in LINES]
    return Rehearsal(model, likes_the_letter_a, pieces, MACHINE, rounds=rounds, seed=seed)


def test_what_earns_points_comes_out_more_often(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("LR", 1e-2), ("MUON_LR", 2e-2), ("LEASH", 0.0), ("HOLD", 0.0)):
        monkeypatch.setattr(rehearse, name, value)  # con prisa y sin sujetarlo
    rounds = list(rehearsal(poet(48), rounds=12).play())
    assert [done.number for done in rounds] == list(range(1, 13))
    first, last = rounds[0].points, rounds[-1].points
    assert last > 2 * first > 0, (first, last)
    assert rounds[-1].drift > 0


def test_the_same_seed_gives_the_same_weights() -> None:
    weights = []
    for _ in range(2):
        model = poet()
        list(rehearsal(model, rounds=2).play())
        weights.append(copy.deepcopy(model.gpt.state_dict()))
    for name, value in weights[0].items():
        assert torch.equal(value, weights[1][name]), name


def test_at_the_end_it_goes_back_a_tenth_of_the_way() -> None:
    model = poet()
    practice = rehearsal(model, rounds=1)
    list(practice.play())
    now = {name: value.clone() for name, value in model.gpt.state_dict().items()}
    practice.step_back()
    for name, value in model.gpt.state_dict().items():
        before = practice.before.state_dict()[name]
        torch.testing.assert_close(value, now[name] + 0.1 * (before - now[name]))
    assert not torch.equal(now["lm_head.weight"], practice.before.lm_head.weight)


def test_it_stops_when_asked() -> None:
    assert len(list(rehearsal(poet(), rounds=50).play(lambda: True))) == 1


def poem(model: Model, text: str, ended: bool = True) -> Poem:
    prompt = model.prompt_ids("", "romance")
    ids = [*prompt, *model.tokenizer.encode(text), *[model.tokenizer.end_id] * ended]
    sample = Sample(form="romance", text=text, ended=ended)
    return Poem(sample=sample, ids=ids, start=len(prompt))


def test_each_letter_is_worth_what_its_line_is() -> None:
    model = small_model()
    whole, cut = poem(model, "ala\n\nsol\nmar"), poem(model, "ala\n\nsol\nmar", ended=False)
    still = [[0.0] * len(p.ids) for p in (whole, cut)]
    weigh(
        [whole, cut], [[4.0, 2.0, 3.0], [4.0, 2.0, 9.0]], still, Promise(), model.tokenizer.end_id
    )
    # Las tres palabras llegan a dos sílabas. De media valen 3 (el último del cortado, a medias, no
    # cuenta), así que antes y después se promete lo mismo: de cada palabra es mérito la mitad de lo
    # que su verso pasa de 3, y del salto de línea, todo. El mérito corriente es √0,35.
    usual = 0.35**0.5
    ala = [pytest.approx(0.5 / usual)] * 3 + [pytest.approx(1 / usual)]
    sol = [pytest.approx(-0.5 / usual)] * 3 + [pytest.approx(-1 / usual)]
    start = whole.start
    assert whole.worth[:start] == cut.worth[:start] == [0.0] * start
    assert whole.worth[start:] == [*ala, 0.0, *sol, 0.0, 0.0, 0.0, 0.0]
    assert cut.worth[start:] == [*ala, 0.0, *sol, 0.0, 0.0, 0.0]


def test_straying_costs_points() -> None:
    model = small_model()
    near, far = poem(model, "ala\nsol"), poem(model, "ala\nsol")
    strayed = [[0.0] * len(near.ids), [1.0] * len(far.ids)]
    weigh([near, far], [[1.0, 1.0], [1.0, 1.0]], strayed, Promise(), model.tokenizer.end_id)
    assert near.worth[near.start] > 0 > far.worth[far.start]


def test_ending_a_whole_poem_is_worth_more_than_ending_it_halfway() -> None:
    model = small_model()
    poems = [poem(model, text) for text in ("ala\nsol", "ala\nsol", "ala\nsol", "ala")]
    still = [[0.0] * len(one.ids) for one in poems]
    points = [[1.0] * len(one.sample.lines) for one in poems]
    weigh(poems, points, still, Promise(), model.tokenizer.end_id)
    assert [one.worth[-1] for one in poems] == [0.25, 0.25, 0.25, -0.75]  # romance: versos pares


def test_what_strays_is_the_change_in_probability() -> None:
    model = poet()
    practice = rehearsal(model)
    poems = practice.write(1)
    assert all(abs(value) < 1e-5 for one in practice.stray(poems) for value in one)
    with torch.no_grad():
        model.gpt.final_norm.bias.add_(torch.randn_like(model.gpt.final_norm.bias))
    strayed = practice.stray(poems)
    for one, values in zip(poems, strayed, strict=True):
        assert len(values) == len(one.ids)
        ids = torch.tensor([one.ids])
        now, then = practice.surprise(model.gpt, ids), practice.surprise(practice.before, ids)
        torch.testing.assert_close(torch.tensor(values[1:]), (then - now)[0], atol=1e-4, rtol=0)


def test_one_correction_follows_the_gradient_of_what_is_worth(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rehearse, "HOLD", 0.0)
    model = poet()
    practice = rehearsal(model)
    one = poem(model, "ala\nsol")
    one.worth = [0.0] * one.start + [1.0] * 4 + [-1.0] * 4
    ids = torch.tensor([one.ids])
    before = practice.surprise(model.gpt, ids)[0, one.start - 1 :].detach()
    for _ in range(3):
        practice.correct([one])
    after = practice.surprise(model.gpt, ids)[0, one.start - 1 :].detach()
    assert after[:4].sum() < before[:4].sum()  # lo premiado sorprende menos
    assert after[4:].sum() > before[4:].sum()


def test_drift_is_the_kullback_leibler_divergence() -> None:
    torch.manual_seed(0)
    now, then = torch.randn(2, 5, 7), torch.randn(2, 5, 7)
    p, q = then.softmax(-1), now.softmax(-1)
    by_hand = (p * (p / q).log()).sum(-1).mean()
    torch.testing.assert_close(drift(now, then), by_hand)
    assert drift(then, then).item() == pytest.approx(0, abs=1e-6)


def test_a_model_that_does_not_write_letter_by_letter_cannot_rehearse() -> None:
    tokenizer = BPETokenizer.train(["¡Hola, Sancho! " * 50], vocab_size=400)
    model = small_model()
    model.tokenizer = tokenizer
    with pytest.raises(InvalidValueError, match="letra a letra"):
        rehearsal(model)
