"""Times with pictures, as pairs of ms since 1970."""

from collections.abc import Iterable

from anlan.bus.playback_messages import Span


def joined(spans: Iterable[Span], gap_ms: int) -> list[Span]:
    """In order, with those closer than ``gap_ms`` made one."""
    found: list[Span] = []
    for begin, end in sorted(spans):
        if found and begin - found[-1][1] <= gap_ms:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((begin, end))
    return found


def cut(spans: Iterable[Span], from_ms: int, to_ms: int) -> list[Span]:
    """What of them lies between; what does not is gone."""
    return [(max(a, from_ms), min(b, to_ms)) for a, b in spans if a < to_ms and b > from_ms]
