"""A story and its truth file tell the same: what is announced can be seen, and nothing else."""

from dataclasses import replace

import numpy as np
import pytest

from anlan.demo import plan
from anlan.demo.pictures import county
from anlan.demo.pictures.acts import HEADCOUNT_LIMIT
from anlan.demo.pictures.stories import Happening, Pace, Story
from anlan.demo.pictures.truth import Truth
from anlan.demo.pictures.virtual import VirtualCamera

_HOUR = 3600.0


def _camera(room: str, behaviours: tuple, seed: int = 3, **pace: float) -> tuple[Story, VirtualCamera]:
    story = Story("E01-CAM09", room, behaviours, seed, replace(Pace.for_spacing(200), **pace))  # type: ignore[arg-type]
    return story, VirtualCamera(story, seed, (320, 180))


def _holds(behaviour: str | None, truth: Truth) -> bool:
    """Whether the condition of a behaviour is in that frame."""
    return {
        "smoking": truth.cigarette is not None,
        "fire_smoke": truth.fire is not None or truth.smoke is not None,
        "blocked_passage": truth.obstacle is not None,
        "fallen": truth.fallen,
        "headcount": dict(truth.in_zone).get("room", 0) > HEADCOUNT_LIMIT,
        "absence": "post" in dict(truth.in_zone) and truth.count("post") == 0,
    }[str(behaviour)]


@pytest.mark.parametrize(
    ("room", "behaviour"),
    [
        ("quick_freezing", "headcount"),
        ("duty", "absence"),
        ("polishing", "smoking"),
        ("sanding", "fire_smoke"),
        ("corridor", "blocked_passage"),
        ("cold_store", "fallen"),
    ],
)
def test_events_can_be_seen_from_beginning_to_end_and_never_outside(room: str, behaviour: str) -> None:
    story, camera = _camera(room, (behaviour,), faults=0.0, near_misses=0.3)
    told = story.happenings(0, 2 * _HOUR)
    events = [h for h in told if h.kind == "event"]
    assert len(events) > 15
    edge_s = 4.0
    for event in events[:5]:
        for t in np.linspace(event.began_s + edge_s, event.ended_s - edge_s, 12):
            assert _holds(behaviour, camera.truth(float(t))), (event, t)
    # A watch-keeper who steps out for seconds is away as well, only not for long.
    apart = told if behaviour == "absence" else events
    quiet = [t for t in np.arange(0, 1200, 5.0) if all(not _near(h, t, edge_s) for h in apart)]
    assert not [t for t in quiet if _holds(behaviour, camera.truth(float(t)))]


def _near(happening: Happening, t: float, edge_s: float) -> bool:
    lead_s = edge_s + (4.0 if happening.behaviour == "fire_smoke" else 0.0)  # smoke announces and outlives a flame
    return happening.began_s - lead_s <= t <= happening.ended_s + lead_s + 2.0


def test_near_misses_happen_and_hold_nothing() -> None:
    for room, behaviour in (("quick_freezing", "headcount"), ("duty", "absence"), ("packing", "fallen")):
        story, camera = _camera(room, (behaviour,), faults=0.0, near_misses=1.0)
        told = story.happenings(0, _HOUR)
        assert {h.kind for h in told} == {"near_miss"}
        assert len(told) > 10
        if behaviour == "absence":
            continue  # a short absence is real, only short
        for h in told[:3]:
            for t in np.linspace(h.began_s, h.ended_s, 15):
                assert not _holds(behaviour, camera.truth(float(t)))


def test_faults_are_told_and_seen() -> None:
    story, camera = _camera("packing", ("smoking",), faults=1.0)
    faults = story.happenings(0, _HOUR)
    assert len({h.name for h in faults}) >= 4
    for h in faults:
        assert h.kind == "fault"
        assert camera.truth((h.began_s + h.ended_s) / 2).fault == h.name
        assert camera.truth(h.began_s - 1).fault is None


def test_the_same_seed_tells_the_same_story_and_another_one_another() -> None:
    first, _ = _camera("packing", ("smoking", "fallen"), seed=4)
    again, _ = _camera("packing", ("smoking", "fallen"), seed=4)
    other, _ = _camera("packing", ("smoking", "fallen"), seed=5)
    assert first.happenings(0, _HOUR) == again.happenings(0, _HOUR)
    assert first.happenings(0, _HOUR) != other.happenings(0, _HOUR)
    assert first.happenings(900, 1800) == [h for h in first.happenings(0, _HOUR) if 900 <= h.began_s < 1800]


def test_a_spacing_that_is_too_short_is_refused_with_what_it_takes() -> None:
    with pytest.raises(ValueError, match="longest event needs"):
        Story("E01-CAM05", "duty", ("absence",), 1, Pace.for_spacing(60))


def test_closer_spacing_means_more_events() -> None:
    def count(spacing_s: float) -> int:
        return len(Story("X", "packing", ("smoking",), 1, Pace.for_spacing(spacing_s)).happenings(0, 4 * _HOUR))

    assert count(200) > 2.5 * count(600)


def test_dust_grows_until_somebody_sweeps_and_twice_as_far_when_nobody_does() -> None:
    story, camera = _camera("polishing", ("dust_cleaning",), missed_cleanings=1.0)
    told = story.happenings(0, 3000)
    swept, missed = [h for h in told if h.kind == "cleaning"], [h for h in told if h.kind == "event"]
    assert len(swept) >= 3
    assert len(missed) >= 3
    for h in swept:
        assert camera.truth((h.began_s + h.ended_s) / 2).sweeping
        assert camera.truth(h.ended_s + 1).dust_film < 0.01
    usual = max(story.dust_film(t) for t in np.arange(0, swept[0].ended_s, 5))
    late = max(story.dust_film(t) for t in np.arange(missed[0].began_s, missed[0].ended_s, 5))
    assert late > 1.7 * usual


def test_the_county_has_180_scenes_on_45_cameras_and_every_behaviour() -> None:
    planned = plan.build()
    scenes = county.scenes(planned)
    assert len(county.cameras(planned)) == 45
    assert len(scenes) == len({s.key for s in scenes}) == 180
    assert {s.behaviour for s in scenes} == set(county.NAMES)


def test_behaviours_follow_the_trade() -> None:
    planned = plan.build()
    by_room: dict[str, set[str]] = {}
    for camera in county.cameras(planned):
        by_room.setdefault(camera.room, set()).update(s.behaviour for s in camera.scenes)
    assert by_room["quick_freezing"] >= {"headcount", "smoking", "fire_smoke"}
    assert by_room["duty"] == {"absence", "smoking", "fire_smoke"}
    dust = {"smoking", "fire_smoke", "blocked_passage", "dust_cleaning"}
    for enterprise in planned.enterprises:
        seen = {s.behaviour for c in county.cameras(planned) if c.enterprise == enterprise.number for s in c.scenes}
        assert seen >= ({"headcount", "absence"} if enterprise.sector == "ammonia" else dust)


def test_every_polygon_is_in_the_picture_and_large_enough_to_draw() -> None:
    for scene in county.scenes(plan.build()):
        corners = np.array(scene.polygon)
        assert len(corners) >= 3
        assert corners.min() >= 0
        assert corners.max() <= 1
        x, y = corners[:, 0], corners[:, 1]
        assert abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1))) / 2 > 0.03


def test_county_cameras_with_the_same_room_are_not_the_same_picture() -> None:
    first, other = (c for c in county.cameras(plan.build()) if c.room == "duty" and c.enterprise in (1, 2))
    assert not np.array_equal(first.virtual.frame(1.0)[0], other.virtual.frame(1.0)[0])
