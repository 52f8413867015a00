"""What may be set, for the rule's page; the published messages carry it (``bus.messages``). A test compares the two."""

from typing import Annotated

from msgspec import Meta

from anlan.alarms.rule import SECONDS, Settings
from anlan.domain.grades import Grade


class Parameters(Settings, frozen=True, kw_only=True):
    """Of one point (``PointConfig``)."""

    offline_after_s: Annotated[
        float | None,
        Meta(description="how long a point may be silent; none or 0 = off", extra_json_schema=SECONDS),
    ] = None
    offline_grade: Annotated[Grade, Meta(description="grade of the alarm")] = Grade.YELLOW


class GatewayParameters(Settings, frozen=True, kw_only=True):
    """Of one gateway (``GatewayConfig``)."""

    offline_after_s: Annotated[
        float, Meta(ge=0, description="how long all its points may be silent; 0 = off", extra_json_schema=SECONDS)
    ] = 90.0
