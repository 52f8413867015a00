"""The engine's sense of time: what is in the clock, and the few durations that are the same for every point."""

import numpy as np

from anlan.domain.quality import EQUIPMENT_FAULTS

# Positions in the int64 clock array of an engine.
LOG = 0  # log time of the newest entry, ms: forced monotone, but for a step back of the server's clock
OUTAGE = 1  # how much of the log's time nobody could write to it, less what its clock was set back by, ms
TICK = 2  # second of the last tick
DUE = 3  # engine clock before which no tick can find anything, or one of the two below
CLOCK_SIZE = 4

ALL_ROWS = 0  # DUE: the next tick looks at every row
SOME_ROWS = 1  # DUE: the next tick looks at the rows that are due

# Positions in the int64 counter array of an engine.
LATE = 0  # stamp not newer than the point's newest
UNTRUSTED = 1  # stamped in the future or the distant past
UNKNOWN = 2  # point not in this partition's configuration
READINGS = 3
TRANSITIONS = 4
COUNTERS = 5

#: Silence and delays are judged at most once per this much log time.
TICK_MS = 1000

#: The log is never silent for longer than this while its writers live (the engine itself writes a tick after 1 s).
#: A longer hole means that the platform was down; it is not held against the devices.
MAX_GAP_MS = 5000

#: A log whose time goes back by more has had its server's clock set; less is jitter between servers.
STEP_BACK_MS = 2000

#: A transition this much older than usual for its point was decided by back-filled data.
BACKFILL_MS = 120_000

#: Silence teaches nothing about a device's clock beyond this.
LAG_LEARN_MS = 60_000

#: FAULTS[quality] is true when the instrument itself is ill.
FAULTS = np.zeros(256, np.bool_)
FAULTS[[int(q) for q in EQUIPMENT_FAULTS]] = True
