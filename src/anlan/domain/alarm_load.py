"""When do alarms stop helping? Chattering, stale and flood, after ISA-18.2 / EEMUA 191; thresholds are data."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from functools import lru_cache

from anlan.domain.data_rows import rows_of


@dataclass(frozen=True, slots=True)
class LoadLimits:
    """Thresholds of ``alarm_load.csv``; the table says what each means and where it comes from."""

    chatter_activations: float
    chatter_window_s: float
    stale_after_s: float
    flood_on_above: float
    flood_off_below: float
    flood_window_s: float
    burst_s: float
    retell_s: float


@lru_cache(maxsize=1)
def load_limits() -> LoadLimits:
    """The thresholds in force."""
    values = {row["name"]: float(row["value"]) for row in rows_of("alarm_load")}
    return LoadLimits(**{field.name: values[field.name] for field in fields(LoadLimits)})


def is_chattering(activations: Sequence[datetime], at: datetime, limits: LoadLimits) -> bool:
    """True when a condition that also began at ``at`` has begun too often within the window that ends there."""
    begins = at - timedelta(seconds=limits.chatter_window_s)
    recent = sum(1 for instant in activations if begins < instant < at)
    return recent + 1 >= limits.chatter_activations


def is_flooding(count: int, was_flooding: bool, limits: LoadLimits) -> bool:
    """True while an enterprise with ``count`` alarms in the window is in a flood; on above ten, off below five."""
    return count >= limits.flood_off_below if was_flooding else count > limits.flood_on_above


def is_stale(raised_at: datetime, now: datetime, limits: LoadLimits) -> bool:
    """True when a condition has stood for longer than a day."""
    return now - raised_at > timedelta(seconds=limits.stale_after_s)
