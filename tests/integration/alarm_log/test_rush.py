"""The whole county loses power at once: the one leak among ten thousand alarms is told first, nothing is dropped."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from anlan.bus.messages import AlarmTransition
from anlan.domain.clock import ManualClock
from anlan.records.alarm_log.models import Alarm, LogPlace
from anlan.records.core import clock
from anlan.records.core.models import OutboxMessage
from anlan.records.incidents.models import Incident
from anlan.web import alarm_intake, worker_store
from tests.factories import PointFactory
from tests.factories.alarms import cleared, raised
from tests.integration.alarm_log.test_set_aside import Silence, _message, _play, make_intake

pytestmark = pytest.mark.django_db


@pytest.fixture
def sizes(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Labels of each transaction's transitions, in order."""
    monkeypatch.setattr(alarm_intake, "MOST_TRANSITIONS", 4)
    monkeypatch.setattr(alarm_intake, "_now", lambda: 0.0)
    seen, honest = [], worker_store.take_in

    def take_in(transitions: list[AlarmTransition]) -> Any:
        seen.append([f"{t.label} {t.kind}" for t in transitions])
        return honest(transitions)

    monkeypatch.setattr(worker_store, "take_in", take_in)
    return seen


def test_red_goes_first_and_everything_counts_once(sizes: list[list[str]], tmp_path: Any) -> None:
    yellow = [raised(PointFactory(), "H") for _ in range(9)]
    gone, stands = raised(PointFactory(), "HHH"), raised(PointFactory(), "HHH")
    messages = [_message(n + 1, *yellow[3 * n : 3 * n + 3]) for n in range(3)]
    messages += [_message(4, gone), _message(5, cleared(gone), stands)]
    intake = make_intake(tmp_path)
    _play(intake._red_first(messages))
    assert sizes == [["HHH raised"]], "the one that is over already is no emergency"
    assert not LogPlace.objects.exists(), "its place in the log is that of the others"
    _play(intake._apply_all(messages))
    assert max(map(len, sizes)) <= 4
    assert Alarm.objects.count() == 11
    assert Incident.objects.count() == 11
    assert Alarm.objects.get(alarm_id=stands.alarm_id).is_active
    assert not Alarm.objects.get(alarm_id=gone.alarm_id).is_active
    assert LogPlace.objects.get().seq == 5


def test_red_that_comes_while_the_others_are_written_waits_for_one_portion(
    sizes: list[list[str]], tmp_path: Any
) -> None:
    messages = [_message(n + 1, *(raised(PointFactory(), "H") for _ in range(4))) for n in range(3)]
    intake, leak = make_intake(tmp_path), raised(PointFactory(), "HHH")
    intake._reader = Silence([], [_message(4, leak)])  # type: ignore[assignment]
    _play(intake._apply_all(messages))
    assert [labels[0] for labels in sizes] == ["H raised", "H raised", "HHH raised", "H raised", "HHH raised"]
    assert (Alarm.objects.count(), Incident.objects.count()) == (13, 13)
    assert LogPlace.objects.get().seq == 4


def test_a_rush_without_end_is_not_held_in_memory(
    sizes: list[list[str]], tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    messages = [_message(n + 1, *(raised(PointFactory(), "H") for _ in range(4))) for n in range(3)]
    monkeypatch.setattr(alarm_intake, "HELD_MAX", len(messages[0].payload))
    intake, after = make_intake(tmp_path), [_message(4, raised(PointFactory(), "H"))]
    intake._reader = Silence(after)  # type: ignore[assignment]
    _play(intake._apply_all(messages))
    assert LogPlace.objects.get().seq == 3, "what came meanwhile waits in the stream"


def test_a_few_alarms_keep_their_order(sizes: list[list[str]], tmp_path: Any) -> None:
    point = PointFactory()
    messages = [_message(1, raised(point, "H"), raised(point, "HH"), raised(point, "HHH"))]
    intake = make_intake(tmp_path)
    _play(intake._red_first(messages))
    assert sizes == []
    _play(intake._apply_all(messages))
    assert sizes == [["H raised", "HH raised", "HHH raised"]]


def test_a_red_alarm_that_cannot_go_first_is_taken_in_its_turn(
    sizes: list[list[str]], tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_store, "apply_ahead", lambda _: 1 / 0)
    messages = [_message(n + 1, raised(PointFactory(), "HHH")) for n in range(6)]
    intake = make_intake(tmp_path)
    _play(intake._red_first(messages))
    _play(intake._apply_all(messages))
    assert Alarm.objects.count() == 6


def test_what_was_told_last_is_not_what_a_seed_wrote() -> None:
    with clock.use_clock(ManualClock(datetime(2026, 11, 23, 3, tzinfo=UTC))):
        assert worker_store.newest_written() is None
        told = OutboxMessage.objects.create(topic="alarm", kind="raised", payload={}, dedupe_key="a")
        worker_store.mark_sent([told.pk])
        ahead = clock.now() + timedelta(days=3)
        OutboxMessage.objects.create(topic="register", kind="made", payload={}, dedupe_key="b", created_at=ahead)
        assert worker_store.newest_written() == clock.now()
