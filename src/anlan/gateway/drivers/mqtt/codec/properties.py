"""MQTT 5 properties (section 2.2.2): which exist, what they hold, where they may stand."""

from collections.abc import Mapping
from typing import Any

from anlan.gateway.drivers.mqtt.codec import wire
from anlan.gateway.drivers.mqtt.codec.reasons import MqttError, Reason, malformed, protocol_error

#: identifier → value. USER_PROPERTY holds a list of (name, value), all others one value.
Properties = Mapping[int, Any]

NONE: Properties = {}


class Prop:
    """Property identifiers."""

    PAYLOAD_FORMAT = 1
    MESSAGE_EXPIRY = 2
    CONTENT_TYPE = 3
    RESPONSE_TOPIC = 8
    CORRELATION_DATA = 9
    SUBSCRIPTION_ID = 11
    SESSION_EXPIRY = 17
    ASSIGNED_CLIENT_ID = 18
    SERVER_KEEP_ALIVE = 19
    AUTHENTICATION_METHOD = 21
    AUTHENTICATION_DATA = 22
    REQUEST_PROBLEM_INFO = 23
    WILL_DELAY = 24
    REQUEST_RESPONSE_INFO = 25
    RESPONSE_INFO = 26
    SERVER_REFERENCE = 28
    REASON_STRING = 31
    RECEIVE_MAXIMUM = 33
    TOPIC_ALIAS_MAXIMUM = 34
    TOPIC_ALIAS = 35
    MAXIMUM_QOS = 36
    RETAIN_AVAILABLE = 37
    USER_PROPERTY = 38
    MAXIMUM_PACKET_SIZE = 39
    WILDCARD_SUBSCRIPTIONS = 40
    SUBSCRIPTION_IDS = 41
    SHARED_SUBSCRIPTIONS = 42


_FLAG, _U16, _U32, _LENGTH, _TEXT, _BINARY, _PAIR = range(7)

_SHAPE = {
    1: _FLAG, 2: _U32, 3: _TEXT, 8: _TEXT, 9: _BINARY, 11: _LENGTH, 17: _U32, 18: _TEXT, 19: _U16, 21: _TEXT,
    22: _BINARY, 23: _FLAG, 24: _U32, 25: _FLAG, 26: _TEXT, 28: _TEXT, 31: _TEXT, 33: _U16, 34: _U16, 35: _U16,
    36: _FLAG, 37: _FLAG, 38: _PAIR, 39: _U32, 40: _FLAG, 41: _FLAG, 42: _FLAG,
}  # fmt: skip

#: Packet kind (0 = the will inside CONNECT) → identifiers allowed there.
ALLOWED: dict[int, frozenset[int]] = {
    0: frozenset({1, 2, 3, 8, 9, 24, 38}),
    1: frozenset({17, 21, 22, 23, 25, 33, 34, 38, 39}),
    2: frozenset({17, 18, 19, 21, 22, 26, 28, 31, 33, 34, 36, 37, 38, 39, 40, 41, 42}),
    3: frozenset({1, 2, 3, 8, 9, 11, 35, 38}),
    4: frozenset({31, 38}),
    5: frozenset({31, 38}),
    6: frozenset({31, 38}),
    7: frozenset({31, 38}),
    8: frozenset({11, 38}),
    9: frozenset({31, 38}),
    10: frozenset({38}),
    11: frozenset({31, 38}),
    14: frozenset({17, 28, 31, 38}),
    15: frozenset({21, 22, 31, 38}),
}

#: Zero is a protocol error for these.
_NOT_ZERO = frozenset({Prop.SUBSCRIPTION_ID, Prop.RECEIVE_MAXIMUM, Prop.MAXIMUM_PACKET_SIZE})


def read(data: bytes, at: int, kind: int) -> tuple[Properties, int]:
    """(properties, next position) of a property block standing in a packet of ``kind``.

    Raises:
        IndexError, MqttError: truncated, unknown, repeated, misplaced or out of range.
    """
    length, at = wire.read_length(data, at)
    end = at + length
    if end > len(data):
        raise malformed("truncated")
    if not length:
        return NONE, at
    found: dict[int, Any] = {}
    while at < end:
        at = _read_one(data, at, kind, found)
    if at != end:
        raise malformed("property_length")
    return found, end


def _read_one(data: bytes, at: int, kind: int, found: dict[int, Any]) -> int:
    identifier = data[at]
    shape = _SHAPE.get(identifier)
    if shape is None:
        raise malformed("unknown_property", f"property {identifier} does not exist")
    if identifier not in ALLOWED[kind]:
        raise protocol_error("misplaced_property", f"property {identifier} must not stand in this packet")
    value, at = _read_value(data, at + 1, shape)
    if shape == _PAIR:
        found.setdefault(identifier, []).append(value)
        return at
    if identifier in found:
        raise protocol_error("repeated_property", f"property {identifier} stands twice")
    _check(identifier, shape, value)
    found[identifier] = value
    return at


def _check(identifier: int, shape: int, value: Any) -> None:
    if shape == _FLAG and value > 1:
        raise protocol_error("property_out_of_range", f"property {identifier} must be 0 or 1")
    if value == 0 and identifier in _NOT_ZERO:
        raise protocol_error("property_out_of_range", f"property {identifier} must not be 0")
    if value == 0 and identifier == Prop.TOPIC_ALIAS:
        raise MqttError(Reason.TOPIC_ALIAS_INVALID, "topic_alias")


def _read_value(data: bytes, at: int, shape: int) -> tuple[Any, int]:
    if shape == _FLAG:
        return data[at], at + 1
    if shape == _U16:
        return wire.read_u16(data, at)
    if shape == _U32:
        return wire.read_u32(data, at)
    if shape == _LENGTH:
        return wire.read_length(data, at)
    if shape == _TEXT:
        return wire.read_text(data, at)
    if shape == _BINARY:
        return wire.read_binary(data, at)
    name, at = wire.read_text(data, at)
    value, at = wire.read_text(data, at)
    return (name, value), at


def write(properties: Properties) -> bytes:
    """Property block with its length."""
    if not properties:
        return b"\0"
    body = b"".join(_write_one(identifier, value) for identifier, value in properties.items())
    return wire.write_length(len(body)) + body


def _write_one(identifier: int, value: Any) -> bytes:
    mark = bytes((identifier,))
    shape = _SHAPE[identifier]
    if shape == _PAIR:
        return b"".join(mark + wire.write_text(name) + wire.write_text(content) for name, content in value)
    if shape == _FLAG:
        return mark + bytes((value,))
    if shape == _U16:
        return mark + int(value).to_bytes(2, "big")
    if shape == _U32:
        return mark + int(value).to_bytes(4, "big")
    if shape == _LENGTH:
        return mark + wire.write_length(value)
    return mark + (wire.write_text(value) if shape == _TEXT else wire.write_binary(value))
