"""Una página con una sola pieza, servida con la política de seguridad con que se publicará."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page

from tests.browser import barriers, launched
from tests.web.lab import PATIENCE, ROOT, serving

MODEL = ROOT / "src" / "construyamos_gpt" / "models" / "sancho-mini"
STILL = "<p>El dibujo quieto: se lee sin JavaScript.</p>"
PAGE = """<!doctype html><html lang="es"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<meta name="sancho-engine" content="../modelo/"><title>Una pieza</title>
<link rel="icon" href="data:,"><script type="module" src="../web/pieces/{module}.js"></script>
</head><body><main><h1>Una pieza</h1>{body}</main></body></html>"""


class Site:
    """Páginas con una pieza, en un navegador de verdad.

    Attributes:
        problems: lo que ha ido mal en las páginas abiertas: errores y peticiones a otro sitio.
    """

    def __init__(self, browser: Browser, address: str, folder: Path) -> None:
        self.browser, self.address, self.folder = browser, address, folder
        self.problems: list[str] = []
        self._count = 0

    def write(self, module: str, body: str) -> str:
        """Escribe una página y da su dirección."""
        self._count += 1
        name = f"{self._count}.html"
        page = PAGE.format(module=module, body=body)
        (self.folder / name).write_text(page, encoding="utf-8")
        return f"{self.address}paginas/{name}"

    def open(
        self,
        tag: str,
        attributes: str = "",
        inside: str = STILL,
        ready: bool = True,
        **options: Any,
    ) -> Locator:
        """Abre una página con esa pieza y espera a que se pueda usar."""
        page = self.browser.new_context(**options).new_page()
        page.set_default_timeout(PATIENCE)
        self.watch(page)
        page.goto(self.write(tag, f"<{tag} {attributes}>{inside}</{tag}>"))
        piece = page.locator(tag)
        if ready:
            page.wait_for_selector(f"{tag}[data-lista]", state="attached")
        return piece

    def watch(self, page: Page) -> None:
        """Apunta lo que vaya mal en una página."""
        note = self.problems.append
        page.on("console", lambda m: m.type == "error" and note(f"consola: {m.text}"))
        page.on("pageerror", lambda error: note(f"error: {error}"))
        page.on(
            "request",
            lambda r: (
                r.url.startswith((self.address, "data:", "blob:")) or note(f"pide fuera: {r.url}")
            ),
        )


@contextmanager
def open_site(folder: Path) -> Iterator[Site]:
    """Sirve `web/`, sancho-mini y las páginas que se escriban en `folder`."""
    folders = {"web": ROOT / "web", "modelo": MODEL, "paginas": folder}
    with serving(folders) as address, launched() as browser:
        yield Site(browser, address, folder)


@pytest.fixture(scope="module", name="site")
def pieces_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """El sitio de las piezas; al acabar, no ha habido ni un error."""
    with open_site(tmp_path_factory.mktemp("paginas")) as opened:
        yield opened
        assert opened.problems == []


def sentence(piece: Locator) -> str:
    """La frase que dice lo que el dibujo enseña."""
    return piece.locator(".sentence").inner_text()


def bring_sancho(piece: Locator) -> None:
    """Pide el motor y espera a que llegue."""
    piece.get_by_role("button", name="Traer a sancho-mini").click()
    piece.locator(".gate:empty").first.wait_for(state="attached")


def tab_to(page: Page, name: str, limit: int = 60) -> None:
    """Va con el tabulador hasta lo que se llama `name`, como quien no usa ratón."""
    for _ in range(limit):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED_NAME).startswith(name):
            return
    raise AssertionError(f"con el tabulador no se llega a «{name}»")


FOCUSED_NAME = """() => {
  let focused = document.activeElement;
  while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
  const label = focused?.closest("label")?.textContent ?? "";
  return (focused?.getAttribute("aria-label") || label || focused?.textContent || "").trim();
}"""


def number(value: float, digits: int) -> str:
    """El número como lo escribe la página: «1.234,5», con el menos de imprenta."""
    text = f"{value:,.{digits}f}".translate(str.maketrans({",": ".", ".": ",", "-": "−"}))
    return text if any(d in text for d in "123456789") else text.lstrip("−")


VIEWS = [(360, "light"), (360, "dark"), (1280, "light"), (1280, "dark")]
TOO_WIDE = """async (piece) => {
  for (let i = 0; i < 2; i += 1) await new Promise(requestAnimationFrame);
  const width = document.documentElement.clientWidth;
  return [...piece.shadowRoot.querySelectorAll("*")]
    .filter((node) => !node.closest(".hidden-words") && node.getBoundingClientRect().width > 0)
    .filter((node) => node.getBoundingClientRect().right > width + 1)
    .map((node) => node.outerHTML.slice(0, 120)).slice(0, 5);
}"""
TOO_SMALL = """(piece) => [...piece.shadowRoot.querySelectorAll("button, input, select, textarea")]
  .filter((node) => node.getClientRects().length)
  .map((node) => node.closest("label") ?? node)
  .filter((node) => node.getBoundingClientRect().height < 43.5)
  .map((node) => node.outerHTML.slice(0, 100))"""
UNDESCRIBED = """(piece) => [...piece.shadowRoot.querySelectorAll("svg, [role=img]")]
  .filter((node) => node.getClientRects().length && !node.getAttribute("aria-label"))
  .map((node) => node.outerHTML.slice(0, 100))"""


def problems_in_every_view(piece: Locator) -> list[str]:
    """Lo que estorba en un móvil y en un ordenador, en claro y en oscuro."""
    problems = []
    for width, scheme in VIEWS:
        piece.page.set_viewport_size({"width": width, "height": 800})
        piece.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        view = f"{width}, {scheme}"
        problems += [f"{view}: se sale: {node}" for node in piece.evaluate(TOO_WIDE)]
        problems += [f"{view}: {barrier}" for barrier in barriers(piece.page)]
        problems += [f"{view}: muy pequeño: {node}" for node in piece.evaluate(TOO_SMALL)]
        problems += [f"{view}: sin describir: {node}" for node in piece.evaluate(UNDESCRIBED)]
    return problems
