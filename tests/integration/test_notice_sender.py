"""The worker's sender: a provider that hangs holds up nobody but itself."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import transaction

from anlan.kit.settings import settings
from anlan.records.notices.administration import channel_create
from anlan.records.notices.models import Delivery, NoticePreference
from anlan.records.notices.services import notify
from anlan.web.notice_sender import NoticeSender
from tests.factories import UserFactory
from tests.integration.support import until
from tests.servers.providers import Provider, provider

pytestmark = pytest.mark.django_db(transaction=True)


class _Ills:
    def __init__(self) -> None:
        self.said: list[str] = []

    def note(self, name: str, text: str) -> None:
        self.said.append(text)

    def over(self, name: str) -> None: ...


@pytest.fixture
def two(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Provider, Provider]]:
    monkeypatch.setattr(settings(), "notice_private_hosts", "127.0.0.1")
    with provider() as first, provider() as second:
        yield first, second


async def db(work: Callable[[], Any]) -> Any:
    return await sync_to_async(work, thread_sensitive=True)()


def _fill(first: Provider, second: Provider) -> None:
    body = '{"mobile": "{phone}", "content": "{text}", "msgid": "{key}"}'
    for name, there in (("hangs", first), ("well", second)):
        channel_create(actor=None, name=name, label=name, kind="sms", config={"url": there.url, "body": body})
    people = UserFactory.create_batch(6)
    for person in people[:3]:
        NoticePreference.objects.create(person=person, off=["well"])
    for person in people[3:]:
        NoticePreference.objects.create(person=person, off=["hangs"])
    with transaction.atomic():
        notify(people=people, incident_id=None, reason="informed", text="测试", key="k", grade="yellow")


async def test_a_provider_that_hangs_holds_up_only_its_own_messages(two: tuple[Provider, Provider]) -> None:
    first, second = two
    first.mood, first.held_s = "silent", 20
    await db(lambda: _fill(first, second))
    ills, facts = _Ills(), {}
    sender = NoticeSender(db, ills, facts)  # type: ignore[arg-type]
    running = asyncio.create_task(sender.run())
    try:
        await until(lambda: len(second.taken) == 3 and len(first.taken) == 3, 10, "all six are on their way")
        await until(lambda: facts.get("notices_sent") == 3, 10, "three are settled while three hang")
        await until(lambda: facts.get("notices_failed") == 3, 20, "the others are uncertain at their time limit")
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    states = await db(lambda: sorted(Delivery.objects.values_list("state", "is_repeat")))
    assert states == [("queued", True)] * 3 + [("sent", False)] * 3
    assert ills.said == []
