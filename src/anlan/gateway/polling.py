"""What drivers that ask have in common: which devices, and which of several gateway processes.

A device asked by two would answer both, and everything would be there twice: a lease names the one that asks. When it
dies another takes over within ``ANLAN_LEASE_S``.
"""

import asyncio
import contextlib
from abc import abstractmethod
from collections.abc import Mapping
from typing import Any

from anlan.bus.leading import lead
from anlan.bus.lease import Lease
from anlan.bus.messages import GatewayConfig
from anlan.gateway import driver
from anlan.gateway.asking import Asker
from anlan.gateway.driver import Host
from anlan.kit.logs import get_logger

log = get_logger(__name__)

RECOVER_S = 10.0


class PollingDriver(driver.Driver):
    """One task a device."""

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._stop = asyncio.Event()
        self._leading: asyncio.Task[None] | None = None
        self._is_leader = False
        self._at_work: dict[int, _AtWork] = {}
        self._unusable = 0  # gateways and points whose settings cannot be understood

    @abstractmethod
    def asker(self, gateway: GatewayConfig, points: Mapping[str, int]) -> Asker[Any]:
        """What asks this device for its points (address → id). One that cannot be understood is told by
        :meth:`unusable` and costs its own point only.

        Raises:
            ValueError: the gateway's options cannot be understood.
        """

    async def start(self) -> None:
        """Stand by for the lease, then ask."""
        self._leading = asyncio.create_task(lead(lambda: self.host.lease(self.name), self._stop, self._while_ours))

    async def stop(self) -> None:
        """Hang up everywhere."""
        self._stop.set()
        if self._leading is not None:
            with contextlib.suppress(asyncio.CancelledError):
                await self._leading

    async def reload(self) -> None:
        """Begin with new devices, end with removed ones, begin anew where anything changed."""
        if not self._is_leader:
            return
        self._unusable = 0
        registry = self.host.registry
        wanted = {g.id: (g, dict(registry.points_of(g.id))) for g in registry.gateways if g.driver == self.name}
        for known in [known for known in self._at_work if wanted.get(known) != self._at_work[known].made_of]:
            await self._at_work.pop(known).end()
        for identity in wanted.keys() - self._at_work.keys():
            self._begin(*wanted[identity])

    def facts(self) -> dict[str, float | int | str]:
        """Devices asked, devices connected, and settings that cannot be understood."""
        if self._leading is not None and self._leading.done() and not self._stop.is_set():
            self._leading.result()  # a driver that asks nobody any more must end the process, not look idle
        connected = sum(one.asker.is_connected for one in self._at_work.values())
        return {"devices": len(self._at_work), "connected": connected, "unusable": self._unusable}

    def unusable(self, gateway: GatewayConfig, reason: str, error: Exception) -> None:
        """Tell of a setting that cannot be understood; the log says what to write instead."""
        self._unusable += 1
        log.warning("setting cannot be used", driver=self.name, gateway=gateway.code, reason=str(error))
        self.host.refused(self.name, gateway.code, reason)

    async def _while_ours(self, _lease: Lease) -> None:
        """Ask until told to stop, or until another process does."""
        self._is_leader = True
        try:
            await self.reload()
            await self._stop.wait()
        finally:
            self._is_leader = False
            while self._at_work:
                await self._at_work.popitem()[1].end()

    def _begin(self, gateway: GatewayConfig, points: dict[str, int]) -> None:
        try:
            asker = self.asker(gateway, points)
        except Exception as error:  # a driver that fails over one device must not leave the others unasked
            self.unusable(gateway, "options", error)
            return
        self._at_work[gateway.id] = _AtWork((gateway, points), asker)


class _AtWork:
    """An asker that runs, and what it was made of."""

    def __init__(self, made_of: tuple[GatewayConfig, dict[str, int]], asker: Asker[Any]) -> None:
        self.made_of, self.asker = made_of, asker
        self._task = asyncio.create_task(self._for_ever())

    async def end(self) -> None:
        """Stop asking; returns when the connection is closed."""
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task

    async def _for_ever(self) -> None:
        """An error that nobody thought of costs one device ten seconds, and is told."""
        while True:
            try:
                await self.asker.run()
            except asyncio.CancelledError:
                if self._task.cancelling():  # we were told to end; else a library gave up something of its own
                    raise
                log.exception("asking was cancelled from within, begins anew", gateway=self.made_of[0].code)
            except Exception:
                log.exception("asking failed, begins anew", gateway=self.made_of[0].code)
            await asyncio.sleep(RECOVER_S)
