"""El GPT de la página calcula lo mismo que el de PyTorch: por dentro, a la salida y si se toca."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from construyamos_gpt.gpt import clear_logits
from construyamos_gpt.model import Model, load
from tests.web.lab import Lab
from tests.web.oracle import Changes, inspect

TEXT = "En un lugar de la\nMancha"
OPEN_AND_INSPECT = """
  const engine = await open(folder, wasm ? {} : { wasm: null });
  const found = await engine.inspect(ids, { changes });
  engine.close();
  return found;
"""


def look(
    lab: Lab, folder: str, ids: list[int], *, wasm: bool = True, changes: Any = None
) -> dict[str, np.ndarray]:
    found: dict[str, np.ndarray] = lab.run(
        OPEN_AND_INSPECT, folder=folder, ids=ids, wasm=wasm, changes=changes
    )
    return found


def assert_same(found: dict[str, np.ndarray], expected: dict[str, torch.Tensor]) -> None:
    assert found.keys() == expected.keys()
    for name, value in expected.items():
        np.testing.assert_allclose(found[name], value.numpy(), rtol=1e-4, atol=1e-4, err_msg=name)


def test_the_oracle_agrees_with_the_clear_gpt(small: Model) -> None:
    ids = small.prompt_ids(TEXT[:20], "verso")
    expected = clear_logits(small.gpt, torch.tensor([ids]))[0]
    torch.testing.assert_close(inspect(small.gpt, ids)["logits"], expected)


@pytest.mark.parametrize("wasm", [True, False], ids=["wasm", "javascript"])
def test_every_intermediate_value_of_a_small_gpt(lab: Lab, small: Model, wasm: bool) -> None:
    ids = small.prompt_ids(TEXT[:20], "verso")
    assert_same(look(lab, "/hechos/small", ids, wasm=wasm), inspect(small.gpt, ids))


def test_every_intermediate_value_of_sancho_mini(lab: Lab) -> None:
    sancho = load("sancho-mini")
    ids = sancho.prompt_ids(TEXT * 3, "soneto")
    assert_same(look(lab, "/modelos/sancho-mini", ids), inspect(sancho.gpt, ids))


def test_plain_and_wasm_are_the_same(lab: Lab, small: Model) -> None:
    ids = small.prompt_ids(TEXT[:20], "verso")
    fast = look(lab, "/hechos/small", ids)
    for name, value in look(lab, "/hechos/small", ids, wasm=False).items():
        np.testing.assert_allclose(fast[name], value, rtol=1e-5, atol=1e-5, err_msg=name)


SHUFFLED = list(range(128))[::-1]
WORD = torch.linspace(-1, 1, 16)
FROZEN = torch.rand(2, 22, 22, generator=torch.Generator().manual_seed(3)).softmax(-1)
CHANGES = {
    "cabeza apagada": ({"headsOff": [[1, 0]]}, Changes(heads_off=[(1, 0)])),
    "sin máscara": ({"noMask": True}, Changes(no_mask=True)),
    "sin posiciones": ({"noPositions": True}, Changes(no_positions=True)),
    "sin normalizar": ({"normOff": True}, Changes(norm_off=True)),
    "filas cambiadas": (
        {"swappedRows": [[16, 20], [20, 30]]},
        Changes(rows=[{16: 20, 20: 30, 30: 16}.get(i, i) for i in range(128)]),
    ),
    "ids barajados": ({"shuffledIds": SHUFFLED}, Changes(rows=SHUFFLED)),
    "atención congelada": (
        {"frozenAttention": {"1": FROZEN.numpy()}},
        Changes(frozen={1: FROZEN}),
    ),
    "un peso": (
        {"weights": [{"name": "blocks.0.mlp.expand.weight", "index": 5, "value": 3.5}]},
        Changes(weights={"blocks.0.mlp.expand.weight": (5, 3.5)}),
    ),
    "un vector": (
        {"vectors": [{"name": "block.0.output", "position": 4, "values": WORD.tolist()}]},
        Changes(vectors={"block.0.output": (4, WORD)}),
    ),
    "una pregunta": (
        {"vectors": [{"name": "block.1.q", "position": 2, "values": WORD.tolist()}]},
        Changes(vectors={"block.1.q": (2, WORD)}),
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_each_change_is_the_same_change_in_pytorch(lab: Lab, small: Model, name: str) -> None:
    ids = small.prompt_ids(TEXT[:20], "verso")
    changes, oracle = CHANGES[name]
    expected = inspect(small.gpt, ids, oracle)
    assert_same(look(lab, "/hechos/small", ids, changes=changes), expected)
    plain = inspect(small.gpt, ids)["logits"]
    assert (plain - expected["logits"]).abs().max() > 0.01, "el cambio no cambia nada"


def test_changes_do_not_outlive_their_call(lab: Lab, small: Model) -> None:
    before, after = lab.run(
        """
        const engine = await open("/hechos/small");
        const before = await engine.logits(ids);
        for (const changes of all) await engine.logits(ids, { changes });
        const after = await engine.logits(ids);
        engine.close();
        return [before, after];
        """,
        ids=small.prompt_ids(TEXT[:20], "verso"),
        all=[changes for changes, _ in CHANGES.values()],
    )
    np.testing.assert_array_equal(before, after)


def test_attention_can_be_frozen_from_another_text(lab: Lab, small: Model) -> None:
    one, other = (small.prompt_ids(text, "verso") for text in ("dueña", "dueño"))
    found = lab.run(
        """
        const engine = await open("/hechos/small");
        await engine.inspect(one, { save: "antes" });
        const changes = { frozenAttention: "antes" };
        const found = await engine.inspect(other, { changes, want: ["logits"] });
        engine.close();
        return found.logits;
        """,
        one=one,
        other=other,
    )
    before = inspect(small.gpt, one)
    frozen = {layer: before[f"block.{layer}.attention"] for layer in range(2)}
    expected = inspect(small.gpt, other, Changes(frozen=frozen))["logits"]
    np.testing.assert_allclose(found, expected.numpy(), rtol=1e-4, atol=1e-4)


def test_only_the_last_letters_are_read(lab: Lab, small: Model) -> None:
    ids = small.prompt_ids("la espada", "verso")
    found = look(lab, "/hechos/small", ids, changes={"context": 4})
    assert_same(found, inspect(small.gpt, ids[-4:]))


def test_the_surprise_is_that_of_python(lab: Lab, small: Model) -> None:
    texts = ["Sancho", "con los pies en el estribo y la cara hacia la noche " * 2]
    lists = [small.tokenizer.encode_piece(text, "verso") for text in texts]
    found = lab.run(
        """
        const engine = await open("/hechos/small");
        const whole = await engine.score(lists);
        const short = await engine.score(lists, { changes: { context: 3 } });
        engine.close();
        return { whole, short };
        """,
        lists=lists,
    )
    measures = small.measure([(text, "verso") for text in texts])
    assert found["whole"]["letters"] == sum(m.tokens for m in measures)
    assert found["whole"]["nats"] == pytest.approx(sum(m.nats for m in measures), rel=1e-5)
    nats = 0.0
    for ids in lists:
        for end in range(1, len(ids)):
            logits = inspect(small.gpt, ids[max(0, end - 3) : end])["logits"][-1]
            nats -= float(logits.log_softmax(-1)[ids[end]])
    assert found["short"]["nats"] == pytest.approx(nats, rel=1e-5)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"want": ["block.9.output"]}, "block.9.output"),
        ({"changes": {"headsOff": [[9, 0]]}}, "La capa no puede valer eso"),
        ({"changes": {"cabezasFuera": []}}, "No conocemos ese cambio"),
        ({"changes": {"frozenAttention": "nada"}}, "inspección guardada"),
        ({"changes": {"shuffledIds": [0, 0]}}, "barajar"),
        ({"changes": {"weights": [{"name": "x", "index": 0, "value": 1}]}}, "No hay un peso"),
        (
            {"changes": {"vectors": [{"name": "norm", "position": 0, "values": [1]}]}},
            "el largo debido",
        ),
        ({"ids": [0] * 25}, "no cabe en la ventana"),
        ({"ids": []}, "nada que leer"),
        ({"ids": [0, 128]}, "no está en el vocabulario"),
    ],
)
def test_what_cannot_be_asked_is_explained(
    lab: Lab, small: Model, options: dict[str, Any], message: str
) -> None:
    error = lab.run(
        """
        const engine = await open("/hechos/small");
        const { ids = [0, 10], ...rest } = options;
        const error = await engine.inspect(ids, rest).then(() => null, (error) => error.message);
        engine.close();
        return error;
        """,
        options=options,
    )
    assert error is not None and message in error
