"""Looks at the stream that screens look at (``/events``) and notes when each alarm was first seen there."""

import asyncio
import json
from urllib.parse import urlsplit

from anlan.domain.clock import Clock
from anlan.kit.logs import get_logger

log = get_logger(__name__)

_MAX_EVENT = 2**20


class EventWatch:
    """One connection to ``/events`` that comes back when it is cut. ``first_seen_ms`` is by alarm id (the record's)."""

    def __init__(self, base_url: str, cookie: str, clock: Clock) -> None:
        parts = urlsplit(base_url)
        self._host, self._port = parts.hostname or "127.0.0.1", parts.port or 80
        self._cookie = cookie
        self._clock = clock
        self.first_seen_ms: dict[str, int] = {}
        self.events = 0
        self.connects = 0

    async def run(self) -> None:
        """Watch until cancelled."""
        while True:
            try:
                await self._watch_once()
            except (OSError, EOFError, ValueError, asyncio.LimitOverrunError) as error:
                log.debug("event stream ended", error=repr(error))
            await asyncio.sleep(0.5)

    async def _watch_once(self) -> None:
        reader, writer = await asyncio.open_connection(self._host, self._port, limit=_MAX_EVENT)
        try:
            request = (
                f"GET /events HTTP/1.1\r\nHost: {self._host}:{self._port}\r\nAccept: text/event-stream\r\n"
                f"Cookie: {self._cookie}\r\n\r\n"
            )
            writer.write(request.encode())
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            status = int(head.split(" ", 2)[1])
            if status != 200:
                raise ValueError(f"/events answered {status}")
            self.connects += 1
            await self._read(reader, is_chunked="transfer-encoding: chunked" in head.lower())
        finally:
            writer.close()

    async def _read(self, reader: asyncio.StreamReader, *, is_chunked: bool) -> None:
        buffer = b""
        while True:
            buffer += await _chunk(reader) if is_chunked else await _some(reader)
            *blocks, buffer = buffer.replace(b"\r\n", b"\n").split(b"\n\n")
            for block in blocks:
                self._take(block.decode(errors="replace"))
            if len(buffer) > _MAX_EVENT:
                raise ValueError("an event of more than 1 MiB")

    def _take(self, block: str) -> None:
        name, data = "message", []
        for line in block.split("\n"):
            field, _, value = line.partition(":")
            if field == "event":
                name = value.strip()
            elif field == "data":
                data.append(value.removeprefix(" "))
        self.events += 1
        if name == "alarm" and data:
            self._note(json.loads("\n".join(data)))

    def _note(self, event: object) -> None:
        """An alarm event is the alarm itself, or an envelope with the alarm in ``data``."""
        if not isinstance(event, dict):
            return
        inner = event.get("data")
        alarm = inner if isinstance(inner, dict) and "id" in inner else event
        if "id" in alarm:
            self.first_seen_ms.setdefault(str(alarm["id"]), self._clock.now_ms())


async def _some(reader: asyncio.StreamReader) -> bytes:
    data = await reader.read(65536)
    if not data:
        raise EOFError("closed")
    return data


async def _chunk(reader: asyncio.StreamReader) -> bytes:
    size = int((await reader.readuntil(b"\r\n")).split(b";")[0], 16)
    if size == 0:
        raise EOFError("closed")
    data = await reader.readexactly(size)
    await reader.readexactly(2)
    return data
