"""The worker's reporter: a platform that hangs holds up nobody but itself, and is a warning, not an illness."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from anlan.kit.settings import settings
from anlan.records.accounts.choices import Role
from anlan.records.core import clock
from anlan.records.places.models import County
from anlan.records.reporting.models import Destination, Report
from anlan.records.reporting.services import destination_create, destination_test
from anlan.web.report_sender import ReportSender
from tests.factories import UserFactory
from tests.integration.support import until
from tests.servers.providers import provider

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _county(transactional_db: None) -> None:
    """The row that a migration put in: a test before, which emptied every table, took it along."""
    shipped = {"code": "330381", "name": "瑞安市", "lon": 120.6, "lat": 27.8, "bbox": [], "view": []}
    County.objects.get_or_create(pk=County.ONLY, defaults=shipped)


async def db(work: Callable[[], Any]) -> Any:
    return await sync_to_async(work, thread_sensitive=True)()


def _test_of(url: str, name: str) -> None:
    admin = UserFactory(role=Role.ADMIN)
    row = destination_create(actor=admin, name=name, url=url, secret="a secret of sixteen")
    destination_test(actor=admin, destination_id=row.pk)


async def test_a_platform_that_hangs_holds_up_only_its_own_reports(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings(), "notice_private_hosts", "127.0.0.1")
    facts: dict[str, float | int | str] = {}
    with provider() as hangs, provider() as well:
        hangs.mood, hangs.held_s = "silent", 20
        await db(lambda: _test_of(hangs.url, "hangs"))
        await db(lambda: _test_of(well.url, "well"))
        await db(lambda: Destination.objects.filter(name="hangs").update(down_since=clock.now() - timedelta(hours=1)))
        job = asyncio.create_task(ReportSender(db, facts).run())
        try:
            await until(lambda: len(well.taken) == 1 and "reports_warning" in facts, 10)
        finally:
            job.cancel()
    assert "hangs" in str(facts["reports_warning"])
    assert await db(lambda: Report.objects.filter(destination__name="well", state="sent").exists())
