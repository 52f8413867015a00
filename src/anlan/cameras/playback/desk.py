"""The questions of screens about playing back, answered on the bus, each in a task of its own.

Full (``MOST_ASKS`` on their way): further ones are dropped and asked again by the screen, which has a time limit.
"""

import asyncio
from collections.abc import Awaitable, Callable

import msgspec
from nats.aio.client import Client
from nats.aio.msg import Msg

from anlan.bus import subjects
from anlan.bus.messages import Message
from anlan.bus.playback_messages import (
    MOST_SPANS,
    PlaybackAnswer,
    PlaybackEnded,
    PlaybackOpen,
    PlaybackSteer,
    RecordingsAnswer,
    RecordingsAsk,
)
from anlan.cameras.camera import Camera
from anlan.cameras.console.desk import MOST_ASKS, answering
from anlan.cameras.console.recorder import Recorder
from anlan.cameras.fleet import Fleet
from anlan.cameras.playback.devices import DeviceRecordings
from anlan.cameras.playback.film import Film
from anlan.cameras.playback.kept import KeptFilm, KeptHour
from anlan.cameras.playback.sessions import Session, Sessions
from anlan.kit.settings import Settings


class PlaybackDesk:
    """Everything the cameras process plays back. ``ended`` is told of each session that is over."""

    def __init__(
        self,
        fleet: Fleet,
        recorder: Recorder,
        devices: DeviceRecordings,
        config: Settings,
        ended: Callable[[PlaybackEnded], None],
    ) -> None:
        self._fleet, self._recorder, self._devices = fleet, recorder, devices
        self.sessions = Sessions(config.camera_playbacks, ended)
        self._tasks: set[asyncio.Task[None]] = set()

    async def open(self, client: Client) -> None:
        """Answer from now on."""
        answers: dict[str, Callable[[bytes], Awaitable[Message]]] = {
            "recordings": self._recordings,
            "playback_open": self._begin,
            "playback": self._steer,
        }
        for question, answer in answers.items():
            await client.subscribe(
                subjects.camera_ask(question), cb=self._apart(answering(client, answer)), pending_msgs_limit=MOST_ASKS
            )

    def close(self) -> None:
        """End all sessions."""
        self.sessions.close()

    def _apart(self, reply: Callable[[Msg], Awaitable[None]]) -> Callable[[Msg], Awaitable[None]]:
        """A device that answers slowly keeps nobody else waiting."""

        async def hear(message: Msg) -> None:
            if len(self._tasks) < MOST_ASKS:
                task = asyncio.ensure_future(reply(message))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

        return hear

    async def _recordings(self, data: bytes) -> RecordingsAnswer:
        ask = msgspec.msgpack.decode(data, type=RecordingsAsk)
        camera = self._fleet.camera(ask.camera_id)
        if camera is None:
            return RecordingsAnswer(why="unknown")
        if ask.source == "device":
            return await self._devices.spans(camera.config, ask.from_ms, ask.to_ms)
        found = await asyncio.to_thread(self._hour(camera).spans, ask.from_ms, ask.to_ms)
        return RecordingsAnswer(spans=tuple(found[-MOST_SPANS:]), left_out=max(0, len(found) - MOST_SPANS))

    async def _begin(self, data: bytes) -> PlaybackAnswer:
        ask = msgspec.msgpack.decode(data, type=PlaybackOpen)
        camera = self._fleet.camera(ask.camera_id)
        if camera is None:
            return PlaybackAnswer(why="unknown")
        make = self._maker(camera, ask)
        if make is None:
            return PlaybackAnswer(why="none")
        if self.sessions.is_full_for(ask.user_id):
            return PlaybackAnswer(why="full")
        film = await asyncio.to_thread(make)  # it reads files
        session = self.sessions.open(ask.user_id, ask.camera_id, ask.source, film)
        if session is None:  # somebody else was faster
            film.close()
            return PlaybackAnswer(why="full")
        return await self._shown(session)

    async def _steer(self, data: bytes) -> PlaybackAnswer:
        ask = msgspec.msgpack.decode(data, type=PlaybackSteer)
        session = self.sessions.get(ask.session_id, ask.user_id, ask.camera_id)
        if session is None:
            return PlaybackAnswer(why="gone")
        if ask.what == "close":
            self.sessions.end(session, "closed")
            return PlaybackAnswer(session_id=session.id, state="ended")
        await asyncio.to_thread(_do, session.film, ask)
        return await self._shown(session)

    async def _shown(self, session: Session) -> PlaybackAnswer:
        film = session.film
        shots = await asyncio.to_thread(film.take)
        session.note(shots)
        return PlaybackAnswer(
            session_id=session.id, state=film.state, detail=film.detail, run=film.run, speed=film.speed,
            skipped=film.skipped, shots=tuple(shots),
        )  # fmt: skip

    def _maker(self, camera: Camera, ask: PlaybackOpen) -> Callable[[], Film] | None:
        if ask.source == "device":
            return self._devices.film(camera.config, ask.at_ms, ask.until_ms, ask.speed)
        hour = self._hour(camera)
        return lambda: KeptFilm(hour, ask.at_ms, ask.until_ms, ask.speed)

    def _hour(self, camera: Camera) -> KeptHour:
        return KeptHour(self._recorder.tape(camera), camera.ring)


def _do(film: Film, ask: PlaybackSteer) -> None:
    match ask.what:
        case "play":
            film.play(ask.speed)
        case "pause":
            film.pause()
        case "seek":
            film.seek(ask.at_ms, ask.speed)
