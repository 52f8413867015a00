"""What may be set, for the rule's page; the published messages carry it (``bus.messages``). A test compares the two."""

from typing import Annotated, Literal

from msgspec import Meta

from anlan.alarms.rule import POINT_UNIT, SECONDS, Settings
from anlan.domain.grades import Grade


class Parameters(Settings, frozen=True, kw_only=True):
    """One limit of one point (``LimitConfig``)."""

    label: Annotated[str, Meta(description="names the limit on screen; once per point")]
    direction: Annotated[Literal[1, -1], Meta(description="1 alarms at or above the set point, -1 at or below")]
    set_point: Annotated[float, Meta(description="the limit", extra_json_schema=POINT_UNIT)]
    grade: Annotated[Grade, Meta(description="grade of the alarm")]
    deadband: Annotated[
        float,
        Meta(
            ge=0,
            description="the alarm ends only further than this on the safe side",
            extra_json_schema=POINT_UNIT,
        ),
    ] = 0.0
    on_delay_s: Annotated[
        float,
        Meta(ge=0, description="how long the value must stay beyond before it is raised", extra_json_schema=SECONDS),
    ] = 0.0
    off_delay_s: Annotated[
        float,
        Meta(ge=0, description="how long the value must stay safe before it is cleared", extra_json_schema=SECONDS),
    ] = 0.0
    strict: Annotated[bool, Meta(description="true alarms only beyond the set point, not at it")] = False
