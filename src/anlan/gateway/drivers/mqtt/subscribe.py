"""SUBSCRIBE and UNSUBSCRIBE: only a gateway's own downlink is granted, at QoS 0 or 1."""

from typing import TYPE_CHECKING

from anlan.gateway.drivers.mqtt.codec import MqttError, Prop, Reason, SubAck, Subscribe, UnsubAck, Unsubscribe
from anlan.gateway.drivers.mqtt.codec.packets import Subscription
from anlan.gateway.drivers.mqtt.endpoint import DRIVER
from anlan.gateway.drivers.mqtt.topics import is_filter, may_subscribe

if TYPE_CHECKING:
    from anlan.gateway.drivers.mqtt.connection import Connection

#: Longest filter that is kept.
_MOST_FILTER = 1024


def on_subscribe(connection: "Connection", packet: Subscribe) -> None:
    """Grant or refuse each filter.

    Raises:
        MqttError: a filter is malformed, or a subscription identifier was sent.
    """
    if Prop.SUBSCRIPTION_ID in packet.properties:
        raise MqttError(Reason.SUBSCRIPTION_IDS_NOT_SUPPORTED, "subscription_id")
    reasons = [_grant(connection, wanted) for wanted in packet.filters]
    if connection.version < 5:
        reasons = [min(reason, 0x80) for reason in reasons]
    connection.send(SubAck(packet.packet_id, reasons))


def _grant(connection: "Connection", wanted: Subscription) -> int:
    session, gateway = connection.session, connection.gateway
    assert session is not None
    assert gateway is not None
    if wanted.filter.startswith("$share/"):
        return Reason.SHARED_SUBSCRIPTIONS_NOT_SUPPORTED
    if len(wanted.filter) > _MOST_FILTER or not is_filter(wanted.filter):
        raise MqttError(Reason.TOPIC_FILTER_INVALID, "bad_filter")
    if not may_subscribe(wanted.filter, gateway.code):
        connection.endpoint.host.refused(DRIVER, gateway.code, "subscription", peer=connection.peer)
        return Reason.NOT_AUTHORIZED
    full = len(session.subscriptions) >= connection.endpoint.limits.subscriptions
    if full and wanted.filter not in session.subscriptions:
        return Reason.QUOTA_EXCEEDED
    session.subscriptions[wanted.filter] = min(wanted.qos, 1)
    return session.subscriptions[wanted.filter]


def on_unsubscribe(connection: "Connection", packet: Unsubscribe) -> None:
    """Forget filters."""
    session = connection.session
    assert session is not None
    reasons = []
    for unwanted in packet.filters:
        had = session.subscriptions.pop(unwanted, None)
        reasons.append(Reason.SUCCESS if had is not None else Reason.NO_SUBSCRIPTION_EXISTED)
    connection.send(UnsubAck(packet.packet_id, [int(reason) for reason in reasons]))
