"""Work that one process does while the others stand by, on a real bus."""

import asyncio
from pathlib import Path

import pytest

from anlan.bus.client import Bus
from anlan.bus.leading import lead
from anlan.bus.lease import Lease

pytestmark = pytest.mark.nats
TTL_S = 0.5


class Machine:
    """One of several that want the same work; says whether it is at it, and whether it lost the lease."""

    def __init__(self, bus: Bus, folder: Path) -> None:
        folder.mkdir()
        self.stop, self.ends = asyncio.Event(), asyncio.Event()
        self.is_at_work = False
        self.lost: list[bool] = []
        self.task = asyncio.create_task(lead(lambda: Lease(bus, "job", folder, TTL_S), self.stop, self._work))

    async def _work(self, lease: Lease) -> None:
        self.is_at_work = True
        try:
            await self.ends.wait()
            if not self.stop.is_set():
                raise RuntimeError("the work broke")
        finally:
            self.is_at_work = False
            self.lost.append(lease.lost.is_set())

    async def end(self) -> None:
        self.stop.set()
        self.ends.set()
        await self.task


async def until(check) -> None:  # type: ignore[no-untyped-def]
    async with asyncio.timeout(20):
        while not check():
            await asyncio.sleep(0.02)


async def test_one_works_and_the_next_takes_over_when_it_ends_in_good_order(bus: Bus, tmp_path: Path) -> None:
    first, second = Machine(bus, tmp_path / "a"), Machine(bus, tmp_path / "b")
    await until(lambda: first.is_at_work or second.is_at_work)
    working, waiting = (first, second) if first.is_at_work else (second, first)
    await asyncio.sleep(2 * TTL_S)
    assert not waiting.is_at_work
    await working.end()
    await until(lambda: waiting.is_at_work)
    assert (working.lost, waiting.lost) == ([False], [])
    await waiting.end()


async def test_who_lost_the_lease_stops_and_knows_why(
    bus: Bus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = Machine(bus, tmp_path / "a")
    await until(lambda: machine.is_at_work)

    async def refused(self: Lease, revision: int) -> int:
        raise TimeoutError

    monkeypatch.setattr(Lease, "_write", refused)
    await until(lambda: not machine.is_at_work)
    assert machine.lost == [True]
    monkeypatch.undo()
    await until(lambda: machine.is_at_work)  # it stands by again
    await machine.end()


async def test_work_that_breaks_is_heard_of_and_frees_the_lease(bus: Bus, tmp_path: Path) -> None:
    first = Machine(bus, tmp_path / "a")
    await until(lambda: first.is_at_work)
    first.ends.set()
    with pytest.raises(RuntimeError, match="the work broke"):
        await first.task
    second = Machine(bus, tmp_path / "b")
    await until(lambda: second.is_at_work)
    await second.end()
