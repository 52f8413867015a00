"""What may be set per gateway (``GatewayConfig.options``, texts) of the OPC UA driver."""

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta


class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of one server."""

    url: Annotated[
        str, Meta(max_length=300, description="Address of the server, opc.tcp://192.168.1.10:4840/path; required.")
    ] = ""
    period_s: Annotated[float, Meta(ge=0.2, le=3600, description="Seconds from one round to the next.")] = 2.0
    timeout_s: Annotated[float, Meta(ge=0.1, le=60, description="Longest wait for a connection or an answer.")] = 4.0
    scan: Annotated[
        str,
        Meta(
            max_length=200,
            description="Node to look under for setting up (i=85: everything): numbers below it that nobody registered "
            "appear under unknown sources. Empty = none.",
        ),
    ] = ""

    @property
    def machine(self) -> str:
        """Name or address of the server's machine."""
        return urlsplit(self.url).hostname or ""

    def url_at(self, number: str) -> str:
        """The address with the machine's number for its name."""
        parts = urlsplit(self.url)
        shown = f"[{number}]" if ":" in number else number
        return parts._replace(netloc=f"{shown}:{parts.port or 4840}").geturl()


def read_options(options: Mapping[str, str]) -> Options:
    """Options of a published gateway.

    Raises:
        ValueError: an unknown name, an unusable value, or no address; the text says which.
    """
    found = msgspec.convert(dict(options), Options, strict=False)
    parts = urlsplit(found.url)
    if parts.scheme != "opc.tcp" or not parts.hostname:
        raise ValueError("the option url must be opc.tcp://machine:port/path")
    if parts.username or parts.password:
        raise ValueError("a login does not belong into the address: anonymous sessions only")
    _ = parts.port  # raises what is no port
    return found
