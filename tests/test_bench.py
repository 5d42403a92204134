"""El banco de medidas se puede pedir entero o por partes. Aquí no se mide nada."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from bench.catalog import MEASURES
from bench.timing import ratios

ROOT = Path(__file__).parent.parent


def test_help_lists_every_measure() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bench", "--help"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        check=True,
    )
    for name, measure in MEASURES.items():
        assert f"{name} " in done.stdout
        assert measure.summary in done.stdout


@pytest.mark.parametrize("measure", MEASURES.values(), ids=MEASURES)
def test_every_measure_can_be_imported(measure) -> None:
    assert callable(import_module(f"bench.{measure.module}").run)


def test_ratios_compare_each_round_with_itself() -> None:
    spread = ratios(ours=[1.0, 10.0, 2.0], theirs=[3.0, 20.0, 8.0])
    assert (spread.median, spread.minimum, spread.maximum) == (3.0, 2.0, 4.0)
