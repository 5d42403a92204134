"""La página escribe como Python: las mismas letras, la misma ventana, los mismos filtros."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from construyamos_gpt.generation import Sampling, filter_logits, window_start
from construyamos_gpt.model import Model, load
from construyamos_gpt.output import softmax
from tests.web.lab import Lab
from tests.web.oracle import Changes, inspect

WRITE = """
  const engine = await open(folder);
  let text = "";
  for await (const { letter } of engine.generate(options)) text += letter;
  engine.close();
  return text;
"""


def write(lab: Lab, folder: str, **options: Any) -> str:
    text: str = lab.run(WRITE, folder=folder, options=options)
    return text


def test_a_long_greedy_text_is_that_of_python(lab: Lab) -> None:
    # 1 200 letras no caben en la ventana de 640: se comprueba también cómo se corre.
    sancho = load("sancho-mini")
    prompt = "En un lugar de la Mancha"
    found = write(
        lab, "/modelos/sancho-mini", prompt=prompt, form="prosa", topK=1, maxNewTokens=1200
    )
    expected = sancho.generate(prompt, form="prosa", top_k=1, max_new_tokens=1200)
    assert found == expected
    assert len(found) > sancho.config.block_size


def test_the_window_moves_as_in_python(lab: Lab, small: Model) -> None:
    lengths = list(range(1, 130))
    found = lab.run(
        """
        const { windowStart } = await load("generation.js");
        return lengths.map((length) => sizes.map((size) => windowStart(length, size)));
        """,
        lengths=lengths,
        sizes=[1, 2, 7, 24],
    )
    assert found == [[window_start(n, size) for size in (1, 2, 7, 24)] for n in lengths]
    options = {"prompt": "Ay", "top_k": 1, "max_new_tokens": 80}
    expected = small.generate(**options)
    assert write(lab, "/hechos/small", prompt="Ay", topK=1, maxNewTokens=80) == expected


def test_a_seed_fixes_the_text(lab: Lab, small: Model) -> None:
    one, again, other = (
        write(lab, "/hechos/small", seed=seed, maxNewTokens=60) for seed in (7, 7, 8)
    )
    assert one == again != other


def test_two_can_write_at_once(lab: Lab, small: Model) -> None:
    alone, together = lab.run(
        """
        const engine = await open("/hechos/small");
        const write = async (seed) => {
          let text = "";
          const options = { seed, maxNewTokens: 60 };
          for await (const { letter } of engine.generate(options)) text += letter;
          return text;
        };
        const alone = [await write(1), await write(2)];
        const together = await Promise.all([write(1), write(2), engine.inspect([0, 10, 20])]);
        engine.close();
        return [alone, together.slice(0, 2)];
        """
    )
    assert together == alone


def test_writing_can_be_cut_and_asked_again(lab: Lab, small: Model) -> None:
    letters, text = lab.run(
        """
        const engine = await open("/hechos/small");
        const letters = [];
        for await (const { letter } of engine.generate({ seed: 1 })) {
          letters.push(letter);
          if (letters.length === 5) break;
        }
        let text = "";
        const options = { seed: 1, maxNewTokens: 5 };
        for await (const { letter } of engine.generate(options)) text += letter;
        engine.close();
        return [letters, text];
        """
    )
    assert "".join(letters) == text


@pytest.mark.parametrize(
    ("temperature", "top_k", "top_p"), [(1.0, 0, 1.0), (0.6, 5, 1.0), (1.3, 0, 0.7), (1e-3, 3, 0.5)]
)
def test_the_filters_are_those_of_python(
    lab: Lab, temperature: float, top_k: int, top_p: float
) -> None:
    logits = torch.randn(64, 40, generator=torch.Generator().manual_seed(2)) * 3
    sampling = Sampling(temperature=temperature, top_k=top_k, top_p=top_p)
    found = lab.run(
        """
        const { probabilities } = await load("sampling.js");
        return rows.map((row) => probabilities(row, sampling));
        """,
        rows=list(logits.numpy()),
        sampling={"temperature": temperature, "topK": top_k, "topP": top_p},
    )
    expected = softmax(filter_logits(logits, sampling)).numpy()
    np.testing.assert_allclose(np.stack(found), expected, atol=1e-6)


def test_the_draw_is_fair(lab: Lab) -> None:
    counts = lab.run(
        """
        const { choose } = await load("sampling.js");
        const { Random } = await load("random.js");
        const random = new Random(1605);
        const counts = shares.map(() => 0);
        for (let i = 0; i < 20000; i += 1) {
          counts[choose(Float32Array.from(shares), random.uniform())] += 1;
        }
        return counts;
        """,
        shares=[0.5, 0.0, 0.25, 0.125, 0.125],
    )
    expected = np.array([0.5, 0.0, 0.25, 0.125, 0.125]) * 20_000
    assert counts[1] == 0
    # Cuatro desviaciones típicas: con una semilla fija, pasa o no pasa, pero siempre lo mismo.
    assert (np.abs(np.array(counts) - expected) <= 4 * np.sqrt(expected + 1)).all()


def test_without_mask_every_letter_is_read_again(lab: Lab, small: Model) -> None:
    prompt = small.prompt_ids("La", "verso")
    found = lab.run(
        """
        const engine = await open("/hechos/small");
        const ids = [];
        const options = { ids: prompt, topK: 1, maxNewTokens: 8, changes: { noMask: true } };
        for await (const { id } of engine.generate(options)) ids.push(id);
        engine.close();
        return ids;
        """,
        prompt=prompt,
    )
    text = list(prompt)
    for _ in range(8):
        logits = inspect(small.gpt, text, Changes(no_mask=True))["logits"][-1].clone()
        logits[small.forbidden_ids()] = -torch.inf
        text.append(int(logits.argmax()))
    assert found == text[len(prompt) :]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"temperature": 0}, "temperatura"),
        ({"topP": 0}, "topP"),
        ({"topK": -1}, "topK"),
        ({"form": "haiku"}, "forma"),
        ({"seed": -1}, "seed"),
        ({"maxNewTokens": 0}, "maxNewTokens"),
        ({"ids": [999]}, "vocabulario"),
    ],
)
def test_what_cannot_be_written_is_explained(
    lab: Lab, small: Model, options: dict[str, Any], message: str
) -> None:
    error = lab.run(
        """
        const engine = await open("/hechos/small");
        try {
          for await (const letter of engine.generate(options)) return null;
        } catch (error) {
          return error.message;
        } finally {
          engine.close();
        }
        """,
        options=options,
    )
    assert error is not None and message in error
