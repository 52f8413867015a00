"""The newest reading of each point on enterprise and point pages; a page without it is better than no page."""

from typing import Any

from anlan.bus import history_client
from anlan.bus.messages import LatestQuery
from anlan.kit.logs import get_logger
from anlan.records.sites.extensions import offer_point_facts
from anlan.web import live

log = get_logger(__name__)

#: A page waits this long for the history process and then goes out without readings.
WAIT_S = 2.0


def offer() -> None:
    """Called once when the web process has its hub."""
    offer_point_facts("latest", latest_facts)


def latest_facts(ids: list[int]) -> dict[int, dict[str, Any]]:
    """``{point: {"latest": {ts_ms, value, quality}}}`` of the points that have a reading."""
    if not ids:
        return {}
    try:
        reply = live.ask(history_client.ask(live.hub().bus, LatestQuery(points=ids), WAIT_S), timeout_s=2 * WAIT_S)
    except Exception as error:
        log.warning("page shown without readings", points=len(ids), error=repr(error))
        return {}
    return {
        point: {"latest": {"ts_ms": ts_ms, "value": value, "quality": quality}}
        for point, ts_ms, value, quality in reply.rows
        if point in ids
    }
