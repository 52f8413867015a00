"""Which readings of the watched points count for plug-in rules, and when they were taken.

The same three decisions as in the compiled loop (untrusted stamps, late or repeated readings, the usual lag of a
device's clock), kept separately for the few points that plug-in rules look at, so that the loop itself stays as it
is. Compiled where numba is there; else plain Python over those few readings.
"""
# mypy: disable-error-code="no-untyped-def, no-untyped-call"

import numpy as np

from anlan.alarms.jit import jit
from anlan.alarms.layout import NEVER
from anlan.alarms.timing import LAG_LEARN_MS
from anlan.domain.quality import Quality

_GOOD, _OVER = int(Quality.GOOD), int(Quality.OVER_RANGE)
_FUTURE, _ANCIENT = int(Quality.FUTURE), int(Quality.ANCIENT)

#: One record per watched point.
WATCH = np.dtype(
    [
        ("point", "i8"),
        ("last_ms", "i8"),  # newest trusted stamp
        ("seen_ms", "i8"),  # engine clock when it came
        ("lag_ms", "i8"),  # usual distance of the stamp behind the log
    ]
)


def new_watch(points) -> np.ndarray:
    """Records of points that have not been heard of yet."""
    watch = np.zeros(len(points), WATCH)
    watch["point"] = points
    watch["last_ms"] = NEVER
    watch["seen_ms"] = NEVER
    return watch


@jit
def sift(watch, over_is_high, who, log, run, ts, value, quality, at, x, is_good):
    """Fill ``at`` (engine clock of the reading, NEVER when it does not count), ``x`` and ``is_good`` for each reading.

    who: record of each reading. log, run: log time and engine clock of its message.
    """
    for n in range(len(who)):
        mine = watch[who[n]]
        at[n] = NEVER
        if quality[n] in (_FUTURE, _ANCIENT) or ts[n] <= mine["last_ms"]:
            continue
        lag = log[n] - ts[n]
        if lag <= mine["lag_ms"] or mine["seen_ms"] == NEVER:
            mine["lag_ms"] = max(lag, 0)  # also of a first reading: a slow clock is likelier than a backlog
        else:
            mine["lag_ms"] += min(lag - mine["lag_ms"], min(run[n] - mine["seen_ms"], LAG_LEARN_MS) // 2)
        mine["last_ms"] = ts[n]
        mine["seen_ms"] = run[n]
        at[n] = run[n] - max(lag - mine["lag_ms"], 0)
        x[n] = value[n]
        is_good[n] = quality[n] == _GOOD and value[n] == value[n]
        if quality[n] == _OVER and over_is_high[who[n]]:
            x[n] = np.inf
            is_good[n] = True
        elif not is_good[n]:
            x[n] = np.nan
