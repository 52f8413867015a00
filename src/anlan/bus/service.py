"""Life of a process on the bus: connect, beat, work until told to stop.

A service is a coroutine ``main(service)``; it returns or raises to end the process. The supervisor starts
it again. Progress is reported through ``service.facts`` and ``service.unwell``.
"""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Awaitable, Callable

from nats.errors import Error as NatsError

from anlan.bus import subjects
from anlan.bus.client import Bus
from anlan.bus.messages import Heartbeat, to_json
from anlan.domain.clock import Clock, SystemClock
from anlan.kit import logs, systemd
from anlan.kit.garbage import collect_seldom
from anlan.kit.settings import Settings, settings

log = logs.get_logger(__name__)


class Service:
    """What a process is handed: its bus, clock, settings, and the way to say how it is."""

    def __init__(self, name: str, bus: Bus, config: Settings, clock: Clock) -> None:
        self.name = name
        self.instance = f"{socket.gethostname().split('.')[0]}-{os.getpid()}"
        self.bus = bus
        self.settings = config
        self.clock = clock
        self.stop = asyncio.Event()
        self.facts: dict[str, float | int | str] = {}
        self.needs: dict[str, int] = {}  # stream: first message that a restart of this process would read
        self.unwell = ""  # a sentence: what is wrong and what to do; empty when well

    async def beat(self) -> None:
        """Say once a second that this process lives, and how it is."""
        systemd.notify("READY=1")
        while not self.stop.is_set():
            systemd.notify("WATCHDOG=1")
            beat = Heartbeat(
                process=self.name,
                instance=self.instance,
                at_ms=self.clock.now_ms(),
                is_well=not self.unwell,
                reason=self.unwell,
                facts=self.facts,
                needs=self.needs,
            )
            try:
                await self.bus.nc.publish(subjects.health(self.name, self.instance), to_json(beat))
            except NatsError as error:
                log.debug("heartbeat not sent", error=repr(error))
            await asyncio.sleep(1)


Main = Callable[[Service], Awaitable[None]]


async def serve(name: str, main: Main, config: Settings | None = None, clock: Clock | None = None) -> None:
    """Run ``main`` until it ends, fails, or the process is told to stop."""
    config = config or settings()
    bus = await Bus.connect(name, config)
    service = Service(name, bus, config, clock or SystemClock())
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, service.stop.set)
    beating = asyncio.create_task(service.beat())
    working = asyncio.ensure_future(main(service))
    stopping = asyncio.create_task(service.stop.wait())
    try:
        await asyncio.wait({working, stopping, beating}, return_when=asyncio.FIRST_COMPLETED)
        service.stop.set()
        if not working.done():
            # Services see service.stop and end by themselves; one that hangs is cut off.
            await asyncio.wait({working}, timeout=5)
            working.cancel()
        if working.done() and not working.cancelled():
            working.result()
    finally:
        beating.cancel()
        stopping.cancel()
        await bus.close()


def run(name: str, main: Main) -> None:
    """Entry point of a process: logs, event loop, :func:`serve`; exits 1 when the work failed."""
    import uvloop

    logs.configure(name)
    collect_seldom()
    try:
        uvloop.run(serve(name, main))
    except Exception:
        log.exception("process ended by an error")
        sys.exit(1)
