"""What may be set, for the rule's page; the published messages carry it (``bus.messages``). A test compares the two."""

from typing import Annotated

from msgspec import Meta

from anlan.alarms.rule import SECONDS, Settings
from anlan.domain.grades import Grade


class Parameters(Settings, frozen=True, kw_only=True):
    """Of one point (``PointConfig``)."""

    fault_after_s: Annotated[
        float | None,
        Meta(description="how long an instrument may be ill; none = off, 0 = at once", extra_json_schema=SECONDS),
    ] = None
    fault_grade: Annotated[Grade, Meta(description="grade of the alarm")] = Grade.YELLOW
