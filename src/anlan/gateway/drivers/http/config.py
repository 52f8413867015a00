"""What may be set per gateway (``GatewayConfig.options``, texts) of the HTTP driver."""

from collections.abc import Mapping
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from anlan.gateway.allow_list import Network, networks_of


class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of one posting gateway."""

    utc_offset_minutes: Annotated[
        int, Meta(ge=-720, le=840, description="Zone of times written without one, minutes ahead of UTC (China: 480).")
    ] = 480
    allowed_ips: Annotated[
        str, Meta(description="Addresses or networks this gateway may post from, separated by commas; empty = any.")
    ] = ""
    requests_per_s: Annotated[float, Meta(ge=0.1, le=10_000, description="Requests a second for long.")] = 50.0
    burst: Annotated[int, Meta(ge=1, le=100_000, description="Requests that may come at once after a rest.")] = 200
    encryption: Annotated[
        Literal["off", "accepted", "required"],
        Meta(description="Bodies encrypted by SM4: off, accepted beside plain ones, or required (plain is refused)."),
    ] = "off"
    sealed_body_key: Annotated[
        str, Meta(description="Set by the platform: the key of those bodies, sealed for the gateway process.")
    ] = ""

    def networks(self) -> tuple[Network, ...]:
        """``allowed_ips`` as networks.

        Raises:
            ValueError: an entry is not an address or network.
        """
        return networks_of(self.allowed_ips)


def read_options(options: Mapping[str, str]) -> Options:
    """Options of a published gateway.

    Raises:
        ValueError: an unknown name or an unusable value; the text says which.
    """
    return msgspec.convert(dict(options), Options, strict=False)
