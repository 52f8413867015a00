"""A watcher that is told to end ends, even when the stream says something at that very moment."""

import asyncio

import pytest

from anlan.web.deadman import watcher


@pytest.mark.parametrize("turns", range(5))
async def test_a_line_that_arrives_with_the_end_does_not_outlive_it(turns: int) -> None:
    reader = asyncio.StreamReader()

    async def listen() -> None:
        while True:
            await watcher._line(reader)

    listening = asyncio.create_task(listen())
    await asyncio.sleep(0.01)
    reader.feed_data(b"event: canary\n")
    for _ in range(turns):  # of the loop: the end meets the line before, while and after it is taken
        await asyncio.sleep(0)
    listening.cancel()
    done, _ = await asyncio.wait([listening], timeout=5)
    assert done == {listening}
    assert listening.cancelled()
