"""Bytes of one packet → struct. The peer's mistakes become :class:`MqttError`."""

from collections.abc import Callable

from anlan.gateway.drivers.mqtt.codec import properties, wire
from anlan.gateway.drivers.mqtt.codec.packets import (
    Ack,
    Auth,
    ConnAck,
    Connect,
    Disconnect,
    Kind,
    Packet,
    PingReq,
    PingResp,
    Publish,
    SubAck,
    Subscribe,
    Subscription,
    UnsubAck,
    Unsubscribe,
    Will,
)
from anlan.gateway.drivers.mqtt.codec.properties import NONE, Properties
from anlan.gateway.drivers.mqtt.codec.reasons import MqttError, Reason, malformed, protocol_error

#: Fixed lower four bits of the first byte; PUBLISH uses them as flags.
_FLAGS = {Kind.PUBREL: 2, Kind.SUBSCRIBE: 2, Kind.UNSUBSCRIBE: 2}

_NAMES = {b"MQTT": (4, 5), b"MQIsdp": (3,)}


def decode(version: int, head: int, body: bytes) -> Packet:
    """Packet from its first byte and its body.

    Args:
        version: 3, 4 or 5; ignored for CONNECT, which says it itself.

    Raises:
        MqttError: the packet is malformed or forbidden in itself.
    """
    kind = head >> 4
    try:
        if kind == Kind.PUBLISH:
            return decode_publish(version, head, body)
        reader = _READERS.get(kind)
        if reader is None or (kind == Kind.AUTH and version < 5):
            raise malformed("unknown_packet_type")
        flags = head & (7 if version == 3 else 15)  # MQTT 3.1 allows DUP on repeated PUBREL and SUBSCRIBE
        if flags != _FLAGS.get(Kind(kind), 0):
            raise malformed("reserved_flags", "reserved bits of the first byte are set")
        return reader(version, kind, body)
    except IndexError as error:
        raise malformed("truncated") from error


def decode_publish(version: int, head: int, body: bytes) -> Publish:
    """PUBLISH, the packet that matters. Raises IndexError or MqttError."""
    qos = head >> 1 & 3
    if qos == 3 or (head & 8 and not qos):
        raise malformed("publish_flags")
    at = 2 + (body[0] << 8 | body[1])
    if at > len(body):
        raise malformed("truncated")
    topic = wire.topic_name(body[2:at])
    packet_id = 0
    if qos:
        packet_id = _packet_id(body, at)
        at += 2
    props = NONE
    if version == 5:
        if body[at] == 0:
            at += 1
        else:
            props, at = properties.read(body, at, Kind.PUBLISH)
    if not topic and properties.Prop.TOPIC_ALIAS not in props:
        if version == 5:
            raise protocol_error("empty_topic")
        raise MqttError(Reason.TOPIC_NAME_INVALID, "empty_topic")
    return Publish(topic, body[at:], qos, packet_id, bool(head & 1), bool(head & 8), props)


def _packet_id(body: bytes, at: int = 0) -> int:
    value = body[at] << 8 | body[at + 1]
    if not value:
        raise protocol_error("packet_id_zero")
    return value


def _connect(version: int, kind: int, body: bytes) -> Connect:
    name, at = wire.read_binary(body, 0)
    level = body[at]
    if name not in _NAMES:
        raise protocol_error("not_mqtt", "the protocol name is neither MQTT nor MQIsdp")
    if level not in _NAMES[name]:
        raise MqttError(Reason.UNSUPPORTED_VERSION, "unsupported_version", "MQTT 3.1, 3.1.1 and 5.0 are spoken here")
    flags = body[at + 1]
    _check_connect_flags(level, flags)
    keep_alive_s, at = wire.read_u16(body, at + 2)
    props: Properties = NONE
    if level == 5:
        props, at = properties.read(body, at, Kind.CONNECT)
    client_id, at = wire.read_text(body, at)
    will = None
    if flags & 4:
        will, at = _will(level, flags, body, at)
    username = password = None
    if flags & 128:
        username, at = wire.read_text(body, at)
    if flags & 64:
        password, at = wire.read_binary(body, at)
    _at_end(body, at)
    return Connect(level, client_id, bool(flags & 2), keep_alive_s, username, password, will, props)


def _check_connect_flags(level: int, flags: int) -> None:
    if flags & 1:
        raise malformed("reserved_flags", "bit 0 of the CONNECT flags is reserved")
    if flags & 24 == 24 or (flags & 56 and not flags & 4):
        raise malformed("will_flags")
    if level < 5 and flags & 64 and not flags & 128:
        raise malformed("password_without_user")


def _will(level: int, flags: int, body: bytes, at: int) -> tuple[Will, int]:
    props: Properties = NONE
    if level == 5:
        props, at = properties.read(body, at, 0)
    topic, at = wire.read_binary(body, at)
    payload, at = wire.read_binary(body, at)
    return Will(wire.topic_name(topic), payload, flags >> 3 & 3, bool(flags & 32), props), at


def _connack(version: int, kind: int, body: bytes) -> ConnAck:
    if body[0] > 1:
        raise malformed("reserved_flags")
    props, at = properties.read(body, 2, kind) if version == 5 else (NONE, 2)
    reason = body[1]
    _at_end(body, at)
    return ConnAck(reason, bool(body[0]), props)


def _ack(version: int, kind: int, body: bytes) -> Ack:
    packet_id = _packet_id(body)
    if version < 5 or len(body) == 2:
        _at_end(body, 2)
        return Ack(kind, packet_id)
    props, at = properties.read(body, 3, kind) if len(body) > 3 else (NONE, 3)
    _at_end(body, at)
    return Ack(kind, packet_id, body[2], props)


def _subscribe(version: int, kind: int, body: bytes) -> Subscribe:
    packet_id = _packet_id(body)
    props, at = properties.read(body, 2, kind) if version == 5 else (NONE, 2)
    filters = []
    while at < len(body):
        wanted, at = wire.read_text(body, at)
        options = body[at]
        at += 1
        if options & 3 == 3 or options & (0xC0 if version == 5 else 0xFC) or options & 0x30 == 0x30:
            raise malformed("subscription_options")
        filters.append(Subscription(wanted, options))
    if not filters:
        raise protocol_error("no_filter")
    return Subscribe(packet_id, filters, props)


def _unsubscribe(version: int, kind: int, body: bytes) -> Unsubscribe:
    packet_id = _packet_id(body)
    props, at = properties.read(body, 2, kind) if version == 5 else (NONE, 2)
    filters = []
    while at < len(body):
        unwanted, at = wire.read_text(body, at)
        filters.append(unwanted)
    if not filters:
        raise protocol_error("no_filter")
    return Unsubscribe(packet_id, filters, props)


def _suback(version: int, kind: int, body: bytes) -> SubAck:
    packet_id = _packet_id(body)
    props, at = properties.read(body, 2, kind) if version == 5 else (NONE, 2)
    return SubAck(packet_id, list(body[at:]), props)


def _unsuback(version: int, kind: int, body: bytes) -> UnsubAck:
    packet_id = _packet_id(body)
    props, at = properties.read(body, 2, kind) if version == 5 else (NONE, 2)
    return UnsubAck(packet_id, list(body[at:]), props)


def _pingreq(version: int, kind: int, body: bytes) -> PingReq:
    _at_end(body, 0)
    return PingReq()


def _pingresp(version: int, kind: int, body: bytes) -> PingResp:
    _at_end(body, 0)
    return PingResp()


def _disconnect(version: int, kind: int, body: bytes) -> Disconnect:
    reason, props = _reason_only(version, kind, body)
    return Disconnect(reason, props)


def _auth(version: int, kind: int, body: bytes) -> Auth:
    reason, props = _reason_only(version, kind, body)
    return Auth(reason, props)


def _reason_only(version: int, kind: int, body: bytes) -> tuple[int, Properties]:
    if version < 5 or not body:
        _at_end(body, 0)
        return 0, NONE
    props, at = properties.read(body, 1, kind) if len(body) > 1 else (NONE, 1)
    _at_end(body, at)
    return body[0], props


def _at_end(body: bytes, at: int) -> None:
    if at != len(body):
        raise malformed("extra_bytes", "the packet is longer than its contents")


_READERS: dict[int, Callable[[int, int, bytes], Packet]] = {
    Kind.CONNECT: _connect,
    Kind.CONNACK: _connack,
    Kind.PUBACK: _ack,
    Kind.PUBREC: _ack,
    Kind.PUBREL: _ack,
    Kind.PUBCOMP: _ack,
    Kind.SUBSCRIBE: _subscribe,
    Kind.SUBACK: _suback,
    Kind.UNSUBSCRIBE: _unsubscribe,
    Kind.UNSUBACK: _unsuback,
    Kind.PINGREQ: _pingreq,
    Kind.PINGRESP: _pingresp,
    Kind.DISCONNECT: _disconnect,
    Kind.AUTH: _auth,
}
