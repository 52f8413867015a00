"""One hub per web process: listens to the bus once, tells every browser what it may know."""

import asyncio
import contextlib
import itertools
from collections import deque
from dataclasses import dataclass, field

import msgspec
import numpy as np
import numpy.typing as npt
import orjson
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js.api import ConsumerConfig, DeliverPolicy
from pyarrow import ArrowInvalid

from anlan.bus import config_store, subjects
from anlan.bus.client import Bus
from anlan.bus.messages import ConfigSnapshot, Heartbeat, PointConfig, ScreenEvent, from_json
from anlan.bus.readings import decode
from anlan.domain.clock import Clock, SystemClock
from anlan.kit.logs import get_logger
from anlan.web.push.board import LatestBoard
from anlan.web.push.health import HealthBoard
from anlan.web.push.viewer import Viewer

log = get_logger(__name__)

#: Events kept for browsers that come back with Last-Event-ID.
REMEMBERED = 5_000
#: Events one browser may have waiting; a slower one is told to fetch everything again.
QUEUE = 256
#: A silent stream is looked at this often.
CHECK_EVERY_S = 3.0

Frame = bytes


@dataclass(eq=False)
class Listener:
    """One open browser connection."""

    viewer: Viewer
    points: npt.NDArray[np.int64]
    queue: asyncio.Queue[Frame] = field(default_factory=lambda: asyncio.Queue(QUEUE))
    mark: int = 0

    def put(self, frame: Frame) -> None:
        """Queue a frame; on overflow everything waiting is replaced by one ``resync``."""
        try:
            self.queue.put_nowait(frame)
        except asyncio.QueueFull:
            while not self.queue.empty():
                self.queue.get_nowait()
            self.queue.put_nowait(sse("resync", {"reason": "slow"}))


def sse(event: str, data: object, identity: int | None = None) -> Frame:
    """One server-sent event."""
    head = f"id: {identity}\n" if identity is not None else ""
    return f"{head}event: {event}\n".encode() + b"data: " + orjson.dumps(data, default=str) + b"\n\n"


class Hub:
    """Connections on one side, the bus on the other."""

    def __init__(self, bus: Bus, clock: Clock | None = None) -> None:
        self.bus = bus
        self.clock = clock or SystemClock()
        self.board = LatestBoard()
        self.health = HealthBoard()
        self.listeners: set[Listener] = set()
        self.config = ConfigSnapshot(version=0, published_at_ms=0)
        self._points_of: dict[int, list[int]] = {}
        self._owner: dict[int, int] = {}
        self._point: dict[int, PointConfig] = {}
        self._remembered: deque[tuple[int, ScreenEvent]] = deque(maxlen=REMEMBERED)
        self._tasks: list[asyncio.Task[None]] = []
        self._created = ""  # of the stream that ``last_id`` counts in
        self.last_id = 0
        self.is_following = False

    async def start(self) -> None:
        """Subscribe to everything; returns when live."""
        nc = self.bus.nc
        await nc.subscribe("anlan.readings.*", cb=self._on_readings, pending_bytes_limit=256 * 2**20)
        await nc.subscribe(subjects.HEALTH + ".>", cb=self._on_health)
        self._tasks = [
            asyncio.create_task(job()) for job in (self._follow_events, self._follow_config, self._each_second)
        ]

    async def stop(self) -> None:
        """Cut all connections."""
        for task in self._tasks:
            task.cancel()

    # --- listeners ---------------------------------------------------------------------------------

    def join(self, viewer: Viewer, points: list[int], enterprise_id: int | None, last_id: int | None) -> Listener:
        """Begin to tell ``viewer``; what was missed since ``last_id`` is queued first."""
        listener = Listener(viewer, self._allowed(viewer, points, enterprise_id))
        listener.put(sse("hello", {"as_of": self.clock.now().isoformat(), "last_id": self.last_id}, self.last_id))
        if last_id is not None:
            self._catch_up(listener, last_id)
        self.listeners.add(listener)
        return listener

    def leave(self, listener: Listener) -> None:
        """End one connection."""
        self.listeners.discard(listener)

    def point(self, identity: int) -> PointConfig | None:
        """A point's published configuration."""
        return self._point.get(identity)

    def _allowed(self, viewer: Viewer, points: list[int], enterprise_id: int | None) -> npt.NDArray[np.int64]:
        wanted = set(points)
        if enterprise_id is not None:
            wanted.update(self._points_of.get(enterprise_id, ()))
        return np.array(sorted(p for p in wanted if _is_id(p) and self._may_see(viewer, p)), np.int64)

    def _may_see(self, viewer: Viewer, point: int) -> bool:
        return viewer.may_see_enterprise(self._owner.get(point))

    def _catch_up(self, listener: Listener, last_id: int) -> None:
        oldest = self._remembered[0][0] if self._remembered else self.last_id + 1
        missed = [pair for pair in self._remembered if pair[0] > last_id]
        if last_id > self.last_id or (last_id < oldest - 1) or len(missed) > QUEUE // 2:
            listener.put(sse("resync", {"reason": "gap"}, self.last_id))
            return
        for identity, event in missed:
            if listener.viewer.may_see(event):
                listener.put(sse(event.topic, _payload(event), identity))

    # --- from the bus ------------------------------------------------------------------------------

    async def _on_readings(self, message: Msg) -> None:
        try:
            self.board.feed(decode(message.data))
        except ArrowInvalid:
            log.warning("reading batch not understood", subject=message.subject)

    async def _on_health(self, message: Msg) -> None:
        with contextlib.suppress(msgspec.ValidationError, msgspec.DecodeError):
            self.health.heard(from_json(message.data, Heartbeat))

    async def _follow_config(self) -> None:
        async for snapshot in config_store.watch(self.bus):
            self.config = snapshot
            self._owner = {p.id: p.enterprise_id for p in snapshot.points}
            self._point = {p.id: p for p in snapshot.points}
            self._points_of = {
                key: [p.id for p in group]
                for key, group in itertools.groupby(
                    sorted(snapshot.points, key=lambda p: p.enterprise_id), key=lambda p: p.enterprise_id
                )
            }

    async def _follow_events(self) -> None:
        while True:
            try:
                await self._read_events()
            except (NatsError, TimeoutError, OSError) as error:
                log.warning("event stream interrupted, going on behind the last event", error=repr(error))
                await asyncio.sleep(1)

    async def _read_events(self) -> None:
        """From behind the last event, until the stream or our consumer of it is gone."""
        is_other = await self._find_place()
        subscription = await self.bus.js.subscribe(
            "anlan.events.>",
            stream=subjects.EVENTS,
            ordered_consumer=True,
            config=ConsumerConfig(deliver_policy=DeliverPolicy.BY_START_SEQUENCE, opt_start_seq=self.last_id + 1),
            pending_msgs_limit=50_000,
        )
        self.is_following = True
        if is_other:  # only now: what happens while the browsers fetch is read from here on
            self._tell_all(sse("resync", {"reason": "interrupted"}))
        try:
            while True:
                try:
                    self._on_event(await subscription.next_msg(timeout=CHECK_EVERY_S))
                except TimeoutError:
                    if await self._is_left_behind():
                        raise
        finally:
            self.is_following = False
            with contextlib.suppress(NatsError):
                await subscription.unsubscribe()

    async def _find_place(self) -> bool:
        """Make sure that ``last_id`` is a place in the stream; True when events were lost to us."""
        info = await self.bus.js.stream_info(subjects.EVENTS)
        before, self._created = self._created, str(info.created)
        if before == self._created and info.state.first_seq - 1 <= self.last_id <= info.state.last_seq:
            return False
        self._remembered.clear()
        self.last_id = info.state.last_seq
        return before != ""

    async def _is_left_behind(self) -> bool:
        """Nothing came: is it still the stream we read, and is there nothing that we were not given?"""
        info = await self.bus.js.stream_info(subjects.EVENTS)
        return str(info.created) != self._created or info.state.last_seq != self.last_id

    def _on_event(self, message: Msg) -> None:
        self.last_id = identity = message.metadata.sequence.stream
        try:
            event = from_json(message.data, ScreenEvent)
        except (msgspec.ValidationError, msgspec.DecodeError) as error:
            log.error("screen event not understood", error=str(error), sequence=identity)
            return
        self._remembered.append((identity, event))
        frame = sse(event.topic, _payload(event), identity)
        for listener in self.listeners:
            if listener.viewer.may_see(event):
                listener.put(frame)

    # --- once a second -----------------------------------------------------------------------------

    async def _each_second(self) -> None:
        for second in itertools.count():
            await asyncio.sleep(1)
            self.health.is_bus_connected = self.bus.nc.is_connected
            mark = self.board.mark
            for listener in list(self.listeners):
                self._tell_values(listener, mark)
            if second % 5 == 0:
                self._tell_all(sse("health", self._summary()))

    def _tell_values(self, listener: Listener, mark: int) -> None:
        if len(listener.points) and mark > listener.mark:
            values = self.board.changed_since(listener.points, listener.mark)
            listener.mark = mark
            if values:
                listener.put(sse("values", values))

    def _summary(self) -> dict[str, object]:
        now = self.clock.now_ms()
        problems = self.health.problems(now)
        return {"is_well": not problems, "problems": problems, "newest_ts_ms": self.board.newest_ts_ms, "at_ms": now}

    def _tell_all(self, frame: Frame) -> None:
        for listener in self.listeners:
            listener.put(frame)


def _is_id(point: int) -> bool:
    """What can be an index of the board: a negative number would end the second that all screens share."""
    return 0 < point < 2**63


def _payload(event: ScreenEvent) -> dict[str, object]:
    """What happened is ``event``; ``kind`` belongs to the record, where it says what a point measures."""
    return {"id": event.id, **event.data, "event": event.kind, "at_ms": event.at_ms}
