"""Las piezas de escribir, mirar, aprender y recordar dicen la verdad: se comparan con PyTorch."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from herramientas import piezas
from playwright.sync_api import Locator, expect

from construyamos_gpt.corpus import load_corpus
from construyamos_gpt.generation import window_start
from construyamos_gpt.model import Model, load
from construyamos_gpt.notebook.window import RhymeCase, ending_nats
from tests.web.lab import PATIENCE
from tests.web.oracle import Changes, inspect
from tests.web.pieces_page import (
    Site,
    bring_sancho,
    number,
    pieces_site,  # noqa: F401
    sentence,
    tab_to,
)

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="module")
def sancho() -> Model:
    return load("sancho-mini")


def saved(name: str) -> dict[str, Any]:
    """Unos datos, tal como viajan."""
    return dict(json.loads((piezas.DATA / f"{name}.json").read_text(encoding="utf-8")))


def close(piece: Locator) -> None:
    piece.page.context.close()


def said(piece: Locator, *parts: str) -> None:
    """Espera a que la frase diga todo eso."""
    for part in parts:
        expect(piece.locator(".sentence")).to_contain_text(part)


def percent(chance: float) -> str:
    if 0 < chance < 0.0005:
        return "menos de 0,1 %"
    return "más de 99,9 %" if 0.9995 < chance < 1 else f"{number(100 * chance, 1)} %"


def to_number(text: str) -> float:
    return float(text.replace(".", "").replace(",", ".").replace("−", "-"))


@torch.inference_mode()
def chances(sancho: Model, ids: list[int], temperature: float = 1.0) -> torch.Tensor:
    """El reparto de la letra siguiente, sin los símbolos que nunca se escriben."""
    scores = sancho.gpt(torch.tensor([ids]))[0][0, -1] / temperature
    scores[sancho.forbidden_ids()] = -torch.inf
    return scores.softmax(-1)


# ---------------------------------------------------------------- Los datos


def test_the_data_are_those_of_the_text_and_the_model(corpus_folder: Path, sancho: Model) -> None:
    corpus = load_corpus(str(corpus_folder))
    unseen = [piece for piece in corpus.pieces("val") if piece.form != "prosa"]
    made = json.loads(json.dumps(piezas.screws(unseen, sancho)))
    kept = saved("screws")
    for ours, theirs in zip(made["screws"], kept["screws"], strict=True):
        assert ours.pop("slope") == pytest.approx(theirs.pop("slope"), rel=1e-4)
    assert made == kept
    again = json.loads(json.dumps(piezas.glass(unseen, sancho, spots=1)))
    paper = saved("glass")
    assert (again["poem"], again["rhymes"]) == (paper["poem"], paper["rhymes"])
    assert [size for size, _ in paper["faces"]] == list(piezas.OPENINGS)
    for name in ("screws", "glass"):
        assert (piezas.DATA / f"{name}.json").stat().st_size < 8_000


# ---------------------------------------------------------------- sancho-escribe


def paper_text(piece: Locator) -> str:
    return (piece.locator(".hidden-words").first.text_content() or "").removeprefix("Texto: ")


def open_desk(site: Site) -> Locator:
    piece = site.open("sancho-escribe")
    bring_sancho(piece)
    said(piece, "Pulsad «Escribir»")
    return piece


def one_letter(piece: Locator, count: int) -> None:
    for _ in range(count):
        before = sentence(piece)
        piece.get_by_role("button", name="Una letra").click()
        expect(piece.locator(".sentence")).not_to_have_text(before)
        said(piece, "Letra ")


def test_every_letter_comes_from_the_die_of_pytorch(site: Site, sancho: Model) -> None:
    piece = open_desk(site)
    prompt = "Sancho Panza no di"
    piece.get_by_role("textbox", name="Un principio").fill(prompt)
    piece.get_by_role("combobox").select_option("prosa")
    piece.get_by_role("slider", name="Temperatura").fill("1.3")
    one_letter(piece, 5)
    written = paper_text(piece).removeprefix(prompt)
    assert len(written) == 5
    hand = piece.get_by_role("slider", name="Letra tocada")
    hand.press("Home")
    for place, letter in enumerate(written):
        ids = sancho.prompt_ids(prompt + written[:place], "prosa")
        dice = chances(sancho, ids, 1.3)
        own = dice[sancho.tokenizer.encode(letter)[0]].item()
        said(piece, f"Letra {place + 1}: salió", f"que tenía {percent(own)} del dado")
        said(piece, f"esperaba el final un {percent(dice[sancho.tokenizer.end_id].item())}.")
        labels = piece.locator(".path").evaluate_all("all => all.map((b) => b.textContent)")
        best = [sancho.tokenizer.id_to_token(i) for i in dice.topk(6).indices.tolist()]
        names = [{" ": "␣", "\n": "↵"}.get(symbol, symbol.strip("<|>")) for symbol in best]
        held = [percent(chance) for chance in dice.topk(6).values.tolist()]
        expected = [name + chance for name, chance in zip(names, held, strict=True)]
        assert labels[:5] == expected[:5]
        hand.press("ArrowRight")
    close(piece)


def test_a_pause_changes_nothing_and_another_seed_does(site: Site) -> None:
    piece = open_desk(site)
    piece.get_by_role("slider", name="Temperatura").fill("2")  # así, cada suerte va por su lado
    one_letter(piece, 6)
    slowly = paper_text(piece)
    piece.get_by_role("button", name="Borrar").click()
    piece.get_by_role("button", name="Escribir").click()
    expect(piece.locator(".written-letter").nth(8)).to_be_attached()
    piece.get_by_role("button", name="Parar").click()
    said(piece, "Lo habéis parado")
    at_once = paper_text(piece)
    assert at_once.startswith(slowly)
    piece.get_by_role("textbox", name="Semilla").fill("8")
    assert paper_text(piece) == "En un lugar de la Mancha"  # se empieza de nuevo
    one_letter(piece, 6)
    assert not at_once.startswith(paper_text(piece))
    close(piece)


def test_the_other_path_starts_where_it_forks(site: Site) -> None:
    piece = open_desk(site)
    one_letter(piece, 4)
    before = paper_text(piece)
    piece.locator(".written-letter").nth(1).click()
    said(piece, "Letra 2:")
    other = piece.get_by_role("button", name="Tomar el camino de la").first
    letter = re.search(r"la «(.)»", other.get_attribute("aria-label") or "")
    assert letter
    other.press("Enter")
    expect(piece.locator(".written-letter").nth(5)).to_be_attached()
    piece.get_by_role("button", name="Parar").click()
    said(piece, "Lo habéis parado")
    after = paper_text(piece)
    fork = len("En un lugar de la Mancha") + 1
    assert after[: fork + 1] == before[:fork] + letter[1]
    expect(piece.locator(".chosen")).to_have_text(letter[1])
    piece.locator(".chosen").click()
    said(piece, f"Letra 2: elegisteis la «{letter[1]}»")
    close(piece)


def test_it_is_used_with_the_keyboard_alone(site: Site) -> None:
    piece = open_desk(site)
    tab_to(piece.page, "Una letra")
    piece.page.keyboard.press("Enter")
    said(piece, "Letra 1:")
    piece.page.keyboard.press("Enter")
    said(piece, "Letra 2:")
    tab_to(piece.page, "Letra tocada")
    piece.page.keyboard.press("ArrowLeft")
    said(piece, "Letra 1:")
    tab_to(piece.page, "Tomar el camino")
    piece.page.keyboard.press("Enter")
    expect(piece.locator(".written-letter").nth(2)).to_be_attached()
    close(piece)


WINDOW = """async (places) => {
  const { Writing } = await import("/web/pieces/writing.js");
  const engine = { tokenizer: { promptIds: () => Array(12) }, config: { blockSize: 640 } };
  const writing = new Writing(engine, { prompt: "", form: "prosa" });
  return places.map((place) => writing.readFrom(place));
}"""


def test_the_window_slides_as_in_python(site: Site) -> None:
    piece = site.open("sancho-escribe")
    places = [0, 100, 627, 628, 629, 947, 948, 949, 1199]
    expected = [max(0, window_start(12 + place, 640) - 2) for place in places]
    assert piece.page.evaluate(WINDOW, places) == expected
    close(piece)


# ---------------------------------------------------------------- sancho-miradas


def open_fair(site: Site) -> Locator:
    piece = site.open("sancho-miradas")
    bring_sancho(piece)
    said(piece, "Con la cabeza 1.3")
    return piece


def test_the_four_steps_are_those_of_pytorch(site: Site, sancho: Model) -> None:
    piece = open_fair(site)
    text = "corazó"
    piece.get_by_role("textbox").fill(text)
    ids = sancho.prompt_ids(text, "prosa")
    seen = inspect(sancho.gpt, ids)
    size = len(ids)
    who_slider = piece.get_by_role("slider", name="Quién mira")
    expect(who_slider).to_have_attribute("max", str(size))
    for head, who, whom in ((2, size - 1, size - 2), (0, 5, 3), (3, 4, 6)):
        piece.get_by_role("button", name=f"Cabeza 2.{head + 1}").click()
        said(piece, f"Con la cabeza 2.{head + 1}")
        who_slider.fill(str(who + 1))
        piece.get_by_role("slider", name="A quién").fill(str(whom + 1))
        steps = ("scores", "scaled", "masked", "attention")
        values = [seen[f"block.1.{step}"][head, who, whom].item() for step in steps]
        hidden = values[2] == -math.inf
        third = "tapada, −∞" if hidden else f"sin tapar, {number(values[2], 2)}"
        said(piece, f"nota {number(values[0], 2)}; templada {number(values[1], 2)}; {third}")
        said(piece, f"parte del real {number(values[3], 2)}.")
        best = int(seen["block.1.attention"][head, who].argmax())
        weight = number(seen["block.1.attention"][head, who, best].item(), 2)
        assert re.search(rf"gasta de su real {weight} en ", sentence(piece))
    close(piece)


def test_touching_a_cell_or_a_letter_points_at_it(site: Site) -> None:
    piece = open_fair(site)
    arcs, steps = piece.locator("svg").all()
    box = steps.bounding_box()
    assert box
    steps.click(position={"x": 4, "y": 30})  # la primera casilla del primer cuadro
    expect(piece.get_by_role("slider", name="Quién mira")).to_have_value("1")
    expect(piece.get_by_role("slider", name="A quién")).to_have_value("1")
    said(piece, "el inicio gasta de su real 1,00 en el inicio (ella misma)")
    arcs.click(position={"x": 100, "y": 130})
    expect(piece.get_by_role("slider", name="Quién mira")).not_to_have_value("1")
    close(piece)


def loss(sancho: Model, poems: list[dict[str, str]], changes: Changes | None = None) -> float:
    """La pérdida por letra con unos poemas."""
    nats, letters = 0.0, 0
    for poem in poems:
        ids = sancho.tokenizer.encode_piece(poem["text"], poem["form"])
        with torch.no_grad():
            logits = inspect(sancho.gpt, ids[:-1], changes)["logits"]
        nats += F.cross_entropy(logits, torch.tensor(ids[1:]), reduction="sum").item()
        letters += len(ids) - 1
    return nats / letters


def test_a_head_off_and_no_mask_cost_what_pytorch_says(site: Site, sancho: Model) -> None:
    piece = open_fair(site)
    poems = saved("screws")["poems"][:4]
    result = piece.locator(".measured")
    expect(piece.get_by_role("button", name="Medir las dieciséis")).to_be_hidden()  # antes, apostar
    piece.get_by_role("button", name="Cabeza 1.4").click()
    piece.get_by_role("button", name="Apuesto por la 1.4").click()
    piece.get_by_role("button", name="Apagar la 1.4").click()
    whole, off = (math.exp(loss(sancho, poems, c)) for c in (None, Changes(heads_off=[(0, 3)])))
    expect(result).to_contain_text(f"Dado de {number(whole, 2)} caras, entero")
    expect(result).to_contain_text(f"sin la 1.4, de {number(off, 2)}.")
    said(piece, "Está apagada")
    piece.get_by_role("button", name="Apagar la 1.4").click()
    expect(result).to_contain_text("Como al principio")
    piece.get_by_role("button", name="Quitar la máscara").click()
    unmasked = math.exp(loss(sancho, poems, Changes(no_mask=True)))
    expect(result).to_contain_text(f"sin máscara, de {number(unmasked, 2)}.")
    said(piece, "reparte también entre las letras que vienen después")
    close(piece)


def test_measuring_the_heads_can_be_stopped(site: Site) -> None:
    piece = open_fair(site)
    piece.get_by_role("button", name="Apuesto por").click()
    piece.get_by_role("button", name="Medir las dieciséis").click()
    expect(piece.locator(".head small").first).not_to_be_empty()
    piece.get_by_role("button", name="Parar").click()
    expect(piece.locator(".measured")).to_contain_text("Parado")
    expect(piece.locator(".head small").last).to_be_empty()
    close(piece)


# ---------------------------------------------------------------- sancho-peso


def test_a_pushed_weight_gives_the_die_of_pytorch(site: Site, sancho: Model) -> None:
    piece = site.open("sancho-peso")
    bring_sancho(piece)
    data = saved("screws")
    for place, push in ((0, "1.5"), (2, "-2")):
        screw = data["screws"][place]
        piece.get_by_role("combobox").select_option(str(place))
        said(piece, f"El peso vale {number(screw['value'], 2)}")
        piece.get_by_role("slider", name="Empujón").fill(push)
        value = screw["value"] + float(push)
        changes = Changes(weights={screw["name"]: (screw["index"], value)})
        there = loss(sancho, data["poems"][:1], changes)
        home = loss(sancho, data["poems"][:1])
        said(piece, f"a {number(value, 2)}. Con el primer poema, pérdida de {number(there, 4)}")
        said(piece, f"dado de {number(math.exp(there), 2)} caras")
        said(piece, f"(en su sitio, {number(math.exp(home), 2)})")
    everyone = math.exp(loss(sancho, data["poems"], changes))
    said(piece, f"Con los 8, dado de {number(everyone, 2)}")
    close(piece)


def test_the_slope_by_hand_is_that_of_backpropagation(site: Site, sancho: Model) -> None:
    piece = site.open("sancho-peso")
    bring_sancho(piece)
    screws = saved("screws")["screws"]
    poem = saved("screws")["poems"][0]
    ids = torch.tensor([sancho.tokenizer.encode_piece(poem["text"], poem["form"])])
    gpt = load("sancho-mini").gpt.double()
    gpt(ids[:, :-1], ids[:, 1:])[1].backward()
    result = piece.locator(".measured")
    for place, screw in enumerate(screws):
        grad = gpt.get_parameter(screw["name"]).grad
        assert grad is not None
        slope = grad.view(-1)[screw["index"]].item()
        assert screw["slope"] == pytest.approx(slope, rel=1e-5)
        assert abs(slope) == grad.abs().max().item()
        piece.get_by_role("combobox").select_option(str(place))
        gaps = []
        for pinch in ("0", "4"):  # de 1 y de 0,01
            piece.get_by_role("slider", name="La pizca").fill(pinch)
            piece.get_by_role("button", name="Medir a los dos lados").click()
            expect(result).to_contain_text(f"sin mover nada: {number(slope, 4)}")
            hand = re.search(r"primer poema: (−?[\d,]+)", result.inner_text())
            assert hand
            gaps.append(abs(to_number(hand[1]) - slope))
        assert gaps[1] <= max(3e-4, 0.01 * abs(slope))
        assert gaps[1] <= gaps[0]
    close(piece)


# ---------------------------------------------------------------- sancho-papel


@torch.inference_mode()
def chance_with(sancho: Model, ids: list[int], place: int, opening: int) -> float:
    """La probabilidad de la letra que venía, si solo se leen las últimas."""
    logits = sancho.gpt(torch.tensor([ids[max(0, place - opening) : place]]))[0][0, -1]
    return logits.softmax(-1)[ids[place]].item()


def test_the_glass_gives_the_die_of_pytorch(site: Site, sancho: Model) -> None:
    piece = site.open("sancho-papel")
    bring_sancho(piece)
    poem = saved("glass")["poem"]
    ids = sancho.tokenizer.encode_piece(poem["text"], poem["form"])
    places = piece.page.evaluate(
        "async (n) => (await import('/web/pieces/glass.js')).placesOf(n)", len(ids)
    )
    assert places[0] > 256 and places[-1] == len(ids) - 1  # el último es el final
    glass, spot = (piece.get_by_role("slider", name=n) for n in ("Letras a la", "Lugar del"))
    for stop, opening in ((0, 1), (2, 16)):
        glass.fill(str(stop))
        nats = [-math.log(chance_with(sancho, ids, place, opening)) for place in places]
        faces = math.exp(sum(nats) / len(nats))
        said(piece, f"En los 16 lugares, un dado de {number(faces, 1)} caras.")
        for at in (3, 9):
            spot.fill(str(at + 1))
            place = places[at]
            said(piece, f"le da un {percent(chance_with(sancho, ids, place, opening))}.")
            seen = sancho.tokenizer.decode(ids[2:place])[-opening:]
            expect(piece.locator(".seen")).to_have_text(re.compile(re.escape(seen.strip())))
    glass.press("End")
    said(piece, f"le da un {percent(chance_with(sancho, ids, places[9], 640))}.")
    close(piece)


def test_a_lost_rhyme_costs_what_pytorch_says(site: Site, sancho: Model) -> None:
    piece = site.open("sancho-papel", 'modo="rima"')
    bring_sancho(piece)
    for turn, rhyme in enumerate(saved("glass")["rhymes"][:2]):
        if turn:
            piece.get_by_role("button", name="Otra rima").click()
        names = ("form", "before", "mate", "other", "start", "ending")
        before = list(rhyme["before"])
        kept = {name: rhyme[name] for name in names}
        spoiled = [before, *(list(before) for _ in range(2))]
        spoiled[1][rhyme["mate"]] = rhyme["withoutMate"]
        spoiled[2][rhyme["other"]] = rhyme["withoutOther"]
        cases = [RhymeCase(**{**kept, "before": tuple(lines)}) for lines in spoiled]
        chance = [math.exp(-ending_nats(sancho, case)) for case in cases]
        said(piece, f"espera «{rhyme['ending']}» un {percent(chance[0])}.")
        for way, button in ((1, "Sin la que rima"), (2, "Cambiando otra")):
            piece.get_by_role("button", name=button).click()
            ratio = chance[0] / chance[way]
            word = "menos" if ratio >= 1 else "más"
            said(piece, f"un {percent(chance[way])}.")
            said(piece, f"{number(max(ratio, 1 / ratio), 1)} veces {word} probable")
    close(piece)


def test_with_little_paper_in_sight_the_rhyme_is_out_of_sight(site: Site) -> None:
    piece = site.open("sancho-papel", 'modo="rima"')
    bring_sancho(piece)
    said(piece, "Con 640 letras")
    piece.get_by_role("slider", name="Letras a la vista").fill("2")
    said(piece, "Con 16 letras")
    before = re.search(r"un ([\d,]+ %)", sentence(piece))
    piece.get_by_role("button", name="Sin la que rima").click()
    said(piece, "es 1,0 veces")  # la palabra cambiada estaba tapada
    assert before and before[1] in sentence(piece)
    close(piece)
