"""Keeps the streams fit: made again when they are gone, trimmed when room is short, fill and lag said aloud.

Owned by the worker process. Two of them by mistake do the same twice, which changes nothing. It stands on the
readers' heartbeats: each says which message it would read first after a crash (``Heartbeat.needs``). A reader that
has not said so keeps everything; one that is dead keeps what it said last.
"""

import asyncio
import contextlib
import shutil
from collections.abc import Iterator

import msgspec
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js.api import StreamInfo
from nats.js.errors import NotFoundError

from anlan.bus import subjects, trimming
from anlan.bus.client import Bus
from anlan.bus.ills import Ills
from anlan.bus.messages import Heartbeat, from_json
from anlan.bus.place_mark import PlaceMark
from anlan.bus.trimming import Fill
from anlan.kit.logs import get_logger

log = get_logger(__name__)

#: Who reads what and must be done with a message before it may go.
READERS = {subjects.READINGS: ("alarms", "history"), subjects.ALARMS: ("worker",)}
LOOK_EVERY_S = 5.0
#: Two instances of one process count both while both were heard this recently.
_INSTANCE_IS_DEAD_S = 30.0
#: A reader that does not get on at all for this long, though there is more, is named.
STANDS_STILL_S = 180.0
#: Told when a stream is still this full after trimming.
FULL_FROM = 0.90
#: How long the loss of a stream stays on the health page.
_LOSS_SHOWN_S = 120.0
#: Left free on the disk of the embedded server (less on a small one): a store that meets ENOSPC refuses until it
#: is started again.
DISK_RESERVE_BYTES = 512 * 2**20
_DISK_RESERVE_SHARE = 0.1


class Needs:
    """What each reader said last, by stream."""

    def __init__(self) -> None:
        self._said: dict[str, dict[str, tuple[float, dict[str, int]]]] = {}
        self._moved: dict[tuple[str, str], tuple[int, float]] = {}

    def heard(self, beat: Heartbeat, now_s: float) -> None:
        """Take a heartbeat; instances not heard for a while are forgotten once another one speaks.

        An instance that named a message and now names none has nothing to read for: alarms without points.
        """
        said = self._said.setdefault(beat.process, {})
        if not beat.needs and beat.instance not in said:
            return
        said[beat.instance] = (now_s, beat.needs)
        for instance in [i for i, (at, _) in said.items() if now_s - at > _INSTANCE_IS_DEAD_S]:
            del said[instance]

    def of(self, process: str, stream: str) -> int | None:
        """First message that ``process`` still needs; None when it has not said."""
        wanted = [needs[stream] for _, needs in self._said.get(process, {}).values() if stream in needs]
        return min(wanted, default=None)

    def still_since(self, process: str, stream: str, now_s: float, *, lag: int) -> float:
        """Seconds since what it needs last changed while there was more: a quiet hour before is no standstill."""
        need, before = self.of(process, stream) or 0, self._moved.get((process, stream))
        if before is None or before[0] != need or not lag:
            self._moved[process, stream] = before = (need, now_s)
        return now_s - before[1]


class StreamKeeper:
    """Looks every few seconds. ``facts`` gets fill, lag and what was trimmed, for the health page."""

    def __init__(self, bus: Bus, ills: Ills, facts: dict[str, float | int | str]) -> None:
        self._bus, self._ills, self._facts = bus, ills, facts
        self.needs = Needs()
        self.trimmed = 0
        self._lost_at: dict[str, float] = {}
        folder = bus.settings.folder("marks")
        self._marks = {
            str(config.name): PlaceMark(folder / str(config.name)) for config in subjects.streams(bus.settings)
        }

    async def run(self) -> None:
        """Look until cancelled."""
        hearing = await self._bus.nc.subscribe(subjects.HEALTH + ".>", cb=self._on_health)
        try:
            while True:
                await asyncio.sleep(LOOK_EVERY_S)
                await self.look()
        finally:
            with contextlib.suppress(NatsError):
                await hearing.unsubscribe()

    async def look(self) -> None:
        """One round over all streams; trouble with one does not keep it from the next."""
        for config in subjects.streams(self._bus.settings):
            name = str(config.name)
            try:
                await self._look_at(name, int(config.max_bytes or 0))
                self._ills.over(f"{name} unreachable")
            except (NatsError, TimeoutError, OSError) as error:
                self._ills.note(f"{name} unreachable", f"stream {name} does not answer; look at nats ({error!r})")

    async def _on_health(self, message: Msg) -> None:
        try:
            self.needs.heard(from_json(message.data, Heartbeat), _now())
        except msgspec.MsgspecError:
            log.debug("heartbeat not understood", subject=message.subject)

    async def _look_at(self, name: str, max_bytes: int) -> None:
        try:
            info = await self._bus.js.stream_info(name)
        except NotFoundError:
            await self._make_again(name)
            return
        self._compare_with_mark(name, info)
        if name in self._lost_at and _now() - self._lost_at[name] > _LOSS_SHOWN_S:
            self._ills.over(f"{name} lost")
        if name not in READERS:
            return
        fill = self._fill(info, max_bytes)
        cut = trimming.keep_from(fill, [self.needs.of(process, name) for process in READERS[name]])
        if cut is not None:
            await self._trim(name, cut)
            fill = self._fill(await self._bus.js.stream_info(name), max_bytes)
        self._report(name, fill)

    def _compare_with_mark(self, name: str, info: StreamInfo) -> None:
        """A truncated file is not announced: the server goes on from the place to which its file reaches."""
        mark, created, last = self._marks[name], str(info.created), info.state.last_seq
        seen = mark.read(created)
        if last < seen:
            self._lose(
                name,
                f"stream {name} has lost its newest messages ({last + 1} to {seen}: a damaged file, or an older copy "
                "in its place); what nobody had read of them is lost: look at the disk, and at history's last minutes",
            )
        if last != seen or not mark.is_there():
            mark.write(created, last)

    def _lose(self, name: str, text: str) -> None:
        log.error(text)
        self._lost_at[name] = _now()
        self._ills.note(f"{name} lost", text)

    async def _make_again(self, name: str) -> None:
        """A stream that somebody deleted, or that the disk lost: what nobody had read is gone, everything goes on.

        One that was never seen here is new with this version: nothing was in it.
        """
        if self._marks[name].is_there():
            self._lose(
                name,
                f"stream {name} was gone and has been made again: what was in it and not yet read is lost; "
                "look at who deleted it, or at the disk",
            )
        else:
            log.info("stream made: it is new with this version", stream=name)
        await self._bus.ensure_streams()

    async def _trim(self, name: str, cut: int) -> None:
        await self._bus.js.purge_stream(name, seq=cut)
        self.trimmed += 1
        self._facts[f"{name.lower()}_trimmed_before"] = cut
        log.info("stream trimmed: every reader is done with the oldest part", stream=name, keeps_from=cut)

    def _fill(self, info: StreamInfo, max_bytes: int) -> Fill:
        state = info.state
        room = max_bytes if max_bytes > 0 else 2**62
        spare = self._disk_spare()
        if spare is not None:
            room = min(room, max(state.bytes + spare, 1))
        return Fill(state.first_seq, state.last_seq, state.messages, state.bytes, room)

    def _disk_spare(self) -> int | None:
        """Bytes the embedded store may still grow by; None for a server elsewhere, which has limits of its own."""
        store = self._bus.settings.data / "nats" / "store"
        if self._bus.settings.nats_url or not store.exists():
            return None
        total, _, free = shutil.disk_usage(store)
        return free - min(DISK_RESERVE_BYTES, int(total * _DISK_RESERVE_SHARE))

    # --- health --------------------------------------------------------------------------------------

    def _report(self, name: str, fill: Fill) -> None:
        key = name.lower()
        self._facts[f"{key}_fill_percent"] = round(100 * fill.share, 1)
        self._facts[f"{key}_bytes"] = fill.size_bytes
        self._facts[f"{key}_first_seq"] = fill.first_seq
        self._facts[f"{key}_last_seq"] = fill.last_seq
        behind = list(self._lags(name, fill))
        if fill.share >= FULL_FROM:
            who = ", ".join(f"{process} needs {lag}" for process, lag in behind)
            self._ills.note(
                f"{name} full",
                f"stream {name} is {fill.share:.0%} full and cannot be trimmed further ({who}); look at that process, "
                f"free disk space, or raise ANLAN_READINGS_MAX_BYTES",
            )
        else:
            self._ills.over(f"{name} full")

    def _lags(self, name: str, fill: Fill) -> Iterator[tuple[str, str]]:
        """(process, what it still needs in words), slow ones noted."""
        for process in READERS[name]:
            need = self.needs.of(process, name)
            if need is None:
                self._ills.over(f"{name} {process}")
                yield process, "everything: it has not said how far it is"
                continue
            lag = max(0, fill.last_seq + 1 - need)
            self._facts[f"{name.lower()}_kept_for_{process}"] = lag
            still_s = self.needs.still_since(process, name, _now(), lag=lag)
            if lag and still_s > STANDS_STILL_S:
                self._ills.note(
                    f"{name} {process}",
                    f"{process} has not got on in stream {name} for {still_s:.0f} s, {lag} messages wait; look at it",
                )
            else:
                self._ills.over(f"{name} {process}")
            yield process, f"the last {lag} messages"


def _now() -> float:
    return asyncio.get_running_loop().time()
