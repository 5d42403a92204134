"""Un navegador de verdad y un servidor local, para lo que se prueba en la página."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright


class QuietHandler(SimpleHTTPRequestHandler):
    """Sirve ficheros sin contarlo por la terminal."""

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def listening(handler: Callable[..., SimpleHTTPRequestHandler]) -> Iterator[str]:
    """Sirve mientras dura el `with`, y da la dirección."""
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@contextmanager
def launched() -> Iterator[Browser]:
    """El Chromium del sistema; sin él, la prueba se salta y lo dice."""
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    if path is None:
        pytest.skip("falta chromium (en Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


def barriers(page: Page) -> list[str]:
    """Lo que, según axe, deja fuera a alguien."""
    found = Axe().run(page).response["violations"]
    return [
        f"{rule['id']} ({rule['impact']}), {len(rule['nodes'])} veces: "
        + "; ".join(f"{node['html'][:150]} {node['failureSummary']}" for node in rule["nodes"][:2])
        for rule in found
        if rule["impact"] in {"serious", "critical"}
    ]
