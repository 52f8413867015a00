"""Topics: what each one means, who may publish it, who may subscribe to it.

A gateway owns ``anlan/v1/<its code>/…`` and ThingsBoard's ``…/me/…`` topics, which mean whoever is connected.
"""

from enum import IntEnum

ROOT = "anlan/v1/"


class Route(IntEnum):
    """What is done with a message."""

    ANLAN = 1  # readings, Anlan's JSON
    DEVICE = 2  # readings, ThingsBoard device API
    GATEWAY = 3  # readings, ThingsBoard gateway API
    NOTED = 4  # acknowledged and counted, not kept
    TIME = 5  # wants the server's time
    ATTRIBUTES = 6  # ThingsBoard: asks for attributes
    RPC = 7  # ThingsBoard: asks for a service
    GATEWAY_ATTRIBUTES = 8
    FOREIGN = 9  # belongs to another gateway
    UNRECOGNISED = 10


#: Routes that carry readings.
READINGS = frozenset({Route.ANLAN, Route.DEVICE, Route.GATEWAY})

_FIXED = {
    "v1/devices/me/telemetry": Route.DEVICE,
    "v2/t": Route.DEVICE,
    "v2/t/j": Route.DEVICE,
    "v1/gateway/telemetry": Route.GATEWAY,
    "v1/devices/me/attributes": Route.NOTED,
    "v2/a": Route.NOTED,
    "v2/a/j": Route.NOTED,
    "v1/devices/me/claim": Route.NOTED,
    "v1/gateway/attributes": Route.NOTED,
    "v1/gateway/connect": Route.NOTED,
    "v1/gateway/disconnect": Route.NOTED,
    "v1/gateway/claim": Route.NOTED,
    "v1/gateway/rpc": Route.NOTED,
    "v1/gateway/attributes/request": Route.GATEWAY_ATTRIBUTES,
}

_PREFIXES = {
    "v1/devices/me/attributes/request/": Route.ATTRIBUTES,
    "v1/devices/me/rpc/request/": Route.RPC,
    "v1/devices/me/rpc/response/": Route.NOTED,
}

_OWN = {"telemetry": Route.ANLAN, "time/get": Route.TIME, "status": Route.NOTED, "attributes": Route.NOTED}

#: Where ThingsBoard's clients listen; the platform itself is the only sender.
_DOWN = (
    "v1/devices/me/attributes",
    "v1/devices/me/attributes/response/+",
    "v1/devices/me/rpc/request/+",
    "v1/devices/me/rpc/response/+",
    "v1/gateway/attributes",
    "v1/gateway/attributes/response",
    "v1/gateway/rpc",
    "v1/gateway/disconnect",
    "v2/a",
    "v2/a/res/+",
    "v2/r/req/+",
    "v2/r/res/+",
    "v2/fw/response/+",
    "v2/fw/response/+/chunk/+",
)


def route(topic: str, code: str) -> Route:
    """What a message on ``topic`` means when the gateway ``code`` sends it."""
    fixed = _FIXED.get(topic)
    if fixed is not None:
        return fixed
    if topic.startswith(ROOT):
        own = own_root(code)
        if not topic.startswith(own):
            return Route.FOREIGN
        return _OWN.get(topic[len(own) :], Route.UNRECOGNISED)
    for prefix, meaning in _PREFIXES.items():
        if topic.startswith(prefix):
            return meaning
    return Route.UNRECOGNISED


def own_root(code: str) -> str:
    """Start of a gateway's own topics."""
    return f"{ROOT}{code}/"


def down(code: str, name: str) -> str:
    """Topic on which the platform speaks to a gateway."""
    return f"{ROOT}{code}/down/{name}"


def may_subscribe(wanted: str, code: str) -> bool:
    """True when every topic that ``wanted`` can match is the gateway's own downlink."""
    own = () if "+" in code or "#" in code else (down(code, "#"),)
    return any(covers(pattern, wanted) for pattern in (*_DOWN, *own))


def is_filter(wanted: str) -> bool:
    """True for a well-formed topic filter (MQTT 4.7)."""
    levels = wanted.split("/")
    if not wanted or "#" in wanted[:-1]:
        return False
    return all(level in ("+", "#") or not ("+" in level or "#" in level) for level in levels)


def covers(pattern: str, wanted: str) -> bool:
    """True when ``pattern`` matches everything that the filter ``wanted`` (or topic) matches."""
    have, want = pattern.split("/"), wanted.split("/")
    for place, level in enumerate(have):
        if level == "#" and place == len(have) - 1:
            return True
        if place >= len(want) or want[place] == "#" or (level != "+" and level != want[place]):
            return False
    return len(have) == len(want)
