"""Cameras are judged by their points: found, missed, raised for nothing, and still standing."""

from datetime import UTC, datetime
from typing import Any

from anlan.demo import plan
from anlan.demo.behaviours import BLIND, judge, not_shown
from anlan.demo.handover import Watched
from anlan.demo.pictures import county
from anlan.demo.pictures.programme import programme

STARTED_S = 1_795_646_000.0
PLAN = plan.build()
SHOWN = programme(PLAN, 300.0, STARTED_S)
KEYS = [f"{scene.camera}/{scene.behaviour}" for scene in county.scenes(PLAN)]
WATCHED = Watched(
    started_s=STARTED_S,
    programme_s=300.0,
    scenes={key: 1000 + k for k, key in enumerate(KEYS)},
    cameras={code: 5000 + k for k, code in enumerate(SHOWN.played)},
)


class Later:
    def now_ms(self) -> int:
        return round((STARTED_S + 400) * 1000)


def alarm(point: int, at_s: float, *, is_active: bool = False, rule: str = "limit") -> dict[str, Any]:
    raised = datetime.fromtimestamp(STARTED_S + at_s, UTC).isoformat()
    return {"point": {"id": point, "name": f"P{point}"}, "rule": rule, "label": "H", "raised_at": raised,
            "is_active": is_active}  # fmt: skip


def everything() -> list[dict[str, Any]]:
    found = []
    for h in SHOWN.happenings:
        if h.kind == "event":
            found.append(alarm(WATCHED.scenes[f"{h.camera}/{h.behaviour}"], h.began_s + 6))
        elif h.kind == "fault":
            found.append(alarm(WATCHED.cameras[h.camera], h.began_s + 20))
    return found


def result(alarms: list[dict[str, Any]]):  # type: ignore[no-untyped-def]
    return judge(SHOWN, WATCHED, alarms, Later())  # type: ignore[arg-type]


def test_everything_shown_and_nothing_else_is_clean() -> None:
    score = result(everything())
    assert score.is_clean, score.problems
    assert set(score.rows) == {*county.NAMES, BLIND}
    assert all((row["expected"], row["raised"], row["missed"], row["spurious"]) == (1, 1, 0, 0)
               for row in score.rows.values())  # fmt: skip


def test_silence_is_not_clean() -> None:
    score = result([])
    assert all(row["missed"] == 1 for row in score.rows.values())
    assert not score.is_clean


def test_an_alarm_for_nothing_one_that_stands_and_a_silent_scene_are_not_clean() -> None:
    other = next(point for key, point in WATCHED.scenes.items() if key == "E05-CAM02/smoking")
    assert result([*everything(), alarm(other, 100)]).rows["smoking"]["spurious"] == 1
    standing = everything()
    standing[0]["is_active"] = True
    assert any("still stands" in problem for problem in result(standing).problems)
    assert not result([*everything(), alarm(other, 100, rule="offline")]).is_clean


def test_alarms_of_sensors_are_none_of_its_business() -> None:
    assert result([*everything(), alarm(7, 100)]).is_clean


def test_a_short_run_names_what_it_was_too_short_for() -> None:
    assert not_shown(SHOWN) == []
    assert set(not_shown(programme(PLAN, 120.0, STARTED_S))) >= {"smoking", "headcount", "dust_cleaning"}
    assert "fallen" not in not_shown(programme(PLAN, 120.0, STARTED_S))
    assert set(not_shown(None)) == {*county.NAMES, BLIND}
