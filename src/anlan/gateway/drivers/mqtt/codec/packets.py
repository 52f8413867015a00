"""One struct per MQTT packet. Reasons are plain integers, as on the wire; 3.1.1 leaves them and properties empty."""

from enum import IntEnum

import msgspec

from anlan.gateway.drivers.mqtt.codec.properties import NONE, Properties


class Kind(IntEnum):
    """Packet types: the upper four bits of the first byte."""

    CONNECT = 1
    CONNACK = 2
    PUBLISH = 3
    PUBACK = 4
    PUBREC = 5
    PUBREL = 6
    PUBCOMP = 7
    SUBSCRIBE = 8
    SUBACK = 9
    UNSUBSCRIBE = 10
    UNSUBACK = 11
    PINGREQ = 12
    PINGRESP = 13
    DISCONNECT = 14
    AUTH = 15


class Packet(msgspec.Struct):
    """Base of all packets."""


class Will(msgspec.Struct):
    """What a client asks to be said when it vanishes."""

    topic: str
    payload: bytes
    qos: int = 0
    retain: bool = False
    properties: Properties = NONE


class Connect(Packet):
    """version: 3 (MQIsdp), 4 (3.1.1) or 5."""

    version: int
    client_id: str
    clean_start: bool = True
    keep_alive_s: int = 0
    username: str | None = None
    password: bytes | None = None
    will: Will | None = None
    properties: Properties = NONE


class ConnAck(Packet):
    """reason: MQTT 5 reason, or the 3.1.1 return code 0–5."""

    reason: int = 0
    session_present: bool = False
    properties: Properties = NONE


class Publish(Packet):
    """topic may be empty in MQTT 5, when an alias stands for it. packet_id is 0 at QoS 0."""

    topic: str
    payload: bytes
    qos: int = 0
    packet_id: int = 0
    retain: bool = False
    dup: bool = False
    properties: Properties = NONE


class Ack(Packet):
    """PUBACK, PUBREC, PUBREL or PUBCOMP."""

    kind: int
    packet_id: int
    reason: int = 0
    properties: Properties = NONE


class Subscription(msgspec.Struct):
    """One filter of SUBSCRIBE; ``options`` is its byte as sent (QoS in the two lowest bits)."""

    filter: str
    options: int = 0

    @property
    def qos(self) -> int:
        """Highest QoS wanted."""
        return self.options & 3


class Subscribe(Packet):
    """At least one filter."""

    packet_id: int
    filters: list[Subscription]
    properties: Properties = NONE


class SubAck(Packet):
    """One reason per filter: granted QoS, or 0x80 and above."""

    packet_id: int
    reasons: list[int]
    properties: Properties = NONE


class Unsubscribe(Packet):
    """At least one filter."""

    packet_id: int
    filters: list[str]
    properties: Properties = NONE


class UnsubAck(Packet):
    """One reason per filter in MQTT 5, none before."""

    packet_id: int
    reasons: list[int]
    properties: Properties = NONE


class PingReq(Packet):
    """Are you there?"""


class PingResp(Packet):
    """I am."""


class Disconnect(Packet):
    """Reason and properties exist only in MQTT 5."""

    reason: int = 0
    properties: Properties = NONE


class Auth(Packet):
    """MQTT 5 enhanced authentication."""

    reason: int = 0
    properties: Properties = NONE
