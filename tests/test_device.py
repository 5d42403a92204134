"""Dónde se calcula: lo pedido se respeta, lo imposible se explica."""

import types

import pytest
import torch

from construyamos_gpt.device import choose_machine
from construyamos_gpt.errors import InvalidValueError


def test_what_is_asked_is_respected() -> None:
    for precision in ("float32", "bfloat16"):
        machine = choose_machine("cpu", precision)
        assert (machine.device, machine.precision) == ("cpu", precision)
    with choose_machine("cpu", "bfloat16").autocast():
        assert (torch.ones(2, 2) @ torch.ones(2, 2)).dtype == torch.bfloat16
    with choose_machine("cpu", "float32").autocast():
        assert (torch.ones(2, 2) @ torch.ones(2, 2)).dtype == torch.float32


def test_without_the_library_that_knows_bfloat16_it_is_float32(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(torch.backends.mkldnn, "is_available", lambda: False)
    monkeypatch.setattr(torch.ops, "mkldnn", types.SimpleNamespace())
    assert choose_machine("cpu").precision == "float32"


def test_the_impossible_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(InvalidValueError, match="no tiene cuda"):
        choose_machine("cuda")
    with pytest.raises(InvalidValueError, match="dispositivo"):
        choose_machine("tpu")
    with pytest.raises(InvalidValueError, match="precisión"):
        choose_machine("cpu", "float8")
