"""PUBLISH: what a message means, and when its sender may forget it.

QoS 1: PUBACK when durable. QoS 2: PUBREC when durable (with PUBREC the sender gives the message away, so that is
the answer that has to wait); PUBREL is answered at once. Messages without registered readings are answered at once,
in line.
"""

from typing import TYPE_CHECKING

from anlan.gateway.drivers.mqtt import answers
from anlan.gateway.drivers.mqtt.acks import Slot
from anlan.gateway.drivers.mqtt.codec import Ack, Kind, MqttError, Prop, Publish, Reason
from anlan.gateway.drivers.mqtt.codec.reasons import protocol_error
from anlan.gateway.drivers.mqtt.delivery import Delivery, answer
from anlan.gateway.drivers.mqtt.endpoint import DRIVER
from anlan.gateway.drivers.mqtt.payload import Parsed, PayloadError
from anlan.gateway.drivers.mqtt.topics import READINGS, Route, route

if TYPE_CHECKING:
    from anlan.gateway.drivers.mqtt.connection import Connection
    from anlan.gateway.drivers.mqtt.sessions import Session

#: Distinct topics remembered per connection, and the longest topic: together they bound what a peer can make us keep.
_MOST_ROUTES = 64
_MOST_TOPIC = 1024


def on_publish(connection: "Connection", packet: Publish, size: int) -> None:
    """Take one message.

    Raises:
        MqttError: it breaks the protocol; the connection ends.
    """
    session = connection.session
    assert session is not None
    if len(packet.topic) > _MOST_TOPIC:
        raise MqttError(Reason.TOPIC_NAME_INVALID, "topic_too_long", f"topics may have {_MOST_TOPIC} characters here")
    topic = _topic(connection, packet)
    meaning = connection.routes.get(topic) or _route(connection, topic)
    if packet.qos:
        _check_quota(connection, session)
    slot = connection.acks.open(size, bool(packet.qos))
    if packet.qos == 2:
        older = session.incoming.get(packet.packet_id)
        if older is not None:
            connection.endpoint.tally["repeated"] += 1
            older.ask_again(connection, slot)
            return
    connection.endpoint.tally["messages"] += 1
    delivery = Delivery(connection, session, slot, packet.qos, packet.packet_id)
    if meaning in READINGS:
        _readings(connection, delivery, meaning, topic, packet)
    elif meaning in (Route.FOREIGN, Route.UNRECOGNISED):
        _not_allowed(connection, slot, meaning, topic, packet)
    else:
        _accept(session, delivery)
        answers.answer_request(connection, meaning, topic, packet)


def on_release(connection: "Connection", session: "Session", packet_id: int) -> None:
    """PUBREL: the client knows that the message is ours; its id is free again."""
    older = session.incoming.get(packet_id)
    if older is not None and not older.is_durable:
        raise protocol_error("early_pubrel", "PUBREL before PUBREC")
    session.incoming.pop(packet_id, None)
    unknown = older is None and connection.version == 5
    connection.send(Ack(Kind.PUBCOMP, packet_id, Reason.PACKET_ID_NOT_FOUND if unknown else 0))


def _topic(connection: "Connection", packet: Publish) -> str:
    alias = packet.properties.get(Prop.TOPIC_ALIAS) if packet.properties else None
    if Prop.SUBSCRIPTION_ID in packet.properties:
        raise protocol_error("subscription_id", "only a server sends subscription identifiers")
    if alias is None:
        return packet.topic
    if alias > connection.endpoint.limits.topic_aliases:
        raise MqttError(Reason.TOPIC_ALIAS_INVALID, "topic_alias")
    if packet.topic:
        connection.aliases[alias] = packet.topic
        return packet.topic
    topic = connection.aliases.get(alias)
    if topic is None:
        raise protocol_error("topic_alias", f"topic alias {alias} was never set")
    return topic


def _route(connection: "Connection", topic: str) -> Route:
    assert connection.gateway is not None
    meaning = route(topic, connection.gateway.code)
    if len(connection.routes) >= _MOST_ROUTES:
        connection.routes.clear()
    connection.routes[topic] = meaning
    return meaning


def _check_quota(connection: "Connection", session: "Session") -> None:
    under_way = connection.acks.unanswered
    if connection.version == 5 and under_way >= connection.options.receive_maximum:
        raise MqttError(Reason.RECEIVE_MAXIMUM_EXCEEDED, "receive_maximum")
    if len(session.incoming) >= connection.endpoint.limits.unreleased:
        raise MqttError(Reason.RECEIVE_MAXIMUM_EXCEEDED, "unreleased", "too many QoS 2 messages without PUBREL")


def _accept(session: "Session", delivery: Delivery) -> None:
    """Nothing in it has to be durable: answer at once, in line."""
    if delivery.qos == 2:
        session.incoming[delivery.packet_id] = delivery
    delivery.succeed()


def _readings(connection: "Connection", delivery: Delivery, form: Route, topic: str, packet: Publish) -> None:
    endpoint, gateway = connection.endpoint, connection.gateway
    assert gateway is not None
    try:
        parsed = endpoint.parser.parse(form, packet.payload, gateway, connection.options, endpoint.host.clock.now_ms())
    except PayloadError as error:
        _bad_payload(connection, delivery, topic, packet, error)
        return
    if parsed.strangers or parsed.unknown or parsed.bad_stamps or parsed.bad_elements:
        _note(connection, parsed)
    if parsed.readings is None:
        _accept(delivery.session, delivery)
        return
    if delivery.qos == 2:
        delivery.session.incoming[delivery.packet_id] = delivery
    endpoint.host.submit(parsed.readings, delivery.done)


def _note(connection: "Connection", parsed: Parsed) -> None:
    endpoint, gateway = connection.endpoint, connection.gateway
    assert gateway is not None
    for address, sample in parsed.strangers:
        endpoint.host.unknown(DRIVER, gateway.code, address, sample, peer=connection.peer)
    endpoint.tally["readings_unknown"] += parsed.unknown
    endpoint.tally["stamps_unreadable"] += parsed.bad_stamps
    endpoint.tally["elements_unreadable"] += parsed.bad_elements


def _bad_payload(
    connection: "Connection", delivery: Delivery, topic: str, packet: Publish, error: PayloadError
) -> None:
    """MQTT 5 says 0x99. 3.1.1 cannot say no, and without PUBACK would repeat for ever: kept aside, acknowledged."""
    endpoint, gateway = connection.endpoint, connection.gateway
    assert gateway is not None
    endpoint.tally[error.word] += 1
    sample = packet.payload[:500].decode("utf-8", "replace")
    endpoint.host.unknown(DRIVER, gateway.code, topic, sample, peer=connection.peer, problem=error.word)
    if connection.version < 5:
        _accept(delivery.session, delivery)
        return
    why = connection.explain(str(error)[:500])
    delivery.refuse(answer(5, packet.qos, packet.packet_id, Reason.PAYLOAD_FORMAT_INVALID, why))


def _not_allowed(connection: "Connection", slot: Slot, meaning: Route, topic: str, packet: Publish) -> None:
    """Never acknowledged as if it were kept: MQTT 5 says 0x87, 3.1.1 is closed; QoS 0 is dropped and counted."""
    endpoint, gateway = connection.endpoint, connection.gateway
    assert gateway is not None
    word = "foreign_topic" if meaning is Route.FOREIGN else "unrecognised_topic"
    endpoint.host.refused(DRIVER, gateway.code, word, peer=connection.peer)
    if meaning is Route.UNRECOGNISED:
        sample = packet.payload[:500].decode("utf-8", "replace")
        endpoint.host.unknown(DRIVER, gateway.code, topic, sample, peer=connection.peer, problem=word)
    if connection.version == 5:
        why = connection.explain(f"{gateway.code} must not publish on this topic")
        slot.resolve(answer(5, packet.qos, packet.packet_id, Reason.NOT_AUTHORIZED, why))
        return
    slot.resolve(b"")
    if packet.qos:
        connection.close_later(word)
