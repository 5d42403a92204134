"""Lo que dicen las piezas es cierto: se compara con las cuentas hechas en Python y en PyTorch."""

from __future__ import annotations

import json
import math
import re

import pytest
import torch
import torch.nn.functional as F
from herramientas import piezas
from playwright.sync_api import Locator, expect

from construyamos_gpt import BPETokenizer, WordTokenizer
from construyamos_gpt.generation import Sampling, filter_logits
from construyamos_gpt.model import Model, load
from construyamos_gpt.notebook.beads import Place, model_chances, round_beads, surprise
from construyamos_gpt.tokens import CHARACTERS
from tests.web.pieces_page import (
    Site,
    bring_sancho,
    number,
    pieces_site,  # noqa: F401
    sentence,
    tab_to,
)


@pytest.fixture(scope="module")
def sancho() -> Model:
    return load("sancho-mini")


def short(values: torch.Tensor) -> str:
    """Unos números como los escribe la página: «(1; 0; −3; 4)»."""
    texts = (number(float(value), 2) for value in values)
    return "(" + "; ".join(re.sub(r",?0+$", "", t) if "," in t else t for t in texts) + ")"


def close(piece: Locator) -> None:
    piece.page.context.close()


# ---------------------------------------------------------------- sancho-norma


def field(piece: Locator, name: str, place: int) -> Locator:
    word = ("primer", "segundo", "tercer", "cuarto")[place]
    return piece.get_by_role("textbox", name=f"{name}, {word} gesto")


@pytest.mark.parametrize(
    ("numbers", "gamma", "beta"),
    [
        ([1.0, 0.0, -3.0, 4.0], [1.0] * 4, [0.0] * 4),
        ([2.5, -7.0, 30.0, 4.0], [1.5, 1.0, -1.0, 0.5], [0.0, 2.0, 0.25, -1.0]),
        ([0.001, 0.0, -0.003, 0.004], [1.0] * 4, [0.0] * 4),
    ],
)
def test_the_portrait_is_that_of_pytorch(
    site: Site, numbers: list[float], gamma: list[float], beta: list[float]
) -> None:
    piece = site.open("sancho-norma")
    for name, values in (("Entra", numbers), ("Gamma", gamma), ("Beta", beta)):
        for place, value in enumerate(values):
            field(piece, name, place).fill(str(value).replace(".", ","))
    for times, plus in ((1, 0), (10, 0), (10, 7)):
        if times == 10 and plus == 0:
            piece.get_by_role("button", name="Todo × 10").click()
        if plus:
            piece.get_by_role("button", name="Todo + 7").click()
        x = torch.tensor(numbers, dtype=torch.float64) * times + plus
        weight, bias = (torch.tensor(v, dtype=torch.float64) for v in (gamma, beta))
        portrait = F.layer_norm(x, (4,), weight, bias, 1e-5)
        said = sentence(piece)
        assert f"Entra {short(x)}:" in said
        assert f"Sale {short(portrait)}." in said
    close(piece)


def test_by_ten_and_plus_seven_the_portrait_is_the_same_but_for_epsilon(site: Site) -> None:
    piece = site.open("sancho-norma")
    piece.get_by_role("button", name="Todo × 10").click()
    piece.get_by_role("button", name="Todo + 7").click()
    x = torch.tensor([1.0, 0.0, -3.0, 4.0], dtype=torch.float64)
    gap = (F.layer_norm(x, (4,)) - F.layer_norm(x * 10 + 7, (4,))).abs().max().item()
    said = sentence(piece)
    assert "el mismo retrato que sin el «por 10 y más 7»" in said
    assert f"{gap:.6f}".replace(".", ",") in said
    for place, value in enumerate(("0,001", "0", "-0,003", "0,004")):
        field(piece, "Entra", place).fill(value)
    assert "No es el retrato de antes" in sentence(piece)
    assert "ε" in sentence(piece)
    close(piece)


def test_the_neighbor_does_not_change_the_portrait(site: Site) -> None:
    piece = site.open("sancho-norma")
    before = sentence(piece)
    words = piece.locator("svg").get_attribute("aria-label")
    tab_to(piece.page, "Cambiar a la vecina")
    piece.page.keyboard.press("Enter")
    assert sentence(piece).startswith(before)
    assert "La vecina ha cambiado y este retrato no" in sentence(piece)
    assert piece.locator("svg").get_attribute("aria-label") != words
    close(piece)


def test_a_bar_can_be_dragged_and_a_number_moved_with_the_arrows(site: Site) -> None:
    piece = site.open("sancho-norma")
    box = piece.locator('[data-bar="0"]').bounding_box()
    assert box
    mouse, middle = piece.page.mouse, box["x"] + box["width"] / 2
    mouse.move(middle, box["y"] + box["height"] / 2)
    mouse.down()
    mouse.move(middle, box["y"] + box["height"] / 2 - box["height"] / 4, steps=4)
    mouse.up()
    assert sentence(piece).startswith("Entra (4; 0; −3; 4):")  # un cuarto del marco son 3
    expect(field(piece, "Entra", 0)).to_have_value("4")
    field(piece, "Entra", 0).press("ArrowUp")
    assert sentence(piece).startswith("Entra (4,5; 0; −3; 4):")
    close(piece)


def test_four_equal_numbers_do_not_break_the_painter(site: Site) -> None:
    piece = site.open("sancho-norma")
    for place in range(4):
        field(piece, "Entra", place).fill("5")
    assert "Sale (0; 0; 0; 0)." in sentence(piece)
    assert "Los cuatro son iguales" in sentence(piece)
    close(piece)


# ---------------------------------------------------------------- sancho-tokens

TEXTS = [
    "Los caballeros y su caballería",
    "¡Oh, Sancho! ¿Qué es esto?",
    "año 1605: 3,14 € y «ñandú»…",
    "la  lanza\nen astillero 🫏 日本",
    "e\N{COMBINING ACUTE ACCENT}l",
    "Quijotequijotesquijotescoxyzw",
]
CUT = """async (texts) => {
  const { openBoxes } = await import("/web/pieces/boxes.js");
  const boxes = openBoxes(await (await fetch("/web/data/boxes.json")).json());
  return texts.map((text) => Object.values(boxes).map((box) => {
    const ids = box.encode(text);
    return [ids, ids.map((id) => box.tokens[id])];
  }));
}"""


def test_a_text_is_cut_as_python_cuts_it(site: Site, sancho: Model) -> None:
    data = json.loads((piezas.DATA / "boxes.json").read_text(encoding="utf-8"))
    bpe = BPETokenizer(data["bpe"]["characters"], map(tuple, data["bpe"]["merges"]))
    words = WordTokenizer(data["words"]["characters"], data["words"]["words"].split(" "))
    assert bpe.vocab_size == piezas.BPE
    assert words.vocab_size == piezas.WORDS
    piece = site.open("sancho-tokens")
    texts = [*TEXTS, CHARACTERS]
    for text, cuts in zip(texts, piece.page.evaluate(CUT, texts), strict=True):
        for box, (ids, tokens) in zip((sancho.tokenizer, bpe, words), cuts, strict=True):
            assert ids == box.encode(text)
            assert tokens == [box.id_to_token(number) for number in ids]
    close(piece)


def test_the_hand_goes_to_the_box_of_each_letter(site: Site, sancho: Model) -> None:
    piece = site.open("sancho-tokens")
    piece.get_by_role("textbox").fill("Sancho")
    ids = sancho.tokenizer.encode("Sancho")
    slider = piece.get_by_role("slider")
    for letter, number_ in zip("Sancho", ids, strict=True):
        assert f"cajetín {number_}: «{letter}»" in sentence(piece)
        slider.press("ArrowRight")
    assert "son 6 letras" in sentence(piece)
    close(piece)


def test_shuffling_changes_the_numbers_and_not_the_letters(site: Site) -> None:
    piece = site.open("sancho-tokens")
    chips = piece.locator(".tokens").first.locator(".chip")
    before = chips.evaluate_all(
        "all => all.map((chip) => [...chip.children].map((c) => c.textContent))"
    )
    piece.get_by_role("button", name="Barajar").click()
    after = chips.evaluate_all(
        "all => all.map((chip) => [...chip.children].map((c) => c.textContent))"
    )
    assert [letter for letter, _ in before] == [letter for letter, _ in after]
    assert [number for _, number in before] != [number for _, number in after]
    cells = piece.locator(".cell small").all_inner_texts()
    assert cells == [str(number) for number in range(128)]  # la caja, con sus números en orden
    piece.get_by_role("button", name="Ordenar").click()
    assert before == chips.evaluate_all(
        "all => all.map((chip) => [...chip.children].map((c) => c.textContent))"
    )
    close(piece)


def test_sancho_does_not_notice_if_the_typesetter_is_told(site: Site, sancho: Model) -> None:
    piece = site.open("sancho-tokens")
    text = "en un lugar de la Mancha"
    piece.get_by_role("textbox").fill(text)
    piece.get_by_role("button", name="Barajar").click()
    piece.get_by_role("button", name="sancho-mini").click()
    bring_sancho(piece)
    said = piece.locator(".measured p").first.inner_text()
    plain, told, untold = re.findall(r": (?:dado de )?([\d.]+(?:,\d+)?)", said)
    ids = torch.tensor([sancho.tokenizer.encode_piece(text, "verso")])
    with torch.inference_mode():
        loss = sancho.gpt(ids[:, :-1], ids[:, 1:])[1].item()
    assert float(plain.replace(",", ".")) == pytest.approx(math.exp(loss), abs=2e-4)
    assert told == plain
    assert float(untold.replace(".", "")) > 128  # peor que a ciegas
    close(piece)


# ---------------------------------------------------------------- sancho-logits


def test_three_scores_give_the_beads_of_the_guide(site: Site) -> None:
    piece = site.open("sancho-logits", 'modo="notas"')
    assert "67 para la a, 24 para la o y 9 para la s" in sentence(piece)
    piece.get_by_role("button", name="Sumar 5").click()
    assert "67 para la a, 24 para la o y 9 para la s" in sentence(piece)
    assert "no ha cambiado ningún montón" in sentence(piece)
    for name, value in (("a", "-1"), ("o", "3.5"), ("s", "3")):
        piece.get_by_role("slider", name=f"Nota de la {name}:").fill(value)
    chances = torch.softmax(torch.tensor([-1.0, 3.5, 3.0], dtype=torch.float64), 0).tolist()
    shown = "; ".join(f"{n} {number(p, 2)}" for n, p in zip("aos", chances, strict=True))
    assert shown in sentence(piece)
    beads = [int(count) for count in re.findall(r"(\d+) para la", sentence(piece))]
    assert sum(beads) == 100
    assert all(abs(count - 100 * p) < 1 for count, p in zip(beads, chances, strict=True))
    close(piece)


def next_scores(sancho: Model, text: str, form: str) -> torch.Tensor:
    with torch.inference_mode():
        scores = sancho.gpt(torch.tensor([sancho.prompt_ids(text, form)]))[0][:, -1]  # (1, V)
        scores[:, sancho.forbidden_ids()] = -torch.inf
    return scores


def test_the_next_letter_is_that_of_pytorch(site: Site, sancho: Model) -> None:
    piece = site.open("sancho-logits")
    bring_sancho(piece)
    expect(piece.locator(".sentence")).to_contain_text("De cada cien habas")
    cases = [
        ("En un lugar de la Manch", "prosa", Sampling(temperature=1.0)),
        ("¡Oh, S", "soneto", Sampling(temperature=0.5, top_k=3)),
        ("la ", "romance", Sampling(temperature=1.5, top_p=0.9)),
    ]
    for text, form, sampling in cases:
        piece.get_by_role("combobox").select_option(form)
        piece.get_by_role("textbox", name="Un principio").fill(text)
        piece.get_by_role("slider", name="Temperatura").fill(str(sampling.temperature))
        piece.get_by_role("slider", name="top-k").fill(str(sampling.top_k or 21))
        piece.get_by_role("slider", name="top-p").fill(str(sampling.top_p))
        filtered = filter_logits(next_scores(sancho, text, form), sampling)
        chances = torch.softmax(filtered, -1)[0]
        best = int(chances.argmax())
        letter = sancho.tokenizer.id_to_token(best)
        phrase = f"{number(100 * float(chances[best]), 1)} son para la «{letter}»"
        expect(piece.locator(".sentence")).to_contain_text(phrase)
        if sampling.top_k or sampling.top_p < 1:
            left = int(filtered.isfinite().sum())
            expect(piece.locator(".sentence")).to_contain_text(f"quedan {left} letras")
    close(piece)


def test_the_ball_is_thrown_with_a_seed_and_its_letter_is_written(site: Site) -> None:
    piece = site.open("sancho-logits")
    bring_sancho(piece)
    expect(piece.locator(".sentence")).to_contain_text("De cada cien habas")
    roll = piece.get_by_role("button", name="Tirar la bola")
    seed = piece.get_by_role("textbox", name="Semilla")

    def throws(value: str) -> list[str]:
        seed.fill(value)
        fallen = []
        for _ in range(6):
            roll.press("Enter")
            fallen.append(sentence(piece).split("caído en ")[1])
        return fallen

    first = throws("7")
    assert len(set(first)) > 1
    assert throws("8") != first
    assert throws("7") == first
    name = re.match(r"(?:la «(.)»|el espacio)", first[-1])
    assert name
    piece.get_by_role("button", name="Añadirla").click()
    text = piece.get_by_role("textbox", name="Un principio")
    expect(text).to_have_value("En un lugar de la " + (name[1] or " "))
    close(piece)


def test_the_slices_of_the_wheel_are_the_chances(site: Site) -> None:
    piece = site.open("sancho-logits", 'modo="notas"')
    counts = piece.page.evaluate(
        """async () => {
          const { whereItFalls } = await import("/web/pieces/wheel.js");
          const chances = [0.1, 0, 0.6, 0.3];
          const counts = [0, 0, 0, 0];
          for (let i = 0; i < 1000; i += 1) counts[whereItFalls(chances, (i + 0.5) / 1000)] += 1;
          return [...counts, whereItFalls([0.5, 0.4999999], 0.99999999)];
        }"""
    )
    assert counts == [100, 0, 600, 300, 1]
    close(piece)


def test_the_game_of_the_beads_scores_as_in_python(site: Site, sancho: Model) -> None:
    places = json.loads((piezas.DATA / "places.json").read_text(encoding="utf-8"))["places"]
    piece = site.open("sancho-logits", 'modo="habas"')
    beads, show = piece.get_by_role("textbox"), piece.get_by_role("button", name="Ver las de")
    sums = [0.0, 0.0, 0.0]
    for turn, (place, own) in enumerate(
        zip(places[:3], ("aaaaaaooo_", "eeeeeeeeee", "aeiou nrst"), strict=True)
    ):
        expect(show).to_be_disabled()
        beads.fill(own[:4])
        assert "Os quedan 6 habas" in sentence(piece)
        beads.fill(own)
        show.click()
        if turn == 0:
            bring_sancho(piece)
        again = piece.get_by_role("button", name="Otro lugar")
        again.wait_for()
        ids = tuple(sancho.prompt_ids(place["before"], place["form"]))
        his = round_beads(model_chances(sancho, Place(ids=ids, shown="", letter=place["letter"])))
        drawn = piece.locator("svg").get_attribute("aria-label") or ""
        assert f"sancho-mini: {his};" in drawn
        players = (own.replace(" ", "_"), his, place["bigram"])
        for player, held in enumerate(players):
            sums[player] += surprise(held, place["letter"], 128)
        faces = [math.exp(total / (turn + 1)) for total in sums]
        dice = [number(die, 1 if die < 100 else 0) for die in faces]
        expected = f"vosotros, {dice[0]}; sancho-mini, {dice[1]}; el mozo, {dice[2]}."
        assert expected in sentence(piece)
        again.press("Enter")
    close(piece)


# ---------------------------------------------------------------- sancho-dado y sancho-aprende


def test_each_rung_says_its_die(site: Site) -> None:
    data = json.loads((piezas.DATA / "ladder.json").read_text(encoding="utf-8"))
    piece = site.open("sancho-dado")
    rungs = piece.get_by_role("radio")
    dice = [*(rung["unseen"] for rung in data["rungs"]), data["sancho"]]
    expect(rungs).to_have_count(len(dice))
    rungs.last.focus()
    piece.page.keyboard.press("ArrowDown")  # vuelta al primero
    for place, die in enumerate(dice):
        said = sentence(piece)
        assert f"un dado de {number(die, 1)} caras con lo no visto" in said
        last = place == len(dice) - 1
        if place:
            before = min(dice[:-1]) if last else dice[place - 1]
            word = "menos" if die < before else "más"
            assert f"{number(abs(before - die), 1)} {word} que" in said
        grown = 0 < place < len(dice) - 1 and die > min(dice[:place])
        assert ("vuelto a crecer" in said) == grown
        piece.page.keyboard.press("ArrowDown")
    close(piece)


def test_the_time_machine_tells_what_was_measured(site: Site) -> None:
    data = json.loads((piezas.DATA / "learning.json").read_text(encoding="utf-8"))
    piece = site.open("sancho-aprende")
    poem, time = piece.locator(".poem"), piece.get_by_role("slider")
    for place, snapshot in enumerate(data["snapshots"]):
        assert f"{number(snapshot['faces'], 1)} caras" in sentence(piece)
        assert poem.text_content() == snapshot["text"]
        step = number(snapshot["step"], 0)
        assert time.get_attribute("aria-valuetext") == step
        assert place == 0 or f"Paso {step}," in sentence(piece)
        time.press("ArrowRight")
    assert "el sancho-mini que viene con la guía" in sentence(piece)
    piece.get_by_role("button", name="Atrás").click()
    assert f"Paso {number(data['snapshots'][-2]['step'], 0)}," in sentence(piece)
    close(piece)
