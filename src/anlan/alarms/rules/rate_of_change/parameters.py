"""What may be set, for the rule's page; the published messages carry it (``bus.messages``). A test compares the two."""

from typing import Annotated

from msgspec import Meta

from anlan.alarms.rule import Settings
from anlan.domain.grades import Grade


class Parameters(Settings, frozen=True, kw_only=True):
    """Of one point (``PointConfig``)."""

    rate_limit_per_s: Annotated[
        float | None,
        Meta(
            description="largest change allowed per second of event time; none or 0 = off",
            extra_json_schema={"unit": "unit of the point/s"},
        ),
    ] = None
    rate_grade: Annotated[Grade, Meta(description="grade of the alarm")] = Grade.YELLOW
