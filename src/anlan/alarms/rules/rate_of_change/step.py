"""Is the step between two good readings too fast? Pure; compiled into the fused loop."""


def is_fast(value, t, previous, previous_t, rate_per_s):  # type: ignore[no-untyped-def]
    """True when |value − previous| is more than ``rate_per_s`` allows for the time between them (ms)."""
    return abs(value - previous) * 1000.0 > rate_per_s * (t - previous_t)
