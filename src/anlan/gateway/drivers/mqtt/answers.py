"""What the platform answers by itself: the time, and the services ThingsBoard's clients ask for."""

from typing import TYPE_CHECKING, Any

import orjson

from anlan.gateway.drivers.mqtt.codec import Publish
from anlan.gateway.drivers.mqtt.topics import Route, down

if TYPE_CHECKING:
    from anlan.gateway.drivers.mqtt.connection import Connection


def answer_request(connection: "Connection", meaning: Route, topic: str, packet: Publish) -> None:
    """Answer a request on the topic where its client listens; nothing is sent that was not subscribed to."""
    reply = _REPLIES.get(meaning)
    if reply is not None:
        where, content = reply(connection, topic, packet.payload)
        connection.publish(where, orjson.dumps(content))
    else:
        connection.endpoint.tally["messages_noted"] += 1


def _time(connection: "Connection", topic: str, payload: bytes) -> tuple[str, Any]:
    """``{"ts": now, "echo": what was asked}``; the echo lets the device take half the round trip off."""
    assert connection.gateway is not None
    content: dict[str, Any] = {"ts": connection.endpoint.host.clock.now_ms()}
    if payload:
        content["echo"] = payload[:200].decode("utf-8", "replace")
    return down(connection.gateway.code, "time"), content


def _attributes(connection: "Connection", topic: str, payload: bytes) -> tuple[str, Any]:
    """Attributes are not kept: an empty answer, so that the client need not wait for its time-out."""
    return "v1/devices/me/attributes/response/" + _last(topic), {}


def _gateway_attributes(connection: "Connection", topic: str, payload: bytes) -> tuple[str, Any]:
    asked = _object(payload)
    return "v1/gateway/attributes/response", {"id": asked.get("id"), "device": asked.get("device")}


def _rpc(connection: "Connection", topic: str, payload: bytes) -> tuple[str, Any]:
    method = _object(payload).get("method")
    where = "v1/devices/me/rpc/response/" + _last(topic)
    if method == "getSessionLimits":
        return where, {
            "maxPayloadSize": connection.options.max_packet_bytes - 1024,
            "maxInflightMessages": connection.options.receive_maximum,
            "rateLimits": {},
            "gatewayRateLimits": {},
        }
    if method == "getCurrentTime":
        return where, {"ts": connection.endpoint.host.clock.now_ms()}
    return where, {"error": "unsupported method"}


def _last(topic: str) -> str:
    return topic.rpartition("/")[2]


def _object(payload: bytes) -> dict[str, Any]:
    try:
        content = orjson.loads(payload)
    except orjson.JSONDecodeError:
        return {}
    return content if isinstance(content, dict) else {}


_REPLIES = {
    Route.TIME: _time,
    Route.ATTRIBUTES: _attributes,
    Route.GATEWAY_ATTRIBUTES: _gateway_attributes,
    Route.RPC: _rpc,
}
