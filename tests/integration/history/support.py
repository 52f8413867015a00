"""A history process of its own, on a real bus, as the supervisor would run it."""

import asyncio
import contextlib
import os
import subprocess
import sys
from collections.abc import AsyncIterator

from anlan.bus import history_client, subjects
from anlan.bus.client import Bus
from anlan.bus.history_client import HistoryUnavailable
from anlan.bus.messages import CountQuery, HistoryQuery, HistoryReply
from anlan.bus.readings import Readings, encode

_PROGRAM = "from anlan.bus.service import run; from anlan.history.process import main; run('history', main)"


def start(bus: Bus, **environment: str) -> subprocess.Popen[bytes]:
    """Start the process on the same bus and data folder."""
    values = {**os.environ, "ANLAN_DATA": str(bus.settings.data), "ANLAN_NATS_PORT": str(bus.settings.nats_port)}
    values |= {"ANLAN_HISTORY_INSERT_EVERY_S": "0.1", "PYTHONPATH": os.pathsep.join(sys.path)} | environment
    return subprocess.Popen([sys.executable, "-c", _PROGRAM], env=values, stderr=subprocess.PIPE)


@contextlib.asynccontextmanager
async def running(bus: Bus, **environment: str) -> AsyncIterator[subprocess.Popen[bytes]]:
    """A process that answers; killed afterwards."""
    process = start(bus, **environment)
    try:
        await until_it_answers(bus)
        yield process
    finally:
        process.kill()
        process.communicate()


async def until_it_answers(bus: Bus, timeout_s: float = 30.0) -> None:
    async with asyncio.timeout(timeout_s):
        while True:
            with contextlib.suppress(HistoryUnavailable):
                await history_client.ask(bus, CountQuery(), 5)
                return
            await asyncio.sleep(0.05)


async def until_count(bus: Bus, wanted: int, timeout_s: float = 30.0) -> int:
    """Wait until as many readings are stored; returns the count a moment later, so that more than wanted shows."""
    count = -1
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(timeout_s):
            while count < wanted:
                await asyncio.sleep(0.1)
                with contextlib.suppress(HistoryUnavailable):
                    count = (await ask(bus, CountQuery())).count
    await asyncio.sleep(0.5)
    return (await ask(bus, CountQuery())).count


async def ask(bus: Bus, query: HistoryQuery) -> HistoryReply:
    reply = await history_client.ask(bus, query)
    assert not reply.error, reply.error
    return reply


async def publish(bus: Bus, batch: Readings, msg_id: str) -> None:
    await bus.publish_durable(subjects.readings(0), encode(batch), msg_id=msg_id)
