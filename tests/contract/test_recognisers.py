"""What every recogniser keeps: complete folder, pure, bounded values, no time while blind, no memory of pictures."""

import json
import math
import re
import sys

import msgspec
import pytest

from anlan.cameras.catalogue import Behaviour, behaviours
from anlan.cameras.geometry import Zone
from anlan.cameras.reference import parameters
from anlan.cameras.views import View
from anlan.domain.behaviour_parameters import parameter_problem, parameter_schemas
from anlan.domain.behaviours import BEHAVIOURS
from anlan.domain.measures import measures_for
from anlan.domain.rule_set import rules_for
from tests.unit.cameras.pictures import HIGH, WIDE, person, room, with_block

ALL = sorted(behaviours().items())
each = pytest.mark.parametrize("behaviour", [b for _, b in ALL], ids=[name for name, _ in ALL])


def views(seconds: float, people: int = 1, from_ms: int = 0) -> list[View]:
    persons = tuple(person(40 + 30 * k, 150) for k in range(people))
    zone = Zone(WIDE, HIGH)
    return [
        View(from_ms + k * 500, with_block(room(at=k), 9 * (k % 30), 40), zone, persons, persons, motion=0.02)
        for k in range(round(seconds * 2))
    ]


@each
def test_its_kind_has_rules_and_measures(behaviour: Behaviour) -> None:
    rules = rules_for(behaviour.manifest.kind)
    assert rules is not None
    assert rules.unit == behaviour.manifest.unit
    assert rules.limits
    assert measures_for(rules.kind, "limit", rules.limits[0].label)


@each
def test_every_parameter_has_a_default_and_a_description(behaviour: Behaviour) -> None:
    behaviour.make({})
    (schema,) = behaviour.schema()["$defs"].values()
    assert "required" not in schema or not schema["required"]
    assert [name for name, field in schema["properties"].items() if not field.get("description")] == []


@each
def test_the_records_accept_and_refuse_the_parameters_that_it_does(behaviour: Behaviour) -> None:
    assert parameter_schemas()[behaviour.name] == parameters(behaviour), "stale: run `make docs`"
    for name, field in parameters(behaviour).items():
        samples = [field["default"], "text", True, None, float("nan"), 1e9, -1e9]
        samples += [field[edge] for edge in ("minimum", "maximum") if edge in field]
        for value in samples:
            is_refused = bool(parameter_problem(behaviour.name, {name: value}))
            assert is_refused == refuses(behaviour, {name: value}), f"{name}={value!r}"
    assert parameter_problem(behaviour.name, {"nobody_knows": 1})


def refuses(behaviour: Behaviour, parameters: dict[str, object]) -> bool:
    try:
        behaviour.make(parameters)
    except msgspec.ValidationError:
        return True
    return any(value != value for value in parameters.values())  # msgspec lets NaN pass its bounds; we do not


@each
def test_its_readme_shows_the_measured_figures(behaviour: Behaviour) -> None:
    readme = (behaviour.folder / "README.md").read_text("utf-8")
    assert behaviour.manifest.title_zh in readme
    assert behaviour.quality["behaviour"] == behaviour.name
    figures = {"figure": "value"} | dict(re.findall(r"^\| ([a-z_0-9]+) \| (\S+) \|$", readme, re.MULTILINE))
    assert figures == {"figure": "value"} | {
        key: json.dumps(value) for key, value in behaviour.quality["figures"].items()
    }


@each
def test_values_are_finite_and_within_the_range_of_the_kind(behaviour: Behaviour) -> None:
    rules = rules_for(behaviour.manifest.kind)
    assert rules is not None
    recogniser = behaviour.make({})
    for people in (0, 1, 12, 0):
        for view in views(20, people, from_ms=20_000 * people):
            value = recogniser.observe(view).value
            assert math.isfinite(value)
            assert value >= (rules.range_low or 0)
            assert rules.range_high is None or value <= rules.range_high


@each
def test_the_same_views_give_the_same_values(behaviour: Behaviour) -> None:
    first, second = behaviour.make({}), behaviour.make({})
    seen = views(15, 1) + views(15, 0, from_ms=15_000)
    assert [first.observe(v).value for v in seen] == [second.observe(v).value for v in seen]


@each
def test_time_in_which_nothing_was_seen_moves_no_timer(behaviour: Behaviour) -> None:
    recogniser = behaviour.make({})
    before = [recogniser.observe(view).value for view in views(10, 0)][-1]
    recogniser.blind(3_600_000)
    after = recogniser.observe(views(1, 0, from_ms=3_600_500)[0]).value
    assert after <= before + 1.0


@each
def test_it_does_not_keep_the_picture_it_was_shown(behaviour: Behaviour) -> None:
    recogniser = behaviour.make({})
    for view in views(5):
        recogniser.observe(view)
    picture = view.picture
    del view
    assert sys.getrefcount(picture) <= 2


@each
def test_it_reads_no_clock_no_file_and_no_bus(behaviour: Behaviour) -> None:
    source = (behaviour.folder / "recogniser.py").read_text("utf-8")
    assert not re.search(
        r"^\s*(import|from) (time|datetime|os|pathlib|socket|asyncio|anlan\.bus)\b", source, re.MULTILINE
    )


@pytest.mark.parametrize("name", sorted(BEHAVIOURS))
def test_the_records_call_footage_as_its_recogniser_does(name: str) -> None:
    assert BEHAVIOURS[name].footage == behaviours()[name].manifest.footage
