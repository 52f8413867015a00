"""Work that only one of several processes may do: it does it while the lease is its own, the others stand by."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from anlan.bus.lease import Lease
from anlan.kit.together import until_one_ends


async def lead(
    new_lease: Callable[[], Lease], stop: asyncio.Event, work: Callable[[Lease], Coroutine[Any, Any, object]]
) -> None:
    """Stand by, work while the lease is ours, stand by again; until told to stop.

    Args:
        new_lease: a fresh one for every try.
        stop: ends the standing by. ``work`` must heed it itself, so that it can end in good order.
        work: cancelled when the lease is lost, which it can tell by ``lease.lost``. Others may work from then on.

    Raises:
        Exception: whatever ``work`` raised; the lease is free by then.
    """
    while not stop.is_set():
        lease = new_lease()
        try:
            if await lease.acquire(stop):
                await until_one_ends(lease.keep(), work(lease))
        finally:
            await lease.release()
