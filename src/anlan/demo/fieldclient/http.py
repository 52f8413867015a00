"""A gateway that posts batches over HTTP/1.1: one kept-alive connection, the same key until the answer is 2xx."""

import asyncio
import random
import uuid
from dataclasses import dataclass
from urllib.parse import urlsplit

from anlan.demo.fieldclient.link import Counters, Refused

_MAX_ANSWER = 2**20


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """What the platform said. ``repeats`` counts attempts after the first."""

    status: int
    body: bytes
    repeats: int = 0


class HttpSender:
    """Posts one body at a time and repeats it, under the same idempotency key, until it is taken.

    Repeated: no connection, no answer within ``answer_timeout_s``, 408, 425, 429 and 5xx, with growing pauses.
    Any other status is the platform's final word and is returned. One sender is one connection; use several for
    parallel posts.

    Example::

        sender = HttpSender("http://127.0.0.1:5280", token=token)
        answer = await sender.post("/api/ingest", body, content_type="application/json")
    """

    def __init__(
        self,
        url: str,
        *,
        token: str = "",
        headers: dict[str, str] | None = None,
        answer_timeout_s: float = 20.0,
        give_up_after_s: float = 120.0,
    ) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"not an http address: {url}")
        self.host, self.is_tls = parts.hostname, parts.scheme == "https"
        self.port = parts.port or (443 if self.is_tls else 80)
        self.base = parts.path.rstrip("/")
        self.answer_timeout_s, self.give_up_after_s = answer_timeout_s, give_up_after_s
        self.counters = Counters()
        self._headers = dict(headers or {})
        if token:
            self._headers["Authorization"] = f"Bearer {token}"
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._lock = asyncio.Lock()

    async def post(
        self,
        path: str,
        body: bytes,
        *,
        content_type: str = "application/json",
        idempotency_key: str = "",
        headers: dict[str, str] | None = None,
    ) -> HttpAnswer:
        """Post ``body``; returns the final answer.

        Raises:
            Refused: nothing but failures for ``give_up_after_s``; the text names the last one.
        """
        request = self._request(path, body, content_type, idempotency_key or uuid.uuid4().hex, headers or {})
        async with self._lock:
            return await self._post_until_taken(request)

    async def close(self) -> None:
        """Close the connection."""
        self._drop()

    async def _post_until_taken(self, request: bytes) -> HttpAnswer:
        loop = asyncio.get_running_loop()
        deadline, delay_s, repeats = loop.time() + self.give_up_after_s, 0.1, 0
        self.counters.sent += 1
        while True:
            try:
                async with asyncio.timeout(self.answer_timeout_s):
                    status, body = await self._exchange(request)
                if status not in (408, 425, 429) and status < 500:
                    self.counters.acknowledged += 200 <= status < 300
                    return HttpAnswer(status, body, repeats)
                last = f"HTTP {status}"
            except (OSError, TimeoutError, EOFError, ValueError, asyncio.LimitOverrunError) as error:
                self._drop()
                last = repr(error)
            if loop.time() >= deadline:
                raise Refused(f"{self.host}:{self.port} took nothing for {self.give_up_after_s:.0f} s: {last}")
            repeats += 1
            self.counters.resent += 1
            await asyncio.sleep(delay_s * random.uniform(0.5, 1.0))
            delay_s = min(delay_s * 2, 5.0)

    def _request(self, path: str, body: bytes, content_type: str, key: str, headers: dict[str, str]) -> bytes:
        fields = {
            "Host": f"{self.host}:{self.port}",
            "Content-Type": content_type,
            "Content-Length": str(len(body)),
            "Idempotency-Key": key,
            **self._headers,
            **headers,
        }
        lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
        return f"POST {self.base}{path} HTTP/1.1\r\n{lines}\r\n".encode() + body

    async def _exchange(self, request: bytes) -> tuple[int, bytes]:
        reader, writer = await self._connection()
        writer.write(request)
        await writer.drain()
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        fields = {n.strip().lower(): v.strip() for n, _, v in (line.partition(":") for line in head[1:])}
        body = await _body(reader, fields)
        if fields.get("connection", "").lower() == "close":
            self._drop()
        return int(head[0].split(" ")[1]), body

    async def _connection(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._reader is None or self._writer is None or self._writer.is_closing() or self._reader.at_eof():
            self._drop()
            self._reader, self._writer = await asyncio.open_connection(self.host, self.port, ssl=self.is_tls or None)
            self.counters.connects += 1
        return self._reader, self._writer

    def _drop(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self.counters.disconnects += 1
        self._reader = self._writer = None


async def _body(reader: asyncio.StreamReader, fields: dict[str, str]) -> bytes:
    if "chunked" in fields.get("transfer-encoding", "").lower():
        return await _chunks(reader)
    size = int(fields.get("content-length", "0"))
    if size > _MAX_ANSWER:
        raise ValueError(f"answer of {size} bytes")
    return await reader.readexactly(size)


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    parts: list[bytes] = []
    while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
        if sum(map(len, parts)) + size > _MAX_ANSWER:
            raise ValueError("answer too long")
        parts.append(await reader.readexactly(size))
        await reader.readexactly(2)
    while (await reader.readuntil(b"\r\n")) != b"\r\n":
        pass
    return b"".join(parts)
