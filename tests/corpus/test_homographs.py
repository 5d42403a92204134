"""Las tildes que dependen de la compañía."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from construyamos_gpt.corpus.cervantes import find_files
from construyamos_gpt.corpus.homographs import HOMOGRAPHS, Homographs, Sentence
from construyamos_gpt.corpus.quijote import read_quijote

LEARNT = Homographs.learn(
    [
        "No sé qué decir. No sé qué hacer. Digo que no. Dice que sí.",
        "Era más gallardo y más valiente. Vino, mas no habló. Fuese, mas no volvió.",
        "No sólo vino él. No sólo vino ella. El hombre estaba solo.",
    ]
)
NOTHING = Homographs.learn([])


def test_the_clearest_company_decides() -> None:
    assert LEARNT.restore("no sé que decir") == "no sé qué decir"
    assert LEARNT.restore("digo que no") == "digo que no"
    assert LEARNT.restore("No solo vino Juan") == "No sólo vino Juan"


def test_once_is_not_enough() -> None:
    once = Homographs.learn(["No sé quién vino."])
    assert once.restore("para quien vino") == "para quien vino"


def test_what_is_printed_stays() -> None:
    assert NOTHING.restore("Tú, él y QUE") == "Tú, él y QUE"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("No quiero mas, mas no vuelvo.", "No quiero más, mas no vuelvo."),
        ("Tu, que llegas", "Tú, que llegas"),
        ("aunque tu lo digas", "aunque tú lo digas"),
        ("y tu quieres", "y tú quieres"),
        ("tu casa", "tu casa"),
        ("El se fue", "Él se fue"),
        ("a si mismo", "a sí mismo"),
        ("Si señor. Vino.", "Sí señor. Vino."),
        ("no sé por donde", "no sé por dónde"),
        ("Quales son", "Quales son"),
        ("Cuales son?", "Cuáles son?"),
        ("Hermano, de cuando acá?", "Hermano, de cuándo acá?"),
        ("Arrima, o Mario, la escala", "Arrima, oh Mario, la escala"),
        ("de Génova, o España, viene", "de Génova, o España, viene"),
        ("sienten tu rabia, o fiero dios, y huyen", "sienten tu rabia, oh fiero dios, y huyen"),
        ("la muerte, o fin honroso, y basta", "la muerte, o fin honroso, y basta"),
        ("O santo Dios!", "Oh santo Dios!"),
        ("O sea por el foso o por la muerte", "O sea por el foso o por la muerte"),
    ],
)  # fmt: skip
def test_what_is_known_without_counting(old: str, new: str) -> None:
    assert NOTHING.restore(old) == new


def test_the_end_of_the_sentence_is_seen_only_from_near() -> None:
    near = Sentence("¿Que será esto?")
    far = Sentence("Que " + "va " * 20 + "?")
    assert near.ends[0] == "?"
    assert far.ends[0] == "…"


def test_on_the_quijote_it_is_nearly_always_right(corpus_folder: Path) -> None:
    """Se aprende de cuatro quintas partes y se examina de la otra, sin tildes."""
    files = find_files(corpus_folder)
    if "quijote" not in files:
        pytest.skip("hace falta el Quijote")
    texts = [piece.text for piece in read_quijote(files["quijote"])]
    learnt = Homographs.learn(text for i, text in enumerate(texts) if i % 5)
    plain = {marked: word for word, marked in HOMOGRAPHS.items() if word != "o"}
    bare = re.compile(rf"\b({'|'.join(plain)})\b")
    right = wrong = 0
    for text in texts[::5]:
        text = text.lower()
        restored = learnt.restore(bare.sub(lambda match: plain[match[0]], text))
        for was, now in zip(re.findall(r"\w+", text), re.findall(r"\w+", restored), strict=True):
            if now in plain:
                right += was == now
                wrong += was != now
    assert right > 900
    assert wrong < 0.03 * right
