"""Can a reading be trusted? One byte beside every value, from the device to the chart.

0 is good. 1–15 are uncertain (shown, not evaluated against limits). 16 is over-range, which
for a toxic or combustible gas is treated as above every high limit and never as missing
(domain handbook 1.7). 32 and above are bad: the value is kept for the record and never evaluated.
"""

from enum import IntEnum


class Quality(IntEnum):
    """Quality codes; the HJ 212 data flag in brackets."""

    GOOD = 0  # N
    UNCERTAIN = 1
    MANUAL = 2  # S: set by hand at the station
    OVER_RANGE = 16  # T
    BAD = 32
    FAULT = 33  # D: the instrument reports a fault
    LINK_FAULT = 34  # B: the data logger cannot reach the instrument
    STOPPED = 35  # F
    MAINTENANCE = 36  # M
    CALIBRATING = 37  # C
    NOT_A_NUMBER = 40  # missing, NaN or unreadable
    IMPLAUSIBLE = 41  # outside what the instrument can physically measure
    FUTURE = 42  # stamped later than the platform's clock allows
    ANCIENT = 43  # stamped earlier than the platform keeps
    SOURCE_LOST = 50  # a camera that is gone, dark, frozen or covered: its own point alarms, not each of its scenes


HJ212_FLAGS = {
    "N": Quality.GOOD,
    "S": Quality.MANUAL,
    "T": Quality.OVER_RANGE,
    "D": Quality.FAULT,
    "B": Quality.LINK_FAULT,
    "F": Quality.STOPPED,
    "M": Quality.MAINTENANCE,
    "C": Quality.CALIBRATING,
}

#: The instrument itself is ill: raises the ``fault`` alarm of its point.
EQUIPMENT_FAULTS = frozenset(
    {
        Quality.BAD,
        Quality.FAULT,
        Quality.LINK_FAULT,
        Quality.NOT_A_NUMBER,
        Quality.IMPLAUSIBLE,
    }
)

#: The stamp cannot be trusted: the reading is stored, and moves no alarm clock.
UNTRUSTED_STAMPS = frozenset({Quality.FUTURE, Quality.ANCIENT})


def is_good(quality: int) -> bool:
    """True when the value may be compared with limits."""
    return quality == Quality.GOOD


def is_bad(quality: int) -> bool:
    """True when the value must not be shown as if it were true."""
    return quality >= Quality.BAD
