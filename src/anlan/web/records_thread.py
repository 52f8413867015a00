"""The one thread of the worker that touches the database: no two commands interleave, SQLite has one writer."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from django.db import close_old_connections

T = TypeVar("T")

#: How the parts of the worker are handed it.
Database = Callable[[Callable[[], Any]], Awaitable[Any]]


class RecordsThread:
    """Call it with what is to be done there; await the outcome."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, "records")

    async def __call__(self, work: Callable[[], T]) -> T:
        """Run it after everything that was handed over before; raises what it raises."""

        def run() -> T:
            close_old_connections()
            return work()

        return await asyncio.get_running_loop().run_in_executor(self._thread, run)
