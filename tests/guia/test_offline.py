"""Sin conexión: lo visitado se lee sin red, y al publicar otra versión nunca se mezclan dos."""

from __future__ import annotations

import itertools
import os
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from herramientas.guia.offline import write_worker
from herramientas.guia.site import HERE
from playwright.sync_api import Browser, Page, expect

from tests.guia.site_lab import PATIENCE, open_page, serving

KEPT = """async () => {
  await navigator.serviceWorker.ready;
  return navigator.serviceWorker.controller !== null;
}"""
WAITING = """async () => {
  const registration = await navigator.serviceWorker.getRegistration();
  await registration.update();
  return registration.waiting !== null;
}"""
PUBLISHED = itertools.count()
VERSIONS = """async () => (await caches.keys()).filter((name) => !name.endsWith("modelo"))"""


def wait_until(page: Page, question: str) -> None:
    """Espera a que una función asíncrona conteste que sí: `wait_for_function` no espera a su
    promesa, y una promesa siempre parece un sí."""
    ask = f"while (!(await ({question})())) await new Promise((go) => setTimeout(go, 50));"
    late = f"setTimeout(() => fail(new Error('No llega.')), {PATIENCE})"
    page.evaluate(
        f"() => Promise.race([(async () => {{ {ask} }})(), new Promise((_, fail) => {late})])"
    )


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Page]:
    """Alguien que llega por primera vez, y cuyo navegador guarda el sitio."""
    page = open_page(browser, service_workers="allow")
    yield page
    page.context.close()


def test_everything_visited_once_is_read_without_network(
    visitor: Page, built: Path, address: str
) -> None:
    visitor.goto(address)  # sin index.html
    wait_until(visitor, KEPT)
    visitor.context.set_offline(True)
    failed: list[str] = []
    # Al pasar de página se corta lo que estaba llegando: eso no es un fallo.
    visitor.on(
        "requestfailed",
        lambda r: r.method == "GET" and r.failure != "net::ERR_ABORTED" and failed.append(r.url),
    )
    visitor.reload()
    expect(visitor.get_by_role("heading", level=1)).to_have_text(re.compile("Construyamos un GPT"))
    for path in sorted(built.glob("*.html")):
        answer = visitor.goto(f"{address}{path.name}?visto=1")
        assert answer is not None
        assert answer.from_service_worker, path.name
        assert answer.headers["content-security-policy"], path.name
    visitor.goto(address)
    visitor.get_by_role("link", name="Parte 7 · Output").first.click()
    visitor.wait_for_selector("sancho-logits[modo=notas][data-lista]", state="attached")
    assert failed == []


def test_sancho_is_kept_when_somebody_uses_it(visitor: Page, address: str) -> None:
    asked: list[str] = []
    visitor.on("request", lambda r: r.method == "GET" and asked.append(r.url))
    visitor.goto(f"{address}parte7_output.html")
    wait_until(visitor, KEPT)
    assert not [url for url in asked if "/sancho-mini-" in url]

    def bring() -> None:
        piece = visitor.locator("sancho-logits:not([modo])")
        piece.get_by_role("button", name="Traer a sancho-mini").click()
        expect(piece.get_by_role("button", name="Tirar la bola")).to_be_visible()

    bring()
    assert [url for url in asked if url.endswith("/model.safetensors")]
    visitor.context.set_offline(True)
    visitor.reload()
    bring()


PAGE = """<!doctype html><html lang="es" data-content_root="./"><meta charset="utf-8">
<title>{version}</title><script defer src="_static/guia.js"></script>
<p id="text">{version}</p><p id="late"></p><a href="{other}.html">la otra</a>
<script src="_static/late.js"></script>"""


def publish(folder: Path, version: str) -> None:
    """Escribe un sitio de dos páginas: dicen su versión en el texto y en un programa."""
    (folder / "_static" / "sancho-mini-0").mkdir(parents=True, exist_ok=True)
    shutil.copy(HERE / "estaticos" / "guia.js", folder / "_static")
    for name, other in (("index", "otra"), ("otra", "index")):
        text = PAGE.format(version=version, other=other)
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    program = f'document.getElementById("late").textContent = "{version}";'
    (folder / "_static" / "late.js").write_text(program, encoding="utf-8")
    write_worker(folder, "_static/sancho-mini-0")
    later = time.time() + 60 * next(
        PUBLISHED
    )  # el servidor de Python solo mira la fecha, en segundos
    for path in folder.rglob("*.*"):
        os.utime(path, (later, later))


def shown(page: Page) -> list[str]:
    """Lo que dicen el texto y el programa de una página."""
    return [page.locator("#text").inner_text(), page.locator("#late").inner_text()]


def test_a_new_version_comes_whole_and_only_when_it_is_safe(visitor: Page, tmp_path: Path) -> None:
    publish(tmp_path, "uno")
    with serving(tmp_path) as address:
        visitor.goto(address)
        wait_until(visitor, KEPT)
        visitor.reload()
        assert shown(visitor) == ["uno", "uno"]

        publish(tmp_path, "dos")
        wait_until(visitor, WAITING)
        assert shown(visitor) == ["uno", "uno"]  # a quien lee no se le cambia nada
        visitor.get_by_role("link").click()
        expect(visitor.locator("#text")).to_have_text("dos")
        assert shown(visitor) == ["dos", "dos"]
        wait_until(visitor, f"async () => (await ({VERSIONS})()).length === 1")

        second = visitor.context.new_page()
        second.goto(address)
        publish(tmp_path, "tres")
        wait_until(visitor, WAITING)
        visitor.reload()
        assert shown(visitor) == shown(second) == ["dos", "dos"]  # hay otra página abierta
        second.close()
        visitor.reload()
        expect(visitor.locator("#text")).to_have_text("tres")
        assert shown(visitor) == ["tres", "tres"]


def test_a_site_half_published_is_not_kept(visitor: Page, tmp_path: Path) -> None:
    publish(tmp_path, "uno")
    with serving(tmp_path) as address:
        visitor.goto(address)
        wait_until(visitor, KEPT)
        publish(tmp_path, "dos")
        old = 'document.getElementById("late").textContent = "uno";'
        (tmp_path / "_static" / "late.js").write_text(old, encoding="utf-8")
        rejected = """async () => {
          const registration = await navigator.serviceWorker.getRegistration();
          await registration.update();
          const worker = registration.installing;
          if (!worker) return registration.waiting === null;
          await new Promise((done) => worker.addEventListener("statechange", done));
          return worker.state === "redundant";
        }"""
        assert visitor.evaluate(rejected)
        visitor.reload()
        assert shown(visitor) == ["uno", "uno"]


def test_the_version_is_that_of_the_content(tmp_path: Path) -> None:
    publish(tmp_path, "uno")
    first = (tmp_path / "sw.js").read_bytes()
    publish(tmp_path, "dos")
    second = (tmp_path / "sw.js").read_bytes()
    publish(tmp_path, "uno")
    assert (tmp_path / "sw.js").read_bytes() == first != second
