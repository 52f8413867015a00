"""Works that belong together: none goes on once one of them has ended."""

import asyncio
from collections.abc import Coroutine
from typing import Any

Work = Coroutine[Any, Any, object]


async def until_one_ends(*works: Work) -> None:
    """Run all beside each other until the first ends; the others are cancelled, and have ended when this returns.

    Raises:
        Exception: what the first one raised. What others raise while they are cancelled is dropped.
    """
    jobs = [asyncio.ensure_future(work) for work in works]
    try:
        ended, _ = await asyncio.wait(jobs, return_when=asyncio.FIRST_COMPLETED)
        for job in ended:
            job.result()
    finally:
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)
