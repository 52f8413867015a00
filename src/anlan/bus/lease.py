"""Exclusive ownership of a piece of work, e.g. one partition's alarm engine: one owner, the others stand by.

A lease is a key in the bucket ``leases``. The owner writes it again several times per ``ttl_s``; every write names
the revision it follows, so of two writers one is refused. Who stands by takes over when it has seen no new revision
for ``ttl_s`` on its own clock: no two machines need the same time. An owner that could not renew for two thirds of
that stops by itself, before anybody can take over.

On one machine a lock file decides first. Whoever holds it knows that the owner of the same folder is dead, and takes
its lease at once: a restarted process does not wait for its own ghost.
"""

import asyncio
import contextlib
import fcntl
import os
import socket
import uuid
from pathlib import Path
from typing import IO

from nats.errors import Error as NatsError
from nats.js.errors import BucketNotFoundError, KeyNotFoundError, KeyWrongLastSequenceError
from nats.js.kv import KeyValue

from anlan.bus import subjects
from anlan.bus.client import Bus
from anlan.kit.logs import get_logger

log = get_logger(__name__)

#: Renewals per time to live, and the part of it after which an owner that cannot renew stops.
RENEWALS = 5
GIVE_UP_AT = 2 / 3
_LOOK_EVERY_S = 0.5


class Lease:
    """One owned piece of work. ``lost`` is set when it must not be worked on any more."""

    def __init__(self, bus: Bus, name: str, folder: Path, ttl_s: float) -> None:
        self._bus, self.name, self._ttl_s = bus, name, ttl_s
        self._folder = folder
        self._identity = _identity(folder)
        self._file: IO[str] | None = None
        self._revision = 0
        self._is_first_look = True
        self.lost = asyncio.Event()

    async def acquire(self, stop: asyncio.Event) -> bool:
        """Stand by as long as it takes; True when this process is the owner, False when it was told to stop."""
        loop = asyncio.get_running_loop()
        seen, seen_at = -1, loop.time()
        while await self._pause(stop):
            if self._file is None and not self._lock_here():
                continue
            try:
                revision, owner = await self._read()
                if revision != seen:
                    seen, seen_at = revision, loop.time()
                if owner in ("", self._identity) or loop.time() - seen_at > self._ttl_s:
                    self._revision = await self._write(revision)
                    log.info("lease taken", lease=self.name, revision=self._revision)
                    return True
            except KeyWrongLastSequenceError:
                log.debug("somebody else was faster", lease=self.name)
            except (NatsError, OSError, TimeoutError) as error:
                log.warning("lease not readable, trying again", lease=self.name, error=repr(error))
        return False

    async def keep(self) -> None:
        """Renew until cancelled; returns with ``lost`` set when the work must stop."""
        loop = asyncio.get_running_loop()
        renewed_at, pause_s = loop.time(), self._ttl_s / RENEWALS
        while True:
            await asyncio.sleep(pause_s)
            asked_at, pause_s = loop.time(), self._ttl_s / RENEWALS
            try:
                async with asyncio.timeout(self._ttl_s / RENEWALS):
                    self._revision = await self._write(self._revision)
                renewed_at = asked_at
            except KeyWrongLastSequenceError:
                if not await self._is_ours():
                    log.error("lease taken by somebody else", lease=self.name)
                    break
                pause_s = 0.1
            except (NatsError, OSError, TimeoutError) as error:
                log.warning("lease not renewed", lease=self.name, error=repr(error))
            if loop.time() - renewed_at > self._ttl_s * GIVE_UP_AT:
                log.error("lease given up: the bus was away for too long", lease=self.name)
                break
        self.lost.set()

    async def release(self) -> None:
        """Let the next one begin at once."""
        if self._revision and not self.lost.is_set():
            with contextlib.suppress(NatsError, OSError, TimeoutError, KeyWrongLastSequenceError):
                async with asyncio.timeout(2):
                    await (await self._bucket()).update(self.name, b"", last=self._revision)
        if self._file is not None:
            self._file.close()

    async def _is_ours(self) -> bool:
        """A renewal whose answer was lost has moved the revision on: it is ours all the same."""
        with contextlib.suppress(NatsError, OSError, TimeoutError):
            revision, owner = await self._read()
            if owner == self._identity:
                self._revision = revision
                return True
            return False
        return True  # not known: the time limit decides

    async def _pause(self, stop: asyncio.Event) -> bool:
        """Wait before looking again, not before looking first; False when told to stop."""
        first, self._is_first_look = self._is_first_look, False
        if not first:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_LOOK_EVERY_S):
                    await stop.wait()
        return not stop.is_set()

    def _lock_here(self) -> bool:
        """Be the only process of this folder that works on it; the kernel frees the lock of a dead one."""
        file = (self._folder / f"{self.name}.lease").open("a")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            return False
        self._file = file
        return True

    async def _bucket(self) -> KeyValue:
        return await self._bus.js.key_value(subjects.LEASES)

    async def _read(self) -> tuple[int, str]:
        try:
            entry = await (await self._bucket()).get(self.name)
        except KeyNotFoundError:
            return 0, ""
        except BucketNotFoundError:
            await self._bus.ensure_streams()
            return 0, ""
        return entry.revision or 0, (entry.value or b"").decode()

    async def _write(self, revision: int) -> int:
        return await (await self._bucket()).update(self.name, self._identity.encode(), last=revision)


def _identity(folder: Path) -> str:
    """Names this machine's folder, the same over restarts; the lock file tells its processes apart."""
    path = folder / "owner_id"
    with contextlib.suppress(FileExistsError):
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(f"{socket.gethostname().split('.')[0]}-{uuid.uuid4().hex[:12]}")
    return path.read_text().strip() or f"unnamed-{uuid.uuid4().hex}"
