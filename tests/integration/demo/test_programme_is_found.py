"""All seven behaviours of a scored run, drawn, looked at by the real models on a clock of the test's own.

Each is found, its alarm ends, and nothing else is raised: with a look a second, and on a machine that is so late that
a camera gets one in three seconds while nothing on it is suspicious.
"""

from functools import cache
from random import Random

import pytest
from bench.cameras_bench import _finder
from bench.cameras_rehearsal import Stage, scenes_of

from anlan.cameras.people import PersonFinder
from anlan.demo import plan as plans
from anlan.demo.pictures.programme import Programme, programme
from anlan.demo.pictures.score import score
from anlan.demo.pictures.stories import Happening
from anlan.demo.pictures.virtual import VirtualCamera

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

STARTED_S = 1_800_000_020.0
PLAN = plans.build(plans.DEFAULT_SEED)
SHOWN: Programme = programme(PLAN, 300.0, STARTED_S)
#: Seen before and after it: rooms are learnt, alarms end.
BEFORE_S, AFTER_S = 20.0, 60.0
#: A camera on which something is suspicious is looked at this often, however late the machine is.
ATTENTIVE_EVERY_S = 1.0


@cache
def finder() -> PersonFinder:
    return _finder()


def watched(happening: Happening, every_s: float) -> Stage:
    played = SHOWN.played[happening.camera]
    scenes = scenes_of(PLAN, SHOWN, STARTED_S)[happening.camera]
    stage = Stage(happening.camera, scenes, VirtualCamera(played, played.seed), finder())
    window_s = played.window_s or (happening.began_s, 0.0)
    t, uneven = min(happening.began_s, window_s[0]) - BEFORE_S, Random(happening.name)
    while t < happening.ended_s + AFTER_S:
        stage.look(t, round(STARTED_S * 1000))
        stage.pace.looked(t)
        # Never in step with what is drawn: no machine is.
        t += uneven.uniform(0.7, 1.3) * (min(every_s, ATTENTIVE_EVERY_S) if stage.is_attentive else every_s)
    return stage


@pytest.mark.parametrize("every_s", [1.0, 3.0])
@pytest.mark.parametrize("happening", [h for h in SHOWN.happenings if h.behaviour], ids=lambda h: h.name)
def test_what_a_scored_run_shows_is_found_and_ends_and_nothing_else_is(happening: Happening, every_s: float) -> None:
    raised = watched(happening, every_s).raised
    (found,) = score([happening], raised, until_s=happening.ended_s + AFTER_S).values() or [None]
    if happening.kind == "near_miss":
        assert raised == []
        return
    assert found is not None
    assert (found.found, found.spurious, found.on_near_miss) == (1, [], [])
    assert all(alarm.cleared_s is not None for alarm in raised)
