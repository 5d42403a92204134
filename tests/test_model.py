"""Un modelo en una carpeta: guardarlo, cargarlo, escribir con él y medir."""

import json
from pathlib import Path

import pytest
import torch

from construyamos_gpt.bpe import BPETokenizer
from construyamos_gpt.checkpoint import read_tensors, write_tensors
from construyamos_gpt.errors import InvalidValueError, ModelError
from construyamos_gpt.gpt import GPT, GPTConfig
from construyamos_gpt.model import Model, load, save_model
from construyamos_gpt.tokens import FORMS, CharTokenizer, Tokenizer
from tests.small import LINES


def make(folder: Path, tokenizer: Tokenizer | None = None) -> Path:
    tokenizer = tokenizer or CharTokenizer.default()
    torch.manual_seed(0)
    gpt = GPT(
        GPTConfig(vocab_size=tokenizer.vocab_size, block_size=24, n_layer=1, n_head=2, n_embd=16)
    )
    save_model(folder, gpt.state_dict(), gpt.config, tokenizer)
    return folder


@pytest.fixture
def model(tmp_path: Path) -> Model:
    return load(make(tmp_path))


@pytest.mark.parametrize(
    "prompt",
    [
        "",
        "¿Qué será, señor Wamba?",
        "🙂 hola 漢字",
        "larguísimo " * 50,
        "<|fin|>",
        "e\u0301",
        "\r\n\t",
    ],
)
def test_any_text_is_a_prompt(model: Model, prompt: str) -> None:
    text = model.generate(prompt, max_new_tokens=40, seed=1)
    assert text == model.generate(prompt, max_new_tokens=40, seed=1)
    assert "<|" not in text


def test_it_says_why_it_stopped(model: Model) -> None:
    def stop(push: float) -> str | None:
        with torch.no_grad():  # se empuja la salida hacia el símbolo de fin, o en contra
            model.gpt.final_norm.weight.zero_()
            model.gpt.final_norm.bias.fill_(push)
            model.gpt.lm_head.weight.zero_()
            model.gpt.lm_head.weight[model.tokenizer.end_id] = 1.0
        return list(model.stream(max_new_tokens=9, seed=0))[-1].stop

    assert stop(10.0) == "fin"
    assert stop(-10.0) == "límite"


def test_bytes_are_held_until_they_make_a_letter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokenizer = BPETokenizer.train(LINES, vocab_size=400)
    model = load(make(tmp_path, tokenizer))
    ids = [tokenizer.token_to_id(f"<0x{byte:02X}>") for byte in "€ñ".encode()]
    monkeypatch.setattr(
        "construyamos_gpt.model.generate_ids",
        lambda *_, **__: (torch.tensor([token]) for token in [*ids, tokenizer.end_id]),
    )
    assert [piece.text for piece in model.stream()] == ["€", "ñ", ""]


def test_loss_is_the_measure_per_character(model: Model) -> None:
    text = LINES[1]
    (result,) = model.measure([(text, "verso")])
    assert result.tokens == len(text) + 2
    assert model.loss(text, form="verso") == pytest.approx(result.nats / (len(text) + 2))
    with pytest.raises(InvalidValueError):
        model.loss("")


def test_without_a_form_the_best_one_counts(model: Model) -> None:
    given = [model.loss(LINES[0], form=form) for form in FORMS]
    assert model.loss(LINES[0]) == pytest.approx(min(given))
    several = model.measure([(LINES[0], None), (LINES[1], None)])
    assert [m.nats / (len(t) + 2) for m, t in zip(several, LINES, strict=False)] == pytest.approx(
        [model.loss(LINES[0]), model.loss(LINES[1])]
    )


def test_half_precision_weights_load(tmp_path: Path) -> None:
    make(tmp_path)
    tensors, notes = read_tensors(tmp_path / "model.safetensors")
    halves = {name: value.half() for name, value in tensors.items()}
    write_tensors(tmp_path / "model.safetensors", halves, notes)
    for name, value in load(tmp_path).gpt.state_dict().items():
        assert torch.equal(value, halves[name].float())


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("model.safetensors", b"no es safetensors"),
        ("config.json", b"{}"),
        ("config.json", b'{"vocab_size": '),
        ("tokenizer.json", b"{}"),
    ],
)
def test_damaged_models_are_explained(tmp_path: Path, file: str, content: bytes) -> None:
    (make(tmp_path) / file).write_bytes(content)
    with pytest.raises(ModelError):
        load(tmp_path)


def test_wrong_shapes_are_explained_before_taking_memory(tmp_path: Path) -> None:
    make(tmp_path)
    config = json.loads((tmp_path / "config.json").read_text(encoding="utf-8"))
    config["n_embd"] = 2 * 10**6  # montarlo pediría cientos de terabytes
    (tmp_path / "config.json").write_text(json.dumps(config), encoding="utf-8")
    with pytest.raises(ModelError, match="no encajan"):
        load(tmp_path)


def test_an_unknown_model_is_explained(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="sancho entrenar"):
        load(tmp_path / "nadie")
