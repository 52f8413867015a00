"""One partition at work: read the log, evaluate, publish, remember the place."""

import asyncio
import uuid
from collections.abc import Sequence

from nats.errors import Error as NatsError

from anlan.alarms import table as tables
from anlan.alarms.decoding import CONFIG_HEADER, Decoder
from anlan.alarms.engine import Engine, log_name
from anlan.alarms.kernel import Kernel
from anlan.alarms.publisher import Publisher
from anlan.alarms.report import Report
from anlan.alarms.shared import SharedSnapshots
from anlan.alarms.snapshot import SnapshotMeta, Store
from anlan.alarms.table import Table
from anlan.bus import config_store, subjects
from anlan.bus.client import BusError
from anlan.bus.ills import Ills
from anlan.bus.log_reader import LogMessage, LogReader
from anlan.bus.messages import ConfigSnapshot
from anlan.bus.readings import Readings, encode
from anlan.bus.service import Service
from anlan.kit.logs import get_logger

log = get_logger(__name__)

#: The log is given a tick when it has been silent for this long.
SILENT_S = 1.0
#: A restart replays at most this much of the log: half a second of work at 130,000 readings/s.
SNAPSHOT_EVERY_S = 30.0
SNAPSHOT_EVERY_MESSAGES = 20_000
#: A snapshot may take at most one part in this many of the time between two of them.
SNAPSHOT_SHARE = 20
#: How long the end of the process waits for a snapshot on its way to disk; without it the log is read further back.
WRITE_WITHIN_S = 6.0


class LogReplaced(Exception):
    """The stream is not the one this process started with; a restart sorts it out."""


class PartitionWorker:
    """Owns the engine of one partition."""

    def __init__(self, service: Service, partition: int, kernel: Kernel) -> None:
        self._service = service
        self._bus = service.bus
        self._partition = partition
        self._ills = Ills(service, f"partition {partition}")
        self.report = Report(service, partition, self._ills)
        folder = service.settings.folder("alarms")
        self._store = Store(folder / str(partition))
        self._shared = SharedSnapshots(service.bus, partition, self._store)
        self._decoder = Decoder(partition, folder / "poison", self._find_table)
        self._tables: dict[str, Table] = {}  # built here and not yet met in the log
        self._fingerprints: dict[str, str] = {}
        self._publisher = Publisher(service.bus, partition, self._ills)
        self._reader = LogReader(service.bus, subjects.readings(partition))
        self._tick_seq = 0
        self._stream_created = ""
        self._snapshot_due = 0.0
        self._snapshot_seq = 0
        self._snapshot_running = False
        self._writing: asyncio.Task[None] | None = None
        self._safe_seq = 0
        self._is_idle = False
        self.engine = Engine(partition, kernel=kernel)

    @property
    def fingerprint(self) -> str:
        """Of the published object whose rules are in force; empty when not known."""
        return self._fingerprints.get(self.engine.table.key, "")

    @property
    def needs_from(self) -> int | None:
        """First message of the log that a restart may read; None for a partition without points and readings."""
        return None if self._is_idle else min(self._safe_seq, self._shared.safe_seq(self._safe_seq)) + 1

    async def restore(self) -> None:
        """Load the newest snapshot, and check that its place is in this log."""
        info = await self._bus.js.stream_info(subjects.READINGS)
        self._stream_created = str(info.created)
        await self._shared.fetch()
        restored = await asyncio.to_thread(self._store.load)
        if restored is None:
            log.info("no snapshot: reading the log from its beginning", partition=self._partition)
            return
        meta = restored.meta
        seq, epoch = meta.seq, meta.epoch
        if meta.stream_created != self._stream_created or info.state.last_seq < seq:
            seq, epoch = 0, int(info.created.timestamp()) if info.created else epoch + 1
            log.error("the readings stream was replaced; alarm states are kept, its ids get a new epoch", epoch=epoch)
        self.engine = Engine(self._partition, restored.table, restored.state, seq, epoch, self.engine.kernel)
        self._fingerprints[meta.table_key] = meta.config_fingerprint
        self._snapshot_seq = seq
        self._safe_seq = self._store.safe_seq() if epoch == meta.epoch else 0
        log.info("state restored", partition=self._partition, seq=seq, points=len(restored.table))

    async def run(self) -> None:
        """Work until told to stop."""
        self._snapshot_due = self._now() + SNAPSHOT_EVERY_S
        publishing = asyncio.create_task(self._publisher.run())
        try:
            while not self._service.stop.is_set():
                await self.step()
                if publishing.done():
                    publishing.result()
            await self._end()
        finally:
            publishing.cancel()
            await self._reader.close()

    async def step(self) -> None:
        """Evaluate what the log has, or tell it that time has passed."""
        messages = await self._reader.read(self.engine.seq, SILENT_S)
        if messages:
            await self._take(messages)
        elif not self._service.stop.is_set():
            await self._silence()
        if self._decoder.missing_tables:
            await self._replace_missing_rules()
        await self._snapshot_if_due()
        self.report.tell(self.engine, self._decoder, self._publisher.published, is_idle=self._is_idle)

    # --- configuration -------------------------------------------------------------------------------

    async def propose(self, config: ConfigSnapshot, fingerprint: str = "") -> None:
        """Keep the rules on disk, then say in the log that they hold from there on.

        The engine adopts them when it meets its own message: so a replay meets them at the same place.
        """
        if config.version == 0 and len(self.engine.table):
            log.warning("no configuration is published; the last one stays in force")
            return
        table = await asyncio.to_thread(tables.build, config, self._partition)
        for problem in table.problems:
            log.warning("limit or rule left out", problem=problem)
        self._fingerprints[table.key] = fingerprint
        if table.key == self.engine.table.key:
            return
        await self._save_table(table)
        await self._shared.put_table(table.key)
        self._tables = {table.key: table}
        msg_id = f"config-{self._partition}-{uuid.uuid4().hex}"
        while True:
            if await self._append("config", msg_id, {CONFIG_HEADER: table.key}):
                return
            await asyncio.sleep(1)

    async def _save_table(self, table: Table) -> None:
        """Until it is on disk: the log must not name rules that a replay cannot find. The old ones hold meanwhile."""
        while True:
            try:
                await asyncio.to_thread(self._store.save_table, table)
                self._ills.over("table")
                return
            except OSError as error:
                self._ills.note("table", f"new rules cannot be kept and are not in force; free disk space ({error})")
            await asyncio.sleep(1)

    def _find_table(self, key: str) -> Table | None:
        if key == self.engine.table.key:
            return self.engine.table
        return self._tables.get(key) or self._store.load_table(key)

    async def _replace_missing_rules(self) -> None:
        """The log named rules that are not on this disk: take what is published now."""
        keys = ", ".join(sorted(self._decoder.missing_tables))
        self.report.rules_missing(keys)
        await self.propose(await config_store.current(self._bus))
        self._decoder.missing_tables.clear()

    # --- the log ---------------------------------------------------------------------------------------

    async def _take(self, messages: Sequence[LogMessage]) -> None:
        self._is_idle = False
        self._check_contiguity(messages)
        entries = [self._decoder.entry(m) for m in messages if m.seq > self.engine.seq]
        for batch in self.engine.apply(entries):
            await self._publisher.put(batch, self.engine.epoch)
        self._ills.over("silence")

    def _check_contiguity(self, messages: Sequence[LogMessage]) -> None:
        """With one partition every message is ours, so a jump means that the store lost something."""
        if self._service.settings.partitions > 1:
            return
        before = self.engine.seq
        for message in messages:
            if before and message.seq > before + 1:
                self.report.gap(before, message.seq)
            before = message.seq

    async def _silence(self) -> None:
        """Nothing came for a second: append a tick, so that delays and silence can be judged."""
        if self._tick_seq > self.engine.seq:
            self._reader.restart()  # the log has more than we were given
            self._tick_seq = 0
            return
        if not len(self.engine.table):
            self._is_idle = True
            return
        name = f"{log_name(self._partition, self.engine.epoch)}-{self.engine.seq}"
        self._tick_seq = await self._append("silence", f"tick-{name}", {})
        if 0 < self._tick_seq <= self.engine.seq:
            info = await self._bus.js.stream_info(subjects.READINGS)
            if str(info.created) != self._stream_created or info.state.last_seq < self.engine.seq:
                raise LogReplaced("the readings stream was replaced while running")

    async def _append(self, topic: str, msg_id: str, headers: dict[str, str]) -> int:
        """Append an empty batch to our partition of the log. Returns its place, 0 when it was not possible."""
        try:
            ack = await self._bus.publish_durable(
                subjects.readings(self._partition),
                encode(Readings.empty()),
                msg_id=msg_id,
                headers=headers,
                give_up_after_s=10,
            )
        except (BusError, NatsError, OSError) as error:
            self._ills.note(topic, f"the readings stream takes nothing; look at disk space and nats ({error})")
            return 0
        self._ills.over(topic)
        return ack.seq

    # --- snapshots -------------------------------------------------------------------------------------

    async def _snapshot_if_due(self) -> None:
        if self._writing is not None and self._writing.done():
            self._writing.result()  # what nobody expected ends the process; else it would never write again, unseen
            self._writing = None
        moved = self.engine.seq - self._snapshot_seq
        if self._snapshot_running or moved == 0:
            return
        if self._now() >= self._snapshot_due or moved >= SNAPSHOT_EVERY_MESSAGES:
            await self._snapshot()

    async def _snapshot(self) -> None:
        """Copy the state now; write it once every transition up to here is durable."""
        self._snapshot_running = True
        self._snapshot_seq = self.engine.seq
        meta = SnapshotMeta(
            seq=self.engine.seq,
            table_key=self.engine.table.key,
            stream_created=self._stream_created,
            epoch=self.engine.epoch,
            config_fingerprint=self.fingerprint,
        )
        state = self.engine.state.copy()

        async def write() -> None:
            began = self._now()
            try:
                await asyncio.to_thread(self._store.save, meta, state)
                self._safe_seq = await asyncio.to_thread(self._store.safe_seq)
                await self._shared.put_state()
                self._ills.over("snapshot")
            except OSError as error:
                self._ills.note("snapshot", f"the snapshot cannot be written; free disk space ({error})")
            took = self._now() - began
            self._snapshot_due = self._now() + max(SNAPSHOT_EVERY_S, SNAPSHOT_SHARE * took)
            self._snapshot_running = False

        async def begin() -> None:
            # Not awaited: the publisher must go on while the disk takes its time.
            self._writing = asyncio.create_task(write())

        await self._publisher.when_durable(begin)

    async def _end(self) -> None:
        """A last snapshot, unless alarms cannot be published just now."""
        try:
            await self._settle()
            if self.engine.seq != self._snapshot_seq:
                await self._snapshot()
                await self._settle()
        except TimeoutError:
            log.warning("stopped before the last transitions were durable; they are found again in the log")

    async def _settle(self) -> None:
        """Everything told is durable and everything written is on disk; TimeoutError when that takes too long."""
        async with asyncio.timeout(2):
            await self._publisher.drained()
        async with asyncio.timeout(WRITE_WITHIN_S):
            await self._written()

    async def _written(self) -> None:
        if self._writing is not None:
            await asyncio.shield(self._writing)

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()
