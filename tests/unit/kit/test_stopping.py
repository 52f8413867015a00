"""Told to stop while something is under way: it ends, and so does the helper process it waits for."""

import asyncio
import sys

import pytest

from anlan.kit.supervisor import Stopped, end_with_us, unless_stopped


async def forever(ended: list[str]) -> None:
    try:
        await asyncio.Event().wait()
    finally:
        ended.append("ended")


async def test_what_is_done_first_gives_its_result() -> None:
    async def answer() -> int:
        return 42

    assert await unless_stopped(answer(), asyncio.Event()) == 42


async def test_what_fails_first_fails() -> None:
    async def fail() -> None:
        raise RuntimeError("no")

    with pytest.raises(RuntimeError, match="no"):
        await unless_stopped(fail(), asyncio.Event())


async def test_told_to_stop_the_work_has_ended_before_anybody_goes_on() -> None:
    stop, ended = asyncio.Event(), list[str]()
    asyncio.get_running_loop().call_later(0.01, stop.set)
    with pytest.raises(Stopped):
        await unless_stopped(forever(ended), stop)
    assert ended == ["ended"]


async def test_a_helper_process_does_not_outlive_what_waits_for_it() -> None:
    helper = await asyncio.create_subprocess_exec(sys.executable, "-c", "import time; time.sleep(600)")
    stop = asyncio.Event()
    asyncio.get_running_loop().call_later(0.05, stop.set)
    with pytest.raises(Stopped):
        await unless_stopped(end_with_us(helper), stop)
    assert helper.returncode == -15
