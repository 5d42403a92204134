"""Lo que comparten las pruebas del motor de la página."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from construyamos_gpt.model import Model, save_model
from tests.browser import launched
from tests.small import small_model
from tests.web.lab import PATIENCE, ROOT, Lab, serving

MODELS = ROOT / "src" / "construyamos_gpt" / "models"


# De módulo y no de sesión: mientras vive, no puede correr otro bucle de asyncio, y otras pruebas
# lo necesitan.
@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """Una página en blanco, con el motor y los modelos servidos al lado."""
    folder = tmp_path_factory.mktemp("hechos")
    folders = {
        "web": ROOT / "web",
        "pruebas": Path(__file__).parent,
        "modelos": MODELS,
        "hechos": folder,
    }
    with serving(folders) as address, launched() as browser:
        page = browser.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(address)
        yield Lab(page, folder)


@pytest.fixture(scope="module")
def small(lab: Lab) -> Model:
    """Un GPT pequeño y al azar, en F32, guardado en `/hechos/small/`."""
    model = small_model(seed=1, block_size=24)
    save_model(lab.folder / "small", model.gpt.state_dict(), model.config, model.tokenizer)
    return model
