"""Las piezas que enseñan el modelo por dentro dicen la verdad: se comparan con PyTorch."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from herramientas import mapa_letras
from playwright.sync_api import Locator, expect
from torch import Tensor

from construyamos_gpt.corpus import load_corpus
from construyamos_gpt.generation import Sampling, filter_logits
from construyamos_gpt.mlp import gelu
from construyamos_gpt.model import Model, load
from construyamos_gpt.notebook.letter_vectors import likeness, nearest, with_table
from tests.web.lab import PATIENCE, ROOT
from tests.web.pieces_page import (
    Site,
    bring_sancho,
    number,
    pieces_site,  # noqa: F401
    sentence,
    tab_to,
)

SPECIALS = 2  # el inicio y la forma
expect.set_options(timeout=PATIENCE)  # con la máquina ocupada, sancho-mini tarda en contestar


@pytest.fixture(scope="module")
def sancho() -> Model:
    return load("sancho-mini")


@pytest.fixture(scope="module")
def letters() -> dict[str, Any]:
    text = (mapa_letras.DATA / "letters.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


def short(values: Tensor, count: int = 4) -> str:
    """El principio de un vector, como lo escribe la página: «(1; 0; −3; 4…)»."""
    texts = (number(float(value), 2) for value in values[:count])
    return "(" + "; ".join(re.sub(r",?0+$", "", t) if "," in t else t for t in texts) + "…)"


def spoken(letter: str) -> str:
    return {" ": "el espacio", "\n": "el salto de línea"}.get(letter, f"la «{letter}»")


def close(piece: Locator) -> None:
    piece.page.context.close()


def answer(piece: Locator) -> None:
    """Contesta la predicción de una pieza."""
    piece.get_by_role("radio", name="No lo sé").check()
    piece.get_by_role("button", name="Ver qué pasa").click()


# ---------------------------------------------------------------- Los datos del mapa


def test_the_map_is_that_of_the_shipped_model(letters: dict[str, Any], sancho: Model) -> None:
    path = mapa_letras.DATA / "letters.json"
    assert path.stat().st_size <= 40_000
    vocabulary = range(sancho.tokenizer.vocab_size)
    assert letters["letters"] == [sancho.tokenizer.id_to_token(index) for index in vocabulary]
    common = [i for i, times in enumerate(letters["times"]) if times >= letters["common"]]
    table = sancho.gpt.embeddings.token.weight.detach()
    points, explained = mapa_letras.letter_map(table, common)
    last = letters["maps"][-1]
    assert torch.allclose(points, torch.tensor(last["points"]).double(), rtol=0, atol=2e-3)
    assert last["explained"] == pytest.approx(explained, abs=1e-3)
    steps = [drawn["step"] for drawn in letters["maps"]]
    assert steps[0] == 0
    assert steps == sorted(set(steps))


def test_the_letters_are_counted_in_what_was_studied(
    letters: dict[str, Any], corpus_folder: Path
) -> None:
    corpus = load_corpus(str(corpus_folder))
    times = Counter("".join(piece.text for piece in corpus.pieces("train")))
    assert letters["times"] == [times[symbol] for symbol in letters["letters"]]
    apart = {(piece.form, piece.text) for piece in corpus.pieces("val")}
    assert {(poem["form"], poem["text"]) for poem in letters["unseen"]} <= apart


def test_a_plane_is_drawn_without_loss_and_a_turn_is_undone() -> None:
    random = torch.Generator().manual_seed(0)
    plane = torch.randn(20, 2, generator=random, dtype=torch.float64)
    plane -= plane.mean(dim=0)
    axes = torch.linalg.qr(torch.randn(8, 2, generator=random, dtype=torch.float64))[0]
    points, explained = mapa_letras.letter_map(plane @ axes.T, range(20))
    assert explained == pytest.approx(1)  # en un plano, el dibujo lo guarda todo
    assert torch.allclose(torch.pdist(points), torch.pdist(plane))
    turn = torch.linalg.qr(torch.randn(2, 2, generator=random, dtype=torch.float64))[0]
    (turned, _), (kept, _) = mapa_letras.aligned([(points @ turn, 1.0), (points, 1.0)])
    assert torch.equal(kept, points)
    assert torch.allclose(turned, points)


# ---------------------------------------------------------------- sancho-letras


def choose(piece: Locator, letter: str) -> None:
    piece.get_by_role("combobox", name="Letra", exact=True).select_option(label=letter)


def test_the_neighbors_are_those_of_the_whole_vectors(
    site: Site, sancho: Model, letters: dict[str, Any]
) -> None:
    piece = site.open("sancho-letras")
    assert "parecidas" not in sentence(piece)  # hasta que llega la tabla, solo el mapa
    bring_sancho(piece)
    expect(piece.locator(".sentence")).to_contain_text("Las más parecidas")
    table = sancho.gpt.embeddings.token.weight.detach()
    rare = [
        symbol
        for symbol, times in zip(letters["letters"], letters["times"], strict=True)
        if len(symbol) == 1 and times < letters["common"]
    ]
    for letter in "abñZk.":
        choose(piece, letter)
        row = table[sancho.tokenizer.token_to_id(letter)]
        close_ones = nearest(sancho, row, without="".join([*rare, letter]), count=5)
        expected = "; ".join(
            f"{spoken(other)}, {number(likeness(sancho, letter, other), 2)}" for other in close_ones
        )
        assert f"con los vectores enteros: {expected}." in sentence(piece)
        times = letters["times"][letters["letters"].index(letter)]
        assert f"sale {number(times, 0)} veces en lo estudiado" in sentence(piece)
        assert ("pueden ser casualidad" in sentence(piece)) == (letter in rare)
    close(piece)


def test_a_letter_is_touched_on_the_map(site: Site) -> None:
    piece = site.open("sancho-letras")
    expect(piece.get_by_role("button", name="Traer")).to_be_visible()  # el mapa no espera al modelo
    for letter in ("q", "v"):
        box = piece.locator("svg text", has_text=re.compile(f"^{letter}$")).bounding_box()
        assert box
        middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        piece.page.mouse.click(*middle)
        assert sentence(piece).startswith(f"La «{letter}» sale ")
    close(piece)


def test_the_map_goes_back_in_time(site: Site, letters: dict[str, Any]) -> None:
    piece = site.open("sancho-letras")
    tab_to(piece.page, "Paso del aprendizaje")
    for drawn in reversed(letters["maps"]):
        assert f"guarda el {number(100 * drawn['explained'], 0)} %" in sentence(piece)
        words = piece.locator("svg").first.get_attribute("aria-label") or ""
        assert f"en el paso {drawn['step']} " in words
        piece.page.keyboard.press("ArrowLeft")
    assert "donde la puso el azar" in sentence(piece)
    close(piece)


def test_swapping_two_rows_costs_what_it_costs_in_python(
    site: Site, sancho: Model, letters: dict[str, Any]
) -> None:
    piece = site.open("sancho-letras")
    bring_sancho(piece)
    expect(piece.get_by_role("button", name="Ver qué pasa")).to_be_visible()
    expect(piece.get_by_role("button", name="a ↔ z")).to_have_count(0)  # antes se predice
    answer(piece)
    poems = [(poem["text"], poem["form"]) for poem in letters["unseen"]]
    text = "".join(poem for poem, _ in poems)
    table = sancho.gpt.embeddings.token.weight.detach()
    expected = [("sin tocar", 0.0, sancho.score(poems).faces)]
    for pair in ("az", "es"):
        rows = [sancho.tokenizer.token_to_id(letter) for letter in pair]
        changed = table.clone()
        changed[rows] = table[rows[::-1]]
        spoiled = 100 * sum(map(text.count, pair)) / len(text)
        name = f"{pair[0]} ↔ {pair[1]}"
        expected.append((name, spoiled, with_table(sancho, changed).score(poems).faces))
    piece.get_by_role("button", name="a ↔ z").click()
    told = piece.locator(".measured")
    expect(told).to_contain_text("Con a ↔ z se estropean")
    piece.get_by_role("combobox", name="Una letra").select_option(label="e")
    piece.get_by_role("combobox", name="Por otra").select_option(label="s")
    piece.get_by_role("button", name="Cambiarlas").click()
    expect(told).to_contain_text("Con e ↔ s se estropean")
    shown = piece.locator("tbody tr").all_inner_texts()
    for line, (name, spoiled, faces) in zip(shown, expected, strict=True):
        written, share, die = line.split("\t")
        assert (written, share) == (name, number(spoiled, 1))
        assert float(die.replace(",", ".")) == pytest.approx(faces, abs=0.006)
    piece.get_by_role("combobox", name="Por otra").select_option(label="e")
    piece.get_by_role("button", name="Cambiarlas").click()
    expect(told).to_contain_text("Elegid dos letras distintas")
    close(piece)


def test_the_likeness_of_two_places_is_that_of_their_vectors(site: Site, sancho: Model) -> None:
    piece = site.open("sancho-letras")
    bring_sancho(piece)
    table = F.normalize(sancho.gpt.embeddings.position.weight.detach(), dim=1)
    last = len(table) - 1
    where = piece.get_by_role("slider", name="Sitio")
    for place, others in ((40, (41, 50, 240)), (0, (1, 10, 200)), (last, (638, 629, 439))):
        where.fill(str(place))
        parts = (f"al {other}, {number(float(table[place] @ table[other]), 2)}" for other in others)
        told = f"del sitio {place} al de otros: {'; '.join(parts)}."
        expect(piece.get_by_text(told)).to_be_visible()
    close(piece)


# ---------------------------------------------------------------- sancho-cajones


@torch.inference_mode()
def drugstore(sancho: Model, text: str, layer: int) -> dict[str, Tensor]:
    """Lo que pasa en la botica de un bloque, con cada letra de un verso."""
    x = sancho.gpt.embeddings(torch.tensor([sancho.prompt_ids(text, "verso")]))
    for block in sancho.gpt.blocks[:layer]:
        x = block(x)
    block = sancho.gpt.blocks[layer]
    middle = x + block.attention(block.norm_1(x))
    brought = block.norm_2(middle)
    compared = block.mlp.expand(brought)
    opening = gelu(compared)
    spices = block.mlp.contract(opening)
    found = {"brought": brought, "compared": compared, "opening": opening, "spices": spices}
    found |= {"middle": middle, "output": middle + spices}
    return {name: value[0, SPECIALS:] for name, value in found.items()}  # sin inicio ni forma


@pytest.mark.parametrize(
    ("text", "block", "place"),
    [("Verás cómo le prestan las florestas", 1, 5), ("¡Oh, quién tuviera!", 4, 8)],
)
def test_the_drawers_are_those_of_pytorch(
    site: Site, sancho: Model, text: str, block: int, place: int
) -> None:
    piece = site.open("sancho-cajones")
    bring_sancho(piece)
    piece.get_by_role("textbox").fill(text)
    piece.get_by_role("combobox", name="Botica").select_option(label=str(block))
    hand = piece.get_by_role("slider")
    expect(hand).to_have_attribute("max", str(len(text)))
    expect(piece.locator(".sentence")).to_contain_text(f"En el bloque {block}")
    hand.fill(str(place))
    found = drugstore(sancho, text, block - 1)
    opening, compared = found["opening"][place - 1], found["compared"][place - 1]
    steps = piece.locator(".steps li").all_inner_texts()
    for step, names in zip(
        steps,
        (("brought", "compared"), ("opening",), ("spices",), ("middle", "output")),
        strict=True,
    ):
        for name in names:
            assert short(found[name][place - 1]) in step
    said = sentence(piece)
    assert f"(letra {place}) abre {int((opening > 0.1).sum())} de 1024 cajones" in said
    assert f"En {int((compared < 0).sum())}, comparar da negativo" in said
    best = opening.argsort(descending=True)[:8].tolist()
    drawers = piece.get_by_role("radio", name=re.compile("^cajón"))
    drawers.first.focus()
    for drawer in best:  # con las flechas, de uno en uno
        compares, opens = (number(float(part[drawer]), 2) for part in (compared, opening))
        assert f"El cajón {drawer + 1} compara {compares} y se abre {opens}." in sentence(piece)
        line = piece.locator(".tokens").get_attribute("aria-label") or ""
        shown = re.findall(r" (−?\d+,\d)(?:,|\.)", line.split(": ", 1)[1])
        assert shown == [number(float(value), 1) for value in found["opening"][:, drawer]]
        piece.page.keyboard.press("ArrowDown")
    close(piece)


def test_another_letter_is_touched_and_an_empty_verse_is_no_trouble(site: Site) -> None:
    piece = site.open("sancho-cajones")
    bring_sancho(piece)
    piece.locator(".tokens .chip").nth(2).click()
    assert "la «r» (letra 3)" in sentence(piece)
    verse = piece.get_by_role("textbox")
    verse.fill("")
    expect(piece.locator(".sentence")).to_have_text(re.compile("^Escribid algo"))
    verse.fill("a")
    expect(piece.locator(".sentence")).to_contain_text("la «a» (letra 1)")
    close(piece)


@torch.inference_mode()
def moved(sancho: Model, changed: str, frozen: bool) -> list[float]:
    """Lo que se mueve cada vector, como en el experimento de la parte 6."""

    def through(text: str, bought: list[Tensor] | None) -> tuple[Tensor, list[Tensor]]:
        x, shopping = sancho.gpt.embeddings(torch.tensor([sancho.tokenizer.encode(text)])), []
        for layer, block in enumerate(sancho.gpt.blocks):
            shopping.append(block.attention(block.norm_1(x)) if bought is None else bought[layer])
            x = x + shopping[-1]
            x = x + block.mlp(block.norm_2(x))
        return x[0], shopping

    original, shopping = through("Dulcinea del", None)
    after, _ = through(changed, shopping if frozen else None)
    return [float(value) for value in (after - original).norm(dim=-1)]


def test_with_the_attention_frozen_only_the_third_letter_changes(site: Site, sancho: Model) -> None:
    piece = site.open("sancho-cajones")
    bring_sancho(piece)
    which = piece.get_by_role("combobox", name="se cambia por")
    expect(piece.get_by_role("button", name="Ver qué pasa")).to_be_visible()
    expect(which).to_have_count(0)  # antes se predice
    answer(piece)
    for letter in "za":
        which.select_option(letter)
        changed = f"Du{letter}cinea del"
        told = piece.get_by_role("status").filter(has_text=f"y «{changed}»")
        expect(told).to_contain_text("congelada cambia solo la 3")
        expect(told).to_contain_text("Con todo libre, de la 3 a la 12")
        frozen, free = (moved(sancho, changed, value) for value in (True, False))
        assert [size > 1e-3 for size in frozen] == [place == 3 for place in range(1, 13)]
        drawn = piece.locator("section.apart svg").get_attribute("aria-label") or ""
        for place, (one, other) in enumerate(zip(frozen, free, strict=True), start=1):
            assert f" {place}, {number(one, 1)} y {number(other, 1)}" in drawn
    close(piece)


# ---------------------------------------------------------------- sancho-entero


@torch.inference_mode()
def inside(sancho: Model, text: str, form: str) -> dict[str, Tensor]:
    """Lo que pasa con la última letra en cada caja."""
    gpt, ids = sancho.gpt, torch.tensor([sancho.prompt_ids(text, form)])
    places = torch.arange(ids.shape[1])
    found = {"token": gpt.embeddings.token(ids), "place": gpt.embeddings.position(places)[None]}
    x = gpt.embeddings(ids)
    found["embedding"] = x
    for layer, block in enumerate(gpt.blocks):
        bought = block.attention(block.norm_1(x))
        found |= {f"{layer}.norm1": block.norm_1(x), f"{layer}.bought": bought}
        x = x + bought
        spices = block.mlp(block.norm_2(x))
        opening = gelu(block.mlp.expand(block.norm_2(x)))
        found |= {f"{layer}.middle": x, f"{layer}.opening": opening, f"{layer}.spices": spices}
        x = x + spices
        found[f"{layer}.output"] = x
    found |= {"norm": gpt.final_norm(x), "logits": gpt(ids)[0]}
    return {name: value[0, -1] for name, value in found.items()}


def opened(piece: Locator, name: str) -> list[str]:
    """Abre una caja y da lo que enseña, línea a línea."""
    box = piece.locator("details", has=piece.page.locator(f"summary strong:text-is('{name}')"))
    if box.get_attribute("open") is None:
        box.locator("summary").click()
    return [text.replace("\n", " ") for text in box.locator("dd").all_inner_texts()]


@pytest.mark.parametrize(
    ("text", "form"), [("En un lugar de la Manch", "prosa"), ("¡Oh, dulces\nprendas", "soneto")]
)
def test_every_box_shows_the_numbers_of_pytorch(
    site: Site, sancho: Model, text: str, form: str
) -> None:
    piece = site.open("sancho-entero")
    bring_sancho(piece)
    piece.get_by_role("textbox").fill(text)
    piece.get_by_role("combobox").select_option(form)
    expect(piece.locator(".sentence")).to_contain_text(f"Ha leído {len(text)} letras")
    found = inside(sancho, text, form)
    ids = sancho.prompt_ids(text, form)
    scores = found["logits"].clone()
    scores[sancho.forbidden_ids()] = -torch.inf
    chances = torch.softmax(filter_logits(scores[None], Sampling(temperature=1.0)), -1)[0]
    best = chances.argsort(descending=True).tolist()
    symbol = sancho.tokenizer.id_to_token(best[0])
    wait = f"{number(100 * float(chances[best[0]]), 1)} %"
    expect(piece.locator(".sentence")).to_contain_text(f"{spoken(symbol)} ({wait})")

    counted, last_ones = opened(piece, "Tokens")
    assert f"{len(text)} letras; {len(ids)} números" in counted
    assert [int(part) for part in re.findall(r"(\d+)(?: ·|$)", last_ones)] == ids[-6:]
    lines = opened(piece, "Embeddings")
    assert lines[1:] == [short(found[name]) for name in ("token", "place", "embedding")]
    arriving = found["embedding"]
    for layer in range(sancho.config.n_layer):
        lines = opened(piece, f"Bloque {layer + 1}")
        assert lines[0] == short(arriving)
        assert short(found[f"{layer}.norm1"]) in lines[1]
        assert f"Compra {short(found[f'{layer}.bought'])}" in lines[2]
        assert lines[3] == short(found[f"{layer}.middle"])
        open_ones = int((found[f"{layer}.opening"] > 0.1).sum())
        assert f"abre {open_ones} más de 0,1" in lines[5]
        assert f"Toma {short(found[f'{layer}.spices'])}" in lines[5]
        arriving = found[f"{layer}.output"]
        assert lines[6] == short(arriving)
    assert opened(piece, "Última Layer Norm") == [short(arriving), short(found["norm"])]
    points = opened(piece, "Capa de salida")[1:]
    assert points == [number(float(scores[index]), 2) for index in best[:5]]
    shares = opened(piece, "Ruleta")
    assert shares == [f"{number(100 * float(chances[index]), 1)} %" for index in best[:5]]
    close(piece)


def test_each_head_tells_whom_it_looks_at(site: Site, sancho: Model) -> None:
    piece = site.open("sancho-entero")
    bring_sancho(piece)
    text = "En un lugar de la "
    attention = sancho.gpt.blocks[0].attention
    ids = torch.tensor([sancho.prompt_ids(text, "prosa")])
    with torch.inference_mode():
        x = sancho.gpt.blocks[0].norm_1(sancho.gpt.embeddings(ids))
        q, k, _ = attention.qkv(x)[0].chunk(3, dim=-1)
        heads = sancho.config.n_head
        size = q.shape[-1] // heads
        line = opened(piece, "Bloque 1")[2]
        for head in range(heads):
            part = slice(head * size, (head + 1) * size)
            weights = torch.softmax(q[-1, part] @ k[:, part].T / size**0.5, dim=-1)
            place = int(weights.argmax())
            percent = number(100 * float(weights[place]), 0)
            assert re.search(rf"la {head + 1}, a [^;]*sitio {place} \({percent} %\)", line)
    close(piece)


def test_one_more_letter_is_written_and_everything_is_read_again(site: Site, sancho: Model) -> None:
    piece = site.open("sancho-entero")
    bring_sancho(piece)
    paper = piece.get_by_role("textbox")
    paper.fill("Dulcine")
    said = piece.locator(".sentence")
    expect(said).to_contain_text("Ha leído 7 letras")
    for _ in range(3):
        before = paper.input_value()
        tab_to(piece.page, "Una letra más")
        piece.page.keyboard.press("Enter")
        expect(said).to_contain_text(f"Ha leído {len(before) + 1} letras")
        after = paper.input_value()
        assert after[:-1] == before
        assert f"La bola ha caído en {spoken(after[-1])}, que tenía un " in sentence(piece)
        before_scores = inside(sancho, before, "prosa")["logits"].clone()
        before_scores[sancho.forbidden_ids()] = -torch.inf
        chance = torch.softmax(before_scores, -1)[sancho.tokenizer.token_to_id(after[-1])]
        assert f"que tenía un {number(100 * float(chance), 1)} %" in sentence(piece)
        embedding = inside(sancho, after, "prosa")["embedding"]
        assert opened(piece, "Embeddings")[3] == short(embedding)
        piece.locator("summary", has_text="Embeddings").click()
    close(piece)


def test_the_boxes_are_opened_with_the_keyboard_one_at_a_time(site: Site) -> None:
    piece = site.open("sancho-entero")
    bring_sancho(piece)
    expect(piece.locator("details[open] summary")).to_contain_text("Ruleta")
    for name in ("Bloque 2", "Capa de salida"):
        tab_to(piece.page, name)
        piece.page.keyboard.press("Enter")
        expect(piece.locator("details[open] summary")).to_have_count(1)
        expect(piece.locator("details[open] summary")).to_contain_text(name)
    close(piece)


def test_the_links_go_to_the_parts_of_the_guide(site: Site) -> None:
    piece = site.open("sancho-entero", 'guia="../guia/"')
    bring_sancho(piece)
    expect(piece.locator(".sentence")).to_contain_text("Ha leído")
    links = piece.locator("a").evaluate_all("all => all.map((link) => link.getAttribute('href'))")
    pages = {f"../guia/{path.stem}.html" for path in (ROOT / "guia").glob("parte*.md")}
    assert set(links) <= pages
    assert len(set(links)) == 7  # de la 2 a la 7, y la 9
    close(piece)
