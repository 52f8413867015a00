"""The running hub and its event loop, for Django code that must ask the bus something."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from anlan.web.push.hub import Hub

T = TypeVar("T")

_hub: Hub | None = None
_loop: asyncio.AbstractEventLoop | None = None


class NotLive(RuntimeError):
    """This process has no running hub (it is not the web process)."""


def adopt(hub: Hub, loop: asyncio.AbstractEventLoop) -> None:
    """Called once when the web process starts."""
    global _hub, _loop
    _hub, _loop = hub, loop


def hub() -> Hub:
    """The running hub.

    Raises:
        NotLive: outside the web process.
    """
    if _hub is None:
        raise NotLive(NotLive.__doc__)
    return _hub


def ask(work: Coroutine[Any, Any, T], timeout_s: float = 10.0) -> T:
    """Run a coroutine on the hub's loop from a Django thread and wait for its answer."""
    if _loop is None:
        work.close()
        raise NotLive(NotLive.__doc__)
    return asyncio.run_coroutine_threadsafe(work, _loop).result(timeout_s)
