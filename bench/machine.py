"""La máquina en que se mide: qué procesador es, y cómo hacer que parezca uno sin bfloat16."""

from __future__ import annotations

import os
import platform
import sys
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

__all__ = ["WITHOUT_BF16", "describe_machine", "imitates_no_bf16", "processor_name"]

# Con esto PyTorch y oneDNN usan solo lo que hay en casi cualquier procesador desde 2013.
WITHOUT_BF16 = {"ATEN_CPU_CAPABILITY": "avx2", "ONEDNN_MAX_CPU_ISA": "AVX2"}


def imitates_no_bf16() -> bool:
    """¿Se ha lanzado este proceso imitando una máquina sin bfloat16?"""
    return all(os.environ.get(name) == value for name, value in WITHOUT_BF16.items())


def processor_name() -> str:
    """El nombre del procesador."""
    path = Path("/proc/cpuinfo")
    if path.is_file():
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def describe_machine() -> dict[str, Any]:
    """Lo que hay que saber de la máquina para leer las cifras."""
    import torch

    from construyamos_gpt.device import choose_machine

    return {
        "fecha": datetime.now().astimezone().isoformat(timespec="seconds"),
        "procesador": processor_name(),
        "núcleos": os.cpu_count(),
        "hilos": torch.get_num_threads(),
        "sistema": platform.platform(),
        "python": sys.version.split()[0],
        "torch": torch.__version__,
        "transformers": _version("transformers"),
        "precisión": choose_machine("cpu").precision,
        "imita una máquina sin bfloat16": imitates_no_bf16(),
        "carga al empezar": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
    }
