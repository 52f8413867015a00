"""The judgement itself is judged: what it must call missed, spurious, standing, or a loop that was none."""

from datetime import UTC, datetime

import pytest

from anlan.demo.report import loop_faults
from anlan.demo.score import EARLY_MS, LATE_MS, Score, score
from anlan.demo.truth import Expectation

DUE = 1_790_000_000_000


def expected(**changes) -> Expectation:
    return Expectation(**{"point_id": 7, "rule": "limit", "label": "H", "began_ms": DUE, "due_ms": DUE, **changes})


def alarm(at_ms: int = DUE, *, is_active: bool = False, label: str = "H", number: int = 1) -> dict:
    stamp = datetime.fromtimestamp(at_ms / 1000, UTC).isoformat()
    point = {"id": 7, "name": "氨气"}
    fields = {"id": number, "point": point, "rule": "limit", "label": label, "raised_at": stamp}
    return {**fields, "is_active": is_active, "cleared_at": None, "enterprise": {"name": "演示"}}


def test_a_raise_in_time_that_ended_in_time_is_right() -> None:
    result = score([expected(ended_ms=DUE + 9)], [alarm()], {})
    assert (result.is_clean, result.expected, result.raised) == (True, 1, 1)


def test_nothing_raised_is_missed_and_named() -> None:
    result = score([expected()], [], {}, {7: "演示甲 氨气"})
    assert not result.is_clean
    assert "演示甲 氨气" in result.missed[0]


@pytest.mark.parametrize("at_ms", [DUE - EARLY_MS - 1, DUE + LATE_MS + 1])
def test_too_early_or_too_late_is_both_missed_and_spurious(at_ms: int) -> None:
    result = score([expected()], [alarm(at_ms)], {})
    assert (len(result.missed), len(result.spurious)) == (1, 1)


def test_one_raise_cannot_answer_two_expectations_nor_two_raises_one() -> None:
    assert len(score([expected(), expected(due_ms=DUE + 1)], [alarm(is_active=True)], {}).missed) == 1
    assert len(score([expected()], [alarm(is_active=True), alarm(is_active=True, number=2)], {}).spurious) == 1


def test_another_label_does_not_count() -> None:
    assert len(score([expected()], [alarm(label="HH")], {}).spurious) == 1


def test_what_may_go_either_way_is_neither_missed_nor_spurious() -> None:
    maybe = expected(certainty="possible", ended_ms=DUE + 5)
    assert score([maybe], [], {}).is_clean
    assert score([maybe], [alarm()], {}).tolerated == 1


def test_the_end_is_judged_as_well() -> None:
    assert score([expected(ended_ms=DUE + 5)], [alarm(is_active=True)], {}).not_cleared
    assert score([expected()], [alarm(is_active=False)], {}).ended_early


def test_delay_counts_only_where_a_reading_decided_and_was_not_late() -> None:
    seen = {"1": DUE + 300}
    assert score([expected(sent_at_ms=DUE + 200)], [alarm(is_active=True)], seen).delays_ms == [100]
    assert score([expected()], [alarm(is_active=True)], seen).delays_ms == []
    assert score([expected(sent_at_ms=DUE, is_late=True)], [alarm(is_active=True)], seen).delays_ms == []
    assert Score().percentile(0.5) is None


ME, YOU = {"id": 1}, {"id": 2}


def order(**changes) -> dict:
    fields = {"no": "AL-1", "title": "氨", "state": "closed", "handled_by": ME, "verified_by": YOU}
    return {**fields, "no_evidence_reason": "", **changes}


def test_a_loop_closed_by_a_second_person_with_a_photo_is_whole() -> None:
    assert loop_faults([order()], 1) == loop_faults([], 0) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"verified_by": ME},
        {"verified_by": None},
        {"handled_by": None},
        {"no_evidence_reason": "忘了"},
        {"state": "open"},
    ],
)
def test_a_loop_that_was_none_is_named(changes: dict) -> None:
    assert "AL-1" in loop_faults([order(**changes)], 1)[0]


def test_alarms_without_one_work_order_are_a_fault() -> None:
    assert loop_faults([], 3) == ["alarms were raised, and not one work order was opened"]
