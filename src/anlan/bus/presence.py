"""Which gateways are there: announced once when one goes and once when it returns."""

from collections.abc import Callable

from anlan.bus.messages import GatewayConfig, GatewayEvent
from anlan.domain.clock import Clock

Announce = Callable[[GatewayEvent], None]

#: All present gateways are announced again in this time, so that a receiver that was away catches up.
REPEAT_S = 60


class Presence:
    """Signs of life per gateway; decides online and offline."""

    def __init__(self, clock: Clock, announce: Announce) -> None:
        self._clock = clock
        self._announce = announce
        self._seen: dict[int, tuple[int, GatewayConfig, str]] = {}
        self._online: dict[int, int] = {}  # gateway id → when last announced, ms

    @property
    def online(self) -> int:
        """How many gateways are present."""
        return len(self._online)

    def seen(self, gateway: GatewayConfig, peer: str) -> None:
        """A sign of life."""
        self._seen[gateway.id] = (self._clock.now_ms(), gateway, peer)
        if gateway.id not in self._online:
            self._tell(gateway, "online", "", peer)

    def gone(self, gateway: GatewayConfig, reason: str) -> None:
        """The connection ended; silence is judged by :meth:`sweep` (a device may reconnect at once)."""
        when, _, peer = self._seen.get(gateway.id, (self._clock.now_ms(), gateway, ""))
        self._seen[gateway.id] = (when, gateway, peer)

    def sweep(self) -> None:
        """Judge silence; call every few seconds."""
        now = self._clock.now_ms()
        for identity, (when, gateway, peer) in list(self._seen.items()):
            announced = self._online.get(identity)
            if announced is None:
                del self._seen[identity]
                continue
            if now - when > gateway.offline_after_s * 1000:
                self._tell(gateway, "offline", f"silent for {(now - when) / 1000:.0f} s", peer)
                del self._seen[identity]
            elif now - announced > REPEAT_S * 1000:
                self._tell(gateway, "online", "", peer)

    def _tell(self, gateway: GatewayConfig, kind: str, reason: str, peer: str) -> None:
        now = self._clock.now_ms()
        if kind == "online":
            self._online[gateway.id] = now
        else:
            self._online.pop(gateway.id, None)
        self._announce(
            GatewayEvent(
                gateway_id=gateway.id,
                gateway_code=gateway.code,
                driver=gateway.driver,
                kind="online" if kind == "online" else "offline",
                at_ms=now,
                reason=reason,
                peer=peer,
            )
        )
