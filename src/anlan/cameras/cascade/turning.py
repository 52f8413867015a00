"""A platform above turns a camera that is lent to it: eight bytes of PTZCmd to the helm, like a person at a screen.

It holds the camera as people do (first come, first served; home by itself). Devices of this standard move until they
are told to stop; here a move that nobody stops ends after ``MOVE_MAX_S``.
"""

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from anlan.bus.camera_messages import PtzAnswer, PtzAsk
from anlan.bus.cascade_messages import CameraTurned
from anlan.bus.messages import SuperiorConfig
from anlan.cameras.cascade.turns import Turns
from anlan.domain.clock import Clock
from anlan.kit.logs import get_logger

log = get_logger(__name__)

MOVE_MAX_S = 5.0
#: A move at the helm lasts a second: it is said again before.
AGAIN_S = 0.5
_OUT, _IN, _UP, _DOWN, _LEFT, _RIGHT = 0x20, 0x10, 0x08, 0x04, 0x02, 0x01
_CALL_PRESET = 0x82

Turn = Callable[[PtzAsk], Awaitable[PtzAnswer]]


class Command(NamedTuple):
    """Speeds −1..1, or the number of a preset; all 0 stops."""

    pan: float = 0.0
    tilt: float = 0.0
    zoom: float = 0.0
    preset: int = 0

    @property
    def moves(self) -> bool:
        """Does it begin a movement?"""
        return bool(self.pan or self.tilt or self.zoom)

    @property
    def stops(self) -> bool:
        """Does it end one?"""
        return not (self.moves or self.preset)


def read(text: str) -> Command | None:
    """A PTZCmd (2016, annex A.3); None for what is damaged, or is another command than moving and going to a preset."""
    try:
        raw = bytes.fromhex(text.strip())
    except ValueError:
        return None
    if len(raw) != 8 or raw[0] != 0xA5 or raw[7] != sum(raw[:7]) % 256:
        return None
    what, across, up, zoom = raw[3], raw[4], raw[5], raw[6] >> 4
    if what == _CALL_PRESET:
        return Command(preset=up) if up else None
    if what & 0xC0:
        return None  # iris, focus, patrols, setting of presets
    return Command(
        _speed(what, _RIGHT, _LEFT, across / 255),
        _speed(what, _UP, _DOWN, up / 255),
        _speed(what, _IN, _OUT, zoom / 15),
    )


class Hand:
    """The hand of one platform above on the cameras lent to it. What it begins is written down, as for a person."""

    def __init__(self, config: SuperiorConfig, turn: Turn, notes: Turns, clock: Clock) -> None:
        self._id, self._name, self._turn = -config.id, f"上级平台 {config.name}"[:64], turn
        self._superior, self._notes, self._clock = config, notes, clock
        self._moving: dict[int, asyncio.Task[None]] = {}
        self.turns = 0

    async def do(self, camera_id: int, command: Command) -> None:
        """Give a command; what the helm refuses is left and said in the log."""
        if (moving := self._moving.pop(camera_id, None)) is not None:
            moving.cancel()
        if command.preset:
            await self._goto(camera_id, command.preset)
        elif command.moves:
            self._moving[camera_id] = asyncio.get_running_loop().create_task(self._move(camera_id, command))
        else:
            await self._ask(PtzAsk(camera_id=camera_id, hand_id=self._id, hand_name=self._name, what="stop"))

    async def presets(self, camera_id: int) -> list[tuple[int, str]]:
        """Numbers and names: the camera's own words for them are no numbers everywhere, so they are counted."""
        seen = await self._turn(PtzAsk(camera_id=camera_id, hand_id=self._id, hand_name=self._name))
        return [(number, one.name or one.token) for number, one in enumerate(seen.presets[:255], 1)]

    def close(self) -> None:
        """Repeat no movement any more; the helm stops it within a second."""
        for moving in self._moving.values():
            moving.cancel()
        self._moving.clear()

    async def _move(self, camera_id: int, command: Command) -> None:
        ask = PtzAsk(
            camera_id=camera_id, hand_id=self._id, hand_name=self._name, what="move",
            pan=command.pan, tilt=command.tilt, zoom=command.zoom,
        )  # fmt: skip
        for _ in range(round(MOVE_MAX_S / AGAIN_S)):
            if not await self._ask(ask):
                return
            await asyncio.sleep(AGAIN_S)

    async def _goto(self, camera_id: int, number: int) -> None:
        seen = await self._turn(PtzAsk(camera_id=camera_id, hand_id=self._id, hand_name=self._name))
        if number <= len(seen.presets):
            token = seen.presets[number - 1].token
            await self._ask(
                PtzAsk(camera_id=camera_id, hand_id=self._id, hand_name=self._name, what="preset", preset=token)
            )

    async def _ask(self, ask: PtzAsk) -> bool:
        answer = await self._turn(ask)
        if answer.begins:
            self.turns += 1
            self._write_down(ask, answer)
            log.info("camera turned by a platform above", camera=ask.camera_id, superior=self._name, what=ask.what)
        if answer.why:
            log.info("platform above may not turn", camera=ask.camera_id, superior=self._name, reason=answer.why)
        return not answer.why

    def _write_down(self, ask: PtzAsk, answer: PtzAnswer) -> None:
        self._notes.put(
            CameraTurned(
                id=uuid.uuid4().hex, superior_id=self._superior.id, superior_name=self._superior.name,
                camera_id=ask.camera_id, at_ms=self._clock.now_ms(),
                pan=ask.pan, tilt=ask.tilt, zoom=ask.zoom, preset=ask.preset, answer=answer.why,
            )
        )  # fmt: skip


def _speed(what: int, ahead: int, back: int, size: float) -> float:
    return size if what & ahead else -size if what & back else 0.0
