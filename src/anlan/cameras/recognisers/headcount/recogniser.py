"""How many people are in the zone.

Worked example: the last ten seconds gave 9, 10, 10, 8, 10, 10, 11 people. Somebody was hidden in one picture and a
coat was taken for a person in another; the median says 10, and the limit "more than 9" is passed.
"""

from collections import deque
from statistics import median_high
from typing import Annotated

import msgspec

from anlan.cameras import recogniser
from anlan.cameras.people import SURE
from anlan.cameras.views import Finding, View

#: From so many people on every look is a close one.
CROWD = 6
#: The median is over so many looks at least, however slowly they come.
FEWEST = 3


class Config(recogniser.Config, frozen=True, kw_only=True):
    """What may be set per scene."""

    window_s: Annotated[
        float,
        msgspec.Meta(
            ge=1,
            le=60,
            description="Median over this many seconds.",
            extra_json_schema={"title_zh": "取中位数的时长（秒）"},
        ),
    ] = 10.0
    min_score: Annotated[
        float,
        msgspec.Meta(
            ge=0.25,
            le=0.9,
            description="A person seen by the detector alone must reach this score.",
            extra_json_schema={"title_zh": "单模型认定人员的最低分"},
        ),
    ] = SURE


class Recogniser(recogniser.Recogniser[Config]):
    """Median of the counts of the last seconds."""

    config_type = Config

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self._counts: deque[tuple[int, int]] = deque()

    def observe(self, view: View) -> Finding:
        """Take one view; the value is the number of people, whole."""
        counted = [person for person in view.persons if person.is_believable(self.config.min_score)]
        self._counts.append((view.at_ms, len(counted)))
        while len(self._counts) > FEWEST and self._counts[0][0] <= view.at_ms - self.config.window_s * 1000:
            self._counts.popleft()
        # Of two middle values the higher: one person too many is safer than one too few.
        value = float(median_high(count for _, count in self._counts))
        return Finding(value, tuple(p.box for p in counted), is_suspicious=len(counted) >= CROWD)

    def blind(self, at_ms: int) -> None:
        """Counts from before do not mix with counts from after."""
        self._counts.clear()

    def reset(self) -> None:
        """Duty begins."""
        self._counts.clear()
