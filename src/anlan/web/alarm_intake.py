"""Alarm transitions from the stream into records, in order, from the place that the records themselves remember.

The place moves in the transaction that applies a batch. So a worker killed anywhere, and a database restored from
yesterday's backup, both go on from where their rows end; nothing is left out and each transition id counts once.
"""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import msgspec
from django.db import InterfaceError, OperationalError
from nats.errors import Error as NatsError
from nats.js.errors import NotFoundError

from anlan.bus import subjects
from anlan.bus.client import Bus
from anlan.bus.ills import Ills
from anlan.bus.log_reader import LogMessage, LogReader
from anlan.bus.messages import AlarmBatch, AlarmTransition, from_json
from anlan.bus.place_mark import PlaceMark
from anlan.domain.grades import Grade
from anlan.kit.logs import get_logger
from anlan.web import worker_store as store
from anlan.web.records_thread import Database

log = get_logger(__name__)

#: Alarm messages per transaction.
BATCH = 200
#: Transitions per transaction, so that deadlines and notices come to the database in between; a single message may hold
#: more. When more than these wait, the red alarms among them go first.
MOST_TRANSITIONS = 500
#: Bytes of messages that are held to look for red alarms among them; a longer rush is read on as these are taken in.
HELD_MAX = 33_554_432
#: A message that failed alone this often is set aside, so that nothing else waits for it.
MOST_TRIES = 5
RETRY_S = 0.5
#: A silent stream is looked at this often: is it still the one we read?
CHECK_EVERY_S = 5.0
#: How long a loss that nobody can undo keeps the process unwell; the log and the counter keep it for ever.
LOSS_SHOWN_S = 120.0


class AlarmIntake:
    """The one reader of the alarms stream. ``applied`` counts transitions; ``seq`` is the last message applied."""

    def __init__(self, bus: Bus, database: Database, ills: Ills, mark: Path, on_applied: Callable[[], None]) -> None:
        self._bus, self._database, self._ills, self._on_applied = bus, database, ills, on_applied
        self._reader = LogReader(bus, "anlan.alarms.*", subjects.ALARMS)
        self._mark = PlaceMark(mark)
        self._created = ""
        self._batch = BATCH
        self._tries = 0
        self._loss_at = -LOSS_SHOWN_S
        self.seq = self.applied = self.missing = 0

    async def run(self) -> None:
        """Apply what the stream has and what comes, until cancelled."""
        try:
            await self._find_place()
            checked_at = _now()
            while True:
                messages = await self._reader.read(self.seq, 1.0)
                await self._red_first(messages)
                await self._apply_all(messages)
                if not messages and _now() - checked_at > CHECK_EVERY_S:
                    checked_at = _now()
                    await self._check_stream()
                if _now() - self._loss_at > LOSS_SHOWN_S:
                    self._ills.over("loss")
        finally:
            await self._reader.close()

    # --- the place -----------------------------------------------------------------------------------

    async def _find_place(self) -> None:
        """Where to go on, and whether that fits the stream; asks until stream and database answer."""
        while True:
            try:
                info = await self._bus.js.stream_info(subjects.ALARMS)
                place = await self._database(lambda: store.place_of(subjects.ALARMS))
                break
            except (NatsError, TimeoutError, OSError) as error:
                self._ills.note("stream", f"the alarms stream does not answer; look at nats ({error!r})")
            except (OperationalError, InterfaceError) as error:
                self._ills.note("database", _database_trouble(error))
            await asyncio.sleep(RETRY_S)
        self._ills.over("stream")
        self._created = str(info.created)
        created, self.seq = place
        if created and (created != self._created or self.seq > info.state.last_seq):
            self._lose("the alarms stream was replaced by another: its messages are applied from the beginning")
            self.seq = 0
        elif created:
            self._compare_with_mark(info.state.last_seq)
        if created == self._created and 0 < self.seq < info.state.first_seq - 1:
            self._miss(self.seq + 1, info.state.first_seq)
        self._on_applied()

    def _compare_with_mark(self, last_seq: int) -> None:
        marked = self._mark.read(self._created)
        if marked > self.seq:
            log.error("the database is older than what was applied", place=self.seq, applied=marked, log_ends=last_seq)
            self._lose(
                f"the database is older than the alarms it had taken in (restored from a backup?): messages "
                f"{self.seq + 1} to {marked} are applied again; look at work orders changed since the backup"
            )

    async def _check_stream(self) -> None:
        """Nothing came: is this still the stream we read, and is there something we were not given?"""
        try:
            info = await self._bus.js.stream_info(subjects.ALARMS)
        except NotFoundError:
            self._ills.note("stream", "the alarms stream is gone; it is made again within seconds")
            return
        except (NatsError, TimeoutError, OSError) as error:
            self._ills.note("stream", f"the alarms stream does not answer; look at nats ({error!r})")
            return
        self._ills.over("stream")
        if str(info.created) != self._created or info.state.last_seq < self.seq:
            await self._find_place()
            self._reader.restart()
        elif info.state.last_seq > self.seq:
            self._reader.restart()

    def _lose(self, text: str) -> None:
        self._loss_at = _now()
        self._ills.note("loss", text)
        log.error("alarms: " + text)

    def _miss(self, first: int, after: int) -> None:
        self.missing += after - first
        self._lose(
            f"alarm messages {first} to {after - 1} are gone from the log before they were applied (damaged or "
            "expired); check the disk and compare with a back-test of those hours"
        )

    # --- applying ------------------------------------------------------------------------------------

    async def _apply_all(self, messages: Sequence[LogMessage]) -> None:
        """Apply in order. After a failure one message at a time, so that the culprit is found and set aside."""
        waiting = [message for message in messages if message.seq > self.seq]
        while waiting:
            batch = _portion(waiting[: self._batch])
            if await self._apply(batch):
                waiting = waiting[len(batch) :]
                self._batch = min(self._batch * 2, BATCH)
            else:
                await asyncio.sleep(RETRY_S)
            if waiting and sum(len(message.payload) for message in waiting) < HELD_MAX:
                waiting += await self._come_meanwhile(waiting[-1].seq)

    async def _come_meanwhile(self, after_seq: int) -> list[LogMessage]:
        """What the stream got while a portion of a rush was written: a leak must not wait behind the rest of it."""
        messages = await self._reader.read(after_seq, 0)
        await self._ahead([t for message in messages for t in _readable([message])])
        return messages

    async def _red_first(self, messages: Sequence[LogMessage]) -> None:
        """In a rush tell of the red alarms that still stand before all others. The place does not move: in their turn
        they are known by their ids."""
        waiting = [t for message in messages if message.seq > self.seq for t in _readable([message])]
        if len(waiting) > MOST_TRANSITIONS:
            await self._ahead(waiting)

    async def _ahead(self, waiting: Sequence[AlarmTransition]) -> None:
        over = {t.alarm_id for t in waiting if t.kind == "cleared"}
        red = [t for t in waiting if t.grade is Grade.RED and t.kind == "raised" and t.alarm_id not in over]
        for start in range(0, len(red), MOST_TRANSITIONS):
            part = red[start : start + MOST_TRANSITIONS]
            try:
                await self._database(partial(store.apply_ahead, part))
            except Exception as error:  # their turn comes, and with it whatever is wrong is dealt with
                log.warning("red alarms were not taken in ahead of the others", alarms=len(part), error=repr(error))
                return
            self._on_applied()

    async def _apply(self, batch: Sequence[LogMessage]) -> bool:
        last = batch[-1].seq
        try:
            transitions = _transitions(batch)
            await self._database(lambda: store.apply(transitions, subjects.ALARMS, self._created, last))
        except (OperationalError, InterfaceError) as error:
            # The database's trouble, not the message's: nothing is set aside, everything waits in the log.
            self._ills.note("database", _database_trouble(error))
            log.warning("alarms wait for the database", messages=len(batch), error=str(error))
            return False
        except Exception as error:
            return await self._failed(batch, error)
        self._done(batch, len(transitions))
        return True

    async def _failed(self, batch: Sequence[LogMessage], error: Exception) -> bool:
        log.exception("alarm batch not applied, trying again", messages=len(batch), first=batch[0].seq)
        self._ills.note("database", f"alarms cannot be written to the database: {error!r}")
        self._batch = 1
        self._tries = self._tries + 1 if len(batch) == 1 else 0
        if self._tries < MOST_TRIES:
            return False
        return await self._set_aside(batch, error)

    async def _set_aside(self, batch: Sequence[LogMessage], error: Exception) -> bool:
        """Apply what can be applied of the one message, keep it for a person, and go on behind it."""
        message, transitions = batch[0], _readable(batch)
        try:
            refused = await self._database(lambda: store.apply_what_can_be(transitions))
            if refused or not transitions:
                await self._database(
                    lambda: store.set_aside(subjects.ALARMS, self._created, message, repr(error), refused)
                )
            else:  # by itself each of them could be taken
                await self._database(lambda: store.apply([], subjects.ALARMS, self._created, message.seq))
        except Exception:
            log.exception("database refuses everything: nothing is set aside")
            return False
        self._done(batch, len(transitions) - len(refused))
        if refused or not transitions:
            lost = f"{len(refused)} of its {len(transitions)} transitions" if transitions else "it"
            self._lose(
                f"alarm message {message.seq} was set aside because {lost} could not be written ({error!r}); the duty "
                "officers are told, look at the set-aside messages"
            )
        return True

    def _done(self, batch: Sequence[LogMessage], transitions: int) -> None:
        for message in batch:
            if self.seq and message.seq > self.seq + 1:
                self._miss(self.seq + 1, message.seq)
            self.seq = message.seq
        self._tries = 0
        self.applied += transitions
        self._mark.write(self._created, self.seq)
        self._ills.over("database")
        self._on_applied()


def _transitions(batch: Sequence[LogMessage]) -> list[AlarmTransition]:
    try:
        return [t for message in batch for t in from_json(message.payload, AlarmBatch).transitions]
    except msgspec.MsgspecError as error:
        raise ValueError(f"not an alarm message: {error}") from error


def _portion(batch: Sequence[LogMessage]) -> Sequence[LogMessage]:
    """As many messages from the beginning as hold :data:`MOST_TRANSITIONS`, at least one."""
    held = 0
    for count, message in enumerate(batch):
        held += len(_readable([message]))
        if count and held > MOST_TRANSITIONS:
            return batch[:count]
    return batch


def _readable(batch: Sequence[LogMessage]) -> list[AlarmTransition]:
    try:
        return _transitions(batch)
    except ValueError:
        return []


def _database_trouble(error: Exception) -> str:
    if "full" in str(error):
        return f"the database's disk is full, alarms wait in the log; free disk space ({error})"
    return f"the database does not take alarms, they wait in the log; look at the database ({error})"


def _now() -> float:
    return asyncio.get_running_loop().time()
