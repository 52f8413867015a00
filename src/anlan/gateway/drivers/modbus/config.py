"""What may be set per gateway (``GatewayConfig.options``, texts) of the Modbus driver."""

from collections.abc import Mapping
from typing import Annotated, Literal

import msgspec
from msgspec import Meta


class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of one device, or of one serial server with many behind it."""

    host: Annotated[str, Meta(max_length=253, description="Name or address of the device; required.")] = ""
    port: Annotated[int, Meta(ge=1, le=65_535, description="Its port.")] = 502
    unit: Annotated[int, Meta(ge=0, le=255, description="Unit of addresses that name none.")] = 1
    framing: Annotated[
        Literal["tcp", "rtu"],
        Meta(description="tcp, or rtu for a serial server that passes bytes through (透传)."),
    ] = "tcp"
    order: Annotated[
        Literal["abcd", "cdab", "badc", "dcba"],
        Meta(description="Bytes of two registers as sent, a the most significant; for addresses that say nothing."),
    ] = "abcd"
    period_s: Annotated[float, Meta(ge=0.2, le=3600, description="Seconds from one round to the next.")] = 2.0
    timeout_s: Annotated[float, Meta(ge=0.1, le=60, description="Longest wait for a connection or an answer.")] = 2.0
    scan: Annotated[
        str,
        Meta(
            max_length=200,
            description="Registers to read for setting up (40001-40020, 30101-30110): what they show and nobody "
            "registered appears under unknown sources. Empty = none.",
        ),
    ] = ""


def read_options(options: Mapping[str, str]) -> Options:
    """Options of a published gateway.

    Raises:
        ValueError: an unknown name or an unusable value, or no host; the text says which.
    """
    found = msgspec.convert(dict(options), Options, strict=False)
    if not found.host.strip():
        raise ValueError("the option host is missing: name or address of the device")
    return found
