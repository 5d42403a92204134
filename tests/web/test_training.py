"""La página aprende como PyTorch: los mismos gradientes, los mismos pasos, con uno o más hilos."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from construyamos_gpt.checkpoint import read_tensors
from construyamos_gpt.gpt import GPT
from construyamos_gpt.model import Model, load, save_model
from construyamos_gpt.optim import build_optimizers, learning_rate_factor
from construyamos_gpt.recipes import Recipe, load_recipe
from construyamos_gpt.tokens import CharTokenizer
from construyamos_gpt.training import model_config
from tests.small import LINES, small_recipe
from tests.web.lab import Lab

PAGE = "sancho-pagina"


def recipe(**changes: Any) -> Recipe:
    """Una receta de segundos, que la página sabe hacer."""
    base = small_recipe(optimizer="adamw", dropout=0.0, steps=20, eval_every=10, lr=0.01)
    return replace(base, **changes)


def text_ids() -> list[int]:
    tokenizer = CharTokenizer.default()
    return [i for line in LINES * 3 for i in tokenizer.encode_piece(line, "verso")]


GRADIENTS = """
  const { readSafetensors } = await load("safetensors.js");
  const { compileKernels, reserve } = await load("kernels.js");
  const { newParameters, copyTensors } = await load("parameters.js");
  const { newBuffers } = await load("buffers.js");
  const { forward } = await load("gpt.js");
  const { backward, newSlopes } = await load("backward.js");
  const bytes = wasm ? await (await fetch("/web/engine/kernels.wasm")).arrayBuffer() : null;
  const module = await compileKernels(bytes);
  const { gpt, gradients, slopes, targets, losses } = reserve(module, (kernels) => ({
    gpt: {
      config, kernels,
      parameters: newParameters(kernels.alloc, config),
      buffers: newBuffers(kernels.alloc, config, { batch, time: config.blockSize, shared: false }),
    },
    gradients: newParameters(kernels.alloc, config),
    slopes: newSlopes(kernels.alloc, config, batch),
    targets: kernels.allocIds(y.length),
    losses: kernels.alloc(y.length),
  }));
  copyTensors(gpt.parameters, readSafetensors(weights).tensors);
  targets.set(y);
  const logits = forward(gpt, x, { batch });
  const seen = y.filter((target) => target >= 0).length;
  gpt.kernels.crossEntropy(losses, logits, targets, y.length, config.vocabSize, 1 / seen);
  backward(gpt, x, gradients, slopes, batch);
  return { gradients: gradients.named, loss: losses.reduce((a, b) => a + b, 0) / seen };
"""


def js_config(gpt: GPT) -> dict[str, int]:
    c = gpt.config
    return {
        "vocabSize": c.vocab_size,
        "blockSize": c.block_size,
        "nLayer": c.n_layer,
        "nHead": c.n_head,
        "nEmbd": c.n_embd,
    }


@pytest.mark.parametrize("wasm", [True, False], ids=["wasm", "javascript"])
def test_every_gradient_is_that_of_pytorch(lab: Lab, small: Model, wasm: bool) -> None:
    batch, time = 3, 21  # ni múltiplos de 4, ni la ventana entera
    random = torch.Generator().manual_seed(5)
    x = torch.randint(16, 128, (batch, time), generator=random)
    y = torch.randint(16, 128, (batch, time), generator=random)
    y[1, 4:9] = -1  # letras que no cuentan
    found = lab.run(
        GRADIENTS,
        weights=(lab.folder / "small" / "model.safetensors").read_bytes(),
        config=js_config(small.gpt),
        x=x.flatten().tolist(),
        y=y.flatten().tolist(),
        batch=batch,
        wasm=wasm,
    )
    small.gpt.zero_grad()
    _, loss = small.gpt(x, y)
    assert loss is not None
    loss.backward()
    assert found["loss"] == pytest.approx(loss.item(), rel=1e-5)
    for name, parameter in small.gpt.named_parameters():
        assert parameter.grad is not None
        expected = parameter.grad.numpy()
        # Con suelo: el de los sesgos de las llaves es 0 en teoría y solo tiene redondeos.
        size = max(float(np.linalg.norm(expected)), 1e-2)
        difference = float(np.linalg.norm(found["gradients"][name] - expected))
        assert difference / size < 1e-4, name


TRAIN = """
  const { Engine } = await load("engine.js");
  const engine = await Engine.open({
    workerUrl: "/web/engine/worker.js",
    wasm: wasm ? "/web/engine/kernels.wasm" : null,
    tokenizer: "/modelos/sancho-mini/tokenizer.json",
  });
  const seen = [];
  for await (const progress of engine.train({ recipe, ids, workers, weights })) {
    seen.push(progress);
    if (progress.step === stop) break;
  }
  if (stop) for await (const progress of engine.train({ resume: true })) seen.push(progress);
  const trained = [];
  for (let worker = 0; worker < workers; worker += 1) {
    trained.push((await engine.trained(worker)).weights);
  }
  engine.close();
  return { seen, trained };
"""


def train(
    lab: Lab,
    given: Recipe,
    *,
    workers: int = 1,
    wasm: bool = True,
    stop: int = 0,
    weights: str | None = None,
) -> tuple[list[dict[str, Any]], list[bytes]]:
    found = lab.run(
        TRAIN,
        recipe=given.as_dict(),
        ids=text_ids(),
        workers=workers,
        wasm=wasm,
        stop=stop,
        weights=weights,
    )
    return found["seen"], found["trained"]


@pytest.mark.parametrize("wasm", [True, False], ids=["wasm", "javascript"])
def test_twenty_steps_lose_the_same_as_in_pytorch(lab: Lab, wasm: bool) -> None:
    given = recipe()
    torch.manual_seed(3)
    model = GPT(model_config(given, vocab_size=128))
    save_model(lab.folder / "inicial", model.state_dict(), model.config, CharTokenizer.default())
    start = "/hechos/inicial/model.safetensors"
    seen, _ = train(lab, given, weights=start, wasm=wasm)
    batches = lab.run(
        """
        const { splitText, drawBatch } = await load("batches.js");
        const { train } = splitText(Int32Array.from(ids), 0, blockSize);
        return steps.map((step) => drawBatch(train, { batchSize, blockSize, seed, step }));
        """,
        ids=text_ids(),
        steps=list(range(given.steps)),
        batchSize=given.batch_size,
        blockSize=given.block_size,
        seed=given.seed,
    )
    (adamw,) = build_optimizers(
        model,
        optimizer="adamw",
        lr=given.lr,
        muon_lr=given.muon_lr,
        weight_decay=given.weight_decay,
        betas=(given.beta_1, given.beta_2),
        dtype=torch.float32,
    )
    expected = []
    for step, batch in enumerate(batches):
        x, y = (torch.tensor(batch[name]).view(given.batch_size, given.block_size) for name in "xy")
        _, loss = model(x, y)
        assert loss is not None
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), given.grad_clip)
        for group in adamw.param_groups:
            warmup = min(given.warmup, given.steps // 10)
            group["lr"] = given.lr * learning_rate_factor(step, given.steps, warmup)
        adamw.step()
        adamw.zero_grad()
        expected.append(loss.item())
    assert [progress["loss"] for progress in seen] == pytest.approx(expected, abs=1e-3)
    assert expected[-1] < expected[0] - 0.5


def test_one_two_and_four_workers_learn_the_same_bit_by_bit(lab: Lab) -> None:
    results = [train(lab, recipe(batch_size=6), workers=workers) for workers in (1, 2, 4)]
    losses = [[progress["loss"] for progress in seen] for seen, _ in results]
    assert losses[0] == losses[1] == losses[2]
    assert len({weights for _, trained in results for weights in trained}) == 1


def test_a_pause_changes_nothing(lab: Lab) -> None:
    at_once, [weights] = train(lab, recipe())
    paused, both = train(lab, recipe(), workers=2, stop=7)
    keys = ("step", "loss", "valLoss", "sample")
    assert [[p.get(k) for k in keys] for p in paused] == [[p.get(k) for k in keys] for p in at_once]
    assert both == [weights, weights]


def test_what_is_learnt_can_be_opened_in_python_and_in_the_page(lab: Lab) -> None:
    given = recipe(steps=60, eval_every=60)
    seen, [weights, _] = train(lab, given, workers=2)
    assert seen[-1]["valLoss"] < seen[0]["loss"] - 0.5
    tokenizer = CharTokenizer.default()
    path = lab.folder / "aprendido.safetensors"
    path.write_bytes(weights)
    tensors, notes = read_tensors(path)
    assert notes == {"format": "pt"}
    folder = lab.folder / "aprendido"
    save_model(folder, tensors, model_config(given, tokenizer.vocab_size), tokenizer)
    again = lab.run(
        """
        const { readSafetensors, writeSafetensors } = await load("safetensors.js");
        const { tensors, metadata } = readSafetensors(bytes);
        return writeSafetensors(tensors, metadata);
        """,
        bytes=(folder / "model.safetensors").read_bytes(),
    )
    path.write_bytes(again)
    for name, value in read_tensors(path)[0].items():
        assert torch.equal(value, tensors[name]), name
    text = lab.run(
        """
        const engine = await open("/hechos/aprendido");
        let text = "";
        const options = { topK: 1, maxNewTokens: 60 };
        for await (const { letter } of engine.generate(options)) text += letter;
        engine.close();
        return text;
        """
    )
    assert text == load(folder).generate(top_k=1, max_new_tokens=60)


def test_the_recipe_of_the_page_learns_there(lab: Lab) -> None:
    page = load_recipe(PAGE)
    assert (page.optimizer, page.dropout) == ("adamw", 0.0)
    assert not page.uses_centones and not page.uses_ear
    seen, _ = train(lab, replace(page, steps=12, eval_every=12), workers=2)
    assert seen[0]["loss"] == pytest.approx(np.log(128), abs=0.2)
    assert seen[-1]["loss"] < seen[0]["loss"] - 0.5
    assert seen[-1]["sample"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"recipe": {"optimizer": "muon"}}, "no sabe entrenar con esa receta"),
        ({"recipe": {"dropout": 0.1}}, "no sabe entrenar con esa receta"),
        ({"recipe": {"steps": 0}}, "steps"),
        ({"recipe": {"n_head": 3}}, "El ancho no se puede repartir"),
        ({"text": "Ay"}, "demasiado corto"),
        ({"workers": 3}, "hilos"),
        ({"recipe": {"lr": 1.0, "grad_clip": 0, "weight_decay": 9}}, "dejado de ser un número"),
        ({"resume": True}, "ningún entrenamiento"),
    ],
)
def test_what_cannot_be_trained_is_explained(
    lab: Lab, options: dict[str, Any], message: str
) -> None:
    given = {
        "text": "\n".join(LINES * 4),
        **options,
        "recipe": {**recipe(steps=400, warmup=0).as_dict(), **options.get("recipe", {})},
    }
    error = lab.run(
        """
        const { Engine } = await load("engine.js");
        const engine = await Engine.open({
          workerUrl: "/web/engine/worker.js",
          wasm: "/web/engine/kernels.wasm",
          tokenizer: "/modelos/sancho-mini/tokenizer.json",
        });
        try {
          for await (const progress of engine.train({ workers: 2, ...options }));
          return null;
        } catch (error) {
          return error.message;
        } finally {
          engine.close();
        }
        """,
        options=given,
    )
    assert error is not None and message in error
