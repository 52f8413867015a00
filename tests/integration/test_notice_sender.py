"""The worker's sender: a provider that hangs holds up nobody but itself."""

import asyncio
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import transaction

from anlan.kit.settings import settings
from anlan.records.notices import breaker, delivering
from anlan.records.notices.administration import channel_create
from anlan.records.notices.channels.channel import Outcome
from anlan.records.notices.delivering import Job
from anlan.records.notices.models import Delivery, NoticePreference
from anlan.records.notices.services import notify
from anlan.web import notice_sender
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


async def test_threads_that_never_come_back_are_the_channels_own(
    two: tuple[Provider, Provider], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A provider that drips a byte now and then, all night: each attempt is given up in time, its thread is not.

    After an hour of trials there was no thread left for anybody, and nothing said so.
    """
    first, second = two
    released, begun, honest = threading.Event(), Counter[int](), delivering.send

    def send(job: Job) -> Outcome:
        begun[job.channel_id] += 1
        if job.config["url"] == first.url:
            released.wait(60)
        return honest(job)

    monkeypatch.setattr(delivering, "send", send)
    monkeypatch.setattr(notice_sender, "ATTEMPT_MAX_S", 0.1)
    for name in ("FIRST_PAUSE_S", "LAST_PAUSE_S"):
        monkeypatch.setattr(breaker, name, 0.05)
    await db(lambda: _fill(first, second))
    await db(lambda: _only("hangs", 60))
    ills, facts = _Ills(), {}
    sender = NoticeSender(db, ills, facts)  # type: ignore[arg-type]
    running = asyncio.create_task(sender.run())
    try:
        await until(lambda: len(second.taken) == 3, 10, "the other channel's three are out")
        await until(lambda: facts.get("notices_failed", 0) >= delivering.IN_FLIGHT_PER_CHANNEL, 10, "given up")
        for n in range(4):
            await asyncio.sleep(0.6)
            await db(lambda n=n: _only("well", 1, f"later{n}"))
        await until(lambda: len(second.taken) == 7, 10, "and so is what comes later")
        assert max(begun.values()) == delivering.IN_FLIGHT_PER_CHANNEL
    finally:
        released.set()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


def _only(name: str, count: int, key: str = "only") -> None:
    other = {"hangs": "well", "well": "hangs"}[name]
    people = UserFactory.create_batch(count)
    for person in people:
        NoticePreference.objects.create(person=person, off=[other])
    with transaction.atomic():
        notify(people=people, incident_id=None, reason="informed", text="测试", key=key, grade="yellow")
