"""A passage is blocked by what is put down and stays, not by people, light or what always stood there."""

from collections.abc import Callable
from functools import cache

import cv2
import numpy as np
import pytest

from anlan.cameras.geometry import Zone
from anlan.cameras.recognisers.blocked_passage.contour import was_taken_away
from anlan.cameras.recognisers.blocked_passage.recogniser import OTHER, Config, Recogniser
from anlan.cameras.views import Person, Picture, View
from tests.unit.cameras.pictures import HIGH, WIDE, person, room, with_block

ZONE = Zone(WIDE, HIGH, ((0.3, 0.3), (0.7, 0.3), (0.7, 0.9), (0.3, 0.9)))


@cache
def grainy(at: int) -> Picture:
    return room(at=at)


def carton(k: int) -> Picture:
    return with_block(grainy(k % 8), 130, 80, 50)


def clear(k: int) -> Picture:
    return grainy(k % 8)


class Watched:
    """A recogniser and the time of its pictures, two a second."""

    def __init__(self) -> None:
        self.recogniser = Recogniser(Config())
        self.k = 0

    def see(self, seconds: float, draw: Callable[[int], Picture], *people: Person) -> list[float]:
        values = []
        for _ in range(round(seconds * 2)):
            view = View(self.k * 500, draw(self.k), ZONE, people, people)
            values.append(self.recogniser.observe(view).value)
            self.k += 1
        return values


def test_the_clock_begins_when_it_was_put_down_and_stops_when_it_is_taken_away() -> None:
    watched = Watched()
    assert max(watched.see(20, clear)) == 0
    assert watched.see(60, carton)[-1] > 52  # three seconds to be sure are counted, the first sight takes a few more
    assert watched.see(12, clear)[-1] == 0


def test_ten_minutes_later_it_is_still_in_the_way_and_not_learnt() -> None:
    watched = Watched()
    watched.see(20, clear)
    assert watched.see(600, carton)[-1] > 590


def test_what_always_stood_there_belongs_there() -> None:
    assert max(Watched().see(120, carton)) == 0


def test_what_stood_there_from_the_beginning_may_be_taken_away() -> None:
    watched = Watched()
    watched.see(60, carton)
    assert max(watched.see(120, clear)) == 0
    assert watched.see(60, carton)[-1] > 52  # and what comes to its place afterwards is in the way


@pytest.mark.parametrize("seed", range(12))
def test_put_down_and_taken_away_are_told_apart_on_any_floor(seed: int) -> None:
    floor = cv2.GaussianBlur(cv2.cvtColor(room(seed), cv2.COLOR_BGR2GRAY), (5, 5), 0).astype(np.float32)
    loaded = cv2.cvtColor(with_block(room(seed), 130, 80, 50), cv2.COLOR_BGR2GRAY)
    loaded = cv2.GaussianBlur(loaded, (5, 5), 0).astype(np.float32)
    place, free = np.abs(loaded - floor) > OTHER, np.ones(floor.shape, np.bool_)
    assert was_taken_away(place, loaded, floor, free)
    assert not was_taken_away(place, floor, loaded, free)


def test_a_person_who_stands_in_the_way_for_minutes_is_not_a_thing() -> None:
    watched = Watched()
    watched.see(20, clear)
    assert max(watched.see(180, carton, person(155, 132, height=130))) == 0


def test_light_that_changes_everywhere_is_not_a_thing() -> None:
    watched = Watched()
    watched.see(20, clear)
    assert max(watched.see(120, lambda k: np.clip(clear(k).astype(int) + 35, 0, 255).astype(np.uint8))) == 0


def test_people_who_hide_the_thing_do_not_end_it() -> None:
    watched = Watched()
    watched.see(20, clear)
    watched.see(60, carton)
    assert watched.see(30, carton, person(155, 160, height=150))[-1] > 82
