"""Push: 2,000 screens on one web process: how late events come, what a screen costs, beside a plain broadcaster."""

import asyncio
import contextlib
import json
import sys
import time
import urllib.request
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from anlan.bus import subjects
from anlan.bus.client import Bus
from anlan.bus.messages import ScreenEvent, to_json
from bench.county import Size
from bench.ports import free_port
from bench.push_clients import Ask, command
from bench.results import figure
from bench.rig import rig

CLIENTS = 2_000
#: As many as the console's bench pushes: a county on a bad day.
EVENTS_PER_S = 10
SECONDS = 20.0
ROOT = Path(__file__).parent.parent
#: Of the size of an alarm as screens get it.
ALARM: dict[str, object] = {
    "state": "unacked",
    "grade": "red",
    "is_active": True,
    "title": "氨气浓度 HH",
    "pad": "x" * 1100,
}

Publish = Callable[[int], Awaitable[None]]


@dataclass
class Told:
    """What one run gave."""

    p50_ms: float
    p99_ms: float
    worst_ms: float
    lost: int
    connected_s: float
    kb_a_client: float
    cpu_ms_an_event: float


def run(seconds: float = SECONDS) -> list[dict[str, Any]]:
    """Delay at 2,000 clients and 10 events/s, memory and CPU of a client."""
    return asyncio.run(_run(seconds))


async def _run(seconds: float) -> list[dict[str, Any]]:
    async with rig(Size(gateways=1, enterprises_per_gateway=10, points=5)) as place:
        process = place.system.children["web"].process
        assert process is not None
        bus = await Bus.connect("bench-push", place.config)
        ours = await _measure(
            Ask(place.config.http_port, "/events", place.session, CLIENTS, seconds), process.pid, _on_bus(bus), seconds
        )
        await bus.close()
    async with _peer() as (port, pid):
        peer = await _measure(Ask(port, "/events", "", CLIENTS, seconds), pid, _by_post(port), seconds)
    return _rows(ours, peer)


def _rows(ours: Told, peer: Told) -> list[dict[str, Any]]:
    at = f"{CLIENTS:,} clients, {EVENTS_PER_S} events/s of 1.3 KB"
    name = "plain starlette broadcaster"
    return [
        figure("push: event → screen p99", ours.p99_ms, "ms", goal=1000, higher_is_better=False, peer=name,
               peer_value=peer.p99_ms, note=f"{at}; p50 {ours.p50_ms:.0f}, worst {ours.worst_ms:.0f}"),
        figure("push: events lost", ours.lost, "", goal=0, higher_is_better=False, note=at),
        figure("push: memory a client", ours.kb_a_client, "KB", higher_is_better=False, peer=name,
               peer_value=peer.kb_a_client, note=f"all connected in {ours.connected_s:.0f} s, each session looked up"),
        figure("push: CPU of one event for all clients", ours.cpu_ms_an_event, "ms", higher_is_better=False,
               peer=name, peer_value=peer.cpu_ms_an_event, note=at),
    ]  # fmt: skip


async def _measure(ask: Ask, pid: int, publish: Publish, seconds: float) -> Told:
    server = psutil.Process(pid)
    before = server.memory_info().rss
    clients = await asyncio.create_subprocess_exec(*command(ask), stdout=asyncio.subprocess.PIPE, cwd=ROOT)
    assert clients.stdout is not None
    connected_s = json.loads(await clients.stdout.readline())["connected_s"]
    idle = server.memory_info().rss
    used = sum(server.cpu_times()[:2])
    sent = int((seconds - 3) * EVENTS_PER_S)
    began = time.monotonic()
    for number in range(sent):
        await asyncio.sleep(max(0.0, began + number / EVENTS_PER_S - time.monotonic()))
        await publish(number)
    said = json.loads(await clients.stdout.readline())
    cpu_s = sum(server.cpu_times()[:2]) - used
    await clients.wait()
    return Told(
        said["p50_ms"], said["p99_ms"], said["worst_ms"], sent * ask.clients - said["received"], connected_s,
        (idle - before) / 1024 / ask.clients, cpu_s / sent * 1000,
    )  # fmt: skip


def _on_bus(bus: Bus) -> Publish:
    async def publish(number: int) -> None:
        event = ScreenEvent(
            topic="alarm", kind="raised", id=str(number), at_ms=int(time.time() * 1000), enterprise_id=1, data=ALARM
        )
        await bus.publish_durable(subjects.event("alarm"), to_json(event), msg_id=f"bench-push-{number}")

    return publish


def _by_post(port: int) -> Publish:
    async def publish(_: int) -> None:
        body = json.dumps({**ALARM, "at_ms": int(time.time() * 1000)}, ensure_ascii=False).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{port}/publish", body, method="POST")
        await asyncio.to_thread(lambda: urllib.request.urlopen(request, timeout=30).close())

    return publish


@contextlib.asynccontextmanager
async def _peer() -> AsyncIterator[tuple[int, int]]:
    port = free_port()
    server = await asyncio.create_subprocess_exec(sys.executable, "-m", "bench.push_peer", str(port), cwd=ROOT)
    try:
        for _ in range(100):
            await asyncio.sleep(0.1)
            with contextlib.suppress(OSError):
                (await asyncio.open_connection("127.0.0.1", port))[1].close()
                break
        yield port, server.pid
    finally:
        server.terminate()
        await server.wait()
