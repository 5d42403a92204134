"""Guardar: entero o nada, y los errores contados."""

import errno
import os
from pathlib import Path

import pytest
import torch

from construyamos_gpt.checkpoint import read_tensors, write_tensors
from construyamos_gpt.errors import StorageError
from construyamos_gpt.files import read_json, write_bytes, write_json


def test_round_trip(tmp_path: Path) -> None:
    tensors = {"a": torch.randn(3, 4), "b": torch.arange(5), "c": torch.randn(4, 3).T}
    write_tensors(tmp_path / "x.safetensors", tensors, {"nota": {"ñ": [1, 2.5, None]}})
    read, notes = read_tensors(tmp_path / "x.safetensors")
    assert notes == {"nota": {"ñ": [1, 2.5, None]}}
    for name, value in tensors.items():
        assert torch.equal(read[name], value)
    write_json(tmp_path / "x.json", {"¿qué?": "¡esto!"})
    assert read_json(tmp_path / "x.json") == {"¿qué?": "¡esto!"}


@pytest.mark.parametrize("moment", ["write", "replace"])
def test_a_full_disk_leaves_the_old_file_and_no_rubbish(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    path = tmp_path / "x.bin"
    write_bytes(path, b"lo viejo")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    if moment == "write":
        monkeypatch.setattr(os, "fsync", full)
    else:
        monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(StorageError, match="sigue intacto"):
        write_bytes(path, b"lo nuevo")
    assert path.read_bytes() == b"lo viejo"
    assert [entry.name for entry in tmp_path.iterdir()] == ["x.bin"]


@pytest.mark.parametrize("content", [b"", b"{", b"\x00" * 100, b"\xff" * 9])
def test_damaged_files_are_explained(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x").write_bytes(content)
    with pytest.raises(StorageError, match="dañado"):
        read_tensors(tmp_path / "x")
    with pytest.raises(StorageError, match="dañado"):
        read_json(tmp_path / "x")
    with pytest.raises(StorageError):
        read_tensors(tmp_path / "no existe")
