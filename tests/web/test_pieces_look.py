"""Cada pieza, sola en una página: se ve, se usa con el teclado y la entiende quien no la ve."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Locator, expect

from tests.web.pieces_page import (
    MODEL,
    STILL,
    Site,
    bring_sancho,
    number,
    pieces_site,  # noqa: F401
    problems_in_every_view,
    sentence,
    tab_to,
)

PIECES = {
    "norma": ("sancho-norma", ""),
    "tokens": ("sancho-tokens", ""),
    "dado": ("sancho-dado", ""),
    "aprende": ("sancho-aprende", ""),
    "letra": ("sancho-logits", ""),
    "notas": ("sancho-logits", 'modo="notas"'),
    "habas": ("sancho-logits", 'modo="habas"'),
    "letras": ("sancho-letras", ""),
    "cajones": ("sancho-cajones", ""),
    "entero": ("sancho-entero", ""),
    "escribe": ("sancho-escribe", ""),
    "miradas": ("sancho-miradas", ""),
    "peso": ("sancho-peso", ""),
    "papel": ("sancho-papel", ""),
    "rima": ("sancho-papel", 'modo="rima"'),
}


def play(name: str, piece: Locator) -> None:
    """Deja la pieza como cuando más enseña."""
    if name == "letra":
        bring_sancho(piece)
        piece.get_by_role("button", name="Tirar la bola").click()
    if name == "habas":
        piece.get_by_role("textbox").fill("aaaaaaooo_")
        piece.get_by_role("button", name="Ver las de sancho-mini").click()
        bring_sancho(piece)
        piece.get_by_role("button", name="Otro lugar").wait_for()
    if name in ("letras", "cajones"):
        bring_sancho(piece)
        piece.get_by_role("radio", name="No lo sé").check()
        piece.get_by_role("button", name="Ver qué pasa").click()
    if name == "letras":
        piece.get_by_role("button", name="w ↔ k").click()
        piece.get_by_role("cell").first.wait_for()
    if name == "entero":
        bring_sancho(piece)
        piece.locator("summary", has_text="Bloque 1").click()
    if name in ("escribe", "miradas", "peso", "papel", "rima"):
        bring_sancho(piece)
    if name == "escribe":
        piece.get_by_role("button", name="Una letra").click()
        piece.get_by_role("button", name="Salió").wait_for()
    if name == "miradas":
        piece.get_by_role("button", name="Apuesto por").click()
    if name == "peso":
        piece.get_by_role("button", name="Medir a los dos lados").click()
        piece.get_by_role("table").wait_for()
    if name in ("papel", "rima"):
        expect(piece.locator(".sentence")).to_contain_text("a la vista")
    if name == "norma":
        piece.get_by_role("button", name="Todo × 10").click()
    if name == "tokens":
        piece.get_by_role("button", name="Barajar").click()


@pytest.mark.parametrize("name", PIECES)
def test_a_piece_is_fine_in_every_size_and_colour(site: Site, name: str) -> None:
    piece = site.open(*PIECES[name])
    play(name, piece)
    assert problems_in_every_view(piece) == []
    assert sentence(piece)
    piece.page.context.close()


@pytest.mark.parametrize("tag", sorted({tag for tag, _ in PIECES.values()}))
def test_without_javascript_the_still_drawing_is_there(site: Site, tag: str) -> None:
    piece = site.open(tag, ready=False, java_script_enabled=False)
    expect(piece.locator("p")).to_be_visible()
    piece.page.context.close()


def test_on_paper_the_still_drawing_takes_the_place_of_the_controls(site: Site) -> None:
    piece = site.open("sancho-norma")
    still, live = piece.get_by_text("El dibujo quieto"), piece.locator(".live")
    expect(still).to_be_hidden()
    expect(live).to_be_visible()
    piece.page.emulate_media(media="print")
    expect(still).to_be_visible()
    expect(live).to_be_hidden()
    piece.page.context.close()


def test_without_a_still_drawing_the_piece_itself_is_printed(site: Site) -> None:
    piece = site.open("sancho-norma", inside="")
    piece.page.emulate_media(media="print")
    expect(piece.locator(".live")).to_be_visible()
    piece.page.context.close()


QUESTION = """<div data-predecir="e4-gigante"><p>¿Y si multiplicamos todo por 10?</p>
<ul><li>El retrato crecerá</li><li>Se quedará igual</li></ul></div>"""


def test_nothing_is_shown_until_the_prediction_is_made(site: Site) -> None:
    piece = site.open("sancho-norma", inside=QUESTION + STILL, ready=False)
    page, show = piece.page, piece.get_by_role("button", name="Ver qué pasa")
    options = piece.get_by_role("radio")
    expect(options).to_have_count(3)  # las dos escritas y «No lo sé»
    expect(piece.locator("svg")).to_have_count(0)
    show.click()
    expect(piece.get_by_role("status")).to_contain_text("Elegid antes")
    expect(piece.locator("svg")).to_have_count(0)

    tab_to(page, "El retrato crecerá")  # solo con el teclado
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    tab_to(page, "Ver qué pasa")
    page.keyboard.press("Enter")
    expect(piece.locator("svg")).to_be_visible()
    expect(piece.locator(".said")).to_have_text("Habéis dicho: Se quedará igual.")
    kept = page.evaluate("localStorage.getItem('construyamos-gpt:progreso')")
    assert json.loads(kept) == {"prediccion:e4-gigante": 1}  # como guia.js

    page.reload()  # otro día: no se pregunta otra vez
    expect(piece.locator("svg")).to_be_visible()
    expect(piece.locator(".said")).to_have_text("Habéis dicho: Se quedará igual.")
    page.context.close()


MEGABYTES = number((MODEL / "model.safetensors").stat().st_size / 1e6, 1)


def test_one_engine_serves_every_piece_of_the_page(site: Site) -> None:
    page = site.browser.new_context().new_page()
    site.watch(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(f"{request.method} {request.url}"))
    two = "<sancho-logits></sancho-logits>" * 2
    page.goto(site.write("sancho-logits", two))
    first, second = page.locator("sancho-logits").all()
    weight = f"({MEGABYTES} MB)"  # el peso de verdad, antes de descargar nada
    expect(first.get_by_role("button", name="Traer a sancho-mini")).to_contain_text(weight)
    assert not any(request.startswith("GET") and "model.saf" in request for request in asked)
    bring_sancho(first)
    for piece in (first, second):
        expect(piece.locator(".wheel")).to_be_visible()
    assert sum(request.startswith("GET") and "model.saf" in request for request in asked) == 1
    page.context.close()


OPEN_BY_HAND = """async () => {
  const { Engine } = await import("/web/engine/engine.js");
  const { Piece } = await import("/web/pieces/piece.js");
  const url = (path) => new URL(path, location.href);
  const bytes = await (await fetch("/modelo/model.safetensors")).arrayBuffer();
  Piece.useEngine(await Engine.open({
    workerUrl: url("/web/engine/worker.js"), weights: bytes,
    config: url("/modelo/config.json"), tokenizer: url("/modelo/tokenizer.json"),
  }));
}"""


def test_a_piece_takes_the_engine_it_is_given(site: Site) -> None:
    piece = site.open("sancho-logits")
    expect(piece.get_by_role("button", name="Traer")).to_be_visible()
    piece.page.evaluate(OPEN_BY_HAND)  # como hará un cuaderno
    expect(piece.locator(".sentence")).to_contain_text("De cada cien habas")
    expect(piece.get_by_role("button", name="Traer")).to_have_count(0)
    piece.page.context.close()


def test_a_failed_download_is_explained_and_can_be_tried_again(site: Site) -> None:
    page = site.browser.new_context().new_page()
    page.route("**/model.safetensors", lambda route: route.abort())
    page.goto(site.write("sancho-logits", "<sancho-logits></sancho-logits>"))
    piece = page.locator("sancho-logits")
    bring = piece.get_by_role("button", name="Traer a sancho-mini")
    bring.click()
    expect(piece.locator(".sentence")).to_contain_text("No se ha podido traer a sancho-mini")
    expect(bring).to_be_enabled()
    page.unroute("**/model.safetensors")
    bring.click()
    expect(piece.locator(".wheel")).to_be_visible()
    page.context.close()


def test_missing_data_are_explained(site: Site) -> None:
    page = site.browser.new_context().new_page()
    page.route("**/ladder.json", lambda route: route.abort())
    page.goto(site.write("sancho-dado", "<sancho-dado></sancho-dado>"))
    expect(page.locator("sancho-dado .sentence")).to_contain_text("No han llegado los datos")
    page.context.close()
