"""A duty log whose people are told through a real HTTP gateway beside the test, on the injected clock."""

from collections.abc import Callable, Iterator

import pytest

from anlan.kit.settings import settings
from anlan.records.core import clock
from anlan.records.notices.administration import channel_create
from anlan.records.notices.delivering import run_once
from anlan.records.notices.models import Channel
from anlan.records.notices.planning import plan
from tests.acceptance.timeline import Timeline, duty_log
from tests.servers.providers import Provider, provider

SMS_BODY = '{"mobile": "{phone}", "content": "{text}", "msgid": "{key}"}'


class NoticeLog(Timeline):
    """Between two sweeps the worker sends, as it does in life."""

    def _play(self, until):  # type: ignore[no-untyped-def]
        super()._play(until)
        self.sends()

    def sends(self) -> "NoticeLog":
        """Plan what is new, and send until nothing more is due in this second."""
        plan()
        for _ in range(50):
            if not run_once():
                break
        return self


@pytest.fixture(autouse=True)
def _inside_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings(), "notice_private_hosts", "127.0.0.1")


@pytest.fixture
def gateway() -> Iterator[Provider]:
    with provider() as there:
        yield there


@pytest.fixture
def second() -> Iterator[Provider]:
    with provider() as there:
        yield there


@pytest.fixture
def log(db: None) -> Iterator[NoticeLog]:
    """Monday afternoon, 14:00 in Asia/Shanghai."""
    with duty_log("2026-11-23 14:00", NoticeLog) as played:
        yield played


MakeSms = Callable[..., Channel]


@pytest.fixture
def make_sms(db: None) -> MakeSms:
    def make(there: Provider, name: str = "sms", **fields: object) -> Channel:
        config = {"url": there.url, "body": SMS_BODY, "ref_field": "data.id", "receipt_secret": "s"}
        given = {"label": f"短信 {name}", "kind": "sms", "per_minute": 600, **fields}
        return channel_create(actor=None, name=name, config=config, **given)

    return make


def later(seconds: float) -> None:
    """Move the log's clock without playing."""
    manual = clock.clock()
    manual.advance(seconds)  # type: ignore[attr-defined]
