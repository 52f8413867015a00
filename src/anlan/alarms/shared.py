"""Snapshots on the bus, so that another machine can take a partition over without reading three days of log.

Only where there is a cluster: on one machine the folder is enough. The newest state goes up once a minute, each rule
table before the log first names it; a taker-over replays what came after.
"""

import asyncio
import time
from pathlib import Path

from nats.errors import Error as NatsError
from nats.js.api import ObjectMeta
from nats.js.errors import NotFoundError
from nats.js.object_store import ObjectStore

from anlan.alarms.snapshot import Store, place_of, write_whole
from anlan.bus import subjects
from anlan.bus.client import Bus
from anlan.kit.logs import get_logger

log = get_logger(__name__)

SHARE_EVERY_S = 60.0
#: Longer than the log keeps the markers that name a table.
_KEEP_TABLES_S = 4 * 24 * 3600


class SharedSnapshots:
    """The files of one partition in the bucket. Trouble here is logged and delays nothing but a later take-over."""

    def __init__(self, bus: Bus, partition: int, store: Store) -> None:
        self._bus, self._store = bus, store
        self._prefix = f"{partition}."
        self._is_used = bool(bus.settings.nats_url)
        self._due = 0.0
        self._shared_seq = 0

    def safe_seq(self, own_seq: int) -> int:
        """Place where a successor on another machine would begin; ``own_seq`` where there can be none."""
        return self._shared_seq if self._is_used else own_seq

    async def put_table(self, key: str) -> None:
        """Share a table before the log mentions it."""
        if self._is_used:
            path = self._store.table_path(key)
            await self._put(f"{self._prefix}{path.name}", path)

    async def put_state(self) -> None:
        """Share the newest state, at most once a minute."""
        if not self._is_used or time.monotonic() < self._due:
            return
        newest = self._store.newest_state()
        if newest is not None:
            self._due = time.monotonic() + SHARE_EVERY_S
            if await self._put(f"{self._prefix}state", newest):
                self._shared_seq = place_of(newest)

    async def fetch(self) -> None:
        """Bring what is newer than this folder into it."""
        if not self._is_used:
            return
        try:
            bucket = await self._bus.js.object_store(subjects.SNAPSHOT_BUCKET)
            for info in await bucket.list():
                name = info.name or ""
                if name.startswith(f"{self._prefix}table-") and not info.deleted:
                    await self._fetch(bucket, name, self._store.folder / name.removeprefix(self._prefix))
            state = await bucket.get_info(f"{self._prefix}state")
            file_name = Path(state.description or "").name
            if self._store.would_be_newest(file_name):
                await self._fetch(bucket, f"{self._prefix}state", self._store.folder / file_name)
        except NotFoundError:
            return
        except (NatsError, OSError, TimeoutError) as error:
            log.error("shared snapshots not readable; beginning from this machine's own", error=repr(error))

    async def _fetch(self, bucket: ObjectStore, name: str, path: Path) -> None:
        if await asyncio.to_thread(path.exists):
            return
        found = await bucket.get(name)
        await asyncio.to_thread(write_whole, path, found.data or b"")
        log.info("snapshot taken over", file=path.name, bytes=len(found.data or b""))

    async def _put(self, name: str, path: Path) -> bool:
        try:
            bucket = await self._bus.js.object_store(subjects.SNAPSHOT_BUCKET)
            payload = await asyncio.to_thread(path.read_bytes)
            await bucket.put(name, payload, ObjectMeta(name=name, description=path.name))
        except (NatsError, OSError, TimeoutError) as error:
            log.warning("snapshot not shared; a take-over would replay more of the log", error=repr(error))
            return False
        return True
