"""Which level answers a chart, and how wide its buckets are."""

from dataclasses import dataclass

from anlan.history.store import HOUR_MS, MINUTE_MS


@dataclass(frozen=True, slots=True)
class Plan:
    """``level_ms`` 0 = raw readings. The window is widened to whole minutes or hours where roll-ups answer."""

    level_ms: int
    bucket_ms: int
    from_ms: int
    to_ms: int


def plan(from_ms: int, to_ms: int, width_px: int, raw_kept_from_ms: int, minute_kept_from_ms: int) -> Plan:
    """The coarsest level that still gives a bucket per pixel; a coarser one where the finer is no longer kept.

    Worked example: 30 days at 1,000 px is 2,592 s a pixel: minutes, in buckets of 44 minutes (982 of them).
    """
    wanted = max(1, -(-(to_ms - from_ms) // max(width_px, 1)))
    level = HOUR_MS if wanted >= HOUR_MS else MINUTE_MS if wanted >= MINUTE_MS else 0
    if level == 0 and from_ms < raw_kept_from_ms:
        level = MINUTE_MS
    if level == MINUTE_MS and from_ms < minute_kept_from_ms:
        level = HOUR_MS
    if level == 0:
        return Plan(0, wanted, from_ms, to_ms)
    bucket = -(-wanted // level) * level
    return Plan(level, bucket, from_ms // level * level, -(-to_ms // level) * level)
