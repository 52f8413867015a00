"""A duty log beside horns that answer real SIP, on the injected clock; sound is sent faster than it is heard."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from anlan.kit.settings import settings
from anlan.records.loudspeakers.calling import run_once
from anlan.records.loudspeakers.models import BroadcastCall, Loudspeaker
from anlan.records.loudspeakers.planning import plan
from tests.acceptance.timeline import Timeline, duty_log
from tests.factories.loudspeakers import loudspeaker
from tests.servers.horn import Horn

FAST_S = 0.0003


class HornLog(Timeline):
    """The worker looks for what is to be said: every second, in long quiet stretches every ``stride_s``."""

    stride_s = 1

    def _play(self, until):  # type: ignore[no-untyped-def]
        while (now := self._clock.now()) < until:
            stride_s = min(self.stride_s, max(1, (until - now).total_seconds() - 3))
            super()._play(min(now + timedelta(seconds=stride_s), until))
            self.worker_calls()

    def worker_calls(self) -> "HornLog":
        """One round of the worker."""
        plan()
        run_once(packet_s=FAST_S)
        return self

    def horn_at(self, horn: Horn, name: str = "机房喇叭", **fields: object) -> Loudspeaker:
        """The plant has this horn."""
        return loudspeaker(self.plant, name=name, sip_address=horn.address, **fields)

    def calls(self, name: str = "机房喇叭") -> list[BroadcastCall]:
        """What became of the calls of a loudspeaker, oldest first."""
        return list(BroadcastCall.objects.filter(loudspeaker__name=name).order_by("id"))

    def seconds(self, call: BroadcastCall) -> list[str]:
        """When it was dialled, since the beginning."""
        return [self._since(datetime.fromisoformat(one["at"])) for one in call.attempts]


@pytest.fixture(autouse=True)
def _this_machine_may_be_called(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings(), "field_hosts", "127.0.0.1")


@pytest.fixture
def log(db: None) -> Iterator[HornLog]:
    """Monday afternoon, 14:00 in Asia/Shanghai."""
    with duty_log("2026-11-23 14:00", HornLog) as played:
        yield played


@pytest.fixture
def horn() -> Iterator[Horn]:
    with Horn() as there:
        yield there


@pytest.fixture
def silent() -> Iterator[Horn]:
    """One that answers nothing; the caller does not wait as long as in life."""
    with Horn(answers="503") as there:
        yield there
