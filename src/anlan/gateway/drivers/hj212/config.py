"""What may be set per gateway (``GatewayConfig.options``, texts) of the HJ 212 driver."""

from collections.abc import Mapping
from typing import Annotated

import msgspec
from msgspec import Meta

from anlan.gateway.allow_list import Network, networks_of

DEFAULT_PASSWORD = "123456"  # noqa: S105 - the standard's well-known default, refused unless allowed
_MAX_NETWORKS = 64


class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of one data logger."""

    utc_offset_minutes: Annotated[
        int, Meta(ge=-720, le=840, description="Local time of the station, minutes ahead of UTC (China: 480).")
    ] = 480
    allow_default_password: Annotated[
        bool, Meta(description="Accept the password 123456. Only for stations that cannot be given another one.")
    ] = False
    allowed_ips: Annotated[
        str, Meta(description="Addresses or networks this MN may come from, separated by commas; empty = any.")
    ] = ""
    answer_time_requests: Annotated[
        bool, Meta(description="Answer a request for the time (CN 1013) by setting the station's clock (CN 1012).")
    ] = True
    frames_per_s: Annotated[
        float,
        Meta(ge=1, le=100_000, description="Frames a second for long; above it the socket is read more slowly."),
    ] = 200.0

    def networks(self) -> tuple[Network, ...]:
        """``allowed_ips`` as networks.

        Raises:
            ValueError: an entry is not an address or network, or there are too many.
        """
        networks = networks_of(self.allowed_ips)
        if len(networks) > _MAX_NETWORKS:
            raise ValueError(f"allowed_ips has {len(networks)} entries, at most {_MAX_NETWORKS}: give networks")
        return networks


def read_options(options: Mapping[str, str]) -> Options:
    """Options of a published gateway.

    Raises:
        ValueError: an unknown name or an unusable value; the text says which.
    """
    return msgspec.convert(dict(options), Options, strict=False)
