"""El sitio de la guía, en un navegador de verdad: se ve, se usa y se entiende, también sin ratón.

Se compone una vez (`site_lab.py`) y se sirve con su política de seguridad, en una subcarpeta. Un
solo navegador abre todas las páginas.
"""

from __future__ import annotations

import filecmp
import html
import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin, urlsplit
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from herramientas.guia import source, sphinx_conf
from herramientas.guia.pieces import MODEL
from herramientas.guia.security import header_policy, page_policy
from herramientas.guia.source import ROOT
from playwright.sync_api import Browser, Page, Request, expect

from construyamos_gpt.cli import sitio as cli
from construyamos_gpt.notebook.certificate import draw_certificate
from tests.browser import barriers
from tests.guia.site_lab import PARTS, open_page
from tests.web.lab import CSP

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
MOST_WITH_PIECES = 600_000
MOST_MODEL = 7_000_000
WEIGHTS = "_static/sancho-mini-*/model.safetensors"

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
# Las piezas han arrancado: se pueden usar, o esperan una predicción.
STARTED = """() => [...document.querySelectorAll(".pieza")].every((piece) =>
  "lista" in piece.dataset || piece.shadowRoot?.querySelector(".prediction fieldset"))"""
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
def test_a_page_is_fine_in_every_size_and_colour(
    looking: Page, built: Path, address: str, name: str
) -> None:
    problems: list[str] = []
    complaints = {
        "console": lambda m: (
            (m.type == "error" or "Security Policy" in m.text)
            and problems.append(f"consola: {m.text}")
        ),
        "pageerror": lambda error: problems.append(f"error: {error}"),
        "request": lambda request: (
            request.url.startswith((address, "data:"))
            or problems.append(f"pide algo fuera: {request.url}")
        ),
        # Chromium da por cortadas las preguntas HEAD, que no traen nada que leer.
        "requestfailed": lambda request: (
            request.method == "GET" and problems.append(f"no llega: {request.url}")
        ),
        "requestfinished": lambda request: loaded.append(request),
    }
    loaded: list[Request] = []
    for event, complain in complaints.items():
        looking.on(event, complain)  # type: ignore[call-overload]
    looking.goto(f"{address}{name}.html")
    looking.wait_for_function(STARTED)
    problems += [
        f"se pide sin tocar nada: {request.url}"
        for request in loaded
        if "/sancho-mini-" in request.url and request.method == "GET"
    ]
    weight = page_weight(built, [request.url.removeprefix(address) for request in loaded])
    if weight > MOST_WITH_PIECES:
        problems.append(f"pesa {weight} octetos con sus piezas")
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


def text_weight(path: Path) -> int:
    """Lo que pesa el HTML sin sus imágenes: ni `<svg>` ni ficheros escritos dentro (`data:`)."""
    text = re.sub(r"<svg\b.*?</svg>|data:[^\"']+", "", path.read_text("utf-8"), flags=re.S)
    return len(text.encode("utf-8"))


def page_weight(built: Path, asked: list[str]) -> int:
    """Lo que pesa lo que ha pedido una página antes de que nadie toque nada; sin imágenes."""
    files = {unquote(urlsplit(url).path) for url in asked if not url.startswith("data:")}
    paths = [built / file for file in files if not file.endswith((".svg", ".png", ".safetensors"))]
    return sum(
        text_weight(path) if path.suffix == ".html" else path.stat().st_size for path in paths
    )


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
    # Las hojas llegan, con la política dentro de la página; y la pieza dice por qué no anda.
    border = box.evaluate("box => getComputedStyle(box).borderInlineStartWidth")
    assert border == "4px"
    piece = fresh.locator(".pieza").first
    expect(piece).to_contain_text("lo continúa, letra a letra")
    expect(piece.locator(".aviso")).to_contain_text("http://localhost:8000")


def test_what_somebody_sneaks_in_does_not_run(fresh: Page, address: str) -> None:
    fresh.goto(f"{address}index.html")
    fresh.evaluate(
        """() => {
          const title = document.querySelector("h1");
          title.innerHTML = '<b style="color: red" onclick="window.sneaked = 1">a</b>'
            + '<img src="data:," onerror="window.sneaked = 1">';
          title.querySelector("b").click();
          const script = document.createElement("script");
          script.textContent = "window.sneaked = 1";
          document.body.append(script);
        }"""
    )
    assert fresh.evaluate("getComputedStyle(document.querySelector('h1 b')).color") != (
        "rgb(255, 0, 0)"
    )
    assert fresh.evaluate("window.sneaked") is None


def test_the_policy_is_the_same_everywhere(built: Path) -> None:
    assert all(directive in header_policy() for directive in CSP.split("; "))
    headers = (built / "_headers").read_text("utf-8")
    assert f"Content-Security-Policy: {header_policy()}\n" in headers
    written = " ".join((ROOT / "docs" / "publicar.md").read_text("utf-8").split())
    assert header_policy() in written
    for path in built.glob("*.html"):
        head = path.read_text("utf-8").partition("<script")[0].partition("<link")[0]
        assert f'content="{page_policy()}"' in head, path.name


def test_the_model_is_there_once_and_is_light(built: Path) -> None:
    files = [path for path in built.rglob("*") if path.suffix == ".safetensors"]
    assert len(files) == 1
    assert files[0].read_bytes() == (MODEL / "model.safetensors").read_bytes()
    engine = (built / "_static").glob("web-*/engine/*")  # se pide a la vez
    together = [*files[0].parent.iterdir(), *engine]
    assert sum(path.stat().st_size for path in together) <= MOST_MODEL
    page = (built / "index.html").read_text("utf-8")
    told = re.findall(r'name="sancho-engine" content="([^"]+)"', page)
    assert [built / place for place in told] == [files[0].parent]


def test_the_order_writes_the_whole_site(built: Path, tmp_path: Path) -> None:
    """Desde lo que va en el wheel, que no lleva los pesos; y encima de uno viejo."""
    packed = shutil.copytree(built, tmp_path / "sitio")
    for weights in packed.glob(WEIGHTS):
        weights.unlink()
    folder = tmp_path / "mi_guia"
    for old in ("_static/web-vieja/a.js", "_static/sancho-mini-viejo/model.safetensors", "CNAME"):
        (folder / old).parent.mkdir(parents=True, exist_ok=True)
        (folder / old).touch()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cli, "SITE", packed)
        done = CliRunner().invoke(cli.sitio, ["--salida", str(folder)])
    assert done.exit_code == 0
    assert str(folder) in done.output
    comparison = filecmp.dircmp(built, folder)
    assert comparison.left_only == comparison.diff_files == []
    assert comparison.right_only == ["CNAME"]  # lo que no es nuestro, se queda
    static = comparison.subdirs["_static"]
    assert static.left_only == static.right_only == static.diff_files == []


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
    weights = {path.name: text_weight(path) for path in built.glob("*.html")}
    assert {name: weight for name, weight in weights.items() if weight > MOST_BYTES} == {}


def test_the_theme_speaks_spanish(built: Path) -> None:
    english = [*sphinx_conf.SPANISH, *sphinx_conf.LABELS, *sphinx_conf.ICONS]
    said = []
    for path in built.glob("*.html"):
        text = re.sub(r"\s*([<>])\s*", r"\1", path.read_text("utf-8"))
        said += [f"{path.name}: {w}" for w in english if f">{w}<" in text or f'"{w}"' in text]
    assert said == []
