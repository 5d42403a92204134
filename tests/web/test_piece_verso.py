"""La pieza `sancho-verso`: enseña lo que dice `sancho metro`, y la puede usar cualquiera."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from playwright.sync_api import Locator, expect

from construyamos_gpt.cli.metro import metro
from construyamos_gpt.corpus import SPLITS, pocket_corpus
from tests.web.lab import PATIENCE
from tests.web.pieces_page import (
    Site,
    bring_sancho,
    pieces_site,  # noqa: F401
    problems_in_every_view,
    sentence,
    tab_to,
)

OWN = "Voto a Dios que me espanta esta grandeza\ny que diera un doblón por describilla"  # Cervantes
ELEVEN = "En el silencio solo se escuchaba\nun susurro de abejas que sonaba"  # Garcilaso
HARD = f"""{ELEVEN}

Felipe, con 3 caballos
cantándole a los pájaros del aire
por huir de la corte el vario estruendo
¡<b>Быть</b> 🙂!
…
corta"""


@pytest.fixture
def piece(site: Site) -> Locator:
    """Una pieza recién abierta en un móvil."""
    expect.set_options(timeout=PATIENCE)
    return site.open("sancho-verso", inside="", viewport={"width": 360, "height": 740})


def box(piece: Locator) -> Locator:
    return piece.get_by_role("textbox")


def verse(piece: Locator, number: int) -> Locator:
    return piece.get_by_role("button", name=f"Verso {number},")


def press(piece: Locator, name: str) -> None:
    piece.get_by_role("button", name=name).click()


SHOWN = """(piece) => [...piece.shadowRoot.querySelectorAll(".verse")].map((verse) => {
  const all = (selector) => [...verse.querySelectorAll(selector)].map((node) => node.textContent);
  return {
    letter: all(".letter")[0],
    count: all(".count")[0],
    division: all(".syllable:not(.ending) .text"),
    places: all(".syllable:not(.ending) .place").map(Number),
    stresses: all(".syllable.stressed .place").map(Number),
    ending: Number(all(".ending .text").join("").replace("−", "-")),
  };
})"""


def by_command(text: str, folder: Path) -> list[dict[str, Any]]:
    """Lo que la pieza ha de enseñar, según `sancho metro --json`."""
    path = folder / "poema.txt"
    path.write_text(text, encoding="utf-8")
    done = CliRunner().invoke(metro, ["--json", str(path)])
    assert done.exit_code == 0
    return [expected_row(line) for line in json.loads(done.stdout)]


def expected_row(line: dict[str, Any]) -> dict[str, Any]:
    unscanned, division = line["silabas"] is None, line["division"]
    return {
        "letter": "–" if line["rima"] == "-" else line["rima"],
        "count": "?" if unscanned else str(line["silabas"]),
        "division": division,
        "places": [*range(1, len(division) + 1)],
        "stresses": line["acentos"],
        "ending": 0 if unscanned else line["silabas"] - len(division),
    }


def test_it_shows_what_the_command_says(piece: Locator, tmp_path: Path) -> None:
    examples = [box(piece).input_value()]
    for _ in range(2):
        press(piece, "Otro ejemplo")
        examples.append(box(piece).input_value())
    assert len(set(examples)) == 3
    pocket = [each.text for split in SPLITS for each in pocket_corpus().pieces(split)]
    assert all(any(example in text for text in pocket) for example in examples)
    for text in (*examples, OWN, HARD):
        box(piece).fill(text)
        assert piece.evaluate(SHOWN) == by_command(text, tmp_path)


def test_a_verse_is_explained(piece: Locator) -> None:
    box(piece).fill("la aurora, con su cántico, llegó")
    verse(piece, 1).click()
    why = piece.locator(".why")
    expect(why).to_contain_text("Palabra por palabra son 11 sílabas.")
    expect(why).to_contain_text("«la» y «aurora» se dicen juntas: una sílaba menos (sinalefa).")
    expect(why).to_contain_text("Acaba en aguda, «llegó»: se cuenta una más.")
    expect(piece.locator(".sum")).to_have_text("11 − 1 + 1 = 11")
    verse(piece, 1).click()
    expect(why).to_have_count(0)


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ("la rosa y el pájaro", ["Acaba en esdrújula, «pájaro»: se cuenta una menos."]),
        ("diciéndoselo", ["sobresdrújula", "se cuentan 2 menos"]),
        ("por huir de la corte el vario estruendo", ["«huir» se estira, hu-ir: una sílaba más"]),
        ("ese poeta que canta en la montaña", ["«poeta» se encoge, poe-ta: una sílaba menos"]),
        ("la princesa de oro de la sierra", ["«de» y «oro» podrían decirse juntas"]),
    ],
)
def test_licences_are_named(piece: Locator, text: str, reasons: list[str]) -> None:
    box(piece).fill(f"{text}\n{ELEVEN}\n{ELEVEN}")  # los demás dicen que se esperan once
    verse(piece, 1).click()
    for reason in reasons:
        expect(piece.locator(".why")).to_contain_text(reason)


def test_what_cannot_be_measured_is_said_kindly(piece: Locator) -> None:
    box(piece).fill(HARD)
    row = verse(piece, 3)
    spoken = "Verso 3, sin medir, tiene cifras: Felipe, con 3 caballos"
    expect(row).to_have_attribute("aria-label", spoken)
    expect(row).to_contain_text("Sin medir: tiene cifras.")
    row.click()
    expect(piece.locator(".why")).to_contain_text("Escribid los números con letras")
    verse(piece, 8).click()
    expect(piece.locator(".why")).to_contain_text("este verso no se puede leer así")
    expect(piece.locator(".sentence")).to_contain_text("Hay 3 líneas sin medir.")
    expect(piece.locator(".verse b")).to_have_count(0)  # lo que se escribe es texto y solo texto
    box(piece).fill("")
    expect(piece.locator(".sentence")).to_contain_text("Escribid un verso")
    box(piece).fill("🙂" * 200 + "\n" + "la " * 1500)
    expect(piece.locator(".verse")).to_have_count(2)


def test_the_sentence_says_what_is_seen(piece: Locator) -> None:
    assert "14 versos, un soneto. Miden 11 sílabas." in sentence(piece)
    assert "Rima consonante: ABBA ABBA CDE CDE." in sentence(piece)
    press(piece, "Otro ejemplo")
    assert "8 versos, un romance. Miden 8 sílabas." in sentence(piece)
    verse(piece, 4).click()
    expect(piece.locator(".why")).to_contain_text("coinciden las vocales o-e (rima asonante)")
    spoken = "Verso 1, 8 sílabas, suelto: Quince años tengo, y ovejas"
    expect(verse(piece, 1)).to_have_attribute("aria-label", spoken)


def test_the_keyboard_is_enough(piece: Locator) -> None:
    keys = piece.page.keyboard
    for name in ("Otro ejemplo", "Borrar", "¿Qué le pedimos?", "Que escriba sancho", "Verso 1,"):
        tab_to(piece.page, name)
    keys.press("ArrowUp")
    expect(verse(piece, 1)).to_be_focused()
    keys.press("ArrowDown")
    expect(verse(piece, 2)).to_be_focused()
    keys.press("Enter")
    expect(verse(piece, 2)).to_have_attribute("aria-expanded", "true")
    expect(verse(piece, 2)).to_be_focused()
    keys.press("Space")
    expect(verse(piece, 2)).to_have_attribute("aria-expanded", "false")
    piece.get_by_role("button", name="Borrar").press("Enter")
    expect(box(piece)).to_be_focused()
    expect(box(piece)).to_have_value("")


def test_sancho_writes_and_is_measured(piece: Locator, tmp_path: Path) -> None:
    """Con sancho-mini de verdad: lo que ha escrito se mide como lo mide Python."""
    piece.get_by_role("combobox").select_option("redondillas")
    press(piece, "Que escriba sancho")
    bring_sancho(piece)
    expect(piece.locator(".sentence")).to_contain_text("sancho ha escrito")
    written = box(piece).input_value()
    rows = by_command(written, tmp_path)
    assert piece.evaluate(SHOWN) == rows
    eight = sum(row["count"] == "8" for row in rows)
    rhymed = sum(row["letter"] != "–" for row in rows)
    found = re.findall(r"\d+", sentence(piece))
    assert [*map(int, found)] == [len(rows), eight, 8, rhymed]
    assert piece.get_by_role("button", name="Que escriba sancho").is_enabled()


FAKE = """async () => {
  const { Piece } = await import("/web/pieces/piece.js");
  async function* generate(options) {
    for (const letter of "en el jardín de la rosa\\nhay una") yield { letter, ended: false };
    await new Promise((resolve) => {
      document.addEventListener("sigue", resolve, { once: true });
    });
    yield { letter: "z", ended: false };
  }
  Piece.useEngine({ generate });
}"""


def test_sancho_can_be_stopped(piece: Locator) -> None:
    piece.page.evaluate(FAKE)
    press(piece, "Que escriba sancho")
    expect(box(piece)).to_have_value("en el jardín de la rosa\nhay una")
    press(piece, "Parar")
    piece.page.evaluate("() => { document.dispatchEvent(new Event('sigue')); }")
    expect(piece.locator(".sentence")).to_contain_text("sancho ha escrito 2 versos: 0 miden 11")
    expect(box(piece)).to_have_value("en el jardín de la rosa\nhay una")


def test_it_can_start_with_another_poem(site: Site) -> None:
    piece = site.open("sancho-verso", inside=f"<pre data-poema>{OWN}</pre>")
    expect(box(piece)).to_have_value(OWN)
    expect(piece.locator(".verse")).to_have_count(2)


def test_everyone_can_use_it(piece: Locator) -> None:
    piece.page.emulate_media(reduced_motion="reduce")
    box(piece).fill(f"{box(piece).input_value()}\n\n{HARD}\n{ELEVEN}\n{'larguísima' * 9}")
    verse(piece, 2).click()
    assert problems_in_every_view(piece) == []


def test_it_can_be_printed(piece: Locator) -> None:
    piece.page.emulate_media(media="print")
    expect(box(piece)).to_be_hidden()
    expect(verse(piece, 1)).to_be_visible()
    expect(piece.locator(".sentence")).to_be_visible()
