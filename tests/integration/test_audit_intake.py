"""What others did through a stream process gets into the audit trail: once, whatever happens on the way."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import pytest_asyncio
from asgiref.sync import sync_to_async
from django.db import OperationalError

from anlan.bus import subjects
from anlan.bus.cascade_messages import CameraTurned
from anlan.bus.client import Bus
from anlan.bus.ills import Ills
from anlan.bus.messages import to_json
from anlan.bus.service import Service
from anlan.domain.clock import SystemClock
from anlan.kit.settings import Settings
from anlan.records.alarm_log.models import SetAsideMessage
from anlan.records.audit.models import AuditEntry
from anlan.web import audit_intake
from anlan.web.audit_intake import AuditIntake
from anlan.web.turning_notes import camera_turned_note
from tests.factories import CameraFactory

pytestmark = [pytest.mark.nats, pytest.mark.django_db(transaction=True)]

AT_MS = 1_790_000_000_000


def turned(number: int = 1, **more: Any) -> CameraTurned:
    base = {"id": f"note-{number}", "superior_id": 3, "superior_name": "市平台", "camera_id": 2**30, "at_ms": AT_MS}
    return CameraTurned(**base | more)


async def tell(bus: Bus, note: CameraTurned) -> None:
    await bus.publish_durable(subjects.CAMERA_TURNED, to_json(note), msg_id=note.id)


async def until(check: Callable[[], Any]) -> None:
    async with asyncio.timeout(30):
        while not await sync_to_async(check)():
            await asyncio.sleep(0.05)


async def waiting(bus: Bus) -> int:
    return int((await bus.js.stream_info(subjects.AUDIT)).state.messages)


class Database:
    """The records, and times when they do not answer."""

    def __init__(self) -> None:
        self.is_away, self.tries = False, 0

    async def __call__(self, work: Callable[[], Any]) -> Any:
        self.tries += 1
        if self.is_away:
            raise OperationalError("away")
        return await sync_to_async(work)()


@pytest.fixture
def database() -> Database:
    return Database()


@pytest_asyncio.fixture
async def service(
    bus: Bus, test_settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Service]:
    monkeypatch.setattr(audit_intake, "RETRY_S", 0.2)
    monkeypatch.setattr(audit_intake, "WAIT_S", 0.5)
    made = Service("worker", bus, test_settings, SystemClock())
    running = asyncio.create_task(AuditIntake(bus, database, Ills(made, "audit")).run())
    yield made
    running.cancel()


def test_a_turning_is_written_once_in_the_name_of_the_platform_above() -> None:
    camera = CameraFactory()
    for _ in range(2):
        camera_turned_note(turned(camera_id=camera.pk, pan=0.5, answer="failed"))
    (entry,) = AuditEntry.objects.filter(action="camera.turned")
    assert (entry.actor_id, entry.actor_name, entry.target_id) == (None, "上级平台 市平台", str(camera.pk))
    assert entry.changes == {
        "pan": 0.5, "answer": "failed", "at": "2026-09-21T22:13:20+08:00", "superior": 3, "camera": camera.pk,
        "note": "note-1",
    }  # fmt: skip


def test_it_is_written_also_when_the_camera_is_not_in_the_records_any_more() -> None:
    camera_turned_note(turned())
    (entry,) = AuditEntry.objects.filter(action="camera.turned")
    assert (entry.target_id, entry.changes["camera"]) == ("", 2**30)


async def test_what_is_told_is_written_and_gone_from_the_stream(bus: Bus, service: Service) -> None:
    for number in (1, 2):
        await tell(bus, turned(number))
    await until(lambda: AuditEntry.objects.filter(action="camera.turned").count() == 2)
    async with asyncio.timeout(20):
        while await waiting(bus):
            await asyncio.sleep(0.05)


async def test_while_the_database_is_away_it_waits_and_is_said(bus: Bus, service: Service, database: Database) -> None:
    database.is_away = True
    await tell(bus, turned())
    await until(lambda: "audit entries" in service.unwell and database.tries >= 2)
    assert await waiting(bus) == 1
    database.is_away = False
    await until(lambda: AuditEntry.objects.filter(action="camera.turned").exists() and not service.unwell)


async def test_what_is_no_message_is_set_aside_and_holds_nothing_up(bus: Bus, service: Service) -> None:
    await bus.publish_durable(subjects.CAMERA_TURNED, b"{broken", msg_id="x")
    await tell(bus, turned())
    await until(lambda: AuditEntry.objects.filter(action="camera.turned").exists())
    await until(lambda: SetAsideMessage.objects.filter(stream=subjects.AUDIT, resolved_at=None).count() == 1)


async def test_a_stream_that_was_deleted_is_read_again_when_it_is_back(bus: Bus, service: Service) -> None:
    await bus.js.delete_stream(subjects.AUDIT)
    await until(lambda: "audit stream" in service.unwell)
    await bus.ensure_streams()
    await tell(bus, turned())
    await until(lambda: AuditEntry.objects.filter(action="camera.turned").exists() and not service.unwell)
