"""The field side of the sockets: what a gateway in a plant does, for virtual plants, replay and load.

Three clients, one promise: a message handed over is repeated until the platform has acknowledged it, through lost
connections and restarts, in order, within a bounded buffer. What is not acknowledged is never counted as delivered.

* :class:`MqttPublisher`  pipelined MQTT 3.1.1, QoS 0 and 1
* :class:`Hj212Sender`    HJ 212-2017 frames over TCP, answered by 9014
* :class:`HttpSender`     batches by HTTP POST with idempotency keys
"""

from anlan.demo.fieldclient.hj212 import Hj212Sender, build_frame, crc16, qn_of
from anlan.demo.fieldclient.http import HttpAnswer, HttpSender
from anlan.demo.fieldclient.link import Counters, QueueFull, Refused
from anlan.demo.fieldclient.mqtt import MqttPublisher

__all__ = [
    "Counters",
    "Hj212Sender",
    "HttpAnswer",
    "HttpSender",
    "MqttPublisher",
    "QueueFull",
    "Refused",
    "build_frame",
    "crc16",
    "qn_of",
]
