"""Sessions: what outlives a connection. Keyed by (gateway, client id), so nobody can take over a stranger's."""

from typing import TYPE_CHECKING

from anlan.bus.messages import GatewayConfig
from anlan.gateway.drivers.mqtt.codec import MqttError, Reason, Will
from anlan.gateway.drivers.mqtt.outbox import Outbox
from anlan.gateway.drivers.mqtt.topics import covers

if TYPE_CHECKING:
    from anlan.gateway.drivers.mqtt.connection import Connection
    from anlan.gateway.drivers.mqtt.delivery import Delivery


class Session:
    """Subscriptions, QoS 2 ids and unfinished downlink of one client."""

    def __init__(self, gateway: GatewayConfig, client_id: str, most_waiting: int) -> None:
        self.gateway = gateway
        self.client_id = client_id
        self.connection: Connection | None = None
        self.expiry_s = 0.0
        self.expires_at: float | None = None  # monotonic; None while connected
        self.subscriptions: dict[str, int] = {}
        self.incoming: dict[int, Delivery] = {}  # QoS 2, until PUBREL
        self.outbox = Outbox(most_waiting)
        self.will: Will | None = None
        self.will_at: float | None = None  # monotonic; set when a delayed will waits

    def qos_for(self, topic: str) -> int | None:
        """Granted QoS of a topic, or None when nothing subscribes to it."""
        granted = [qos for wanted, qos in self.subscriptions.items() if covers(wanted, topic)]
        return max(granted) if granted else None


class Sessions:
    """All sessions of the listener."""

    def __init__(self, most_per_gateway: int, most_waiting: int) -> None:
        self._most = most_per_gateway
        self._most_waiting = most_waiting
        self._by_gateway: dict[int, dict[str, Session]] = {}

    def __len__(self) -> int:
        return sum(len(held) for held in self._by_gateway.values())

    def of(self, gateway_id: int) -> list[Session]:
        """All sessions of one gateway."""
        return list(self._by_gateway.get(gateway_id, {}).values())

    def get(self, gateway_id: int, client_id: str) -> Session | None:
        """The session of that client, connected or not."""
        return self._by_gateway.get(gateway_id, {}).get(client_id)

    def new(self, gateway: GatewayConfig, client_id: str) -> Session:
        """A fresh session in place of any older one.

        Raises:
            MqttError: the gateway has as many connected clients as it may.
        """
        held = self._by_gateway.setdefault(gateway.id, {})
        if client_id not in held and len(held) >= self._most:
            idle = [s for s in held.values() if s.connection is None]
            if not idle:
                raise MqttError(Reason.QUOTA_EXCEEDED, "too_many_sessions", f"a gateway may have {self._most} clients")
            del held[min(idle, key=lambda s: s.expires_at or 0.0).client_id]
        held[client_id] = Session(gateway, client_id, self._most_waiting)
        return held[client_id]

    def drop(self, session: Session) -> None:
        """Forget a session, if it is still the one that is kept."""
        held = self._by_gateway.get(session.gateway.id, {})
        if held.get(session.client_id) is session:
            del held[session.client_id]
            if not held:
                del self._by_gateway[session.gateway.id]

    def all(self) -> list[Session]:
        """Every session."""
        return [session for held in self._by_gateway.values() for session in held.values()]
