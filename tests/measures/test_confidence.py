"""Los intervalos: cubren la verdad las veces que dicen."""

import numpy as np
import pytest

from construyamos_gpt.measures.confidence import quantile, ratio, share


def test_a_ratio_sums_before_dividing() -> None:
    estimate = ratio([(1, 2), (0, 8), (0, 0)], seed=0)
    assert estimate is not None
    assert estimate.value == pytest.approx(0.1)
    assert estimate.samples == 2
    assert estimate.low == 0.0
    assert estimate.high == pytest.approx(0.5)
    assert estimate == ratio([(1, 2), (0, 8), (0, 0)], seed=0)
    assert ratio([(0, 0)], seed=0) is None
    assert ratio([], seed=0) is None


def test_the_interval_of_a_ratio_covers_the_truth_about_95_times_of_100() -> None:
    rng = np.random.default_rng(0)
    covered = 0
    for trial in range(300):
        totals = rng.integers(5, 25, 60)
        estimate = ratio(list(zip(rng.binomial(totals, 0.3), totals, strict=True)), seed=trial)
        assert estimate is not None
        assert estimate.low is not None
        assert estimate.high is not None
        covered += estimate.low <= 0.3 <= estimate.high
    assert 0.90 <= covered / 300 <= 0.98


def test_quantiles() -> None:
    estimate = quantile(list(range(101)), 0.9, seed=0)
    assert estimate is not None
    assert estimate.value == 90
    assert estimate.low is not None
    assert estimate.high is not None
    assert 75 < estimate.low < 90 < estimate.high <= 100
    assert quantile([], 0.5, seed=0) is None


def test_a_share_of_all_is_not_a_certainty() -> None:
    everyone = share([True] * 200)
    assert everyone is not None
    assert everyone.low == pytest.approx(0.9812, abs=1e-4)  # 200 / (200 + 1,96²)
    assert everyone.high == pytest.approx(1.0)
    nobody = share([False] * 200)
    assert nobody is not None
    assert nobody.high == pytest.approx(1 - everyone.low)
    assert share([]) is None
    half = share([True, False]).times(100)  # type: ignore[union-attr]
    assert half.value == 50
