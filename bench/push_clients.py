"""Many screens at once: open event streams, read for a while, print how late each event came. A process of its own.

Prints one JSON line when all are connected, and one at the end.
"""

import asyncio
import json
import resource
import sys
import time
from dataclasses import asdict, dataclass
from typing import cast

import numpy as np
import uvloop

#: Connections that are opened side by side; more would only queue in the listener's backlog.
AT_ONCE = 50
STAMP = b'"at_ms":'


@dataclass
class Ask:
    """What to open. ``cookie`` may be empty; ``path`` is the event stream."""

    port: int
    path: str
    cookie: str
    clients: int
    seconds: float


class Screen(asyncio.Protocol):
    """One open stream: notes for every event with a stamp when it was published and when it came."""

    def __init__(self, ask: Ask, late_ms: list[float]) -> None:
        self.ask, self.late_ms = ask, late_ms
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.rest = b""
        self.events = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        cookie = f"Cookie: sessionid={self.ask.cookie}\r\n" if self.ask.cookie else ""
        line = f"GET {self.ask.path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{cookie}\r\n".encode()
        cast("asyncio.Transport", transport).write(line)  # uvloop's is one in all but descent

    def data_received(self, data: bytes) -> None:
        now_ms = time.time() * 1000
        if not self.opened.done():
            self._open(data)
        *frames, self.rest = (self.rest + data).split(b"\n\n")
        for frame in frames:
            if b"event: alarm" not in frame:
                continue
            at = frame.rindex(STAMP) + len(STAMP)
            self.events += 1
            self.late_ms.append(now_ms - float(frame[at : frame.index(b"}", at)]))

    def _open(self, data: bytes) -> None:
        if b" 200 " in data[:32]:
            self.opened.set_result(None)
        else:
            self.opened.set_exception(RuntimeError(f"refused: {data[:200]!r}"))

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.opened.done():
            self.opened.set_exception(exc or ConnectionResetError("closed before it was answered"))


async def listen(ask: Ask) -> dict[str, float]:
    """Open all, read until the time is over."""
    late_ms: list[float] = []
    loop, gate = asyncio.get_running_loop(), asyncio.Semaphore(AT_ONCE)

    async def open_one() -> Screen:
        async with gate:
            _, screen = await loop.create_connection(lambda: Screen(ask, late_ms), "127.0.0.1", ask.port)
            await screen.opened
            return screen

    began = time.monotonic()
    screens = await asyncio.gather(*(open_one() for _ in range(ask.clients)))
    print(json.dumps({"connected_s": round(time.monotonic() - began, 2)}), flush=True)
    await asyncio.sleep(ask.seconds)
    counts = [screen.events for screen in screens]
    late = np.array(late_ms or [float("inf")])
    return {
        "received": len(late_ms), "fewest": min(counts), "most": max(counts), "p50_ms": float(np.percentile(late, 50)),
        "p99_ms": float(np.percentile(late, 99)), "worst_ms": float(late.max()),
    }  # fmt: skip


def command(ask: Ask) -> list[str]:
    """How to start this as a process."""
    return [sys.executable, "-m", "bench.push_clients", json.dumps(asdict(ask))]


if __name__ == "__main__":
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    print(json.dumps(uvloop.run(listen(Ask(**json.loads(sys.argv[1]))))), flush=True)
