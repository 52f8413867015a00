"""Scenes that cameras watch, on the wire."""

from typing import Any

from pydantic import Field, FiniteFloat

from anlan.records.core.schemas import StrictSchema
from anlan.records.sites.api.common_schemas import NamedOut, Reason


class SceneOut(NamedOut):
    """A scene of a camera; ``problem`` says why it is not published, empty when it is."""

    camera_id: int
    point_id: int
    behaviour: str
    behaviour_name: str
    watched_area: Any
    masks: Any
    schedule: Any
    parameters: Any
    is_enabled: bool
    problem: str


Corner = tuple[FiniteFloat, FiniteFloat]


class DutyWindowIn(StrictSchema):
    """When a scene is watched, Asia/Shanghai."""

    days: list[int] = [1, 2, 3, 4, 5, 6, 7]
    from_minute: int = 0
    to_minute: int = 1440


class SceneIn(StrictSchema):
    """A new scene. Corners are fractions of the picture; empty is the whole picture, or always."""

    behaviour: str = Field(min_length=1, max_length=64)
    name: str = Field(min_length=1, max_length=64)
    watched_area: list[Corner] = Field([], max_length=64)
    masks: list[list[Corner]] = Field([], max_length=16)
    schedule: list[DutyWindowIn] = Field([], max_length=21)
    parameters: dict[str, FiniteFloat | int | bool | str] = {}


class ScenePatch(StrictSchema):
    """Changes of a scene; switching off asks for a reason."""

    name: str | None = Field(None, min_length=1, max_length=64)
    watched_area: list[Corner] | None = Field(None, max_length=64)
    masks: list[list[Corner]] | None = Field(None, max_length=16)
    schedule: list[DutyWindowIn] | None = Field(None, max_length=21)
    parameters: dict[str, FiniteFloat | int | bool | str] | None = None
    is_enabled: bool | None = None
    reason: str = Reason
