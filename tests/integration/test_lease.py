"""One owner at a time, on a real bus: the others stand by, and the dead are succeeded."""

import asyncio
from pathlib import Path

import pytest

from anlan.bus import subjects
from anlan.bus.client import Bus
from anlan.bus.lease import Lease

pytestmark = pytest.mark.nats
TTL_S = 0.5


@pytest.fixture
def machines(bus: Bus, tmp_path: Path) -> list[Lease]:
    """Two machines that want the same work, each with a folder of its own."""
    made = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        made.append(Lease(bus, "alarms-0", tmp_path / name, TTL_S))
    return made


async def acquired(lease: Lease, within_s: float) -> bool:
    """Whether it is had in time."""
    stop = asyncio.Event()
    task = asyncio.create_task(lease.acquire(stop))
    done, _ = await asyncio.wait({task}, timeout=within_s)
    stop.set()
    return await task if done else False


async def test_one_owns_it_while_the_other_stands_by(machines: list[Lease]) -> None:
    first, second = machines
    assert await acquired(first, 5)
    keeping = asyncio.create_task(first.keep())
    assert not await acquired(second, 4 * TTL_S)
    keeping.cancel()


async def test_dead_owner_is_succeeded_after_its_time(machines: list[Lease]) -> None:
    first, second = machines
    assert await acquired(first, 5)
    assert await acquired(second, 20 * TTL_S)


async def test_released_lease_is_free_at_once(machines: list[Lease]) -> None:
    first, second = machines
    first._ttl_s = second._ttl_s = 600
    assert await acquired(first, 5)
    await first.release()
    assert await acquired(second, 5)


async def test_owner_that_slept_too_long_learns_that_it_was_succeeded(machines: list[Lease]) -> None:
    first, second = machines
    assert await acquired(first, 5)
    assert await acquired(second, 20 * TTL_S)
    await asyncio.wait_for(first.keep(), 5)
    assert first.lost.is_set()


async def test_owner_without_a_bus_stops_before_anybody_can_take_over(machines: list[Lease], bus: Bus) -> None:
    first, _ = machines
    assert await acquired(first, 5)
    await bus.js.delete_stream(f"KV_{subjects.LEASES}")
    await asyncio.wait_for(first.keep(), 5)
    assert first.lost.is_set()


async def test_restarted_process_takes_the_lease_of_its_dead_predecessor_at_once(machines: list[Lease]) -> None:
    first, _ = machines
    first._ttl_s = 600
    assert await acquired(first, 5)
    again = Lease(first._bus, first.name, first._folder, 600)
    assert not await acquired(again, 1.2), "the first process still lives: its lock file says so"
    assert first._file is not None
    first._file.close()  # what the kernel does for a dead process
    assert await acquired(again, 5)
