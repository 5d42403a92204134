"""El sitio de la guía, en un navegador de verdad: se ve, se usa y se entiende, también sin ratón.

Se compone una vez, con los cuadernos guardados o, si faltan, con unos de mentira cuyas celdas
enseñan lo más ancho que puede salir. Un solo navegador abre todas las páginas.
"""

from __future__ import annotations

import html
import json
import re
import shutil
import threading
import warnings
from collections.abc import Iterator
from functools import partial
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin, urlsplit
from xml.etree import ElementTree

import pytest
from axe_playwright_python.sync_playwright import Axe
from herramientas.guia import notebooks, site, source, sphinx_conf
from nbformat.v4 import new_output
from playwright.sync_api import Browser, Page, expect, sync_playwright

from construyamos_gpt.notebook.certificate import draw_certificate

PARTS = sorted(path.stem for path in source.GUIDE.glob("parte*.md"))
PAGES = sorted([*(path.stem for path in source.GUIDE.glob("*.md")), "glosario", "search"])
SIZES = {"móvil": (360, 740), "escritorio": (1280, 800)}
# Ancho, lo que pide el sistema y lo que se ha escogido en la página: las dos maneras de ir a
# oscuras, y las dos de ir a claras.
VIEWS = (
    ("móvil", "light", "auto"),
    ("móvil", "dark", "auto"),
    ("escritorio", "light", "dark"),
    ("escritorio", "dark", "light"),
)
MOST_BYTES = 300_000
PATIENCE = 60_000  # milisegundos: la máquina puede estar ocupada

WIDE = [
    new_output("stream", name="stdout", text="una línea que no cabe en un móvil " * 6 + "\n"),
    new_output(
        "display_data",
        data={
            "text/html": '<svg role="img" aria-label="un dibujo" width="900" height="40" '
            'style="max-width: 100%"><rect width="900" height="40" fill="#7a7a7a"/></svg>'
        },
    ),
]


def write_stubs() -> None:
    """Cuadernos sin ejecutar: cada celda ha dado algo ancho, y la prosa, «0,0»."""
    for part in source.read_parts():
        notebook = notebooks.build(part)
        names = {name for cell in part.cells for name in notebooks.EVAL.findall(cell.source)}
        notebook.metadata["valores"] = dict.fromkeys(names, "0,0")
        for cell in notebook.cells:
            if "origen" in cell.metadata and cell.cell_type == "code":
                cell.outputs = WIDE
        notebooks.write(part, notebook)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """La carpeta del sitio, recién compuesto."""
    folder = tmp_path_factory.mktemp("sitio")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(site, "ROOT", folder)
        if not all((source.NOTEBOOKS / f"{name}.ipynb").exists() for name in PARTS):
            stubs = folder / "cuadernos"
            for module in (notebooks, site, source):
                patch.setattr(module, "NOTEBOOKS", stubs)
            write_stubs()
        with warnings.catch_warnings(action="ignore"):  # MyST usa cosas que Sphinx quiere jubilar
            assert site.build_site(folder / "html") == 0, "Sphinx ha dado avisos: están más arriba"
    return folder / "html"


class Quiet(SimpleHTTPRequestHandler):
    """Sirve ficheros sin contarlo."""

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="module")
def address(built: Path) -> Iterator[str]:
    """Dónde se sirve el sitio."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(built))) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """El Chromium del sistema; sin él, estas pruebas se saltan."""
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    if path is None:
        pytest.skip("falta chromium (en Debian: apt-get install chromium)")
    # De módulo y no de sesión: mientras vive, no puede correr otro bucle de asyncio, y los
    # cuadernos que se prueban en otro fichero lo necesitan.
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield launched
        launched.close()


def open_page(browser: Browser, **options: Any) -> Page:
    page = browser.new_context(**options).new_page()
    page.set_default_timeout(PATIENCE)
    return page


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


# Lo que se ve de cada resultado que hay entre sus dos marcas.
SEEN_RESULTS = """() => {
  const seen = [];
  let inside = false;
  for (const node of document.querySelectorAll("article *")) {
    if (node.classList.contains("resultado-empieza")) inside = true;
    if (node.classList.contains("resultado-acaba")) inside = false;
    if (inside && node.textContent.trim() && node.getClientRects().length) {
      seen.push(node.textContent.trim().slice(0, 80));
    }
  }
  return seen;
}"""
OPEN_ALL = """() => {
  document.querySelectorAll("details").forEach((node) => { node.open = true; });
  document.querySelectorAll(".resultado-escondido").forEach((node) => {
    node.classList.remove("resultado-escondido");
  });
}"""
TOO_WIDE = """async () => {
  // Dos fotogramas: lo que la página ajusta al cambiar de tamaño ya está hecho. Y lo que se
  // despliega aparece poco a poco: a medias, aún no se lee.
  for (let i = 0; i < 2; i += 1) await new Promise(requestAnimationFrame);
  await Promise.allSettled(document.getAnimations().map((animation) => animation.finished));
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.querySelectorAll("article *")]
    .filter((node) => node.getBoundingClientRect().right > width + 1)
    .map((node) => node.outerHTML.slice(0, 120)).slice(0, 5).concat("desborda");
}"""


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_fine_in_every_size_and_colour(looking: Page, address: str, name: str) -> None:
    problems: list[str] = []
    complaints = {
        "console": lambda m: m.type == "error" and problems.append(f"consola: {m.text}"),
        "pageerror": lambda error: problems.append(f"error: {error}"),
        "request": lambda request: (
            request.url.startswith((address, "data:"))
            or problems.append(f"pide algo fuera: {request.url}")
        ),
        "requestfailed": lambda request: problems.append(f"no llega: {request.url}"),
    }
    for event, complain in complaints.items():
        looking.on(event, complain)  # type: ignore[call-overload]
    looking.goto(f"{address}{name}.html")
    problems += [f"se ve sin predecir: {text}" for text in looking.evaluate(SEEN_RESULTS)]
    looking.evaluate(OPEN_ALL)
    for size, system, chosen in VIEWS:
        width, height = SIZES[size]
        looking.set_viewport_size({"width": width, "height": height})
        looking.emulate_media(color_scheme=system)  # type: ignore[arg-type]
        looking.evaluate("theme => { document.body.dataset.theme = theme; }", chosen)
        view = f"{size}, {system}, {chosen}"
        problems += [f"{view}: más ancho que la pantalla: {x}" for x in looking.evaluate(TOO_WIDE)]
        problems += [f"{view}: {problem}" for problem in barriers(looking)]
    for event, complain in complaints.items():
        looking.remove_listener(event, complain)
    assert problems == []


def barriers(page: Page) -> list[str]:
    """Lo que, según axe, deja fuera a alguien."""
    found = Axe().run(page).response["violations"]
    return [
        f"{rule['id']} ({rule['impact']}), {len(rule['nodes'])} veces: "
        + "; ".join(f"{node['html'][:150]} {node['failureSummary']}" for node in rule["nodes"][:2])
        for rule in found
        if rule["impact"] in {"serious", "critical"}
    ]


def test_the_switch_of_the_theme_is_remembered(fresh: Page, address: str) -> None:
    background = "getComputedStyle(document.body).backgroundColor"
    fresh.emulate_media(color_scheme="light")
    fresh.goto(f"{address}index.html")
    light = fresh.evaluate(background)
    fresh.locator(".theme-toggle:visible").click()
    dark = fresh.evaluate(background)
    assert dark != light
    fresh.reload()
    assert fresh.evaluate(background) == dark


def questions(built: Path, name: str) -> dict[str, list[dict[str, Any]]]:
    """Las preguntas de una página, con sus variantes, tal como viajan en el HTML."""
    page = (built / f"{name}.html").read_text(encoding="utf-8")
    found = re.findall(r'data-pregunta="([^"]+)">.*?<script[^>]*>(.*?)</script>', page, re.S)
    return {question: json.loads(data) for question, data in found}


def plain(fragment: str) -> str:
    """Lo que se lee de un trozo de HTML."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", fragment)).split())


def test_each_option_has_its_own_reply(fresh: Page, built: Path, address: str) -> None:
    fresh.goto(f"{address}{PARTS[0]}.html")
    for name, variants in questions(built, PARTS[0]).items():
        box = fresh.locator(f'[data-pregunta="{name}"]')
        check, reply = box.get_by_role("button", name="Comprobar"), box.get_by_role("status")
        check.click()
        expect(reply).to_have_text("Elegid antes una respuesta.")
        asked = plain(box.locator("legend").inner_html())
        variant = next(v for v in variants if plain(v["enunciado"]) == asked)
        assert {option["buena"] for option in variant["opciones"]} == {True, False}
        for label, option in zip(box.locator("label").all(), variant["opciones"], strict=True):
            label.click()
            check.click()
            sign = "✔" if option["buena"] else "✘"
            assert plain(reply.inner_html()) == f"{sign} {plain(option['respuesta'])}"


def test_the_questions_work_from_a_folder_without_server(fresh: Page, built: Path) -> None:
    fresh.goto((built / f"{PARTS[0]}.html").as_uri())
    box = fresh.locator("[data-pregunta]").first
    box.get_by_role("button", name="Comprobar").click()
    expect(box.get_by_role("status")).to_have_text("Elegid antes una respuesta.")


def test_a_question_can_be_asked_again_with_other_numbers(
    fresh: Page, built: Path, address: str
) -> None:
    part, name = next(
        (part, name)
        for part in PARTS
        for name, variants in questions(built, part).items()
        if len(variants) > 1
    )
    fresh.goto(f"{address}{part}.html")
    box = fresh.locator(f'[data-pregunta="{name}"]')
    before = box.inner_text()
    again = box.get_by_role("button", name="Otra vez")
    again.press("Enter")
    assert box.inner_text() != before
    expect(again).to_be_focused()  # quien va con el teclado no pierde el sitio


def test_a_result_waits_for_the_prediction_and_needs_no_mouse(fresh: Page, address: str) -> None:
    fresh.goto(f"{address}parte5_self_attention.html")
    box = fresh.locator("[data-prediccion]").first
    result = fresh.locator(".tag_resultado").first
    button, reply = box.get_by_role("button"), box.get_by_role("status")
    hidden = fresh.locator(".resultado-escondido").count()
    expect(result).to_be_hidden()
    button.click()
    expect(reply).to_contain_text("Elegid antes")
    expect(result).to_be_hidden()

    # Desde lo último que se puede tocar antes, con el tabulador, como quien no usa ratón.
    box.locator("xpath=preceding::button[1]").focus()
    choices = box.get_by_role("radio").first.get_attribute("name")
    for _ in range(20):
        fresh.keyboard.press("Tab")
        if fresh.evaluate("document.activeElement.name") == choices:
            break
    expect(box.get_by_role("radio").first).to_be_focused()
    fresh.keyboard.press("Space")
    fresh.keyboard.press("ArrowDown")
    expect(box.get_by_role("radio").nth(1)).to_be_checked()
    fresh.keyboard.press("Tab")
    expect(button).to_be_focused()
    fresh.keyboard.press("Enter")
    expect(result).to_be_visible()
    expect(reply).to_contain_text("Habéis dicho")
    said = reply.inner_text()

    fresh.reload()
    expect(result).to_be_visible()
    expect(reply).to_have_text(said)
    assert 0 < fresh.locator(".resultado-escondido").count() < hidden  # los demás, esperan


def test_everything_is_read_without_javascript(browser: Browser, address: str) -> None:
    page = open_page(browser, java_script_enabled=False)
    for name in PARTS:
        page.goto(f"{address}{name}.html")
        results = page.locator(".tag_resultado")
        assert results.count() > 0
        assert all(result.is_visible() for result in results.all()), name
        for kind in ("[data-pregunta] > ol", "[data-prediccion] > ul", "article summary"):
            assert all(thing.is_visible() for thing in page.locator(kind).all()), (name, kind)
        answers = page.locator("[data-pregunta] details").first
        answers.locator("summary").click()
        expect(answers.locator("p").first).to_be_visible()
    page.context.close()


DRAWN = """([...document.querySelectorAll('#certificado .vista text')].map(
  (text) => [text.textContent, text.getAttribute('x'), text.getAttribute('y')]))"""


@pytest.mark.parametrize(
    ("name", "poem"),
    [
        ("Ana", "En la venta dormía el escribano\n\n\ny en el papel dejaba lo que oía."),
        ('<b>"Ñ" & 👩‍🚀</b> ' * 8, "con diez cañones por banda " * 12 + "a" * 120 + "🫏" * 60),
        ("", "\n".join(f"verso {number}" for number in range(60))),
    ],
    ids=["corto", "raro y ancho", "largo"],
)
def test_the_page_and_the_notebook_draw_the_same_certificate(
    fresh: Page, address: str, name: str, poem: str
) -> None:
    fresh.goto(f"{address}progreso.html")
    fresh.locator("#certificado-poema").fill(poem)
    fresh.locator("#certificado-nombre").fill(name)
    drawn = fresh.evaluate(DRAWN)
    shown = next(text for text, *_ in drawn if "preguntas acertadas" in text)
    svg, _ = draw_certificate(name[:100], poem, {}, achievement=shown)
    texts = ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")
    assert drawn == [["".join(t.itertext()), t.get("x"), t.get("y")] for t in texts]


class Links(HTMLParser):
    """Lo que una página nombra y a dónde apunta."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.language: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = dict(attrs)
        if tag == "html":
            self.language = about.get("lang")
        if about.get("id"):
            self.ids.add(str(about["id"]))
        if tag == "a" and about.get("href"):
            self.links.append(str(about["href"]))
        elif address := about.get("src") or about.get("href"):
            self.loads.append(address)


@pytest.fixture(scope="module")
def parsed(built: Path) -> dict[str, Links]:
    """Cada página del sitio, leída sin navegador."""
    found = {}
    for path in sorted(built.glob("*.html")):
        found[path.name] = Links()
        found[path.name].feed(path.read_text(encoding="utf-8"))
    return found


def test_the_pages_are_the_expected_and_in_spanish(parsed: dict[str, Links]) -> None:
    assert sorted(parsed) == [f"{name}.html" for name in PAGES]
    assert {page.language for page in parsed.values()} == {"es"}


def test_every_internal_link_leads_somewhere(built: Path, parsed: dict[str, Links]) -> None:
    broken = []
    for name, page in parsed.items():
        for link in {*page.links, *page.loads}:
            if urlsplit(link).scheme:
                continue
            target, anchor = urldefrag(urljoin(name, link))
            file = unquote(urlsplit(target).path)
            exists = (built / file).is_file()
            if not exists or (anchor and unquote(anchor) not in parsed[file].ids):
                broken.append(f"{name}: {link}")
    assert broken == []


def test_nothing_is_loaded_from_elsewhere(parsed: dict[str, Links]) -> None:
    outside = [
        f"{name}: {load}"
        for name, page in parsed.items()
        for load in page.loads
        if urlsplit(load).scheme not in {"", "data"} or urlsplit(load).netloc
    ]
    assert outside == []


def test_the_text_of_a_page_is_light(built: Path) -> None:
    """Se pesa el HTML sin sus imágenes: ni `<svg>` ni ficheros escritos dentro (`data:`)."""
    weights = {}
    for path in built.glob("*.html"):
        text = re.sub(r"<svg\b.*?</svg>|data:[^\"']+", "", path.read_text("utf-8"), flags=re.S)
        weights[path.name] = len(text.encode("utf-8"))
    assert {name: weight for name, weight in weights.items() if weight > MOST_BYTES} == {}


def test_the_theme_speaks_spanish(built: Path) -> None:
    english = [*sphinx_conf.SPANISH, *sphinx_conf.LABELS, *sphinx_conf.ICONS]
    said = []
    for path in built.glob("*.html"):
        text = re.sub(r"\s*([<>])\s*", r"\1", path.read_text("utf-8"))
        said += [f"{path.name}: {w}" for w in english if f">{w}<" in text or f'"{w}"' in text]
    assert said == []
