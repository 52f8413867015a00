"""The made-up county: its totals, its names, its place on the map, and stories that fit."""

import json
from itertools import pairwise
from pathlib import Path

import pytest

from anlan.demo import plan as plans
from anlan.demo.scenarios import DoesNotFit, Endless, compressed
from anlan.demo.stories import all_stories
from anlan.domain.uscc import is_valid

BASEMAP = Path(__file__).parents[3] / "console" / "public" / "basemap"


@pytest.fixture(scope="module")
def plan() -> plans.Plan:
    return plans.build()


def test_totals_are_those_of_the_county(plan: plans.Plan) -> None:
    assert (len(plan.enterprises), len(plan.devices), len(plan.points)) == (10, 50, 188)


def test_the_same_seed_gives_the_same_county_and_another_gives_another(plan: plans.Plan) -> None:
    assert plans.build(plan.seed) == plan != plans.build(plan.seed + 1)


def test_names_look_made_up_and_codes_are_valid(plan: plans.Plan) -> None:
    assert all(e.name.startswith("演示") and is_valid(e.uscc) for e in plan.enterprises)
    assert all(p.name.startswith("演示") for p in plan.people)


def test_every_protocol_is_spoken(plan: plans.Plan) -> None:
    assert {e.dialect for e in plan.enterprises} == {"anlan_mqtt", "thingsboard_gateway", "hj212", "http"}


def test_every_plant_lies_within_the_county_line(plan: plans.Plan) -> None:
    features = json.loads((BASEMAP / "county.json").read_text("utf-8"))["features"]
    county = next(f["geometry"]["coordinates"] for f in features if f["properties"]["me"])
    rings = [part[0] for part in county]
    outside = [e.name for e in plan.enterprises if not any(_within(e.lon, e.lat, ring) for ring in rings)]
    assert outside == []


def _within(lon: float, lat: float, ring: list[list[float]]) -> bool:
    """Even-odd rule."""
    inside = False
    for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
        if (y1 > lat) != (y2 > lat) and lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


def _delay(enterprise: int, key: str, label: str) -> float:
    return {"offline": 30.0, "stuck": 30.0, "fault": 10.0}.get(label, 5.0)


@pytest.mark.parametrize("duration_s", [60, 120, 600])
def test_every_story_is_over_before_the_run(duration_s: float) -> None:
    starts = compressed(all_stories(_delay), duration_s)
    assert starts
    assert all(start.at_s >= 5 and start.ends_s <= duration_s - 6 for start in starts)
    assert duration_s < 120 or len(starts) == len(all_stories(_delay))


def test_a_run_too_short_for_anything_says_how_long_it_must_be() -> None:
    with pytest.raises(DoesNotFit, match="at least 60"):
        compressed(all_stories(_delay), 12)


def test_an_endless_run_begins_with_the_leak_and_never_repeats_a_story_at_once() -> None:
    endless = Endless(all_stories(_delay), seed=1)
    assert [s.scenario.name for s in endless.until(20)] == ["leak_machine_room"]
    seen = {start.at_s: start.scenario.name for t in range(0, 40_000, 30) for start in endless.until(t)}
    names = [seen[at] for at in sorted(seen)]
    assert all(a != b for a, b in pairwise(names))
