"""What is done beside everything else for one platform above. None of it may end the others' work."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from anlan.cameras.cascade.link import Link
from anlan.cameras.gb28181.exchange import NoAnswer
from anlan.kit.logs import get_logger
from anlan.kit.sip.refusals import Refusals

log = get_logger(__name__)


class Errands:
    """Those that are under way; lives on the event loop."""

    def __init__(self, link: Link, refusals: Refusals) -> None:
        self._link, self._refusals = link, refusals
        self._under_way: set[asyncio.Task[None]] = set()

    def later(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Do it beside everything else."""
        task = asyncio.get_running_loop().create_task(self._quietly(work))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return task

    async def close(self) -> None:
        """Give up all of them."""
        for task in list(self._under_way):
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)

    async def _quietly(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except NoAnswer as error:
            self._refusals.note("superior_no_answer")
            log.info("GB/T 28181 superior did not answer", superior=self._link.config.name, reason=str(error))
        except Exception:  # one platform above must not end the others
            self._refusals.note("internal")
            log.exception("GB/T 28181 superior", superior=self._link.config.name)
