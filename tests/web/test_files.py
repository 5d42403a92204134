"""Los ficheros del motor: los buenos se leen como en Python, y los malos se explican."""

from __future__ import annotations

import json
import struct
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.torch import save

from construyamos_gpt.model import Model
from construyamos_gpt.tokens import FORMS, CharTokenizer
from tests.web.lab import ROOT, Lab

READ = """
  const { readSafetensors } = await load("safetensors.js");
  return files.map((bytes) => {
    try {
      return { tensors: readSafetensors(bytes).tensors };
    } catch (error) {
      return { error: error.message, kind: error.name };
    }
  });
"""


def written(header: Any, data: bytes = b"") -> bytes:
    """Un fichero safetensors con esa cabecera, buena o mala."""
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data


def tensor(shape: Any, offsets: Any, dtype: Any = "F32") -> dict[str, Any]:
    return {"dtype": dtype, "shape": shape, "data_offsets": offsets}


def test_every_half_is_the_one_of_numpy(lab: Lab) -> None:
    halves = np.arange(65_536, dtype=np.uint16).view(np.float16)
    content = save({"x": torch.from_numpy(halves), "y": torch.ones(3, 2)})
    [found] = lab.run(READ, files=[content])
    np.testing.assert_array_equal(found["tensors"]["x"], halves.astype(np.float32))
    np.testing.assert_array_equal(found["tensors"]["y"], np.ones((3, 2), dtype=np.float32))


GOOD = save({"a": torch.ones(2, 3), "b": torch.zeros(4, dtype=torch.float16)})
BAD = {
    "vacío": (b"", "demasiado corto"),
    "cabecera gigante": (struct.pack("<Q", 2**63) + b"{}", "más grande de lo posible"),
    "cabecera más larga que el fichero": (struct.pack("<Q", 500) + b"{}", "más grande"),
    "no es JSON": (written(b"{esto no"), "no es JSON"),
    "no es UTF-8": (written(b'{"\xff": 1}'), "no es JSON"),
    "JSON muy hondo": (written(b"[" * 200_000), "no es JSON"),
    "no es un objeto": (written([1, 2]), "no es un objeto"),
    "notas que no son textos": (written({"__metadata__": {"a": 1}}), "no son textos"),
    "tensor sin describir": (written({"a": 3}), "no está descrito"),
    "tipo desconocido": (written({"a": tensor([1], [0, 8], "I64")}, b"0" * 8), "tipo de número"),
    "forma negativa": (written({"a": tensor([-1], [0, 4])}, b"0" * 4), "forma imposible"),
    "forma con decimales": (written({"a": tensor([1.5], [0, 6])}, b"0" * 6), "forma imposible"),
    "forma enorme": (written({"a": tensor([2**40, 2**40], [0, 4])}, b"0" * 4), "no ocupa lo que"),
    "forma que no es lista": (written({"a": tensor("2", [0, 8])}, b"0" * 8), "forma imposible"),
    "lugar que falta": (written({"a": tensor([1], [0])}, b"0" * 4), "dónde está"),
    "lugar al revés": (written({"a": tensor([1], [4, 0])}, b"0" * 4), "no ocupa lo que"),
    "solapados": (
        written({"a": tensor([2], [0, 8]), "b": tensor([2], [4, 12])}, b"0" * 12),
        "se solapa",
    ),
    "con un hueco": (
        written({"a": tensor([1], [0, 4]), "b": tensor([1], [8, 12])}, b"0" * 12),
        "un hueco",
    ),
    "cortado": (GOOD[:-3], "está cortado"),
    "con bytes de más": (GOOD + b"00", "le sobran 2 bytes"),
}


def test_bad_weights_are_explained(lab: Lab) -> None:
    results = lab.run(READ, files=[content for content, _ in BAD.values()])
    for (name, (_, message)), found in zip(BAD.items(), results, strict=True):
        assert message in found.get("error", "(ningún error)"), name
        assert "Cómo seguir" in found["error"], name


def test_any_rubbish_is_an_error_of_ours_or_a_good_file(lab: Lab) -> None:
    random = np.random.default_rng(1605)
    files = []
    for _ in range(300):
        content = bytearray(GOOD)
        for place in random.integers(0, len(content), size=3):
            content[place] = random.integers(0, 256)
        files.append(bytes(content[: random.integers(0, len(content) + 1)]))
    for found in lab.run(READ, files=files):
        assert found.get("kind", "EngineError") == "EngineError", found


OPEN = """
  const engine = open("/hechos/small", options).then((engine) => (engine.close(), null));
  return engine.catch((error) => error.message);
"""


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"weights": "/hechos/nada"}, "No se ha podido descargar"),
        ({"tokenizer": b"{"}, "no es JSON"),
        ({"config": {"vocab_size": 128}}, "block_size no puede valer eso"),
        ({"config": {"n_layer": 1e9}}, "n_layer no puede valer eso"),
        ({"config": {"n_head": 3}}, "repartir entre las cabezas"),
        ({"config": {"n_embd": 8}}, "no encajan con las medidas"),
        ({"config": {"n_layer": 3}}, "no encajan con las medidas"),
        ({"config": {"vocab_size": 127}}, "no son del mismo modelo"),
        ({"config": None}, "Faltan las medidas"),
        ({"weights": GOOD}, "no encajan con las medidas"),
        ({"wasm": "/hechos/nada"}, "No se ha podido descargar"),
        ({"workerUrl": "/web/engine/nada.js"}, "no ha podido arrancar"),
    ],
)
def test_a_model_that_does_not_fit_is_explained(
    lab: Lab, small: Model, options: dict[str, Any], message: str
) -> None:
    if options.get("config") and "n_layer" not in options["config"]:
        whole = small.config.as_dict() if message != "block_size no puede valer eso" else {}
        options = {"config": {**whole, **options["config"]}}
    elif options.get("config"):
        options = {"config": {**small.config.as_dict(), **options["config"]}}
    assert message in (lab.run(OPEN, options=options) or "(ningún error)")


def test_a_browser_without_simd_goes_on_with_javascript(lab: Lab, small: Model) -> None:
    fast, slow = lab.run(
        """
        const results = [];
        for (const wasm of ["/web/engine/kernels.wasm", new Uint8Array([0, 97, 115, 109]).buffer]) {
          const engine = await open("/hechos/small", { wasm });
          results.push(engine.isFast);
          engine.close();
        }
        return results;
        """
    )
    assert (fast, slow) == (True, False)


# -- el tokenizador --------------------------------------------------------------------------

TOKENIZE = """
  const { readTokenizer } = await load("tokenizer.js");
  const data = await (await fetch("/modelos/sancho-mini/tokenizer.json")).json();
  const tokenizer = readTokenizer(data);
  return {
    ids: texts.map((text) => tokenizer.encode(text)),
    pieces: tokenizer.forms.map((form) => tokenizer.encodePiece("Ay", form)),
    prompt: tokenizer.promptIds("Ay"),
    all: tokenizer.decode(Array(tokenizer.vocabSize).keys()),
    forbidden: tokenizer.forbiddenIds,
    forms: tokenizer.forms,
  };
"""


def test_the_tokenizer_is_that_of_python(lab: Lab) -> None:
    tokenizer = CharTokenizer.default()
    texts = ["", "¿Qué gigantes?", "e\u0301 n\u0303 — «así»\n\t", "<|fin|>", "日本 🙂 \ufb01 Å"]
    found = lab.run(TOKENIZE, texts=texts)
    assert found["ids"] == [tokenizer.encode(text) for text in texts]
    assert found["forms"] == list(FORMS)
    assert found["pieces"] == [tokenizer.encode_piece("Ay", form) for form in FORMS]
    assert found["prompt"] == tokenizer.encode_piece("Ay", "verso")[:-1]
    assert found["all"] == tokenizer.decode(range(128))
    assert found["forbidden"] == Model.forbidden_ids(type("M", (), {"tokenizer": tokenizer}))  # type: ignore[arg-type]


@settings(max_examples=5, deadline=None)
@given(st.lists(st.text(max_size=40), min_size=40, max_size=60))
def test_any_text_gives_the_ids_of_python(lab: Lab, texts: list[str]) -> None:
    tokenizer = CharTokenizer.default()
    found = lab.run(TOKENIZE, texts=texts)
    assert found["ids"] == [tokenizer.encode(text) for text in texts]


BROKEN: dict[str, Any] = {
    "no es un objeto": lambda data: [1],
    "sin model": lambda data: {**data, "model": None},
    "con fusiones": lambda data: {**data, "model": {**data["model"], "merges": [["a", "b"]]}},
    "de palabras": lambda data: {**data, "model": {**data["model"], "ignore_merges": True}},
    "trocea": lambda data: {**data, "pre_tokenizer": {"type": "Whitespace"}},
    "sin NFC": lambda data: {**data, "normalizer": None},
    "sin decoder": lambda data: {**data, "decoder": None},
    "sin especiales": lambda data: {**data, "added_tokens": []},
    "ids con huecos": lambda data: {
        **data,
        "model": {**data["model"], "vocab": {**data["model"]["vocab"], "€": 999}},
    },
    "ids que no son números": lambda data: {
        **data,
        "model": {**data["model"], "vocab": {**data["model"]["vocab"], "€": "128"}},
    },
    "símbolos de dos letras": lambda data: {
        **data,
        "model": {**data["model"], "vocab": {**data["model"]["vocab"], "ab": 128}},
    },
}


def test_foreign_tokenizers_are_explained(lab: Lab) -> None:
    path = ROOT / "src/construyamos_gpt/models/sancho-mini/tokenizer.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    errors = lab.run(
        """
        const { readTokenizer } = await load("tokenizer.js");
        return files.map((file) => {
          try {
            readTokenizer(file);
            return null;
          } catch (error) {
            return error.message;
          }
        });
        """,
        files=[change(data) for change in BROKEN.values()],
    )
    for name, error in zip(BROKEN, errors, strict=True):
        assert error and "tokenizador" in error, name
