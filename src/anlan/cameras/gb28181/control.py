"""Turning one camera: move, stop, presets; ``Turning`` on the event loop, ``Gb28181Control`` from a thread.

A movement that nobody repeats or ends is ended here: the command "stop" can be lost, and a dome that turns for ever
watches nothing.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

from anlan.cameras.control.base import Abilities, ControlFailed, Preset
from anlan.cameras.gb28181 import manscdp, ptz
from anlan.cameras.gb28181.devices import Device
from anlan.cameras.gb28181.exchange import NoAnswer
from anlan.cameras.gb28181.questions import Questions

T = TypeVar("T")

#: A movement lasts so long at most, unless it is asked for again.
MOVE_MAX_S = 5.0
#: "Stop" is sent so often when the device does not answer.
STOPS = 3


class Turning:
    """One channel of one device; used on the event loop. Every method raises ``NoAnswer`` when the device does not
    take the command, and ``ValueError`` when there is no such command."""

    def __init__(self, questions: Questions, device: Device, channel_id: str) -> None:
        self._questions, self._device, self._channel_id = questions, device, channel_id
        self._ends: asyncio.Task[None] | None = None

    async def move(self, pan: float, tilt: float, zoom: float) -> None:
        """Move with speeds −1..1 (right, up, in positive) until stopped, at most ``MOVE_MAX_S``."""
        command = ptz.move(pan, tilt, zoom)
        if not (pan or tilt or zoom):
            await self.stop()
            return
        self._forget()
        await self._send(command)
        self._ends = asyncio.get_running_loop().create_task(self._end_later())

    async def stop(self) -> None:
        """Stop."""
        self._forget()
        await self._repeat(lambda: self._send(ptz.stop()))

    async def presets(self) -> list[tuple[int, str]]:
        """Numbers and names of what was stored in the device."""
        told = await self._questions.ask(self._device, "PresetQuery", self._channel_id)
        listed = manscdp.child(told, "PresetList")
        items = [] if listed is None else list(listed)
        rows = [(manscdp.text(item, "PresetID", 3), manscdp.text(item, "PresetName", 64)) for item in items]
        return [(int(number), name) for number, name in rows if number.isascii() and number.isdigit() and int(number)]

    async def goto_preset(self, number: int) -> None:
        """Go to a preset."""
        self._forget()
        await self._send(ptz.preset(number))

    async def _send(self, command: str) -> None:
        inner = f"<PTZCmd>{command}</PTZCmd>\r\n<Info>\r\n<ControlPriority>5</ControlPriority>\r\n</Info>"
        body = manscdp.body("Control", "DeviceControl", self._questions.next_sn(), self._channel_id, inner)
        await self._questions.send(self._device, body)

    async def _end_later(self) -> None:
        await asyncio.sleep(MOVE_MAX_S)
        with contextlib.suppress(NoAnswer):  # a device that is gone does not turn on our command
            await self._repeat(lambda: self._send(ptz.stop()))

    async def _repeat(self, send: Callable[[], Awaitable[None]]) -> None:
        for attempt in range(1, STOPS + 1):
            try:
                await send()
                return
            except NoAnswer:
                if attempt == STOPS:
                    raise

    def _forget(self) -> None:
        if self._ends is not None:
            self._ends.cancel()
            self._ends = None


class NotTurned(ControlFailed):
    """The camera was not turned; ``str()`` says why."""


class Gb28181Control:
    """The same for a thread: every call blocks for some seconds at most and raises :class:`NotTurned`.

    Args:
        turning: makes the movement on the event loop.
        ptz_type: what the catalogue says: 1 dome, 2 half dome, 3 fixed, 4 remote controlled; 0 = nothing.
    """

    def __init__(self, turning: Turning, ptz_type: int, loop: asyncio.AbstractEventLoop) -> None:
        self._turning, self._ptz_type, self._loop = turning, ptz_type, loop

    def abilities(self) -> Abilities:
        """What it can do; a fixed camera cannot turn."""
        return Abilities(self._ptz_type != 3, self._ptz_type != 3)

    def move(self, pan: float, tilt: float, zoom: float) -> None:
        """Move with speeds −1..1; it stops by itself after ``MOVE_MAX_S``."""
        self._do(self._turning.move(pan, tilt, zoom))

    def stop(self) -> None:
        """Stand still."""
        self._do(self._turning.stop())

    def presets(self) -> list[Preset]:
        """Stored positions."""
        return [Preset(str(number), name) for number, name in self._do(self._turning.presets())]

    def goto_preset(self, token: str) -> None:
        """Begin to turn to a stored position."""
        if not token.isascii() or not token.isdigit():
            raise NotTurned(f"{token!r} is no preset")
        self._do(self._turning.goto_preset(int(token)))

    def is_moving(self) -> bool | None:
        """Devices of this standard do not tell."""
        return None

    def _do(self, work: Coroutine[Any, Any, T]) -> T:
        try:
            return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)
        except (NoAnswer, ValueError, TimeoutError) as error:
            raise NotTurned(str(error) or "the device did not answer in time") from error
