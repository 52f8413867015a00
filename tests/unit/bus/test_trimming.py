"""Only what everybody is done with goes, the oldest first, and no more than is needed."""

from hypothesis import given
from hypothesis import strategies as st

from anlan.bus.messages import Heartbeat
from anlan.bus.stream_keeper import Needs
from anlan.bus.trimming import TRIM_FROM, TRIM_TO, Fill, keep_from


def fill(size: int, room: int = 1000, first: int = 1, messages: int = 100) -> Fill:
    return Fill(first, first + messages - 1, messages, size, room)


def test_a_stream_with_room_is_left_alone() -> None:
    assert keep_from(fill(799), [101, 101]) is None


def test_a_full_stream_is_cut_to_the_target() -> None:
    cut = keep_from(fill(1000), [101, 101])
    assert cut == 31  # 30 of 100 equal messages bring 1000 to 700


def test_nothing_goes_that_one_reader_still_needs() -> None:
    assert keep_from(fill(1000), [101, 11]) == 11
    assert keep_from(fill(1000), [101, 1]) is None


def test_a_reader_that_has_not_said_keeps_everything() -> None:
    assert keep_from(fill(1000), [101, None]) is None
    assert keep_from(fill(1000), []) is None


def test_a_disk_with_less_room_than_its_reserve_lets_go_of_all_that_may_go() -> None:
    assert keep_from(fill(1000, room=1), [101, 51]) == 51


@given(
    st.integers(1, 10**6), st.integers(1, 10**6), st.integers(1, 10**4), st.integers(1, 10**4),
    st.lists(st.none() | st.integers(1, 2 * 10**4), max_size=4),
)  # fmt: skip
def test_the_cut_never_passes_a_need_and_always_frees_something(
    size: int, room: int, first: int, messages: int, needs: list[int | None]
) -> None:
    now = fill(size, room, first, messages)
    cut = keep_from(now, needs)
    if cut is None:
        return
    assert now.share >= TRIM_FROM
    assert now.first_seq < cut <= now.last_seq + 1
    assert all(need is not None and cut <= need for need in needs)
    if min(need for need in needs if need is not None) > now.last_seq:
        left = size * (now.last_seq + 1 - cut) / messages
        assert left <= max(TRIM_TO * room, 0) + size / messages


def beat(process: str, instance: str, need: int) -> Heartbeat:
    return Heartbeat(process=process, instance=instance, at_ms=0, needs={"READINGS": need})


def test_of_two_instances_the_slower_counts_until_it_is_dead() -> None:
    needs = Needs()
    needs.heard(beat("alarms", "old", 10), 0.0)
    needs.heard(beat("alarms", "new", 90), 1.0)
    assert needs.of("alarms", "READINGS") == 10
    needs.heard(beat("alarms", "new", 95), 40.0)
    assert needs.of("alarms", "READINGS") == 95


def test_a_dead_reader_keeps_what_it_said_last() -> None:
    needs = Needs()
    needs.heard(beat("history", "one", 10), 0.0)
    assert needs.of("history", "READINGS") == 10
    assert needs.of("alarms", "READINGS") is None


def test_a_quiet_hour_before_the_first_message_is_no_standstill() -> None:
    """An empty platform, or a stream of alarms at night: the health page would say that the alarm path stands."""
    needs = Needs()
    needs.heard(beat("alarms", "one", 8), 0.0)
    assert needs.still_since("alarms", "READINGS", 0.0, lag=0) == 0.0
    assert needs.still_since("alarms", "READINGS", 3_600.0, lag=0) == 0.0
    assert needs.still_since("alarms", "READINGS", 3_605.0, lag=1) == 5.0
    assert needs.still_since("alarms", "READINGS", 3_805.0, lag=1) == 205.0
    needs.heard(beat("alarms", "one", 9), 3_810.0)
    assert needs.still_since("alarms", "READINGS", 3_810.0, lag=1) == 0.0


def test_who_has_nothing_to_read_for_any_more_keeps_everything_and_is_not_behind() -> None:
    """Alarms between the first gateway and the first point: no readings, no ticks, nothing to get on with."""
    needs = Needs()
    needs.heard(beat("alarms", "one", 1), 0.0)
    needs.heard(Heartbeat(process="alarms", instance="one", at_ms=0, needs={}), 1.0)
    assert needs.of("alarms", "READINGS") is None
    needs.heard(beat("alarms", "one", 7), 2.0)
    assert needs.of("alarms", "READINGS") == 7
