"""How rows lie in memory: one record per point, four limit slots beside it, one record per gateway.

Records, not separate columns: a reading touches one or two cache lines instead of twenty. All times are int64
milliseconds. ``NEVER`` marks "has not happened", ``OFF_MS`` a duration that never ends (rule not configured).
"""

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.generic]
Rows = npt.NDArray[np.void]  # structured array

SLOTS = 4
NEVER = -(2**62)
OFF_MS = 2**62

# What an edge is about: limit slots 0–3, then the rules of the whole point, then the gateway, then plug-in rules.
RATE, STUCK, OFFLINE, FAULT, GATEWAY, PLUGIN = 4, 5, 6, 7, 8, 9
POINT_CODES = 8

# States of one limit slot.
NORMAL, WAIT_ON, ACTIVE, WAIT_OFF = 0, 1, 2, 3

# Bits of ROW_STATE.flags.
IS_FAST, IS_STUCK, IS_OFFLINE, IS_FAULTY, IS_BLIND, IS_BUSY = 1, 2, 4, 8, 16, 32

ROW_CONFIG = np.dtype(
    [
        ("gateway", "i4"),
        ("over_range_is_high", "u1"),
        ("slots", "u1"),
        ("rate_per_s", "f8"),  # inf = off
        ("stuck_ms", "i8"),
        ("offline_ms", "i8"),
        ("fault_ms", "i8"),
        ("quiet_low", "f8"),  # strictly between these no limit can start
        ("quiet_high", "f8"),
    ],
    align=True,
)

SLOT_CONFIG = np.dtype(
    [
        ("direction", "f8"),
        ("set_point", "f8"),
        ("deadband", "f8"),
        ("on_ms", "i8"),
        ("off_ms", "i8"),
        ("strict", "u1"),
    ],
    align=True,
)

GATEWAY_CONFIG = np.dtype([("silent_ms", "i8"), ("patience_ms", "i8"), ("point", "i4"), ("grade", "u1")], align=True)

ROW_STATE = np.dtype(
    [
        ("last_ms", "i8"),  # newest trusted stamp
        ("seen_ms", "i8"),  # engine clock when it came
        ("lag_ms", "i8"),  # usual distance of the stamp behind the log
        ("good_ms", "i8"),  # stamp of good_value
        ("good_value", "f8"),  # newest compared value; NaN when there is none or it was over range
        ("still_ms", "i8"),  # since when the value has not changed
        ("still_value", "f8"),
        ("ill_ms", "i8"),  # since when the instrument reports a fault
        ("flags", "u1"),
    ],
    align=True,
)

SLOT_STATE = np.dtype(
    [
        ("state", "i1"),
        ("since_ms", "i8"),
        ("peak", "f8"),  # worst value since the excursion began; ±inf over range; meaningless while NORMAL
    ],
    align=True,
)

GATEWAY_STATE = np.dtype(
    [
        ("seen_ms", "i8"),  # engine clock of the newest usable reading of any of its points
        ("back_ms", "i8"),  # engine clock when it last spoke again after a silence
        ("raised_ms", "i8"),
        ("point", "i4"),  # the point that carries the standing alarm
        ("is_silent", "u1"),
    ],
    align=True,
)

#: A condition began (kind 1) or ended (kind 0). ``row`` is a gateway's index when code is GATEWAY, and the number
#: of the condition when code is PLUGIN; only these two fill ``point``, because the one may change while it stands.
EDGE = np.dtype(
    [
        ("entry", "i4"),
        ("row", "i4"),
        ("point", "i4"),
        ("code", "i1"),
        ("kind", "i1"),
        ("is_late", "i1"),
        ("at_ms", "i8"),
        ("raised_ms", "i8"),
        ("value", "f8"),
        ("set_point", "f8"),
        ("peak", "f8"),  # of limits and plug-in rules: worst value of the excursion so far, ±inf over range; else NaN
        ("key", "i8"),  # position of the reading that decided it, −1 where passing time did
    ],
    align=True,
)


def new_rows(count: int) -> Rows:
    """States of points that have not been heard of yet."""
    rows = np.zeros(count, ROW_STATE)
    for name in ("last_ms", "seen_ms", "good_ms", "still_ms", "ill_ms"):
        rows[name] = NEVER
    rows["good_value"] = np.nan
    rows["still_value"] = np.nan
    return rows


def new_gateways(count: int) -> Rows:
    """States of gateways that have not been heard of yet."""
    gateways = np.zeros(count, GATEWAY_STATE)
    for name in ("seen_ms", "back_ms", "raised_ms"):
        gateways[name] = NEVER
    gateways["point"] = -1
    return gateways
