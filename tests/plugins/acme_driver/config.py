"""What may be set per gateway."""

from typing import Annotated

import msgspec
from msgspec import Meta


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """Options of one ACME gateway."""

    factor: Annotated[float, Meta(description="Every value is multiplied by this.")] = 1.0
