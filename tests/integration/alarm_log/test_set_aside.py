"""A transition that cannot be written: the others of its message are, people are told, and it is kept whole."""

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from anlan.bus.log_reader import LogMessage
from anlan.bus.messages import AlarmBatch, AlarmTransition, from_json, to_json
from anlan.records.alarm_log.models import Alarm, LogPlace, SetAsideMessage
from anlan.records.notices.models import Notice
from anlan.web import alarm_intake, worker_store
from anlan.web.alarm_intake import AlarmIntake
from tests.factories import PointFactory, UserFactory
from tests.factories.alarms import raised

pytestmark = pytest.mark.django_db


class _Ills:
    def __init__(self) -> None:
        self.said: dict[str, str] = {}

    def note(self, topic: str, reason: str) -> None:
        self.said[topic] = reason

    def over(self, topic: str) -> None:
        self.said.pop(topic, None)


async def _database(work: Callable[[], Any]) -> Any:
    return work()


@pytest.fixture
def duty() -> Any:
    return UserFactory(username="duty", role="duty_officer")


@pytest.fixture
def poisonous(monkeypatch: pytest.MonkeyPatch) -> AlarmTransition:
    """A transition at which the records break, whoever comes with it."""
    bad, honest = raised(PointFactory(), "HHH"), worker_store.take_in

    def take_in(transitions: Any) -> Any:
        if bad in transitions:
            raise ValueError("no such thing")
        return honest(transitions)

    monkeypatch.setattr(worker_store, "take_in", take_in)
    return bad


@pytest.fixture(autouse=True)
def without_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing waits, so no event loop is needed, and the database may be asked in this thread."""
    monkeypatch.setattr(alarm_intake, "RETRY_S", 0)
    monkeypatch.setattr(alarm_intake, "_now", lambda: 0.0)


def _message(seq: int, *transitions: AlarmTransition) -> LogMessage:
    payload = to_json(AlarmBatch(partition=0, source_seq=seq, transitions=list(transitions)))
    return LogMessage(seq=seq, subject="anlan.alarms.0", logged_at_ms=0, payload=payload, headers={})


def test_one_bad_transition_takes_no_other_alarm_of_its_message_along(
    poisonous: AlarmTransition, duty: Any, tmp_path: Path
) -> None:
    ills = _Ills()
    intake = make_intake(tmp_path, ills)
    sound = [raised(PointFactory(), "HHH") for _ in range(3)]
    _play(intake._apply_all([_message(1, sound[0], poisonous, sound[1]), _message(2, sound[2])]))
    assert {alarm.alarm_id for alarm in Alarm.objects.all()} == {one.alarm_id for one in sound}
    assert LogPlace.objects.get().seq == 2
    kept = SetAsideMessage.objects.get()
    assert poisonous in from_json(bytes(kept.payload), AlarmBatch).transitions
    told = Notice.objects.get(reason="set_aside")
    assert (told.person, told.grade, told.channel) == (duty, "red", "call")
    assert f"测点 {poisonous.point_id}" in told.text
    assert "1 of its 3 transitions" in ills.said["loss"], "the health page says so; it does not look well"


def test_what_no_one_can_read_is_told_too(duty: Any, tmp_path: Path) -> None:
    broken = LogMessage(seq=1, subject="anlan.alarms.0", logged_at_ms=0, payload=b"{", headers={})
    _play(make_intake(tmp_path)._apply_all([broken]))
    assert Notice.objects.get().person == duty
    assert SetAsideMessage.objects.count() == 1


def make_intake(folder: Path, ills: Any = None) -> AlarmIntake:
    """One that reads no stream: a test hands it its messages."""
    intake = AlarmIntake(None, _database, ills or _Ills(), folder / "place", lambda: None)  # type: ignore[arg-type]
    intake._created = "c"
    intake._reader = Silence()  # type: ignore[assignment]
    return intake


class Silence:
    """A stream that gets nothing while messages are taken in, unless a test says what."""

    def __init__(self, *coming: list[Any]) -> None:
        self._coming = list(coming)

    async def read(self, after_seq: int, wait_s: float) -> list[Any]:
        return self._coming.pop(0) if self._coming else []


def _play(work: Coroutine[Any, Any, None]) -> None:
    try:
        while True:
            work.send(None)
    except StopIteration:
        return
