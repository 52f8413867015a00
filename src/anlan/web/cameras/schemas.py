"""Cameras, pictures and trials on the wire."""

from datetime import datetime
from typing import Any, Literal

from ninja import Schema
from pydantic import Field, FiniteFloat

from anlan.records.core.schemas import StrictSchema
from anlan.records.sites.api.point_schemas import LimitIn
from anlan.records.sites.api.scene_schemas import Corner, DutyWindowIn, SceneOut


class CameraRow(Schema):
    """A camera in a list. ``state``: a word of ``domain.camera_states``, or off, no_source, unwatched, starting,
    unknown. ``is_turned``: somebody turned it here, and it is not home yet.

    ``since`` with ``is_since_start``: the analysis began then and has seen no other state.
    """

    id: int
    name: str
    enterprise_id: int
    enterprise_name: str
    place: str
    state: str
    state_name: str
    since: datetime | None
    is_since_start: bool
    last_picture_at: datetime | None
    fps_wanted: float
    fps: float | None
    problem: str
    is_turned: bool
    scenes: int
    open_alarms: int


class CameraPage(Schema):
    """One page of cameras, how many are in each state, and whether the analysis answers at all."""

    items: list[CameraRow]
    total: int
    page: int
    page_size: int
    counts: dict[str, int]
    is_analysis_up: bool


class TapeOut(Schema):
    """How far back a scene can be tried: what is really there, and what is wished for."""

    minutes_wanted: int
    step_s: float
    from_at: datetime | None
    to_at: datetime | None


class SharedWithOut(Schema):
    """A platform above that a camera is lent to; ``is_enabled``: it is registered with now."""

    name: str
    code: str
    since: datetime
    is_enabled: bool


class CameraDetail(CameraRow):
    """A camera with its scenes. ``has_media`` says whether a media server is set; ``media_url`` is empty for those
    who may not see faces. ``shared_with``: who outside of this platform can see it."""

    is_analysis_up: bool
    model_no: str
    has_recorder: bool = Field(description="Its device speaks a protocol by which recordings can be asked for.")
    tape: TapeOut
    has_media: bool
    media_url: str
    scene_list: list[SceneOut]
    shared_with: list[SharedWithOut]


class BoxOut(Schema):
    """Left, top, right, bottom as fractions of the picture; ``score`` 0–1, None where there is none."""

    box: tuple[float, float, float, float]
    score: float | None = None


class SceneSeen(Schema):
    """What a scene says now, and what it marked in the picture."""

    scene_id: int
    point_id: int
    value: float | None
    quality: int | None
    marks: list[BoxOut]


class ViewOut(Schema):
    """The newest analysed picture (a JPEG in base64) and what was seen in it.

    ``is_blurred``: heads are coarse. ``is_guarded``: nobody could look for heads, so everything is.
    """

    at: datetime
    jpeg: str
    is_blurred: bool
    is_guarded: bool
    persons: list[BoxOut]
    scenes: list[SceneSeen]


class PtzIn(StrictSchema):
    """A command. Speeds from −1 to 1: right, up and closer are positive; a move ends after a second unless repeated."""

    action: Literal["move", "stop", "preset"]
    pan: FiniteFloat = Field(0, ge=-1, le=1)
    tilt: FiniteFloat = Field(0, ge=-1, le=1)
    zoom: FiniteFloat = Field(0, ge=-1, le=1)
    preset: str = Field("", max_length=64)


class PresetOut(Schema):
    """A stored position of the camera."""

    token: str
    name: str


class PtzOut(Schema):
    """How a camera is turned. ``reason`` says why it cannot be, empty when it can; ``is_fixed``: it never can.

    ``holder``: whose hand is on it. ``home_in_s``: when it goes back by itself; None when it does not.
    """

    can_turn: bool
    is_fixed: bool
    reason: str
    turns: bool
    zooms: bool
    presets: list[PresetOut]
    home: str
    holder: str
    is_mine: bool
    held_for_s: float
    is_away: bool
    is_homing: bool
    home_in_s: float | None


class HomeIn(StrictSchema):
    """The preset at which this camera's zones were drawn; "" takes it away."""

    preset: str = Field(max_length=64)


class BehaviourOut(Schema):
    """A behaviour that can be watched for. ``parameters``: JSON-schema words per parameter, for the form.
    ``quality``: its quality card, as measured."""

    name: str
    title: str
    title_en: str
    kind: str
    unit: str
    is_suspicion: bool
    parameters: dict[str, dict[str, Any]]
    quality: dict[str, Any]
    limits: list[dict[str, Any]]


class TrialIn(StrictSchema):
    """A scene to try, as it would be saved. ``limits`` None: those of the scene ``scene_id``, else of its kind."""

    behaviour: str = Field(min_length=1, max_length=64)
    scene_id: int | None = None
    watched_area: list[Corner] = Field([], max_length=64)
    masks: list[list[Corner]] = Field([], max_length=16)
    schedule: list[DutyWindowIn] = Field([], max_length=21)
    parameters: dict[str, FiniteFloat | int | bool | str] = Field(default_factory=dict)
    limits: list[LimitIn] | None = Field(None, max_length=4)


class WouldRaise(Schema):
    """An alarm that would have been; ``cleared_at`` None: it would stand at the end. ``picture_url``: that moment."""

    label: str
    grade: str
    set_point: float
    raised_at: datetime
    cleared_at: datetime | None
    peak: float
    picture_url: str


class TrialOut(Schema):
    """How far a trial is, and what it found. ``longest_gap_s``: the longest time without a picture."""

    id: str
    state: str
    message: str
    pictures_done: int
    pictures: int
    from_at: datetime | None
    to_at: datetime | None
    step_s: float
    longest_gap_s: float
    limits: list[dict[str, Any]]
    raises: list[WouldRaise]
    ts_ms: list[int]
    value: list[float | None]
