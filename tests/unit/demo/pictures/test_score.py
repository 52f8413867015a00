"""Scoring what was raised against the truth file."""

from anlan.demo.pictures.score import Raised, score
from anlan.demo.pictures.stories import Happening

_EVENT = Happening("C1", "event", "smoking", "smoking", 100, 140)
_FAULT = Happening("C1", "fault", "dark", None, 290, 340)
_BLINDED = Happening("C1", "event", "fall", "fallen", 300, 330)
_NEAR = Happening("C2", "near_miss", "drinking", "smoking", 500, 540)


def test_found_missed_excused_and_spurious_are_told_apart() -> None:
    late = Happening("C1", "event", "smoking", "smoking", 700, 740)
    unfinished = Happening("C1", "event", "fall", "fallen", 980, 1020)
    raised = [Raised("C1", "smoking", 112), Raised("C1", "smoking", 400), Raised("C2", "smoking", 510)]
    result = score([_EVENT, _FAULT, _BLINDED, _NEAR, late, unfinished], raised, until_s=1000)
    smoking, fallen = result["smoking"], result["fallen"]
    assert (smoking.expected, smoking.found, smoking.missed) == (2, 1, [late])
    assert smoking.recall == 0.5
    assert smoking.delays_s == [12]
    assert smoking.spurious == [raised[1]]
    assert smoking.on_near_miss == [raised[2]]
    assert (fallen.expected, fallen.excused, fallen.recall) == (0, 2, None)


def test_an_alarm_of_another_camera_or_behaviour_finds_nothing() -> None:
    result = score([_EVENT], [Raised("C2", "smoking", 110), Raised("C1", "fallen", 110)], until_s=1000)
    assert result["smoking"].missed == [_EVENT]
    assert len(result["smoking"].spurious) == len(result["fallen"].spurious) == 1


def test_two_raises_in_one_event_find_it_once() -> None:
    result = score([_EVENT], [Raised("C1", "smoking", 110, 115), Raised("C1", "smoking", 125)], until_s=1000)
    assert (result["smoking"].found, result["smoking"].spurious) == (1, [])
