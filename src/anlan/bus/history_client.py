"""Asking the history process, from anywhere on the bus."""

import asyncio
from collections.abc import AsyncIterator

import msgspec
from nats.errors import Error as NatsError
from nats.errors import NoRespondersError

from anlan.bus import subjects
from anlan.bus.client import Bus, BusError
from anlan.bus.messages import HistoryQuery, HistoryReply, RawQuery, from_json
from anlan.bus.readings import Readings, decode

#: Headers of an answer that carries Arrow: truncated "1", or an error sentence.
TRUNCATED, ERROR = "Anlan-Truncated", "Anlan-Error"
#: Most readings in one Arrow answer: 21 B each must stay under the bus's 8 MB per message.
BULK_ROWS = 300_000


class HistoryUnavailable(BusError):
    """The history process did not answer: look at its health, then ask again."""


class HistoryRefused(BusError):
    """The history process cannot answer this question; the text says what to ask instead."""


async def ask(bus: Bus, query: HistoryQuery, timeout_s: float = 10.0) -> HistoryReply:
    """Answer to one query; look at ``reply.error`` before using it.

    Raises:
        HistoryUnavailable: no answer within ``timeout_s``.
    """
    payload = await _request(bus, subjects.HISTORY_QUERY, msgspec.json.encode(query), timeout_s)
    return from_json(payload.data, HistoryReply)


async def read(
    bus: Bus, points: list[int], from_ms: int, to_ms: int, *, page_rows: int = BULK_ROWS, timeout_s: float = 60.0
) -> AsyncIterator[Readings]:
    """All stored readings with from_ms ≤ stamp < to_ms, oldest first, as columns; no points = all points.

    Meant for back-tests and exports: about a million readings a second. The next page is read while the caller works on
    this one (in a thread, or nothing is sent meanwhile), so there are never more than two.

    Raises:
        HistoryUnavailable: no answer in time.
        HistoryRefused: the query itself is at fault.
    """

    def ask_from(start_ms: int) -> asyncio.Task[tuple[Readings, bool]]:
        query = RawQuery(points=points, from_ms=start_ms, to_ms=to_ms, limit=page_rows)
        return asyncio.create_task(_page(bus, query, timeout_s))

    asked = ask_from(from_ms) if from_ms < to_ms else None
    try:
        while asked is not None:
            page, is_truncated = await asked
            # A page never ends within one stamp, so nothing is skipped or doubled.
            after_ms = int(page.ts_ms[-1]) + 1 if len(page) else to_ms
            asked = ask_from(after_ms) if is_truncated and after_ms < to_ms else None
            if len(page):
                yield page
    finally:
        if asked is not None:
            asked.cancel()


async def _page(bus: Bus, query: RawQuery, timeout_s: float) -> tuple[Readings, bool]:
    """One page, and whether there is more."""
    answer = await _request(bus, subjects.HISTORY_READ, msgspec.json.encode(query), timeout_s)
    headers = answer.headers or {}
    if ERROR in headers:
        raise HistoryRefused(headers[ERROR])
    return decode(answer.data), TRUNCATED in headers


class _Answer(msgspec.Struct):
    data: bytes
    headers: dict[str, str] | None


async def _request(bus: Bus, subject: str, payload: bytes, timeout_s: float) -> _Answer:
    try:
        message = await bus.nc.request(subject, payload, timeout=timeout_s)
    except NoRespondersError as error:
        raise HistoryUnavailable("no history process is running: see `anlan up`, or its log") from error
    except (NatsError, TimeoutError) as error:
        raise HistoryUnavailable(f"history did not answer within {timeout_s:.0f} s: {error!r}") from error
    return _Answer(message.data, message.headers)
