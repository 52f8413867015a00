"""A rule held against what people said, in figures that can be counted by hand."""

from anlan.domain.trial_score import Fired, Recorded, Tally, score

MINUTE = 60_000


def alarm(number: int, at: int, verdict: str, until: int = 0) -> Recorded:
    return Recorded(number, 1, at * MINUTE, (until or at + 2) * MINUTE, verdict)  # type: ignore[arg-type]


def fired(*minutes: int) -> list[Fired]:
    return [Fired(1, m * MINUTE, (m + 1) * MINUTE) for m in minutes]


def test_each_fire_takes_the_verdict_of_the_alarm_it_touches() -> None:
    said = [alarm(1, 10, "true"), alarm(2, 30, "false"), alarm(3, 50, "open")]
    tally = score(fired(10, 31, 50, 70), said)[1]
    assert tally == Tally(fired=4, confirmed=1, false=1, open=1, unseen=1)


def test_a_confirmed_alarm_without_a_fire_is_missed_a_false_one_is_spared() -> None:
    tally = score(fired(50), [alarm(1, 10, "true"), alarm(2, 30, "false"), alarm(3, 80, "open")])[1]
    assert (tally.missed, tally.spared, tally.unseen, tally.missed_ids) == (1, 1, 1, [1])


def test_another_set_point_raises_a_minute_early_or_late_for_the_same_cause() -> None:
    assert score(fired(13), [alarm(1, 10, "true")])[1].confirmed == 1
    assert score(fired(14), [alarm(1, 10, "true")])[1].missed == 1


def test_points_do_not_answer_for_each_other() -> None:
    found = score([Fired(2, 10 * MINUTE, 11 * MINUTE)], [alarm(1, 10, "true")])
    assert (found[1].missed, found[2].unseen) == (1, 1)
