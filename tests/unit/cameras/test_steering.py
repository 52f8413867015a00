"""Who turns a camera, when it stops, when it goes home: timelines in milliseconds, no camera, no waiting."""

import pytest

from anlan.cameras.control.steering import COMMANDS_MAX, Duty, Hand, Held, Steering, TooFast

WANG, LI = Hand(1, "王值班"), Hand(2, "李值班")
HOME_MS = 60_000


@pytest.fixture
def steering() -> Steering:
    return Steering("1", HOME_MS)


def test_the_first_hand_keeps_it_for_fifteen_seconds_after_its_last_move(steering: Steering) -> None:
    steering.move(WANG, 1_000)
    with pytest.raises(Held) as held:
        steering.move(LI, 15_900)
    assert held.value.hand == WANG
    steering.goto(WANG, "2", 10_000)
    with pytest.raises(Held):
        steering.goto(LI, "1", 24_900)
    with pytest.raises(Held):
        steering.halt(LI, 24_900)
    assert (steering.holder(24_900), steering.held_for_ms(24_900)) == (WANG, 100)
    assert steering.holder(25_000) is None
    assert steering.move(LI, 25_000)


def test_a_move_ends_by_itself_unless_it_is_renewed(steering: Steering) -> None:
    assert steering.move(WANG, 1_000)
    assert steering.duty(1_900) is None
    assert not steering.move(WANG, 1_800)  # the same gesture goes on
    assert steering.duty(2_700) is None
    assert steering.duty(2_800) is Duty.STOP
    steering.done(Duty.STOP, 2_810)
    assert steering.duty(10_000) is None
    assert steering.move(WANG, 11_000)  # another gesture


def test_a_stop_that_is_not_taken_is_sent_again_for_ever(steering: Steering) -> None:
    steering.move(WANG, 1_000)
    for at_ms in (2_000, 2_600, 3_200):
        assert steering.duty(at_ms) is Duty.STOP
        steering.failed(Duty.STOP, at_ms)
        assert steering.duty(at_ms) is None
    assert steering.is_turning


def test_a_stop_sent_while_the_move_is_renewed_leaves_the_next_one_due(steering: Steering) -> None:
    steering.move(WANG, 1_000)
    assert steering.duty(2_000) is Duty.STOP
    steering.move(WANG, 2_050)
    steering.done(Duty.STOP, 2_100)
    assert steering.duty(3_050) is Duty.STOP


def test_it_goes_home_a_while_after_the_last_hand_and_is_away_until_it_stands_still(steering: Steering) -> None:
    assert not steering.is_away
    steering.move(WANG, 1_000)
    assert steering.is_away
    steering.halt(WANG, 1_500)
    steering.done(Duty.STOP, 1_510)
    assert steering.home_in_ms(31_000) == 30_000
    assert steering.duty(60_900) is None
    assert steering.duty(61_000) is Duty.HOME
    steering.done(Duty.HOME, 61_100)
    assert steering.is_away
    assert steering.is_homing
    assert steering.duty(63_000) is None
    assert steering.duty(63_100) is Duty.LOOK
    steering.done(Duty.LOOK, 63_100, is_moving=True)
    assert steering.duty(64_000) is None
    assert steering.duty(64_100) is Duty.LOOK
    steering.done(Duty.LOOK, 64_100, is_moving=False)
    assert not steering.is_away
    assert steering.is_idle


def test_a_camera_that_does_not_tell_is_home_ten_seconds_after_it_was_sent(steering: Steering) -> None:
    steering.goto(WANG, "2", 0)
    steering.goto(WANG, "1", 5_000)  # home by hand
    assert steering.is_homing
    for at_ms in range(7_000, 15_000, 1_000):
        assert steering.duty(at_ms) is Duty.LOOK
        steering.done(Duty.LOOK, at_ms, is_moving=None)
        assert steering.is_away
    steering.done(Duty.LOOK, 15_000, is_moving=None)
    assert not steering.is_away


def test_one_that_says_it_moves_for_ever_is_believed_for_twenty_seconds(steering: Steering) -> None:
    steering.goto(WANG, "1", 1)
    steering.done(Duty.LOOK, 19_000, is_moving=True)
    assert steering.is_away
    steering.done(Duty.LOOK, 20_001, is_moving=True)
    assert not steering.is_away


def test_a_hand_on_the_way_home_takes_it_away_again(steering: Steering) -> None:
    steering.goto(WANG, "1", 1_000)
    steering.move(WANG, 4_000)
    assert not steering.is_homing
    assert steering.is_away
    assert steering.home_in_ms(4_000) == HOME_MS


def test_one_that_cannot_get_home_stays_away_tries_again_and_is_no_longer_quiet(steering: Steering) -> None:
    steering.move(WANG, 1_000)
    steering.done(Duty.STOP, 2_000)
    assert steering.is_quiet(60_000)
    steering.failed(Duty.HOME, 61_000)
    assert steering.is_away
    assert not steering.is_quiet(61_000)
    assert steering.duty(70_900) is None
    assert steering.duty(71_000) is Duty.HOME
    steering.done(Duty.HOME, 71_000)
    assert steering.is_quiet(71_000)


def test_five_minutes_away_are_too_long_to_be_quiet_however_often_it_is_moved(steering: Steering) -> None:
    for at_ms in range(0, 300_000, 10_000):
        steering.move(WANG, at_ms)
        assert steering.is_quiet(at_ms)
    assert not steering.is_quiet(300_000)


def test_a_camera_without_home_is_never_away_and_never_sent_anywhere() -> None:
    steering = Steering("", HOME_MS)
    steering.move(WANG, 1_000)
    steering.done(Duty.STOP, 2_000)
    assert not steering.is_away
    assert steering.is_idle


def test_a_camera_that_was_away_before_a_restart_is_sent_home(steering: Steering) -> None:
    again = Steering("1", HOME_MS, is_away=True, now_ms=1_000_000)
    assert again.is_away
    assert again.duty(1_059_999) is None
    assert again.duty(1_060_000) is Duty.HOME


def test_more_commands_than_a_hand_gives_are_refused_but_never_a_stop(steering: Steering) -> None:
    for k in range(COMMANDS_MAX):
        steering.move(WANG, 1_000 + k)
    with pytest.raises(TooFast):
        steering.move(WANG, 1_900)
    steering.halt(WANG, 1_900)
    assert steering.duty(1_900) is Duty.STOP
    steering.move(WANG, 2_100)
