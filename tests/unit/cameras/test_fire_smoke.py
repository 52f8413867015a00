"""The recogniser of fire and smoke: who may speak alone, what is left out, and how long it takes to believe."""

import numpy as np
import pytest

from anlan.cameras.geometry import Zone
from anlan.cameras.models.session import load
from anlan.cameras.models.shelf import SHIPPED, shipped_folder
from anlan.cameras.recognisers.fire_smoke.recogniser import Config, Recogniser
from anlan.cameras.views import Picture, View
from anlan.kit.settings import Settings
from tests.unit.cameras.pictures import HIGH, WIDE, person, room

WHOLE = Zone(WIDE, HIGH)
LEFT_HALF = Zone(WIDE, HIGH, ((0, 0), (0.5, 0), (0.5, 1), (0, 1)))


def scores(fire: float = 0.0, smoke: float = 0.0, column: int = 8) -> np.ndarray:
    """A map with two cells of each, at ``column``."""
    cells = np.zeros((2, 6, 10), np.float32)
    cells[0, 2:4, column], cells[1, 2:4, column] = fire, smoke
    return cells


def flickering(k: int) -> Picture:
    picture = room(at=k)
    picture[40:80, 60:100] = (20, 120 + 60 * (k % 2), 250)
    return picture


def last_value(views: list[View], config: Config | None = None) -> float:
    recogniser = Recogniser(config or Config())
    return [recogniser.observe(view).value for view in views][-1]


def seen(n: int, cells: np.ndarray, zone: Zone = WHOLE) -> list[View]:
    return [View(k * 500, room(at=k), zone, fire_smoke=cells) for k in range(n)]


def test_what_the_head_sees_is_the_value() -> None:
    assert last_value(seen(6, scores(fire=0.8))) == pytest.approx(0.8)
    assert last_value(seen(6, scores(smoke=0.7))) == pytest.approx(0.7)


def test_one_odd_picture_raises_nothing() -> None:
    views = seen(8, scores())
    views[5] = seen(8, scores(fire=1.0))[5]
    assert last_value(views[:6]) < 0.1


def test_fire_outside_the_zone_is_not_this_scenes() -> None:
    assert last_value(seen(6, scores(fire=0.9, column=8), LEFT_HALF)) == 0.0
    assert last_value(seen(6, scores(fire=0.9, column=1), LEFT_HALF)) == pytest.approx(0.9)


def test_smoke_is_left_out_where_there_is_steam() -> None:
    assert last_value(seen(6, scores(smoke=0.9)), Config(smoke=False)) == 0.0


def test_flicker_strengthens_a_weak_word_and_alarms_nobody_alone() -> None:
    def burning(cells: np.ndarray) -> list[View]:
        return [View(k * 500, flickering(k), WHOLE, fire_smoke=cells) for k in range(20)]

    assert last_value(burning(scores(fire=0.3))) == pytest.approx(0.6)
    assert last_value(burning(scores())) == pytest.approx(0.3)


def blazing(k: int) -> Picture:
    """A blaze of changing width with a washed-out middle."""
    picture = room(at=k)
    wide = 50 + 12 * (k % 2)
    picture[30:90, 60 : 60 + wide] = (20, 120 + 60 * (k % 2), 250)
    picture[60:80, 70:90] = (120, 240, 255)
    return picture


def test_a_blaze_is_suspected_even_where_the_head_sees_nothing_and_only_while_it_burns() -> None:
    burning = [View(k * 500, blazing(k), WHOLE, fire_smoke=scores()) for k in range(20)]
    assert last_value(burning) == pytest.approx(0.75)
    assert last_value(burning, Config(blaze_score=0.0)) == pytest.approx(0.3)
    out = [View(10_000 + k * 500, room(at=k), WHOLE, fire_smoke=scores()) for k in range(12)]
    assert last_value(burning + out) < 0.1


def test_what_begins_to_glow_asks_for_more_looks_before_it_can_be_judged() -> None:
    recogniser = Recogniser(Config())
    quiet = recogniser.observe(View(0, room(at=0), WHOLE, fire_smoke=scores()))
    glowing = recogniser.observe(View(500, blazing(1), WHOLE, fire_smoke=scores()))
    assert (quiet.is_suspicious, glowing.is_suspicious) == (False, True)
    assert glowing.value < 0.1


def test_a_bright_vest_is_not_a_flame() -> None:
    wearer = (person(80, 100, height=150),)
    views = [View(k * 500, flickering(k), WHOLE, wearer, wearer, fire_smoke=scores()) for k in range(20)]
    assert last_value(views) == 0.0


def test_the_shipped_head_answers_a_map_of_its_own_shape() -> None:
    model = load(shipped_folder(Settings()) / SHIPPED["fire_smoke"])
    cells = model.score_map(np.full((360, 640, 3), 90, np.uint8))
    assert cells.shape == (2, 6, 10)
    assert 0 <= cells.min() <= cells.max() < 0.5
