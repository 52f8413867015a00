"""Scaled integers give back exactly what came in."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from anlan.bus.readings import Readings
from anlan.history.scaling import FLOAT, Scaler, decimals_of, unscale


def batch(values: list[float], point: int = 1) -> Readings:
    return Readings.of([(point, i, v, 0) for i, v in enumerate(values)])


def there_and_back(scaler: Scaler, values: list[float], point: int = 1) -> list[float]:
    rows = scaler.scale(batch(values, point))
    return unscale(rows.mantissa, rows.decimals, rows.value).tolist()


@given(st.lists(st.one_of(st.floats(), st.decimals(-3000, 3000, places=2).map(float), st.integers(-(2**40), 2**40))))
def test_without_a_resolution_every_bit_comes_back(values: list[float]) -> None:
    back = there_and_back(Scaler(), [float(v) for v in values])
    assert np.array(back).tobytes() == np.array(values, np.float64).tobytes()


def test_decimals_become_integers() -> None:
    rows = Scaler().scale(batch([20.3, 20.0, -0.1]))
    assert rows.mantissa.tolist() == [203, 20, -1]
    assert rows.decimals.tolist() == [1, 0, 1]


def test_decimals_of_a_point_stay_once_seen() -> None:
    scaler = Scaler()
    scaler.scale(batch([20.3]))
    rows = scaler.scale(batch([20.0, 20.25]))
    assert rows.mantissa.tolist() == [200, 2025]
    assert rows.decimals.tolist() == [1, 2]


def test_noise_of_a_multiplication_is_dropped_only_with_a_resolution() -> None:
    noisy = 0.1 * 3  # 0.30000000000000004
    assert there_and_back(Scaler(), [noisy]) == [noisy]
    scaler = Scaler()
    scaler.configure({1: 0.1})
    assert there_and_back(scaler, [noisy]) == [0.3]


def test_finer_than_the_resolution_is_kept() -> None:
    scaler = Scaler()
    scaler.configure({1: 0.5})
    assert there_and_back(scaler, [20.25, 1 / 3, 20.5]) == [20.25, 1 / 3, 20.5]


def test_what_is_too_large_for_fine_integers_is_kept_coarser() -> None:
    scaler = Scaler()
    scaler.scale(batch([1.123456]))
    rows = scaler.scale(batch([50_000.5]))
    assert rows.decimals.tolist() == [1]
    assert there_and_back(scaler, [50_000.5, 1e300, float("inf")]) == [50_000.5, 1e300, float("inf")]


def test_changed_resolution_leaves_older_rows_readable() -> None:
    scaler = Scaler()
    scaler.configure({1: 0.1})
    old = scaler.scale(batch([12.5]))
    scaler.configure({1: 0.01})
    new = scaler.scale(batch([12.5]))
    for rows in (old, new):
        assert unscale(rows.mantissa, rows.decimals, rows.value).tolist() == [12.5]
    assert old.decimals.tolist() != new.decimals.tolist()


def test_large_and_small_ids_are_scaled_alike() -> None:
    assert there_and_back(Scaler(), [20.3], point=2**31 - 1) == [20.3]
    rows = Scaler().scale(batch([], 1))
    assert len(rows) == 0


def test_decimals_of_resolutions() -> None:
    assert [decimals_of(r) for r in (1, 0.1, 0.05, 0.001, 5, 0.25)] == [0, 1, 2, 3, 0, 2]


def test_float_rows_carry_no_mantissa() -> None:
    rows = Scaler().scale(batch([1 / 3, float("nan")]))
    assert rows.decimals.tolist() == [FLOAT, FLOAT]
    assert rows.mantissa.tolist() == [0, 0]
