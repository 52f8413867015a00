"""MQTT packets as bytes and back, without sockets, clocks or state (3.1, 3.1.1 and 5.0; both roles).

``Framer`` cuts a byte stream into packets, ``decode`` reads one, ``encode`` writes one. Everything that a peer can
get wrong raises :class:`MqttError`, which carries the MQTT 5 reason code and a short fixed word for counters.
"""

from anlan.gateway.drivers.mqtt.codec.decode import decode, decode_publish
from anlan.gateway.drivers.mqtt.codec.encode import encode
from anlan.gateway.drivers.mqtt.codec.framing import Framer
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
from anlan.gateway.drivers.mqtt.codec.properties import Prop
from anlan.gateway.drivers.mqtt.codec.reasons import MqttError, Reason

__all__ = [
    "Ack",
    "Auth",
    "ConnAck",
    "Connect",
    "Disconnect",
    "Framer",
    "Kind",
    "MqttError",
    "Packet",
    "PingReq",
    "PingResp",
    "Prop",
    "Publish",
    "Reason",
    "SubAck",
    "Subscribe",
    "Subscription",
    "UnsubAck",
    "Unsubscribe",
    "Will",
    "decode",
    "decode_publish",
    "encode",
]
