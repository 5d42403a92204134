"""El diagnóstico, con curvas de libro."""

import pytest

from construyamos_gpt.diagnosis import Point, diagnose


def curve(train: list[float], val: list[float]) -> str:
    points = [
        Point(step=100 * i, train_loss=t, val_loss=v)
        for i, (t, v) in enumerate(zip(train, val, strict=True))
    ]
    return diagnose(points, uniform_loss=4.85).label


@pytest.mark.parametrize(
    ("label", "train", "val"),
    [
        ("acaba de empezar", [4.0, 3.0], [4.0, 3.1]),
        ("aprende bien", [3.0, 2.5, 2.2, 2.0, 1.9], [3.1, 2.6, 2.3, 2.1, 2.05]),
        ("memoriza", [2.0, 1.7, 1.4, 1.1, 0.9], [2.1, 1.9, 1.85, 1.9, 2.0]),
        ("se ha estancado", [2.0, 1.9, 1.9, 1.9, 1.9, 1.9], [2.0, 1.9, 1.9, 1.899, 1.9, 1.9]),
        ("tasa demasiado alta", [3.0, 2.5, 2.9, 3.4], [3.0, 2.6, 3.0, 3.5]),
        ("tasa demasiado alta", [5.2, 5.1, 5.0], [5.2, 5.1, 5.0]),
    ],
)
def test_textbook_curves(label: str, train: list[float], val: list[float]) -> None:
    assert curve(train, val) == label
