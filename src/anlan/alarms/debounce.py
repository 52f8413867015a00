"""On- and off-delay of plug-in rules, for many conditions at once: the limit's state machine, in columns.

``rules/limit/step.py`` says the same for one reading; the states are the same four.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from anlan.alarms.layout import ACTIVE, NORMAL, WAIT_OFF, WAIT_ON
from anlan.alarms.rule import ABSENT, PRESENT, UNKNOWN

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
States = npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Step:
    """What a verdict makes of the states; all (w, conditions)."""

    state: States
    since_ms: Ints
    rises: Mask
    falls: Mask


def step(state: States, since_ms: Ints, verdict: States, now: Ints, on_ms: Ints, off_ms: Ints) -> Step:
    """The states after a verdict. ``now`` (w, 1); the others (w, conditions); times in ms."""
    known = verdict != UNKNOWN
    present, absent = verdict == PRESENT, verdict == ABSENT
    normal, wait_on, active, wait_off = (state == s for s in (NORMAL, WAIT_ON, ACTIVE, WAIT_OFF))
    waited = now - since_ms
    rises = present & ((normal & (on_ms <= 0)) | (wait_on & (waited >= on_ms)))
    falls = absent & ((active & (off_ms <= 0)) | (wait_off & (waited >= off_ms)))
    starts_on = present & normal & ~rises
    starts_off = absent & active & ~falls
    after = state.copy()
    after[rises | (known & wait_off & ~absent)] = ACTIVE
    after[falls | (known & wait_on & ~present)] = NORMAL
    after[starts_on] = WAIT_ON
    after[starts_off] = WAIT_OFF
    return Step(after, np.where(starts_on | starts_off, now, since_ms), rises, falls)
