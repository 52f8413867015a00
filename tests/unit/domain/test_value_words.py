"""Readings as sentences say them."""

import pytest

from anlan.domain.camera_states import STATES_ZH
from anlan.domain.value_words import state_words, value_words


@pytest.mark.parametrize(
    ("kind", "unit", "value", "said"),
    [
        ("nh3_concentration", "ppm", 28.0, "28 ppm"),
        ("hp_receiver_pressure", "MPa(g)", 1.85, "1.85 MPa(g)"),
        ("fan_state", "state", 0.0, "停止"),
        ("camera_state", "state", 6.0, "离线"),
        ("scene_smoking_score", "score", 0.853, "85%"),
        ("valve_state", "state", 3.0, "3"),  # a pack's own state without words
        ("ph", "", 7.2, "7.2"),
    ],
)
def test_a_value_is_said_as_people_say_it(kind: str, unit: str, value: float, said: str) -> None:
    assert value_words(kind, unit, value) == said


def test_a_camera_is_called_the_same_in_lists_and_in_sentences() -> None:
    assert {state: words[0] for (kind, state), words in state_words().items() if kind == "camera_state"} == {
        float(state): word for state, word in STATES_ZH.items()
    }
