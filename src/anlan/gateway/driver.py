"""The contract between a field protocol and the gateway's host.

A driver is one folder under ``gateway/drivers/<name>/``: ``manifest.toml`` (``catalogue.Manifest``),
``config.py`` (a msgspec struct ``Options``: what may be set per gateway), ``driver.py`` with one class ``Driver``,
``README.md`` and recordings under ``tests/recordings/drivers/<name>/``. The host finds it by folder; nothing else is
edited, and ``tests/contract/test_drivers.py`` tests it. A package of your own works as well: see ``catalogue``.

What a driver must keep:

* It answers a device with success only from the ``done`` callback of :meth:`Host.submit` (``error is None``).
* It stops reading a socket while :attr:`Host.is_full` and resumes after :meth:`Host.room`.
* It bounds what one connection may hold in memory, and explains and counts what it refuses.
* A driver that asks (``class = "poll"``) builds on ``polling.PollingDriver``: it asks only while it owns
  :meth:`Host.lease`, and only machines that ``kit.field_network`` lets it call.
* It hands what nobody registered to :meth:`Host.unknown` instead of dropping it.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Protocol

from anlan.bus.committer import Done
from anlan.bus.lease import Lease
from anlan.bus.messages import GatewayConfig, PointConfig
from anlan.bus.readings import Readings
from anlan.domain.clock import Clock
from anlan.gateway.certificate import Certificate
from anlan.kit.settings import Settings


class Registry(Protocol):
    """The published configuration, ready for look-ups; replaced whole when a new one is published."""

    version: int
    gateways: list[GatewayConfig]  # all of them, every driver's

    def gateway(self, driver: str, code: str) -> GatewayConfig | None:
        """The registered gateway of that code, or None."""
        ...

    def point_id(self, gateway_id: int, address: str) -> int | None:
        """Id of the point that this gateway calls ``address``, or None."""
        ...

    def points_of(self, gateway_id: int) -> Mapping[str, int]:
        """Ids of all points behind this gateway, by address: what a driver that asks must ask for."""
        ...

    def point_count(self, gateway_id: int) -> int:
        """How many points are registered behind this gateway."""
        ...

    def point(self, point_id: int) -> PointConfig | None:
        """A point's configuration."""
        ...


class Host(Protocol):
    """What a driver may use."""

    clock: Clock
    settings: Settings
    certificate: Certificate  # of every TLS listener

    @property
    def registry(self) -> Registry:
        """The configuration now in force; read it anew for every message."""
        ...

    @property
    def is_full(self) -> bool:
        """True while too much waits to become durable: stop reading sockets."""
        ...

    async def room(self) -> None:
        """Return when there is room again."""
        ...

    def submit(self, readings: Readings, done: Done) -> None:
        """Make raw readings durable; ``done`` is called on the event loop when that is decided.

        Values are as the device sent them; scale, plausibility and stamps are judged by the host.
        """
        ...

    def unknown(
        self,
        driver: str,
        gateway_code: str,
        address: str,
        sample: str,
        *,
        unit: str = "",
        peer: str = "",
        problem: str = "",
    ) -> None:
        """Keep a sample of something nobody registered, for one-click registration.

        With a ``problem`` (a word of the driver) it cannot be read: it is shown, and mended in the device.
        """
        ...

    def lease(self, work: str) -> Lease:
        """Exclusive ownership of ``work`` among all gateway processes: a driver that asks needs it, one that listens
        does not."""
        ...

    def seen(self, gateway: GatewayConfig, *, peer: str = "") -> None:
        """This gateway gave a sign of life (connected, sent, pinged)."""
        ...

    def gone(self, gateway: GatewayConfig, reason: str) -> None:
        """This gateway's connection ended."""
        ...

    def refused(self, driver: str, gateway_code: str, reason: str, *, peer: str = "") -> None:
        """A device was turned away; ``reason`` is a short fixed word, it becomes a counter."""
        ...

    def count(self, name: str, amount: int = 1, **labels: str) -> None:
        """Add to a counter, e.g. ``count("frames_rejected", driver="hj212", reason="crc")``."""
        ...


class Driver(ABC):
    """One field protocol."""

    name: str  # folder name
    is_plug_in = False  # installed from elsewhere: its faults must not stop the others

    def __init__(self, host: Host) -> None:
        self.host = host

    @abstractmethod
    async def start(self) -> None:
        """Open listeners or begin polling; returns when ready. Raises when it cannot."""

    @abstractmethod
    async def stop(self) -> None:
        """Close everything; unanswered submissions stay unanswered, devices will repeat them."""

    async def reload(self) -> None:  # noqa: B027 - most drivers hold nothing to revise
        """The registry changed: drop connections whose credentials are no longer valid."""

    def facts(self) -> dict[str, float | int | str]:
        """Figures for the heartbeat, e.g. open connections; the host puts the driver's name before them."""
        return {}

    async def downlink(self, gateway_id: int, payload: bytes) -> bool:
        """Send something of the platform's own to a connected gateway; False when it is not connected."""
        return False


__all__ = ["Done", "Driver", "Host", "Registry", "secret_matches"]


def secret_matches(secret_hash: str, secret: str) -> bool:
    """Compare a device secret with its stored ``salt$sha256hex``, in constant time.

    Device secrets are 128-bit random and made by the platform, so a plain salted hash cannot be guessed back.
    """
    import hashlib
    import hmac

    salt, _, digest = secret_hash.partition("$")
    if not digest:
        return False
    return hmac.compare_digest(hashlib.sha256((salt + secret).encode()).hexdigest(), digest)
