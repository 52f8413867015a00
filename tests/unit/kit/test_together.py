"""Works that belong together end together."""

import asyncio

import pytest

from anlan.kit.together import until_one_ends


async def test_the_first_end_ends_the_others_and_waits_for_them() -> None:
    said: list[str] = []

    async def forever() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            said.append("tidied up")

    async def short() -> None:
        await asyncio.sleep(0)

    await until_one_ends(forever(), short())
    assert said == ["tidied up"]


async def test_what_the_first_one_raises_is_raised() -> None:
    async def fails() -> None:
        await asyncio.sleep(0)
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await until_one_ends(asyncio.Event().wait(), fails())


async def test_cancelled_from_outside_it_ends_all() -> None:
    ended: list[int] = []

    async def work(number: int) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(number)

    task = asyncio.create_task(until_one_ends(work(1), work(2)))
    await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ended == [1, 2]
