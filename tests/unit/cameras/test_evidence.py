"""The ring forgets in time, and no head is left in the blurred rendition."""

import numpy as np
import pytest

from anlan.cameras.evidence import blur
from anlan.cameras.evidence.blur import WHOLE, blurred, head_of, heads, spread
from anlan.cameras.evidence.cut import clip
from anlan.cameras.geometry import Box
from anlan.cameras.models.session import ModelIll
from anlan.cameras.ring import KEEP_S, MOST_BYTES, MOST_WIDTH, Ring
from anlan.cameras.scene import SceneReading
from anlan.cameras.views import Frame, Person, Picture, Seen
from anlan.domain.quality import Quality
from tests.unit.cameras.pictures import HIGH, WIDE, person, room


def test_the_ring_keeps_a_minute_and_what_was_marked() -> None:
    ring = Ring()
    for second in range(KEEP_S * 2):
        mark = SceneReading(7, second * 1000, 1.0, Quality.GOOD, (Box(0, 0, WIDE / 2, HIGH),))
        ring.put(Frame(second * 1000, room(at=second)), [mark])
    kept = ring.between(0, 10**9)
    assert [kept[0].at_ms, kept[-1].at_ms] == [(KEEP_S - 1) * 1000, (2 * KEEP_S - 1) * 1000]
    assert kept[-1].marks == {7: (Box(0, 0, 0.5, 1),)}
    assert ring.size_bytes == sum(len(one.jpeg) for one in kept)
    assert ring.newest() == kept[-1]


def test_a_clock_that_is_set_back_does_not_cost_the_clip() -> None:
    ring = Ring()
    for at_ms in (1_000, 1_500, 2_000, 1_500, 1_700, 2_500):
        ring.put(Frame(at_ms, room(at=at_ms)), [])
    kept = ring.between(0, 10_000)
    assert [one.at_ms for one in kept] == [1_000, 1_500, 1_700, 2_000, 2_500]
    assert clip([one.picture() for one in kept], [one.at_ms for one in kept])


def test_noise_in_large_pictures_does_not_take_the_memory() -> None:
    ring, noise = Ring(), np.random.default_rng(1)
    for k in range(60):
        ring.put(Frame(k * 500, noise.integers(0, 255, (1081, 1921, 3), np.uint8)), [])
        assert ring.size_bytes <= MOST_BYTES
    newest = ring.newest()
    assert newest is not None
    assert newest.picture().shape == (540, MOST_WIDTH, 3)  # even, as H.264 wants it


def test_nothing_of_a_head_is_left_but_a_coarse_mosaic() -> None:
    picture = np.random.default_rng(2).integers(0, 255, (HIGH, WIDE, 3)).astype(np.uint8)
    head = head_of(person(100, 150, height=120))
    hidden = blurred(picture, [head])
    part = hidden[int(head.y1) : int(head.y2), int(head.x1) : int(head.x2)]
    assert len(np.unique(part.reshape(-1, 3), axis=0)) <= blur.TILES**2
    assert (hidden[150:, 200:] == picture[150:, 200:]).all()
    assert not np.shares_memory(hidden, picture)


def test_a_lying_persons_head_may_be_at_either_end() -> None:
    head = head_of(Person(Box(50, 100, 170, 140), detector_score=0.5))
    assert head.x1 <= 50
    assert head.x2 >= 170


def test_whoever_is_missed_once_is_blurred_from_the_neighbours() -> None:
    box = Box(1, 1, 9, 9)
    assert spread([[box], [], [], []]) == [[box], [box], [], []]
    assert spread([[], [], [box]]) == [[], [box], [box]]


def test_without_a_working_detector_the_whole_picture_is_blurred() -> None:
    class Broken:
        def look(self, picture: Picture, needs: frozenset[str]) -> Seen:
            raise ModelIll("no memory")

    assert heads(Broken(), room(), frozenset({"persons"})) == [WHOLE]
    hidden = blurred(room(), [WHOLE])
    assert len(np.unique(hidden.reshape(-1, 3), axis=0)) <= blur.TILES**2


def test_who_sits_at_a_table_shows_more_head_for_its_height_than_who_stands() -> None:
    standing = head_of(Person(Box(100, 50, 160, 250)))
    sitting = head_of(Person(Box(100, 50, 160, 150)))
    assert standing.y2 == pytest.approx(50 + 0.35 * 200)
    assert sitting.y2 == pytest.approx(50 + 0.5 * 100)
