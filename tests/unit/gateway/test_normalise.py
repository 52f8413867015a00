"""Units, plausibility and stamps: flagged, never hidden."""

import math

import pytest

from anlan.bus.messages import PointConfig
from anlan.bus.readings import Readings
from anlan.domain.quality import Quality
from anlan.gateway.normalise import ANCIENT_AFTER_MS, FUTURE_TOLERANCE_MS, normalise
from anlan.gateway.registry import PointColumns

NOW_MS = 1_790_000_000_000
GAS, THERMOMETER = 1, 2
COLUMNS = PointColumns(
    [
        PointConfig(
            id=GAS, gateway_id=1, address="nh3", kind="nh3_concentration", unit="ppm", scale=0.1,
            range_low=0.0, range_high=100.0, over_range_is_high=True,
        ),
        PointConfig(
            id=THERMOMETER, gateway_id=1, address="t", kind="temperature", unit="℃", offset=-1.0,
            range_low=-60.0, range_high=60.0,
        ),
    ]
)  # fmt: skip


def judged(point: int, raw: float, quality: int = 0, ts_ms: int = NOW_MS) -> tuple[float, int]:
    out = normalise(Readings.of([(point, ts_ms, raw, quality)]), COLUMNS, NOW_MS)
    return float(out.value[0]), int(out.quality[0])


@pytest.mark.parametrize(
    ("point", "raw", "value", "quality"),
    [
        (GAS, 127, 12.7, Quality.GOOD),
        (GAS, 1000, 100.0, Quality.GOOD),
        (GAS, 1200, 120.0, Quality.OVER_RANGE),
        (GAS, -1, -0.1, Quality.IMPLAUSIBLE),
        (GAS, math.inf, math.inf, Quality.OVER_RANGE),
        (THERMOMETER, 21, 20.0, Quality.GOOD),
        (THERMOMETER, 850, 849.0, Quality.IMPLAUSIBLE),
        (THERMOMETER, -math.inf, -math.inf, Quality.IMPLAUSIBLE),
    ],
)
def test_values_are_scaled_and_flagged(point: int, raw: float, value: float, quality: Quality) -> None:
    got, flag = judged(point, raw)
    assert got == pytest.approx(value)
    assert flag == quality


def test_missing_value_is_flagged() -> None:
    assert judged(GAS, math.nan)[1] == Quality.NOT_A_NUMBER


def test_device_flag_is_kept_over_plausibility() -> None:
    assert judged(GAS, 5000, Quality.CALIBRATING)[1] == Quality.CALIBRATING


@pytest.mark.parametrize(
    ("shift_ms", "quality"),
    [
        (FUTURE_TOLERANCE_MS, Quality.GOOD),
        (FUTURE_TOLERANCE_MS + 1, Quality.FUTURE),
        (-ANCIENT_AFTER_MS, Quality.GOOD),
        (-ANCIENT_AFTER_MS - 1, Quality.ANCIENT),
    ],
)
def test_untrusted_stamps_are_flagged(shift_ms: int, quality: Quality) -> None:
    assert judged(GAS, 10, ts_ms=NOW_MS + shift_ms)[1] == quality


def test_input_is_not_changed() -> None:
    raw = Readings.of([(GAS, NOW_MS, 1200, 0)])
    normalise(raw, COLUMNS, NOW_MS)
    assert raw.value[0] == 1200
    assert raw.quality[0] == 0
