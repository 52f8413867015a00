"""One inbound message on its way to being durable, and what its sender is told."""

from typing import TYPE_CHECKING, Literal

from anlan.gateway.drivers.mqtt.acks import Slot
from anlan.gateway.drivers.mqtt.codec import Ack, Kind, Prop, Reason, encode

if TYPE_CHECKING:
    from anlan.gateway.drivers.mqtt.connection import Connection
    from anlan.gateway.drivers.mqtt.sessions import Session

_KINDS = {1: Kind.PUBACK, 2: Kind.PUBREC}
_SUCCESS = {qos: bytes((kind << 4, 2)) for qos, kind in _KINDS.items()}


def answer(version: int, qos: int, packet_id: int, reason: int = 0, why: str = "") -> bytes:
    """PUBACK or PUBREC; nothing at QoS 0. A reason is sent only in MQTT 5 (``why`` as its reason string)."""
    if not qos:
        return b""
    if version < 5 or not reason:
        return _SUCCESS[qos] + packet_id.to_bytes(2, "big")
    return encode(5, Ack(_KINDS[qos], packet_id, reason, {Prop.REASON_STRING: why} if why else {}))


class Delivery:
    """Waits for the host's verdict. A QoS 2 delivery stays in the session until PUBREL, whatever connection asks.

    ``connection`` and ``slot`` are None once it is durable: a kept session must not keep dead connections alive.
    """

    __slots__ = ("connection", "is_durable", "packet_id", "qos", "session", "slot")

    def __init__(self, connection: "Connection", session: "Session", slot: Slot, qos: int, packet_id: int) -> None:
        self.connection: Connection | None = connection
        self.session = session
        self.slot: Slot | None = slot
        self.qos = qos
        self.packet_id = packet_id
        self.is_durable = False

    def done(self, error: Literal["full", "lost"] | None) -> None:
        """The host's verdict on the batch."""
        if error is None:
            self.succeed()
            return
        if self.qos == 2 and self.session.incoming.get(self.packet_id) is self:
            del self.session.incoming[self.packet_id]  # a repetition is a new attempt
        self._fail(error)

    def succeed(self) -> None:
        """The message is durable, or held nothing that has to be."""
        connection, slot = self.connection, self.slot
        if connection is None or slot is None:
            return
        self.is_durable, self.connection, self.slot = True, None, None
        slot.resolve(answer(connection.version, self.qos, self.packet_id))

    def refuse(self, reply: bytes) -> None:
        """The message cannot be used; ``reply`` says so."""
        if self.slot is not None:
            self.slot.resolve(reply)

    def ask_again(self, connection: "Connection", slot: Slot) -> None:
        """The client repeats a QoS 2 message: answer on its present connection, never store twice."""
        if self.is_durable:
            slot.resolve(answer(connection.version, self.qos, self.packet_id))
        elif connection is self.connection:
            slot.resolve(b"")  # the first copy keeps its place in the line
        else:
            self.connection = connection
            self.slot = slot

    def _fail(self, error: Literal["full", "lost"]) -> None:
        connection, slot = self.connection, self.slot
        assert connection is not None
        assert slot is not None
        if not self.qos:
            connection.endpoint.tally["qos0_lost"] += 1
            slot.resolve(b"")
        elif error == "full" and connection.version == 5:
            why = connection.explain("the store is full, keep the data and try later")
            slot.resolve(answer(5, self.qos, self.packet_id, Reason.QUOTA_EXCEEDED, why))
        else:
            slot.resolve(b"")
            connection.make_repeat(error)
