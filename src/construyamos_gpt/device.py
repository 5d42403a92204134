"""En qué dispositivo se calcula y con cuántas cifras: se elige mirando la máquina, y se dice.

bfloat16 guarda cada número en 16 bits en vez de 32: gasta la mitad de memoria y, donde el
procesador lo hace de nacimiento, va varias veces más deprisa. Donde no, es más lento que float32.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

import torch

from construyamos_gpt.errors import InvalidValueError

__all__ = ["DEVICES", "PRECISIONS", "Machine", "choose_machine"]

DEVICES = ("auto", "cpu", "cuda", "mps")
PRECISIONS = ("auto", "float32", "bfloat16")


@dataclass(frozen=True, kw_only=True)
class Machine:
    """Dónde y cómo se calcula.

    Attributes:
        device: `cpu`, `cuda` o `mps`.
        precision: `float32` o `bfloat16`.
        reason: por qué, en una frase para enseñar.
    """

    device: str
    precision: str
    reason: str

    def autocast(self) -> AbstractContextManager[object]:
        """El contexto en que se calcula el modelo: bfloat16 automático, o nada."""
        if self.precision == "bfloat16":
            return torch.autocast(self.device, dtype=torch.bfloat16)
        return nullcontext()


def _cpu_has_bfloat16() -> bool:
    """¿Sabe este procesador multiplicar en bfloat16 (AVX512-BF16 o AMX) y lo usa PyTorch?"""
    if not torch.backends.mkldnn.is_available():  # type: ignore[no-untyped-call]
        return False  # en un Mac, por ejemplo: las preguntas de abajo ni existen
    if torch.backends.cpu.get_cpu_capability() != "AVX512":
        return False
    if not torch.ops.mkldnn._is_mkldnn_bf16_supported():
        return False
    return bool(torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported())


def choose_machine(device: str = "auto", precision: str = "auto") -> Machine:
    """Elige dispositivo y precisión; lo que se pide expresamente se respeta.

    Args:
        device: `auto`, `cpu`, `cuda` o `mps`.
        precision: `auto`, `float32` o `bfloat16`.

    Raises:
        InvalidValueError: si el valor no existe o el dispositivo no está en esta máquina.
    """
    if device not in DEVICES:
        raise InvalidValueError(
            "No se conoce ese dispositivo.", received=device, allowed=", ".join(DEVICES)
        )
    if precision not in PRECISIONS:
        raise InvalidValueError(
            "No se conoce esa precisión.", received=precision, allowed=", ".join(PRECISIONS)
        )
    there_is = {
        "cpu": True,
        "cuda": torch.cuda.is_available(),
        "mps": torch.backends.mps.is_available(),
    }
    if device == "auto":
        device = next(name for name in ("cuda", "mps", "cpu") if there_is[name])
    elif not there_is[device]:
        raise InvalidValueError(
            f"Esta máquina no tiene {device}, o PyTorch no lo ve.",
            received=device,
            allowed=", ".join(name for name, present in there_is.items() if present),
            hint="quitad --dispositivo para que se elija solo.",
        )
    names = {"cpu": "el procesador", "cuda": "la GPU", "mps": "la GPU de Apple"}
    if precision != "auto":
        return Machine(
            device=device, precision=precision, reason=f"lo habéis pedido; calcula {names[device]}"
        )
    if device == "cuda" and torch.cuda.is_bf16_supported(including_emulation=False):
        return Machine(device=device, precision="bfloat16", reason="la GPU va más deprisa así")
    if device == "cpu" and _cpu_has_bfloat16():
        return Machine(
            device=device, precision="bfloat16", reason="este procesador va más deprisa así"
        )
    return Machine(
        device=device,
        precision="float32",
        reason=f"{names[device]} no va más deprisa con números más cortos",
    )
