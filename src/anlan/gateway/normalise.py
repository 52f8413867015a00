"""From what a device said to what the platform keeps: units, plausibility, stamps. Flags, never hides.

Worked example: a transmitter sends 127 with scale 0.1, range 0–100 ppm, ammonia. The value kept is 12.7 ppm,
good. The same instrument sending 1200 means 120 ppm, above its range: kept as 120 with quality OVER_RANGE,
which counts as above every high limit. A thermometer of range −60…60 ℃ sending 850 is kept as IMPLAUSIBLE.
"""

import numpy as np

from anlan.bus.readings import Readings
from anlan.domain.quality import Quality
from anlan.gateway.registry import PointColumns

#: A stamp further ahead than this is a wrong clock, not a fast one.
FUTURE_TOLERANCE_MS = 5 * 60_000
#: Backlogs of a week are welcome; older stamps are kept and flagged.
ANCIENT_AFTER_MS = 7 * 24 * 3600_000


def normalise(raw: Readings, columns: PointColumns, now_ms: int) -> Readings:
    """Scale and flag a batch whose points are all registered. Input columns are not changed."""
    value = raw.value * columns.scale[raw.point] + columns.offset[raw.point]
    quality = raw.quality.copy()
    trusted = quality < Quality.OVER_RANGE
    missing = np.isnan(value) & trusted
    above = value > columns.high[raw.point]
    below = value < columns.low[raw.point]
    is_gas = columns.gas[raw.point]
    quality[(above & ~is_gas | below) & trusted] = Quality.IMPLAUSIBLE
    quality[above & is_gas & trusted] = Quality.OVER_RANGE
    quality[np.isinf(value) & ~above & trusted] = Quality.IMPLAUSIBLE
    quality[missing] = Quality.NOT_A_NUMBER
    quality[raw.ts_ms > now_ms + FUTURE_TOLERANCE_MS] = Quality.FUTURE
    quality[raw.ts_ms < now_ms - ANCIENT_AFTER_MS] = Quality.ANCIENT
    return Readings(raw.point, raw.ts_ms, value, quality)


def judged(raw: Readings, columns: PointColumns, now_ms: int) -> Readings:
    """Like :func:`normalise`; points that a newer configuration no longer has are left out."""
    known = raw.point < len(columns.scale)
    return normalise(raw if known.all() else raw.take(known), columns, now_ms)
