"""What each packet of a client means: dispatched by its kind, and by whether the client has been let in."""

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from anlan.gateway.drivers.mqtt import handshake, receive, subscribe
from anlan.gateway.drivers.mqtt.codec import (
    Ack,
    Connect,
    Disconnect,
    Kind,
    Packet,
    PingResp,
    Prop,
    Reason,
    Subscribe,
    Unsubscribe,
    decode,
)
from anlan.gateway.drivers.mqtt.codec.reasons import protocol_error
from anlan.gateway.drivers.mqtt.sessions import Session

if TYPE_CHECKING:
    from anlan.gateway.drivers.mqtt.connection import Connection


def on_first(connection: "Connection", head: int, body: bytes) -> None:
    """The packet of a client that has not been let in yet.

    Raises:
        MqttError: it is no CONNECT, or one that is refused.
    """
    if head >> 4 != Kind.CONNECT:
        raise protocol_error("not_connect", "the first packet must be CONNECT")
    connection.version = _version_of(body)
    handshake.on_connect(connection, cast(Connect, decode(connection.version, head, body)))


def on_packet(connection: "Connection", head: int, body: bytes) -> None:
    """A packet of a client that is in; readings (PUBLISH) do not come here.

    Raises:
        MqttError: it must not come, or not like this.
    """
    handler = _HANDLERS.get(head >> 4)
    if handler is None:
        raise protocol_error("unexpected_packet", f"packet type {head >> 4} must not come from a client here")
    handler(connection, decode(connection.version, head, body))


def _on_ping(connection: "Connection", packet: Packet) -> None:
    connection.send(PingResp())


def _on_ack(connection: "Connection", packet: Packet) -> None:
    """The client acknowledged a downlink message (PUBACK), or ends a QoS 2 upload (PUBREL)."""
    session, ack = cast(Session, connection.session), cast(Ack, packet)
    if ack.kind == Kind.PUBACK:
        following = session.outbox.acknowledged(ack.packet_id)
        if following is not None:
            connection.send(following)
    elif ack.kind == Kind.PUBREL:
        receive.on_release(connection, session, ack.packet_id)


def _on_disconnect(connection: "Connection", packet: Packet) -> None:
    """The client leaves; its will is void unless it asks for it."""
    session, leaving = cast(Session, connection.session), cast(Disconnect, packet)
    expiry = leaving.properties.get(Prop.SESSION_EXPIRY)
    if expiry is not None:
        if expiry and not session.expiry_s:
            raise protocol_error("session_expiry", "a session that ends with its connection cannot be prolonged")
        session.expiry_s = min(expiry, connection.options.session_expiry_s)
    if leaving.reason != Reason.DISCONNECT_WITH_WILL:
        session.will = None
    connection.why_ended = "disconnected"
    connection.close()


_HANDLERS: dict[int, Callable[["Connection", Packet], None]] = {
    Kind.PINGREQ: _on_ping,
    Kind.PUBACK: _on_ack,
    Kind.PUBREC: _on_ack,
    Kind.PUBREL: _on_ack,
    Kind.PUBCOMP: _on_ack,
    Kind.DISCONNECT: _on_disconnect,
    Kind.SUBSCRIBE: lambda connection, packet: subscribe.on_subscribe(connection, cast(Subscribe, packet)),
    Kind.UNSUBSCRIBE: lambda connection, packet: subscribe.on_unsubscribe(connection, cast(Unsubscribe, packet)),
}


def _version_of(body: bytes) -> int:
    """Version that a CONNECT claims, so that even a malformed one is answered in its own form."""
    if body[:6] == b"\0\4MQTT" and len(body) > 6:
        return 5 if body[6] >= 5 else 4
    return 3
