"""Who is silent: the point, or its gateway? Pure; compiled into the fused loop. Times in ms of the engine's clock."""


def gateway_is_silent(now, gateway_seen, silent_ms):  # type: ignore[no-untyped-def]
    """True when nothing usable came from any point of the gateway for longer than ``silent_ms``."""
    return now - gateway_seen > silent_ms


def point_is_silent(seen, gateway_seen, gateway_back, offline_ms):  # type: ignore[no-untyped-def]
    """True when the gateway has spoken after the point became overdue: then it is the point, not the line.

    A point's silence counts from its own last reading, or from when its gateway came back, whichever is later.
    """
    return gateway_seen - max(seen, gateway_back) > offline_ms
