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
    """Waits for the host's verdict. A QoS 2 delivery stays in the session until PUBREL, whatever connection asks."""

    __slots__ = ("connection", "is_durable", "packet_id", "qos", "session", "slot")

    def __init__(self, connection: "Connection", session: "Session", slot: Slot, qos: int, packet_id: int) -> None:
        self.connection = connection
        self.session = session
        self.slot = slot
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
        self.is_durable = True
        self.slot.resolve(answer(self.connection.version, self.qos, self.packet_id))

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
        connection = self.connection
        if not self.qos:
            connection.endpoint.tally["qos0_lost"] += 1
            self.slot.resolve(b"")
        elif error == "full" and connection.version == 5:
            why = connection.explain("the store is full, keep the data and try later")
            self.slot.resolve(answer(5, self.qos, self.packet_id, Reason.QUOTA_EXCEEDED, why))
        else:
            self.slot.resolve(b"")
            connection.make_repeat(error)
