"""Backup while the records are in use, restore into an empty folder, and the stream applied from the stored place."""

import asyncio
import shutil
import sqlite3
import subprocess
import time
from pathlib import Path

import pytest

from anlan.bus import subjects
from anlan.bus.client import Bus
from anlan.bus.messages import AlarmBatch, AlarmTransition, to_json
from anlan.domain.grades import Grade
from anlan.kit.sealing import seal, unseal
from anlan.kit.settings import Settings
from anlan.web.backup import BackupError, backup, restore, verify
from tests.conftest import start_nats
from tests.integration.support import Beats, migrate, start_process, until

pytestmark = [pytest.mark.nats, pytest.mark.timeout(150)]


def transition(n: int, kind: str = "raised") -> AlarmTransition:
    return AlarmTransition(
        id=f"0-{n}-0", alarm_id=f"{n}.limit.H.{n}", kind=kind, point_id=n, rule="limit", label="H", grade=Grade.YELLOW,
        at_ms=time.time_ns() // 1_000_000, logged_at_ms=time.time_ns() // 1_000_000, value=30.0, set_point=28.0,
    )  # fmt: skip


async def raise_alarms(bus: Bus, first: int, count: int) -> None:
    for n in range(first, first + count):
        batch = AlarmBatch(partition=0, source_seq=n, transitions=[transition(n)])
        await bus.publish_durable(subjects.alarms(0), to_json(batch), msg_id=f"a{n}")


def counts(data: Path) -> tuple[int, int, int]:
    """Alarms, distinct alarms with a work order, work orders."""
    with sqlite3.connect(data / "anlan.sqlite3") as database:
        return database.execute(
            "select (select count(*) from alarm_log_alarm),"
            " (select count(distinct alarm_id) from alarm_log_alarm where incident_id is not null),"
            " (select count(*) from incidents_incident)"
        ).fetchone()


async def applied(data: Path, alarms: int, worker: subprocess.Popen[bytes]) -> None:
    def done() -> bool:
        assert worker.poll() is None, "the worker ended"
        return counts(data)[0] >= alarms

    await until(done, 60, f"{alarms} alarms applied")


def end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()


async def test_restored_records_go_on_from_their_place_and_double_nothing(test_settings: Settings, tmp_path) -> None:
    server = start_nats(test_settings)
    bus = await Bus.connect("test", test_settings)
    await bus.ensure_streams()
    await asyncio.to_thread(migrate, test_settings)
    (test_settings.folder("files") / "ab").mkdir()
    (test_settings.data / "files" / "ab" / "photo").write_bytes(b"evidence")
    worker = start_process(test_settings, "worker")
    try:
        await raise_alarms(bus, 1, 40)
        await applied(test_settings.data, 40, worker)
        saved = tmp_path / "saved"
        manifest = await asyncio.to_thread(backup, test_settings, saved)  # in use
        assert manifest.alarm_place == 40
        await raise_alarms(bus, 41, 30)
        await applied(test_settings.data, 70, worker)
        end(worker)
        await bus.close()
        end(server)

        fresh = test_settings.model_copy(update={"data": tmp_path / "fresh"})
        shutil.copytree(test_settings.data / "nats", fresh.data / "nats")  # the stream's own disk has survived
        shutil.copy(test_settings.data / "alarm_place", fresh.data)
        restore(fresh, saved)
        assert counts(fresh.data)[0] == 40
        assert (fresh.data / "files" / "ab" / "photo").read_bytes() == b"evidence"
        assert (fresh.data / "secret_key").read_text() == (test_settings.data / "secret_key").read_text()
        server = start_nats(fresh)
        bus = await Bus.connect("test", fresh)
        beats = await Beats().listen(bus)
        worker = start_process(fresh, "worker")
        await applied(fresh.data, 70, worker)
        await until(lambda: "the database is older" in beats.reason("worker"), 30, "the older database is named")
        await raise_alarms(bus, 71, 5)
        await applied(fresh.data, 75, worker)
        await asyncio.sleep(1)
        assert counts(fresh.data) == (75, 75, 75)
    finally:
        end(worker)
        await bus.close()
        end(server)


def test_a_restored_platform_opens_what_was_sealed_and_has_no_tape_of_people_at_work(
    test_settings: Settings, tmp_path: Path
) -> None:
    migrate(test_settings)
    sealed = {purpose: seal("user:password", test_settings, purpose) for purpose in ("camera", "notice")}
    tape = test_settings.folder("camera_tape") / "7.tape"
    tape.write_bytes(b"people at work")
    saved = tmp_path / "saved"
    backup(test_settings, saved)
    assert not [path for path in saved.rglob("*") if "key" in path.name or "tape" in str(path.relative_to(saved))]
    fresh = test_settings.model_copy(update={"data": tmp_path / "fresh"})
    restore(fresh, saved)
    assert {unseal(box, fresh, purpose) for purpose, box in sealed.items()} == {"user:password"}
    assert not (fresh.data / "camera_tape").exists()


def test_a_damaged_backup_is_refused_and_nothing_is_overwritten(test_settings: Settings, tmp_path: Path) -> None:
    migrate(test_settings)
    saved = tmp_path / "saved"
    backup(test_settings, saved)
    with pytest.raises(BackupError, match="not empty"):
        backup(test_settings, saved)
    with pytest.raises(BackupError, match="already has records"):
        restore(test_settings, saved)
    fresh = test_settings.model_copy(update={"data": tmp_path / "fresh"})
    with (saved / "anlan.sqlite3").open("r+b") as file:
        file.seek(5000)
        file.write(b"\xff" * 100)
    with pytest.raises(BackupError, match="damaged"):
        restore(fresh, saved)
    assert not (fresh.data / "anlan.sqlite3").exists()
    (saved / "manifest.json").unlink()
    with pytest.raises(BackupError, match="not a whole backup"):
        verify(saved)
