"""Los modelos diminutos aprenden, igual cada vez, y sus dibujos se leen."""

from xml.etree import ElementTree

import pytest
import torch

from construyamos_gpt.notebook.learning import draw_learning, draw_valley, learn
from tests.small import LINES, piece

SEEN, UNSEEN = [piece(text) for text in LINES[:2]], [piece(LINES[2])]


@pytest.fixture(scope="module")
def learned():
    return learn(SEEN, UNSEEN, seed=1, steps=9)


def test_it_learns_and_is_measured_from_beginning_to_end(learned):
    steps = [point.step for point in learned.points]
    assert steps == sorted({round(9 * (k / 9) ** 2) for k in range(10)})
    assert (steps[0], steps[-1]) == (0, 9)
    assert learned.points[-1].train_loss < learned.points[0].train_loss - 0.5


def test_its_last_measure_is_the_models_own(learned):
    loss = learned.model.loss(UNSEEN[0].text, "verso")
    assert learned.points[-1].val_loss == pytest.approx(loss, rel=1e-5)
    assert learned.unseen_faces == pytest.approx(torch.tensor(loss).exp().item(), rel=1e-4)


@pytest.mark.parametrize("optimizer", ["adamw", "muon"])
def test_the_same_seed_learns_the_same_and_another_does_not(optimizer):
    runs = [learn(SEEN, UNSEEN, seed=s, steps=1, optimizer=optimizer) for s in (1, 1, 2)]
    first, again, other = (run.model.gpt.state_dict() for run in runs)
    assert all(torch.equal(first[name], again[name]) for name in first)
    assert not torch.equal(first["lm_head.weight"], other["lm_head.weight"])


def test_curves_are_an_svg_with_its_description_and_always_the_same(learned):
    picture = draw_learning({"con poco": [learned, learned]}, "Dos curvas que bajan.")
    assert picture.svg == draw_learning({"con poco": [learned] * 2}, picture.words).svg
    shown = "".join(ElementTree.fromstring(picture.svg).itertext())
    assert all(text in shown for text in ("con poco", "caras del dado", "lo que estudia"))
    assert 'aria-label="Dos curvas que bajan."' in picture._repr_html_()


def test_a_valley_is_an_svg_with_its_lines_named():
    picture = draw_valley([-1.0, 0.0, 1.0], {"un peso": [3.5, 3.0, 3.5]}, "Un valle.")
    shown = "".join(ElementTree.fromstring(picture.svg).itertext())
    assert "un peso" in shown
    assert "3,1" in shown  # coma decimal
