"""The time of pictures from the stamps of their stream, whatever a device stamps by."""

import pytest

from anlan.cameras.playback.timeline import Timeline

T0 = 1_700_000_000_000


class Watch:
    s = 50.0

    def __call__(self) -> float:
        return self.s


@pytest.fixture
def watch() -> Watch:
    return Watch()


def test_stamps_count_from_the_chosen_place(watch: Watch) -> None:
    line = Timeline(T0, 1.0, watch)
    assert [line.at(90_000 + 40 * k) for k in range(3)] == [T0, T0 + 40, T0 + 80]


@pytest.mark.parametrize("stamps_per_s", [4_000, 1_000])
def test_fast_pictures_have_their_time_whether_stamped_by_taking_or_by_sending(watch: Watch, stamps_per_s: int) -> None:
    line = Timeline(T0, 4.0, watch)
    found = []
    for k in range(41):
        found.append(line.at(round(7 + k * stamps_per_s / 10)))
        watch.s += 0.1
    # By sending, it is known after a second and a half; what is missed by then is not made up for.
    assert found[-1] - found[20] == pytest.approx(8_000, abs=10)
    assert found == sorted(found)


def test_after_a_seek_pictures_of_the_old_place_do_not_shift_the_new_one(watch: Watch) -> None:
    line = Timeline(T0, 1.0, watch)
    line.at(100_000)
    line.go_to(T0 + 3_600_000, 1.0)
    line.at(100_040)  # still on its way
    watch.s += 0.3
    assert line.at(3_700_000) == T0 + 3_600_000
    assert line.at(3_700_040) == T0 + 3_600_040


def test_stamps_that_jump_for_no_reason_do_not_move_the_clock(watch: Watch) -> None:
    line = Timeline(T0, 1.0, watch)
    line.at(5_000)
    watch.s += 60
    assert line.at(65_000_000) == T0
    assert line.at(65_000_040) == T0 + 40
    assert line.at(3) == T0 + 40


def test_another_speed_goes_on_from_where_it_is(watch: Watch) -> None:
    line = Timeline(T0, 1.0, watch)
    line.at(0)
    line.at(2_000)
    line.run_at(2.0)
    assert line.at(2_080) == T0 + 2_000
    assert line.at(2_160) == T0 + 2_080
