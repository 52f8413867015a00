"""Keeps a set of processes alive on one machine: starts them in order, restarts what ends, stops them together."""

import asyncio
import contextlib
import ctypes
import functools
import os
import signal
import sys
import time
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from anlan.kit.logs import get_logger

log = get_logger(__name__)
T = TypeVar("T")

_PR_SET_PDEATHSIG = 1
#: Before a process that died at its start is started again; doubled each time. One that lived so long begins at once.
FIRST_PAUSE_S, LAST_PAUSE_S = 0.2, 5.0
LIVED_S = 10.0


@dataclass(slots=True)
class Child:
    """One process: its command, extra environment, and how it has fared."""

    name: str
    command: Sequence[str]
    environment: dict[str, str] = field(default_factory=dict)
    niceness: int = 0
    process: asyncio.subprocess.Process | None = None
    restarts: int = 0
    started_at_s: float = 0.0


def _settle_in(niceness: int) -> None:
    """Runs in the child: the kernel ends it when the supervisor is gone, even by kill -9."""
    os.nice(niceness)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


class Supervisor:
    """Runs children until told to stop."""

    def __init__(self, children: list[Child]) -> None:
        self.children = children
        self.stopping = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self, child: Child) -> None:
        """Start one child and keep it alive from now on."""
        await self._spawn(child)
        self._tasks.append(asyncio.create_task(self._keep(child)))

    async def _spawn(self, child: Child) -> None:
        child.process = await asyncio.create_subprocess_exec(
            *child.command,
            env={**os.environ, **child.environment},
            preexec_fn=functools.partial(_settle_in, child.niceness),
        )
        child.started_at_s = time.monotonic()
        log.debug("process started", child=child.name, pid=child.process.pid)

    async def _keep(self, child: Child) -> None:
        delay_s = FIRST_PAUSE_S
        while not self.stopping.is_set():
            assert child.process is not None
            code = await child.process.wait()
            if self.stopping.is_set():
                return
            # A process that lived for a while begins again at once; one that dies at start is given time.
            has_lived = time.monotonic() - child.started_at_s > LIVED_S
            delay_s = 0.0 if has_lived else min(max(delay_s * 2, FIRST_PAUSE_S), LAST_PAUSE_S)
            child.restarts += 1
            log.warning("process ended, starting it again", child=child.name, code=code, in_s=delay_s)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(delay_s):
                    await self.stopping.wait()
                return
            await self._spawn(child)

    def kill(self, child: Child) -> None:
        """End a child that no longer listens; it is started again at once."""
        if child.process is not None and child.process.returncode is None:
            child.process.kill()

    async def replace(self, child: Child, wait_s: float = 5.0) -> None:
        """End a child, by force when it does not end by itself; it is started again at once."""
        ending = child.process
        if ending is None or ending.returncode is not None:
            return
        ending.terminate()
        try:
            async with asyncio.timeout(wait_s):
                await ending.wait()
        except TimeoutError:
            ending.kill()

    async def stop(self, wait_s: float = 10.0) -> None:
        """End all children, last started first."""
        self.stopping.set()
        for child in reversed(self.children):
            await self._end(child, wait_s)
        for task in self._tasks:
            task.cancel()

    async def _end(self, child: Child, wait_s: float) -> None:
        if child.process is None or child.process.returncode is not None:
            return
        child.process.terminate()
        try:
            async with asyncio.timeout(wait_s):
                await child.process.wait()
        except TimeoutError:
            log.warning("process did not end in time, killing it", child=child.name)
            child.process.kill()
            await child.process.wait()


class Stopped(Exception):
    """Told to stop before it was done."""


async def unless_stopped(work: Coroutine[Any, Any, T], stop: asyncio.Event) -> T:
    """The result of ``work``; it is cancelled, and has ended, when ``stop`` is set first.

    Raises:
        Stopped: it was.
    """
    doing, told = asyncio.create_task(work), asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({doing, told}, return_when=asyncio.FIRST_COMPLETED)
        if not doing.done():
            raise Stopped
        return doing.result()
    finally:
        doing.cancel()
        told.cancel()
        await asyncio.gather(doing, told, return_exceptions=True)


async def end_with_us(process: asyncio.subprocess.Process) -> int:
    """Exit code of a helper process, which is told to end when its caller is cancelled."""
    try:
        return await process.wait()
    except asyncio.CancelledError:
        process.terminate()
        await process.wait()
        raise


def stop_on_signals(stop: Callable[[], None]) -> None:
    """Call ``stop`` on SIGTERM and SIGINT."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
