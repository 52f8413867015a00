"""What a scene may hold: one check for the service, the back office, the model and the publication.

Works on plain values, so that a row that is already in the database can be judged as well as one being made.
"""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import msgspec

from anlan.bus.messages import DutyWindow, Polygon, SceneConfig
from anlan.domain.behaviour_parameters import parameter_problem

#: The JSON fields of a scene.
FIELDS = ("watched_area", "masks", "schedule", "parameters")

CORNERS_MAX, MASKS_MAX, WINDOWS_MAX, TEXT_MAX = 64, 16, 21, 200
#: Smallest area of a polygon, as a share of the picture: about 5 × 5 pixels of a sub-stream.
AREA_MIN = 1e-4


def scene_problems(behaviour: str, fields: Mapping[str, Any]) -> dict[str, str]:
    """``{field: what is wrong with it}``, in Chinese; empty when the scene can be watched."""
    found = {
        "watched_area": _polygon_problem(fields["watched_area"], may_be_empty=True),
        "masks": _masks_problem(fields["masks"]),
        "schedule": _schedule_problem(fields["schedule"]),
        "parameters": _parameters_problem(behaviour, fields["parameters"]),
    }
    return {name: problem for name, problem in found.items() if problem}


def scene_config(scene: Any) -> SceneConfig:
    """One scene as the cameras process reads it.

    Raises:
        ValueError: it cannot be watched; the text says why.
    """
    if problems := scene_problems(scene.behaviour, {name: getattr(scene, name) for name in FIELDS}):
        raise ValueError(" ".join(problems.values()))
    return SceneConfig(
        point_id=scene.point_id,
        behaviour=scene.behaviour,
        name=scene.name,
        zone=msgspec.convert(scene.watched_area, Polygon),
        masks=msgspec.convert(scene.masks, list[Polygon]),
        schedule=msgspec.convert(scene.schedule, list[DutyWindow]),
        parameters=scene.parameters,
    )


def _polygon_problem(value: Any, *, may_be_empty: bool = False) -> str:
    try:
        corners = msgspec.convert(value, Polygon)
    except msgspec.ValidationError:
        return "区域应为顶点列表，如 [[0.1, 0.1], [0.9, 0.1], [0.5, 0.9]]。"
    if not corners and may_be_empty:
        return ""
    if not 3 <= len(corners) <= CORNERS_MAX or not all(0 <= c <= 1 for corner in corners for c in corner):
        return f"区域应有 3 到 {CORNERS_MAX} 个顶点，坐标为画面宽高的 0 到 1。"
    return "" if _area(corners) >= AREA_MIN else "区域面积过小，或边线交叉。"


def _area(corners: Polygon) -> float:
    closed = [*corners, corners[0]]
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(closed))) / 2


def _masks_problem(value: Any) -> str:
    if not isinstance(value, list) or len(value) > MASKS_MAX:
        return f"屏蔽区域应为区域列表，最多 {MASKS_MAX} 个。"
    return next((problem for mask in value if (problem := _polygon_problem(mask))), "")


def _schedule_problem(value: Any) -> str:
    try:
        windows = msgspec.convert(value, list[DutyWindow])
    except msgspec.ValidationError:
        return "值守时段应为列表，每段含 days、from_minute、to_minute。"
    if len(windows) > WINDOWS_MAX:
        return f"值守时段最多 {WINDOWS_MAX} 段。"
    return "" if all(map(_is_in_week, windows)) else "值守时段应在一天之内，星期为 1 到 7。"


def _is_in_week(window: DutyWindow) -> bool:
    in_day = 0 <= window.from_minute < 1440 and 0 <= window.to_minute <= 1440
    return in_day and bool(window.days) and set(window.days) <= set(range(1, 8))


def _parameters_problem(behaviour: str, value: Any) -> str:
    try:
        parameters = msgspec.convert(value, dict[str, float | int | str | bool])
    except msgspec.ValidationError:
        return "识别参数应为“名称: 数字、文字或是否”。"
    if any(len(str(part)) > TEXT_MAX for pair in parameters.items() for part in pair):
        return f"识别参数过长，每项最多 {TEXT_MAX} 字。"
    return parameter_problem(behaviour, value)
