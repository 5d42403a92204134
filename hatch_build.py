"""Al hacer el wheel, construye el sitio de la guía y lo mete dentro, sin los pesos: ya van en él.

Lo construye Sphinx en el entorno aparte que prepara pip, con las versiones de `constraints.txt`; a
quien instala no le queda nada de eso. Si no se puede, se avisa y el paquete sale sin sitio:
escribir poemas no depende de él. En una instalación editable (`-e`) no se construye.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

COMPOSE = "import sys; from herramientas.guia.site import compose; sys.exit(compose() is None)"
WEIGHTS = "_static/sancho-mini-*/model.safetensors"


class SiteHook(BuildHookInterface):  # type: ignore[type-arg]
    """El paso que construye el sitio."""

    def dependencies(self) -> list[str]:
        """Lo que hace falta para construirlo, con su versión."""
        extra = self.metadata.core.optional_dependencies["guia"]
        needed = [re.split(r"[<>=~\[ ]", each)[0] for each in [*extra, "sphinx", "click"]]
        pinned = (Path(self.root) / "constraints.txt").read_text(encoding="utf-8").splitlines()
        return [line for line in pinned if line.split("==")[0] in needed]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Construye el sitio y lo añade al wheel."""
        if version == "editable":
            return
        site = Path(self.root) / "build" / "html"
        order = [sys.executable, "-c", COMPOSE]
        done = subprocess.run(order, cwd=self.root, capture_output=True, encoding="utf-8")
        if done.returncode != 0:
            self.app.display_warning(f"El paquete sale sin el sitio de la guía:\n{done.stderr}")
            return
        for weights in site.glob(WEIGHTS):
            weights.unlink()
        build_data["force_include"][str(site)] = "construyamos_gpt/sitio"
