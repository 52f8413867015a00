"""The limit's state machine, one reading or one passing of time at a time. Pure; compiled into the fused loop.

States: 0 normal, 1 waiting for the on-delay, 2 active, 3 waiting for the off-delay.
Outcomes: 0 nothing, 1 raised, 2 cleared. Times in ms of event time.
"""

NORMAL, WAIT_ON, ACTIVE, WAIT_OFF = 0, 1, 2, 3
NOTHING, RAISED, CLEARED = 0, 1, 2


def on_reading(state, since, t, distance, deadband, on_ms, off_ms, strict):  # type: ignore[no-untyped-def]
    """A reading ``distance`` beyond the set point (negative: on the safe side). Returns (state, since, outcome)."""
    beyond = distance > 0.0 or (distance == 0.0 and not strict)
    safe = distance < -deadband
    if state == NORMAL:
        if not beyond:
            return NORMAL, since, NOTHING
        if on_ms <= 0:
            return ACTIVE, since, RAISED
        return WAIT_ON, t, NOTHING
    if state == WAIT_ON:
        if not beyond:
            return NORMAL, since, NOTHING
        if t - since >= on_ms:
            return ACTIVE, since, RAISED
        return WAIT_ON, since, NOTHING
    if not safe:
        return ACTIVE, since, NOTHING
    if state == ACTIVE:
        if off_ms <= 0:
            return NORMAL, since, CLEARED
        return WAIT_OFF, t, NOTHING
    if t - since >= off_ms:
        return NORMAL, since, CLEARED
    return WAIT_OFF, since, NOTHING


def peak_after(state, peak, x, direction):  # type: ignore[no-untyped-def]
    """Worst value of an excursion after reading ``x``; ``state`` before it. The on-delay is part of the excursion."""
    if state == NORMAL:
        return x
    return max(peak, x) if direction > 0 else min(peak, x)


def on_time(state, since, now, on_ms, off_ms):  # type: ignore[no-untyped-def]
    """Time has passed without a reading. Returns (state, outcome)."""
    if state == WAIT_ON and now - since >= on_ms:
        return ACTIVE, RAISED
    if state == WAIT_OFF and now - since >= off_ms:
        return NORMAL, CLEARED
    return state, NOTHING
