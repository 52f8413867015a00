"""What may be set per gateway (``GatewayConfig.options``), and the bounds of the listener itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

import msgspec
from msgspec import Meta


class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=False):
    """Options of one gateway; all are strings in the published configuration and converted here."""

    access_token_hash: Annotated[
        str, Meta(description="Hex SHA-256 of the access token (ThingsBoard style: token as user name, no password).")
    ] = ""
    utc_offset_min: Annotated[
        int, Meta(description="Zone of stamps written without one, minutes ahead of UTC (China: 480); −720 to 840.")
    ] = 480
    max_packet_bytes: Annotated[int, Meta(description="Largest packet this gateway may send; 1,024 to 1,048,576.")] = (
        131_072
    )
    receive_maximum: Annotated[
        int, Meta(description="QoS 1 and 2 messages under way at once (told to MQTT 5 clients); 1 to 2,000.")
    ] = 1000
    session_expiry_s: Annotated[int, Meta(description="Longest a session outlives its connection; 0 to 604,800.")] = (
        3600
    )


def read_options(options: Mapping[str, str]) -> Options:
    """Options from their published form, held within bounds.

    Raises:
        msgspec.ValidationError: a value is not of its type.
    """
    read = msgspec.convert(dict(options), Options, strict=False)
    return msgspec.structs.replace(
        read,
        access_token_hash=read.access_token_hash.strip().lower(),
        utc_offset_min=_within(read.utc_offset_min, -720, 840),
        max_packet_bytes=_within(read.max_packet_bytes, 1024, 2**20),
        receive_maximum=_within(read.receive_maximum, 1, 2000),
        session_expiry_s=_within(read.session_expiry_s, 0, 7 * 86_400),
    )


def _within(value: int, low: int, high: int) -> int:
    return max(low, min(high, value))


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of the listener: what one peer, and all of them, may take."""

    connections: int = 5000
    unauthenticated: int = 500
    connect_timeout_s: float = 10.0
    connect_bytes: int = 16_384  # largest CONNECT
    pending_messages: int = 2000  # of one connection, not yet durable: above it the socket is not read
    pending_bytes: int = 4 * 2**20
    held_bytes: int = 64 * 2**20  # unfinished packets of all connections; above it large ones are turned away
    slow_packet_s: float = 60.0  # from the first to the last byte of a packet
    idle_s: float = 3600.0  # for clients that switched keep-alive off
    slow_reader_s: float = 30.0  # a peer that does not take its answers
    linger_s: float = 5.0  # from closing to aborting
    repeat_pause_s: float = 2.0  # before a connection is closed so that its client repeats
    sessions_per_gateway: int = 64
    subscriptions: int = 32
    topic_aliases: int = 16
    unreleased: int = 2048  # QoS 2 ids a client may leave without PUBREL
    outgoing: int = 100  # downlink messages waiting for one client
