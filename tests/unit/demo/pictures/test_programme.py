"""The programme of a scored run: every behaviour once, each on its own camera, over before the run is."""

import numpy as np
import pytest

from anlan.demo import plan
from anlan.demo.pictures.county import NAMES
from anlan.demo.pictures.programme import FIRST_S, WINDOW_S, Programme, cleaning_window, programme, virtual
from anlan.demo.pictures.sources import artist

PLAN = plan.build()
STARTED_S = 1_795_646_013.0


def of(duration_s: float) -> Programme:
    return programme(PLAN, duration_s, STARTED_S)


def test_five_minutes_show_all_seven_and_a_blind_camera() -> None:
    shown = of(300)
    assert shown.expected == frozenset(NAMES)
    assert [h.name for h in shown.happenings if h.kind == "fault"] == ["dark"]


@pytest.mark.parametrize("duration_s", [60, 120, 180, 240, 300, 600])
def test_what_is_shown_is_over_before_the_run_is(duration_s: float) -> None:
    for h in of(duration_s).happenings:
        assert FIRST_S <= h.began_s < h.ended_s < duration_s


def test_two_minutes_show_at_least_four() -> None:
    assert of(120).expected >= {"fire_smoke", "blocked_passage", "fallen", "absence"}


def test_every_camera_of_the_county_plays_and_none_plays_twice() -> None:
    shown = of(300)
    assert len(shown.played) == 45
    told = [h.camera for h in shown.happenings]
    assert len(told) == len(set(told))


def test_the_missed_cleaning_is_due_at_a_full_minute_of_the_day() -> None:
    opens_s, closes_s = cleaning_window(STARTED_S)
    assert (STARTED_S + opens_s) % 60 == pytest.approx(0.0)
    assert closes_s - opens_s == WINDOW_S


def test_what_is_told_can_be_seen() -> None:
    seen = {"fire_smoke": "fire", "fallen": "fallen", "blocked_passage": "obstacle", "smoking": "cigarette"}
    for h in of(300).happenings:
        if h.kind != "event" or h.behaviour not in seen:
            continue
        camera = virtual(PLAN, h.camera, 300, STARTED_S)
        assert camera is not None
        for t in np.linspace(h.began_s + 4, h.ended_s - 4, 4):
            assert getattr(camera.truth(float(t)), seen[h.behaviour]), (h, t)


def test_the_cameras_process_is_shown_the_programme_by_its_address() -> None:
    options = {"seed": str(PLAN.seed), "started_s": str(STARTED_S), "programme_s": "300"}
    dark = next(h for h in of(300).happenings if h.kind == "fault")
    camera = artist(f"county:{dark.camera}", options)
    assert camera is not None
    assert camera.frame(STARTED_S + dark.began_s + 5).mean() < 30
    assert camera.frame(STARTED_S + dark.ended_s + 5).mean() > 50
    assert artist("county:E99-CAM01", options) is None
