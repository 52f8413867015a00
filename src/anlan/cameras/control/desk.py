"""Turning cameras for people: asks from the bus, commands to the cameras, and what is due by itself.

Each camera has a helm: its control, its steering, and a lock, so that commands reach it in order and a camera that
answers slowly delays nobody else's. Full (``MOST_ASKS`` on their way): further asks are told ``busy``.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import msgspec
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError

from anlan.bus import subjects
from anlan.bus.camera_messages import PtzAnswer, PtzAsk
from anlan.bus.messages import CameraConfig
from anlan.cameras.control.away import AwayMarks
from anlan.cameras.control.base import CameraControl, ControlFailed, Velocity
from anlan.cameras.control.find import control_of
from anlan.cameras.control.helm import Helm, NoWayHome
from anlan.cameras.control.steering import Duty, Hand, Held, TooFast
from anlan.cameras.fleet import Fleet
from anlan.domain.clock import Clock
from anlan.kit.logs import get_logger
from anlan.kit.settings import Settings

log = get_logger(__name__)

T = TypeVar("T")

TICK_S = 0.1
MOST_ASKS = 32
#: Cameras that are spoken to at the same time; each waits some seconds at most.
THREADS = 8

Find = Callable[[CameraConfig, Settings], CameraControl | None]


class ControlDesk:
    """All helms of one cameras process. Everything but the controls' own calls runs on the event loop."""

    def __init__(self, fleet: Fleet, config: Settings, clock: Clock, find: Find = control_of) -> None:
        self._fleet, self._config, self._clock, self._find = fleet, config, clock, find
        self._helms: dict[int, Helm] = {}
        self._marks = AwayMarks(config.folder("cameras") / "away")
        self._were_away = self._marks.all()
        self._threads = ThreadPoolExecutor(THREADS, "ptz")
        self._tasks: set[asyncio.Task[None]] = set()

    async def open(self, client: Client) -> None:
        """Answer from now on."""

        async def hear(message: Msg) -> None:
            if len(self._tasks) >= MOST_ASKS:
                await _reply(client, message, PtzAnswer(why="busy"))
                return
            task = asyncio.get_running_loop().create_task(self._hear(client, message))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

        await client.subscribe(subjects.camera_ask("ptz"), cb=hear, pending_msgs_limit=MOST_ASKS)

    async def run(self) -> None:
        """Do what is due, for ever."""
        while True:
            self.tick()
            await asyncio.sleep(TICK_S)

    def tick(self) -> None:
        """Begin what is due now, and tell each camera whether it looks elsewhere."""
        now_ms = self._clock.now_ms()
        running = set()
        for camera in self._fleet.cameras:
            running.add(camera.config.id)
            if camera.config.id in self._were_away:
                self._helm(camera.config)
            if helm := self._helms.get(camera.config.id):
                camera.turned(is_away=helm.steering.is_away, quietly=helm.steering.is_quiet(now_ms))
        for camera_id, helm in list(self._helms.items()):
            if not helm.is_busy and (duty := helm.steering.duty(now_ms)):
                self._begin(helm, duty)
            elif camera_id not in running and helm.steering.is_idle:  # a camera that was removed is still sent home
                del self._helms[camera_id]

    def close(self) -> None:
        """Stop what turns; the rest is done after the next start."""
        for helm in self._helms.values():
            if helm.steering.is_turning:
                helm.stop_quietly()
        self._threads.shutdown(wait=False, cancel_futures=True)

    # --- people ----------------------------------------------------------------------------------

    async def answer(self, ask: PtzAsk) -> PtzAnswer:
        """Do what is asked, or say why not."""
        camera = self._fleet.camera(ask.camera_id)
        if camera is None:
            return PtzAnswer(why="unknown")
        helm = self._helm(camera.config)
        if helm is None:
            return PtzAnswer(why="no_ptz")
        begins = False
        try:
            if not helm.is_known:
                await self._in_thread(helm, helm.learn)
            helm.require_well()
            if helm.is_fixed:
                return PtzAnswer(why="no_ptz")
            begins = self._steer(helm, ask)
            self._mark(helm)  # before it is sent: whatever happens next, it is known to be away
            await self._send(helm, ask)
        except Held:
            return self._shown(helm, why="held")
        except TooFast:
            return self._shown(helm, why="too_fast")
        except NoWayHome:
            return self._shown(helm, why="no_home")
        except ControlFailed as error:  # it may have been obeyed all the same
            return self._shown(helm, why="failed", detail=str(error), begins=begins)
        if begins and not helm.steering.home:
            camera.learn_anew()
        return self._shown(helm, begins=begins)

    def _steer(self, helm: Helm, ask: PtzAsk) -> bool:
        """May this hand do it now? True when it begins a gesture."""
        hand, now_ms = Hand(ask.hand_id, ask.hand_name), self._clock.now_ms()
        match ask.what:
            case "move":
                helm.require_way_home()
                return helm.steering.move(hand, now_ms)
            case "preset":
                helm.require_way_home()
                helm.require(ask.preset)
                helm.steering.goto(hand, ask.preset, now_ms)
                return True
            case "stop":
                helm.steering.halt(hand, now_ms)
        return False

    async def _send(self, helm: Helm, ask: PtzAsk) -> None:
        if ask.what == "move":
            await self._in_thread(helm, lambda: helm.move(Velocity(ask.pan, ask.tilt, ask.zoom)))
        elif ask.what == "preset":
            await self._in_thread(helm, lambda: helm.control.goto_preset(ask.preset))
        elif ask.what == "stop":
            self._begin(helm, Duty.STOP)

    # --- cameras ---------------------------------------------------------------------------------

    def _helm(self, config: CameraConfig) -> Helm | None:
        """The helm of a camera; a new one when its address, account or home changed, which keeps whether it is away."""
        known = self._helms.get(config.id)
        if known is not None and known.is_of(config):
            return known
        control = self._find(config, self._config)
        if control is None:
            return None
        is_away = known.steering.is_away if known else config.id in self._were_away
        self._were_away.discard(config.id)
        if known is not None and known.steering.is_turning:
            self._threads.submit(known.stop_quietly)
        helm = Helm(config, control, self._config, self._clock, is_away=is_away)
        self._helms[config.id] = helm
        return helm

    def _begin(self, helm: Helm, duty: Duty) -> None:
        helm.is_busy = True
        task = asyncio.get_running_loop().create_task(self._do(helm, duty))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _do(self, helm: Helm, duty: Duty) -> None:
        is_moving = None
        try:
            is_moving = await self._in_thread(helm, lambda: helm.do(duty))
        except ControlFailed as error:
            log.warning("camera not turned", camera=helm.config.name, duty=duty.value, reason=str(error))
            helm.steering.failed(duty, self._clock.now_ms())
        else:
            helm.steering.done(duty, self._clock.now_ms(), is_moving=is_moving)
        finally:
            helm.is_busy = False
        try:
            self._mark(helm)
        except ControlFailed as error:  # after a restart it is sent home once more: no harm
            log.warning("camera's return not noted", camera=helm.config.name, reason=str(error))

    async def _in_thread(self, helm: Helm, work: Callable[[], T]) -> T:
        async with helm.lock:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    def _mark(self, helm: Helm) -> None:
        try:
            self._marks.set(helm.config.id, is_away=helm.steering.is_away)
        except OSError as error:
            raise ControlFailed(f"the disk does not take notes: {error.strerror or error}") from None

    def _shown(self, helm: Helm, *, why: str = "", detail: str = "", begins: bool = False) -> PtzAnswer:
        return helm.shown(self._clock.now_ms(), why=why, detail=detail, begins=begins)

    async def _hear(self, client: Client, message: Msg) -> None:
        try:
            answer = await self.answer(msgspec.msgpack.decode(message.data, type=PtzAsk))
        except msgspec.MsgspecError as error:
            log.debug("ptz ask not understood", error=repr(error))
            return
        except Exception:  # one camera's trouble must not end the turning of all
            log.exception("ptz ask failed")
            answer = PtzAnswer(why="failed")
        await _reply(client, message, answer)


async def _reply(client: Client, message: Msg, answer: PtzAnswer) -> None:
    try:
        await client.publish(message.reply, msgspec.msgpack.encode(answer))
    except NatsError as error:  # who asked has a time limit and asks again
        log.debug("ptz ask not answered", error=repr(error))
