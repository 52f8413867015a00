"""Minutes swept against minutes due, and dust told from a camera that changes its gamma."""

from collections.abc import Callable
from itertools import cycle

import cv2
import numpy as np
import pytest

from anlan.cameras.geometry import Zone
from anlan.cameras.recognisers.dust_cleaning.dust_index import cells, dust_index
from anlan.cameras.recognisers.dust_cleaning.recogniser import Config, Recogniser
from anlan.cameras.views import Person, Picture, View
from anlan.demo.pictures.virtual import VirtualCamera
from tests.unit.cameras.pictures import HIGH, WIDE, person, room, with_block

MINUTE = 60_000
ROOM = room(noise=0)
OPENS_MS = 20 * MINUTE  # 08:20 in the county's time
HOURLY = Config(minutes_required=2, opens_at_minute=500, window_min=10, every_min=60)


def sweeping(k: int) -> tuple[Picture, Person]:
    x = 150 + 20 * abs(k % 40 - 20) / 20
    return with_block(ROOM, int(x) + 12 * (k % 2) - 12, 140, 14), person(x, 150)


def sweeping_seen_seldom(k: int) -> tuple[Picture, Person]:
    """The same to and fro; from look to look somebody gets farther."""
    x = 150 + 20 * abs(k % 8 - 4) / 4
    return with_block(ROOM, int(x) + 12 * (k % 2) - 12, 140, 14), person(x, 150)


def standing(k: int) -> tuple[Picture, Person]:
    return ROOM, person(150, 150)


def walking(k: int) -> tuple[Picture, Person]:
    x = 20 + 35 * (k % 8)
    return with_block(ROOM, x - 5, 140, 14), person(x, 150)


class Room:
    """A recogniser and its clock, which begins as a window opens."""

    def __init__(self) -> None:
        self.recogniser, self.at_ms, self.k = Recogniser(HOURLY), OPENS_MS, 0

    def show(self, minutes: float, act: Callable[[int], tuple[Picture, Person]], *every_ms: int) -> float:
        """``every_ms``: pauses between looks, again and again."""
        pauses, until_ms = cycle(every_ms or (500,)), self.at_ms + round(minutes * MINUTE)
        while self.at_ms < until_ms:
            picture, who = act(self.k)
            seen = (who,)
            value = self.recogniser.observe(View(self.at_ms, picture, Zone(WIDE, HIGH), seen, seen)).value
            self.at_ms, self.k = self.at_ms + next(pauses), self.k + 1
        return value

    def blind(self, minutes: float) -> None:
        self.at_ms += round(minutes * MINUTE)
        self.recogniser.blind(self.at_ms)


@pytest.mark.parametrize("act", [standing, walking])
def test_who_stands_or_walks_through_does_not_clean(act: Callable[[int], tuple[Picture, Person]]) -> None:
    hall = Room()
    assert hall.show(9.5, act) == 0  # nothing is owed while the window is open
    assert hall.show(1, act) == 2.0


def test_what_was_swept_is_not_owed_and_the_rest_can_be_made_up() -> None:
    hall = Room()
    hall.show(1, sweeping)
    assert hall.show(9.5, standing) == pytest.approx(1.0, abs=0.15)
    assert hall.show(1.5, sweeping) == 0


@pytest.mark.parametrize("every_ms", [1_000, 2_500, 4_500])
def test_a_machine_that_is_late_still_sees_who_sweeps_and_who_stands(every_ms: int) -> None:
    hall = Room()
    assert hall.show(11, standing, every_ms) == 2.0
    assert hall.show(3, sweeping_seen_seldom, every_ms) == 0


#: What an analyst does who is late: three looks at once, then four seconds for the other cameras.
IN_BURSTS = (250, 250, 4_000)


def test_looks_that_come_in_bursts_see_who_sweeps_and_who_stands() -> None:
    hall = Room()
    assert hall.show(11, standing, *IN_BURSTS) == 2.0
    assert hall.show(2.5, sweeping_seen_seldom, *IN_BURSTS) == 0


def test_what_it_took_to_be_sure_is_counted_once_it_is() -> None:
    hall = Room()
    hall.show(10, standing)
    assert hall.show(2.1, sweeping) == 0  # six seconds until it looks like sweeping, four more until that is sure


def test_a_short_pause_in_sweeping_is_part_of_it_and_a_long_one_is_not() -> None:
    with_short, with_long = Room(), Room()
    for hall, pause in ((with_short, 0.1), (with_long, 1.0)):
        hall.show(10, standing)
        hall.show(0.5, sweeping)
        hall.show(pause, standing)
        hall.show(0.5, sweeping)
    assert with_short.show(0.1, standing) == pytest.approx(0.9, abs=0.15)
    assert with_long.show(0.1, standing) == pytest.approx(1.1, abs=0.15)


def test_sweeping_before_the_window_opens_is_not_counted_for_it() -> None:
    hall = Room()
    hall.at_ms -= 30_000
    hall.show(1, sweeping)
    assert hall.show(9.6, standing) == pytest.approx(1.5, abs=0.15)


def test_a_new_window_begins_a_new_account() -> None:
    hall = Room()
    assert hall.show(11, standing) == 2.0
    hall.at_ms = OPENS_MS + 60 * MINUTE
    assert hall.show(1, standing) == 0


def test_time_that_was_not_watched_is_not_held_against_anybody() -> None:
    hall = Room()
    hall.show(1, standing)
    hall.blind(8)
    assert hall.show(2, standing) == 0


SEEN = np.full((360, 640), 255, np.uint8)
FILMS = ((0.5, 0.0), (22.0, 0.1), (44.0, 0.2), (88.0, 0.4))  # seconds of the scene "dust", opacity then


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_dust_index_reads_the_drawn_film(seed: int) -> None:
    camera = VirtualCamera("dust", seed)
    clean = cells(camera.frame(0.0)[0], SEEN)
    for at_s, film in FILMS:
        assert dust_index(clean, cells(camera.frame(at_s)[0], SEEN)) == pytest.approx(film, abs=0.04)


@pytest.mark.parametrize("gamma", [0.8, 1.25])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_gamma_is_not_taken_for_dust(seed: int, gamma: float) -> None:
    camera = VirtualCamera("dust", seed)
    clean = cells(camera.frame(0.0)[0], SEEN)
    bent = (camera.frame(0.5)[0] / 255.0) ** gamma * 255
    assert dust_index(clean, cells(np.clip(bent, 0, 255).astype(np.uint8), SEEN)) == pytest.approx(0, abs=0.08)


def test_a_wall_without_texture_has_no_index() -> None:
    wall = cells(np.full((360, 640, 3), 120, np.uint8), SEEN)
    assert dust_index(wall, wall) is None


def test_a_clock_that_is_set_back_takes_nothing_from_what_was_swept() -> None:
    hall = Room()
    hall.at_ms += 5 * MINUTE
    hall.show(0.5, sweeping)
    hall.blind(-4)  # as the pipeline tells it
    hall.show(1.5, sweeping)
    assert hall.show(8, standing) == pytest.approx(0, abs=0.4)


def test_pictures_of_another_shape_are_a_new_beginning_for_the_dust() -> None:
    recogniser = Recogniser(HOURLY)
    for k, shape in enumerate([(WIDE, HIGH), (WIDE, WIDE * 3 // 4), (WIDE, WIDE * 3 // 4)]):
        picture, zone = np.asarray(cv2.resize(ROOM, shape), np.uint8), Zone(*shape)
        recogniser.observe(View(k * 2 * MINUTE, picture, zone, (), (), (), True, 0.0, None))
