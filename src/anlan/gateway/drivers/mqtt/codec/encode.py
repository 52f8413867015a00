"""Struct → bytes of one packet."""

from functools import singledispatch

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
    UnsubAck,
    Unsubscribe,
    Will,
)


def encode(version: int, packet: Packet) -> bytes:
    """Bytes of a packet for a peer speaking ``version`` (3, 4 or 5).

    Raises:
        ValueError: a string or binary field is longer than 65,535 bytes.
    """
    head, body = _body(packet, version)
    return bytes((head,)) + wire.write_length(len(body)) + body


@singledispatch
def _body(packet: Packet, version: int) -> tuple[int, bytes]:
    raise TypeError(f"not an MQTT packet: {packet!r}")


def _props(version: int, props: properties.Properties) -> bytes:
    return properties.write(props) if version == 5 else b""


def _id(packet_id: int) -> bytes:
    return packet_id.to_bytes(2, "big")


@_body.register
def _(packet: Connect, version: int) -> tuple[int, bytes]:
    will = packet.will
    flags = (
        packet.clean_start << 1
        | (will is not None) << 2
        | (packet.password is not None) << 6
        | (packet.username is not None) << 7
    )
    if will is not None:
        flags |= will.qos << 3 | will.retain << 5
    parts = [
        wire.write_text("MQIsdp" if packet.version == 3 else "MQTT"),
        bytes((packet.version, flags)),
        packet.keep_alive_s.to_bytes(2, "big"),
        _props(packet.version, packet.properties),
        wire.write_text(packet.client_id),
        _will(packet.version, will) if will is not None else b"",
        wire.write_text(packet.username) if packet.username is not None else b"",
        wire.write_binary(packet.password) if packet.password is not None else b"",
    ]
    return Kind.CONNECT << 4, b"".join(parts)


def _will(version: int, will: Will) -> bytes:
    return _props(version, will.properties) + wire.write_text(will.topic) + wire.write_binary(will.payload)


@_body.register
def _(packet: ConnAck, version: int) -> tuple[int, bytes]:
    return Kind.CONNACK << 4, bytes((packet.session_present, packet.reason)) + _props(version, packet.properties)


@_body.register
def _(packet: Publish, version: int) -> tuple[int, bytes]:
    head = Kind.PUBLISH << 4 | packet.dup << 3 | packet.qos << 1 | packet.retain
    packet_id = _id(packet.packet_id) if packet.qos else b""
    return head, wire.write_text(packet.topic) + packet_id + _props(version, packet.properties) + packet.payload


@_body.register
def _(packet: Ack, version: int) -> tuple[int, bytes]:
    head = packet.kind << 4 | (2 if packet.kind == Kind.PUBREL else 0)
    body = _id(packet.packet_id)
    if version == 5 and (packet.reason or packet.properties):
        body += bytes((packet.reason,)) + (_props(version, packet.properties) if packet.properties else b"")
    return head, body


@_body.register
def _(packet: Subscribe, version: int) -> tuple[int, bytes]:
    filters = b"".join(wire.write_text(f.filter) + bytes((f.options,)) for f in packet.filters)
    return Kind.SUBSCRIBE << 4 | 2, _id(packet.packet_id) + _props(version, packet.properties) + filters


@_body.register
def _(packet: SubAck, version: int) -> tuple[int, bytes]:
    return Kind.SUBACK << 4, _id(packet.packet_id) + _props(version, packet.properties) + bytes(packet.reasons)


@_body.register
def _(packet: Unsubscribe, version: int) -> tuple[int, bytes]:
    filters = b"".join(wire.write_text(f) for f in packet.filters)
    return Kind.UNSUBSCRIBE << 4 | 2, _id(packet.packet_id) + _props(version, packet.properties) + filters


@_body.register
def _(packet: UnsubAck, version: int) -> tuple[int, bytes]:
    reasons = bytes(packet.reasons) if version == 5 else b""
    return Kind.UNSUBACK << 4, _id(packet.packet_id) + _props(version, packet.properties) + reasons


@_body.register
def _(packet: PingReq, version: int) -> tuple[int, bytes]:
    return Kind.PINGREQ << 4, b""


@_body.register
def _(packet: PingResp, version: int) -> tuple[int, bytes]:
    return Kind.PINGRESP << 4, b""


@_body.register
def _(packet: Disconnect, version: int) -> tuple[int, bytes]:
    return Kind.DISCONNECT << 4, _reason_only(version, packet.reason, packet.properties)


@_body.register
def _(packet: Auth, version: int) -> tuple[int, bytes]:
    return Kind.AUTH << 4, _reason_only(version, packet.reason, packet.properties)


def _reason_only(version: int, reason: int, props: properties.Properties) -> bytes:
    if version < 5 or (not reason and not props):
        return b""
    return bytes((reason,)) + (_props(version, props) if props else b"")
