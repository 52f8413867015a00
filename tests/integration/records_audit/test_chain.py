"""Any change to the trail is found; entries live and die with what they note."""

import hashlib
import hmac
import json
import random
import sqlite3
from pathlib import Path

import pytest
from django.db import transaction

from anlan.kit.settings import settings
from anlan.records.audit import anchor, chain
from anlan.records.audit.commands import verify_command
from anlan.records.audit.models import AuditEntry, AuditHead
from anlan.records.audit.selectors import verify
from anlan.records.audit.services import HASHED, audit_write
from tests.factories import UserFactory, production
from tests.integration.records_audit import tamper

ROWS = 40


@pytest.fixture
def trail(db) -> list[AuditEntry]:
    user = UserFactory()
    changes = {"set_point": [28.0, 1e-7], "until": [None, user.date_joined], "note": ["氨", "；\u2028'\""]}
    with transaction.atomic():
        return [
            audit_write(actor=user, action=f"point.changed{n % 3}", target=user, changes=changes, reason=f"理由{n}")
            for n in range(ROWS)
        ]


def test_an_untouched_trail_is_whole(trail: list[AuditEntry]) -> None:
    report = verify()
    assert (report.is_whole, report.checked) == (True, ROWS)
    assert report.head_hash == trail[-1].hash


@pytest.mark.skipif("sm3" not in hashlib.algorithms_available, reason="this Python's OpenSSL does not know SM3")
def test_a_trail_goes_on_by_sm3_and_tampering_with_either_half_is_found(
    trail: list[AuditEntry], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings(), "audit_digest", "sm3")
    entry = audit_write(actor=None, action="point.changed", reason="改用国密")
    said = {name: getattr(entry, name) for name in HASHED}
    assert entry.hash == hmac.new(chain.key(), trail[-1].hash.encode() + chain.canonical(said), "sm3").hexdigest()
    assert (verify().is_whole, verify().checked) == (True, ROWS + 1)
    for seq in (3, entry.seq):
        sid = transaction.savepoint()
        AuditEntry.objects.filter(seq=seq).update(reason="改写")
        assert verify().first_bad_seq == seq
        transaction.savepoint_rollback(sid)


@pytest.mark.parametrize("count", [300, pytest.param(10_000, marks=[pytest.mark.slow, pytest.mark.timeout(1200)])])
def test_every_random_tampering_is_found(trail: list[AuditEntry], count: int) -> None:
    anchor.write(trail[-1].seq, trail[-1].hash)
    dice = random.Random(20261123)
    missed = []
    for n in range(count):
        sid = transaction.savepoint()
        way = dice.choice(tamper.WAYS)
        way(trail, dice)
        if verify().is_whole:
            missed.append(f"{n}: {way.__name__}")
        transaction.savepoint_rollback(sid)
    assert missed == []
    assert verify().is_whole


@pytest.mark.django_db(transaction=True)
def test_cutting_the_end_together_with_its_head_is_found_by_the_anchor() -> None:
    for n in range(5):
        with transaction.atomic():
            audit_write(actor=None, action=f"a.{n}")
    assert anchor.last() == (5, AuditEntry.objects.get(seq=5).hash)
    AuditEntry.objects.filter(seq__gt=3).delete()
    AuditHead.objects.update(seq=3, hash=AuditEntry.objects.get(seq=3).hash)
    report = verify()
    assert (report.is_whole, report.first_bad_seq) == (False, 4)
    assert "锚点" in report.problem


@pytest.mark.django_db(transaction=True)
def test_a_rewritten_chain_without_the_key_is_found(own_data_folder: Path) -> None:
    with transaction.atomic():
        audit_write(actor=None, action="point.limits_changed")
    (own_data_folder / "audit_key").unlink()
    chain._key_at.cache_clear()
    assert not verify().is_whole


@pytest.mark.django_db(transaction=True)
def test_an_entry_dies_with_a_write_that_failed() -> None:
    with transaction.atomic():
        audit_write(actor=None, action="a.b")
        transaction.set_rollback(True)
    assert not AuditEntry.objects.exists()
    assert anchor.last() is None


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        audit_write(actor=None, action="a.b")


@pytest.mark.django_db
def test_command_says_whole_or_where_it_broke(trail: list[AuditEntry]) -> None:
    code, text = verify_command(as_json=True)
    assert (code, json.loads(text)["is_whole"]) == (0, True)
    AuditEntry.objects.filter(seq=7).update(reason="别的理由")
    code, text = verify_command(as_json=True)
    assert (code, json.loads(text)["first_bad_seq"]) == (1, 7)
    assert "第 7 条" in verify_command()[1]


@pytest.mark.parametrize("statement", ["UPDATE audit_auditentry SET reason = 'x'", "DELETE FROM audit_auditentry"])
def test_a_migrated_database_refuses_changes_itself(migrated_database: Path, statement: str) -> None:
    with sqlite3.connect(migrated_database) as db, pytest.raises(sqlite3.IntegrityError, match="append-only"):
        db.execute(statement)


@pytest.fixture(scope="module")
def migrated_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database as production makes it, with one audit entry."""
    path = production.migrate(tmp_path_factory.mktemp("production"))
    with sqlite3.connect(path) as db:
        db.execute(
            "INSERT INTO audit_auditentry (seq, at, actor_name, actor_role, action, target_type, target_id, "
            "target_name, changes, reason, ip, prev_hash, hash) "
            "VALUES (1, '2026-11-23', '', '', 'a', '', '', '', '{}', '', '', '', 'h')"
        )
    return path
