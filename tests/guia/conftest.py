"""Lo que comparten las pruebas del sitio."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import launched
from tests.guia.site_lab import PATIENCE, compose, open_page, serving


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """La carpeta del sitio, recién compuesto."""
    return compose(tmp_path_factory.mktemp("sitio"))


@pytest.fixture(scope="module")
def address(built: Path) -> Iterator[str]:
    """Dónde se sirve el sitio."""
    with serving(built) as place:
        yield place


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """El Chromium del sistema; sin él, estas pruebas se saltan."""
    # De módulo y no de sesión: mientras vive, no puede correr otro bucle de asyncio, y los
    # cuadernos que se prueban en otro fichero lo necesitan.
    expect.set_options(timeout=PATIENCE)
    with launched() as found:
        yield found


@pytest.fixture(scope="module")
def looking(browser: Browser) -> Page:
    """Una página que se usa para mirarlas todas, sin tocar nada en ninguna."""
    return open_page(browser)


@pytest.fixture
def fresh(browser: Browser) -> Iterator[Page]:
    """Una página de quien llega por primera vez."""
    page = open_page(browser, viewport={"width": 360, "height": 740})
    yield page
    page.context.close()
