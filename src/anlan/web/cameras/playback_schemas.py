"""Playing back on the wire."""

from datetime import datetime
from typing import Literal

from ninja import Schema
from pydantic import Field

from anlan.records.core.schemas import StrictSchema

Source = Literal["kept", "device"]


class RecordedOut(Schema):
    """One stretch of time with pictures."""

    begin: datetime
    end: datetime


class RecordingsOut(Schema):
    """When there is something to play on one day. ``is_whole`` False: the device did not send all of its list.

    ``left_out``: entries of the device that were no times, or too many.
    """

    spans: list[RecordedOut]
    is_whole: bool
    left_out: int


class PlaybackMarkOut(Schema):
    """An alarm of this camera, or of one of its scenes, on the time line."""

    alarm_id: int
    at: datetime
    cleared_at: datetime | None
    grade: str
    title: str
    kind: str
    kind_name_en: str
    alarm_name_en: str
    rule: str
    label: str
    has_evidence: bool


class PlaybackIn(StrictSchema):
    """Play from ``at``, to ``until`` at the latest."""

    source: Source
    at: datetime
    until: datetime
    speed: Literal[1, 2, 4, 8] = 1


class SteerIn(StrictSchema):
    """Fetch what is due (``follow``), or steer as well. ``at`` goes with ``seek``."""

    action: Literal["follow", "play", "pause", "seek", "close"] = "follow"
    at: datetime | None = None
    speed: Literal[1, 2, 4, 8] = 1


class ShotOut(Schema):
    """One picture: a JPEG in base64."""

    at: datetime
    jpeg: str = Field(description="A JPEG in base64.")


class PlaybackOut(Schema):
    """A session. ``state``: opening, playing, paused, ended; ``is_end``: it ended because nothing more is recorded,
    else ``problem`` says why. ``run`` grows with every seek. ``lease_s``: ask again within this."""

    id: str
    state: str
    is_end: bool
    problem: str
    run: int
    speed: float
    skipped: int
    lease_s: float
    shots: list[ShotOut]
