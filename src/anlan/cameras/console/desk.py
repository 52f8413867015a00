"""The questions of screens, answered on the bus: pictures, states, trials.

Pictures are answered one at a time, whoever asks: looking at one costs as much as watching does, and watching comes
first. Who waits longer than it is willing to asks again and finds the picture made.
"""

import asyncio
from collections.abc import Awaitable, Callable

import msgspec
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError

from anlan.bus import subjects
from anlan.bus.camera_messages import (
    PictureAnswer,
    PictureAsk,
    StatusAnswer,
    TrialAnswer,
    TrialAsk,
    TrialFollow,
)
from anlan.bus.messages import Message
from anlan.cameras.console.looks import Looks
from anlan.cameras.console.recorder import Recorder
from anlan.cameras.console.states import StateBook
from anlan.cameras.console.trials import Trials
from anlan.cameras.fleet import Fleet
from anlan.cameras.pipeline import Finder
from anlan.domain.clock import Clock
from anlan.kit.logs import get_logger
from anlan.kit.settings import Settings

log = get_logger(__name__)

#: Asks for pictures that may wait; the rest is dropped by the subscription and asks again.
MOST_ASKS = 32


class ConsoleDesk:
    """Everything the cameras process does for screens."""

    def __init__(self, fleet: Fleet, finder: Finder, config: Settings, clock: Clock) -> None:
        self._fleet, self._clock, self._config = fleet, clock, config
        self._looks = Looks(finder, clock)
        self._states = StateBook()
        self._version = 0
        self.recorder = Recorder(config, clock)
        self.trials = Trials(finder, round(config.camera_tape_step_s * 1000))

    async def open(self, client: Client) -> None:
        """Answer from now on."""
        answers: dict[str, Callable[[bytes], Awaitable[Message]]] = {
            "picture": self._picture,
            "status": self._status,
            "trial_begin": self._trial_begin,
            "trial_follow": self._trial_follow,
        }
        for question, answer in answers.items():
            await client.subscribe(
                subjects.camera_ask(question), cb=answering(client, answer), pending_msgs_limit=MOST_ASKS
            )
        self.trials.start()

    def tick(self, version: int) -> None:
        """Once a second, with the version of the configuration in force; called from any one thread."""
        self._version = version
        if not version:
            return
        cameras = self._fleet.cameras
        self._states.tick(cameras, self._clock.now_ms())
        self.recorder.tick(cameras)
        self._looks.forget({camera.config.id for camera in cameras})

    def close(self) -> None:
        """End trials."""
        self.trials.stop()

    async def _picture(self, data: bytes) -> PictureAnswer:
        ask = msgspec.msgpack.decode(data, type=PictureAsk)
        return await asyncio.to_thread(self._picture_now, ask)

    def _picture_now(self, ask: PictureAsk) -> PictureAnswer:
        camera = self._fleet.camera(ask.camera_id)
        if camera is None:
            return PictureAnswer(why="unknown")
        if not ask.at_ms:
            return self._looks.newest(camera, is_blurred=ask.is_blurred)
        tape = self.recorder.tape(camera)
        near = tape.nearest(ask.at_ms, aside=1) if tape else []
        return self._looks.taped(camera, near, ask.at_ms, is_blurred=ask.is_blurred)

    async def _status(self, data: bytes) -> StatusAnswer:
        return StatusAnswer(
            at_ms=self._clock.now_ms(),
            config_version=self._version,
            cameras=tuple(self._states.status(camera, self.recorder.reach(camera)) for camera in self._fleet.cameras),
            tape_minutes=self._config.camera_tape_minutes,
            tape_step_s=self._config.camera_tape_step_s,
        )

    async def _trial_begin(self, data: bytes) -> TrialAnswer:
        ask = msgspec.msgpack.decode(data, type=TrialAsk)
        camera = self._fleet.camera(ask.camera_id)
        if camera is None:
            return TrialAnswer(state="refused", why="unknown")
        return self.trials.begin(ask, self.recorder.tape(camera))

    async def _trial_follow(self, data: bytes) -> TrialAnswer:
        ask = msgspec.msgpack.decode(data, type=TrialFollow)
        return self.trials.follow(ask.camera_id, ask.trial_id)


def answering(client: Client, answer: Callable[[bytes], Awaitable[Message]]) -> Callable[[Msg], Awaitable[None]]:
    """A subscriber that sends what ``answer`` makes of a question."""

    async def reply(message: Msg) -> None:
        try:
            made = await answer(message.data)
            await client.publish(message.reply, msgspec.msgpack.encode(made))
        except (NatsError, msgspec.MsgspecError) as error:  # who asked has a time limit and asks again
            log.debug("screen not answered", error=repr(error))
        except Exception:  # one picture that cannot be shown must not end the showing of all
            log.exception("screen not answered", subject=message.subject)

    return reply
