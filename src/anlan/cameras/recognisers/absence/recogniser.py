"""Seconds since somebody was last seen at the post.

Any believable sight of a person sets it back to zero. Time in which the camera could see nothing is not absence: the
clock stands still while it is blind and goes on afterwards.

Worked example: last seen at 02:00:00; the camera is dark from 02:01:00 to 02:11:00; at 02:12:00 the value is 120 s.
"""

from typing import Annotated

import msgspec

from anlan.cameras import recogniser
from anlan.cameras.people import SURE
from anlan.cameras.views import Finding, View


class Config(recogniser.Config, frozen=True, kw_only=True):
    """What may be set per scene."""

    persons_required: Annotated[
        int,
        msgspec.Meta(
            ge=1, le=10, description="People who must be at the post.", extra_json_schema={"title_zh": "岗位应有人数"}
        ),
    ] = 1
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
    """A stop-watch that people reset by being there."""

    config_type = Config

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self._absent_ms = 0
        self._viewed_at_ms: int | None = None

    def observe(self, view: View) -> Finding:
        """Take one view; the value is in seconds."""
        present = [person for person in view.persons if person.is_believable(self.config.min_score)]
        if self._viewed_at_ms is not None:
            self._absent_ms += max(0, view.at_ms - self._viewed_at_ms)
        self._viewed_at_ms = view.at_ms
        if len(present) >= self.config.persons_required:
            self._absent_ms = 0
        return Finding(self._absent_ms / 1000, tuple(person.box for person in present))

    def blind(self, at_ms: int) -> None:
        """The clock stands still."""
        self._viewed_at_ms = at_ms

    def reset(self) -> None:
        """Duty begins: the first seconds of a shift are nobody's absence."""
        self._absent_ms, self._viewed_at_ms = 0, None
