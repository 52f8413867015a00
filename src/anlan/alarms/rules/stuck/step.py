"""Has the value stood still for too long? Pure; compiled into the fused loop."""


def is_stuck(t, still_ms, stuck_ms):  # type: ignore[no-untyped-def]
    """True when the same value has been read from ``still_ms`` to ``t`` (ms), for ``stuck_ms`` or longer."""
    return t - still_ms >= stuck_ms
