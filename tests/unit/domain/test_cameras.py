"""What the records may ask of a camera's scene: behaviours, their kinds and parameters, and what a camera tells."""

from math import inf, nan
from typing import Any

import pytest

from anlan.domain.behaviour_parameters import parameter_problem, parameter_schemas
from anlan.domain.behaviours import BEHAVIOURS
from anlan.domain.camera_states import STATES_ZH, CameraState
from anlan.domain.data_rows import rows_of


@pytest.mark.parametrize(
    ("behaviour", "parameters", "says"),
    [
        ("headcount", {}, ""),
        ("headcount", {"window_s": 1, "min_score": 0.9}, ""),
        ("headcount", {"window_s": 0.99}, "window_s 应在 1 到 60 之间。"),
        ("headcount", {"window_s": 60.01}, "window_s 应在 1 到 60 之间。"),
        ("headcount", {"window_s": nan}, "window_s 应在 1 到 60 之间。"),
        ("headcount", {"window_s": inf}, "window_s 应在 1 到 60 之间。"),
        ("headcount", {"window_s": "5"}, "window_s 应为数字。"),
        ("headcount", {"window_s": None}, "window_s 应为数字。"),
        ("absence", {"persons_required": 2}, ""),
        ("absence", {"persons_required": 2.0}, "persons_required 应为整数。"),
        ("absence", {"persons_required": True}, "persons_required 应为整数。"),
        ("fire_smoke", {"smoke": True}, ""),
        ("fire_smoke", {"smoke": 1}, "smoke 应为是或否。"),
        ("fallen", {"speed": 1}, "没有参数 speed；可用参数：sure_s、min_score、furniture_looks。"),
        ("fallen", {"sure_s": 0, "min_score": 1}, "sure_s 应在 0.5 到 30 之间。 min_score 应在 0.2 到 0.9 之间。"),
        ("somebody_else's", {"anything": object()}, ""),
    ],
)
def test_a_parameter_that_cannot_be_is_refused_in_words(behaviour: str, parameters: dict[str, Any], says: str) -> None:
    assert parameter_problem(behaviour, parameters) == says


@pytest.mark.parametrize("behaviour", parameter_schemas())
def test_the_defaults_of_every_behaviour_are_accepted(behaviour: str) -> None:
    defaults = {name: field["default"] for name, field in parameter_schemas()[behaviour].items()}
    assert parameter_problem(behaviour, defaults) == ""


def test_every_behaviour_feeds_a_known_kind_and_has_parameters() -> None:
    kinds = {row["kind"] for row in rows_of("kinds")}
    assert {behaviour.kind for behaviour in BEHAVIOURS.values()} <= kinds
    assert set(parameter_schemas()) == set(BEHAVIOURS)


def test_only_a_camera_that_is_well_is_believed_and_every_state_has_a_name() -> None:
    assert [state for state in CameraState if not state.is_blind] == [CameraState.OK]
    assert set(STATES_ZH) == set(CameraState)
