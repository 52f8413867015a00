"""What the supervisor of one machine looks at: processes that hang, a stream store that is latched, disks that fill.

A process that ended is started again by :class:`anlan.kit.supervisor.Supervisor`. One that is stuck does not end: it
is known by its heartbeat's silence, and killed. The watch beats too, as ``supervisor``; its own beat coming back over
the bus proves that the bus carries beats, so a dead bus is never taken for five dead processes.
"""

import asyncio
import contextlib
import json
import shutil
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import msgspec
from nats.aio.msg import Msg
from nats.errors import Error as NatsError

from anlan.bus import server, subjects
from anlan.bus.client import Bus, BusError
from anlan.bus.messages import Heartbeat, from_json, to_json
from anlan.kit.logs import get_logger
from anlan.kit.settings import Settings
from anlan.kit.supervisor import Child, Supervisor

log = get_logger(__name__)

#: A live process that has not been heard for this long is stuck: it is killed and started again.
HUNG_AFTER_S = 20.0
#: A process is given this long to be heard for the first time (compiling rules, opening the store).
START_GRACE_S = 60.0
#: A store that is ill for this long, on a disk with room, is started again.
LATCHED_AFTER_S = 5.0
#: What counts as room: this much, or a share of a small disk.
ROOM_BYTES = 200 * 2**20
ROOM_SHARE = 0.05
#: A bus that gave our own beat back this recently carries the others' beats too.
_BUS_IS_WELL_S = 3.0


class Watch:
    """Runs beside the supervisor. ``problems`` is what the heartbeat carries to ``/healthz``."""

    def __init__(self, config: Settings, supervisor: Supervisor, nats: Child | None, children: list[Child]) -> None:
        self._config, self._supervisor, self._nats, self._children = config, supervisor, nats, children
        self._heard: dict[str, float] = {}
        self._bus: Bus | None = None
        self._looked_at = time.monotonic()
        self._ill_since = 0.0
        self._restarting: set[asyncio.Task[None]] = set()
        self.problems: dict[str, str] = {}
        self.hung = 0

    async def run(self) -> None:
        """Look once a second until cancelled."""
        try:
            while True:
                await asyncio.sleep(1)
                try:
                    await self._look()
                except (BusError, NatsError, OSError) as error:
                    log.debug("watch interrupted", error=repr(error))
        finally:
            if self._bus is not None:
                await self._bus.close()

    async def _look(self) -> None:
        await self._look_at_nats()
        self._look_at_disks()
        if self._bus is None:
            self._bus = await Bus.connect("supervisor", self._config, wait_s=1)
            await self._bus.nc.subscribe(subjects.HEALTH + ".>", cb=self._on_health)
        self._look_at_processes(time.monotonic())
        await self._beat(self._bus)

    # --- processes -----------------------------------------------------------------------------------

    async def _on_health(self, message: Msg) -> None:
        with contextlib.suppress(msgspec.MsgspecError):
            self._heard[from_json(message.data, Heartbeat).process] = time.monotonic()

    def _look_at_processes(self, now_s: float) -> None:
        """Kill what lives and is silent, provided that we would hear it."""
        gap_s, self._looked_at = now_s - self._looked_at, now_s
        if gap_s > _BUS_IS_WELL_S:
            # We were away ourselves (a sleeping or overloaded machine): nobody is blamed for that time.
            self._heard = {name: at + gap_s for name, at in self._heard.items()}
        if now_s - self._heard.get("supervisor", 0.0) > _BUS_IS_WELL_S:
            return
        for child in self._children:
            if child.process is None or child.process.returncode is not None:
                continue
            silent_s = now_s - max(self._heard.get(child.name, 0.0), child.started_at_s + START_GRACE_S)
            if self._heard.get(child.name, 0.0) > child.started_at_s:
                silent_s = now_s - self._heard[child.name]
            if silent_s > HUNG_AFTER_S:
                self.hung += 1
                log.error("process lives and is not heard, killing it", child=child.name, silent_s=round(silent_s))
                self._supervisor.kill(child)

    # --- the stream store ------------------------------------------------------------------------------

    async def _look_at_nats(self) -> None:
        """Start a latched server again: after a full disk it refuses for ever, even when there is room again."""
        if self._nats is None:
            return
        status, body = await asyncio.to_thread(get, f"http://127.0.0.1:{server.monitor_port(self._config)}/healthz")
        if status == 200:
            self._ill_since = 0.0
            self.problems.pop("nats", None)
            return
        now_s = time.monotonic()
        self._ill_since = self._ill_since or max(now_s, self._nats.started_at_s + 1)
        store = self._config.data / "nats"
        free, room = disk_room(store / "store" if (store / "store").exists() else store)
        advice = "it is started again" if free > room else "free disk space, it is then started again by itself"
        self.problems["nats"] = f"the stream store is ill ({_reason(body)}), {free >> 20} MB are free: {advice}"
        log.error("the stream store is ill", status=status, says=body[:300], free_mb=free >> 20)
        if now_s - self._ill_since > LATCHED_AFTER_S and free > room:
            self._ill_since = 0.0
            task = asyncio.create_task(self._supervisor.replace(self._nats))
            self._restarting.add(task)
            task.add_done_callback(self._restarting.discard)

    # --- disks -----------------------------------------------------------------------------------------

    def _look_at_disks(self) -> None:
        """Say it before it is full: each process says so too, but only when a write has failed."""
        for name in (".", "nats/store", "history", "alarms"):
            folder = self._config.data / name
            if not folder.exists():
                continue
            free, room = disk_room(folder)
            if free < room:
                where = folder.resolve()
                self.problems[f"disk {name}"] = f"only {free >> 20} MB are free under {where}: free disk space"
            else:
                self.problems.pop(f"disk {name}", None)

    # --- telling ---------------------------------------------------------------------------------------

    async def _beat(self, bus: Bus) -> None:
        restarts = {f"{child.name}_restarts": child.restarts for child in self._supervisor.children}
        beat = Heartbeat(
            process="supervisor",
            instance=socket.gethostname().split(".")[0],
            at_ms=time.time_ns() // 1_000_000,
            is_well=not self.problems,
            reason=" | ".join(dict.fromkeys(self.problems.values())),
            facts={"hung": self.hung, "disk_free_mb": disk_room(self._config.data)[0] >> 20, **restarts},
        )
        await bus.nc.publish(subjects.health("supervisor", beat.instance), to_json(beat))


def disk_room(folder: Path, usage: Callable[[Path], tuple[int, int, int]] = shutil.disk_usage) -> tuple[int, int]:
    """(free bytes under ``folder``, bytes that must be free for work to go on)."""
    total, _, free = usage(folder)
    return free, min(ROOM_BYTES, int(total * ROOM_SHARE))


def get(url: str) -> tuple[int, str]:
    """Status and body of a loopback page; status 0 when nobody answers."""
    with contextlib.suppress(OSError):
        try:
            with urllib.request.urlopen(url, timeout=3) as answer:  # noqa: S310 - our own loopback address
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
    return 0, json.dumps({"error": "no answer"})


def _reason(body: str) -> str:
    with contextlib.suppress(ValueError, AttributeError):
        return str(json.loads(body).get("error") or body)[:200]
    return body[:200]
