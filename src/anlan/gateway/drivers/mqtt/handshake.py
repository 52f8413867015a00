"""CONNECT: who it is, which session it gets, what it is told."""

import secrets
from typing import TYPE_CHECKING

from anlan.bus.messages import GatewayConfig
from anlan.gateway.drivers.mqtt.codec import ConnAck, Connect, MqttError, Prop, Reason
from anlan.gateway.drivers.mqtt.credentials import options_of, token_hash
from anlan.gateway.drivers.mqtt.endpoint import DRIVER
from anlan.gateway.drivers.mqtt.sessions import Session

if TYPE_CHECKING:
    from anlan.gateway.drivers.mqtt.connection import Connection

#: MQTT 5 reason → 3.1.1 return code; others close without an answer.
_RETURN_CODES = {
    Reason.UNSUPPORTED_VERSION: 1,
    Reason.CLIENT_ID_INVALID: 2,
    Reason.SERVER_UNAVAILABLE: 3,
    Reason.SERVER_BUSY: 3,
    Reason.QUOTA_EXCEEDED: 3,
    Reason.BAD_CREDENTIALS: 4,
    Reason.NOT_AUTHORIZED: 5,
}

#: Longest client id that is kept.
_MOST_CLIENT_ID = 256


def on_connect(connection: "Connection", packet: Connect) -> None:
    """Let a client in.

    Raises:
        MqttError: it may not come in.
    """
    connection.version = packet.version
    connection.wants_reasons = packet.properties.get(Prop.REQUEST_PROBLEM_INFO, 1) == 1
    if Prop.AUTHENTICATION_METHOD in packet.properties:
        raise MqttError(Reason.BAD_AUTHENTICATION_METHOD, "authentication_method", "use user name and password")
    gateway = _authenticate(connection, packet)
    connection.gateway = gateway
    connection.options = options_of(gateway)
    client_id = _client_id(packet)
    session, resumed = _session(connection, gateway, client_id, packet)
    _settle(connection, session, packet)
    connection.ready(session, connection.options.max_packet_bytes)
    properties = _properties(connection, session, packet) if packet.version == 5 else {}
    connection.send(ConnAck(0, resumed and packet.version >= 4, properties))
    if resumed:
        for message in session.outbox.again():
            connection.send(message)


def refuse(connection: "Connection", error: MqttError) -> None:
    """Answer a CONNECT that failed, as its version allows, and close."""
    properties: dict[int, object] = {}
    code = _RETURN_CODES.get(error.reason, 0)
    if connection.version == 5 and error.word not in ("not_connect", "connect_timeout"):
        code = error.reason
        if why := connection.explain(error.detail):
            properties[Prop.REASON_STRING] = why
    if code:
        connection.send(ConnAck(code, False, properties))
    connection.close()


def _authenticate(connection: "Connection", packet: Connect) -> GatewayConfig:
    endpoint = connection.endpoint
    if packet.username is None:
        raise MqttError(Reason.BAD_CREDENTIALS, "no_credentials", "a user name is needed")
    gateway = endpoint.credentials.check(packet.username, packet.password)
    if gateway is not None:
        return gateway
    if not packet.password:
        digest = token_hash(packet.username)  # the token itself is a secret and goes nowhere
        endpoint.host.unknown(DRIVER, f"token-{digest[:12]}", "", f"access_token_hash={digest}", peer=connection.peer)
        raise MqttError(Reason.BAD_CREDENTIALS, "unknown_token", "access token not registered")
    if endpoint.host.registry.gateway(DRIVER, packet.username) is None:
        sample = f"client id {packet.client_id[:100]}"
        endpoint.host.unknown(DRIVER, packet.username, "", sample, peer=connection.peer)
        raise MqttError(Reason.BAD_CREDENTIALS, "unknown_gateway", "user name or password is wrong")
    connection.claimed = packet.username  # whoever looks after this gateway is told
    raise MqttError(Reason.BAD_CREDENTIALS, "wrong_secret", "user name or password is wrong")


def _client_id(packet: Connect) -> str:
    if len(packet.client_id) > _MOST_CLIENT_ID:
        raise MqttError(Reason.CLIENT_ID_INVALID, "client_id_too_long")
    if packet.client_id:
        return packet.client_id
    if packet.version < 5 and not packet.clean_start:
        raise MqttError(Reason.CLIENT_ID_INVALID, "client_id_missing", "a kept session needs a client id")
    return "anlan-" + secrets.token_hex(8)


def _session(connection: "Connection", gateway: GatewayConfig, client_id: str, packet: Connect) -> tuple[Session, bool]:
    """(session, resumed). An older connection of the same client is closed."""
    sessions = connection.endpoint.sessions
    session = sessions.get(gateway.id, client_id)
    if session is not None:
        older = session.connection
        session.connection = None
        if older is not None:
            older.why_ended = "taken over"
            older.close(Reason.SESSION_TAKEN_OVER, "another connection uses this client id")
    if session is None or packet.clean_start:
        return sessions.new(gateway, client_id), False
    session.gateway = gateway
    return session, True


def _settle(connection: "Connection", session: Session, packet: Connect) -> None:
    """Time limits, bounds and will of the new connection."""
    most = connection.options.session_expiry_s
    if packet.version == 5:
        session.expiry_s = min(packet.properties.get(Prop.SESSION_EXPIRY, 0), most)
    else:
        session.expiry_s = 0 if packet.clean_start else most
    session.expires_at = session.will_at = None
    session.will = packet.will
    session.outbox.receive_maximum = packet.properties.get(Prop.RECEIVE_MAXIMUM, 65_535)
    connection.most_outgoing_bytes = packet.properties.get(Prop.MAXIMUM_PACKET_SIZE, 0)
    connection.keep_alive_s = packet.keep_alive_s


def _properties(connection: "Connection", session: Session, packet: Connect) -> dict[int, object]:
    options = connection.options
    told: dict[int, object] = {
        Prop.RECEIVE_MAXIMUM: options.receive_maximum,
        Prop.MAXIMUM_PACKET_SIZE: options.max_packet_bytes,
        Prop.TOPIC_ALIAS_MAXIMUM: connection.endpoint.limits.topic_aliases,
        Prop.SUBSCRIPTION_IDS: 0,
        Prop.SHARED_SUBSCRIPTIONS: 0,
    }
    if packet.properties.get(Prop.SESSION_EXPIRY, 0) != session.expiry_s:
        told[Prop.SESSION_EXPIRY] = int(session.expiry_s)
    if not packet.client_id:
        told[Prop.ASSIGNED_CLIENT_ID] = session.client_id
    return told
