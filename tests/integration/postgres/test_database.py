"""The database itself: it refuses to change the audit trail, and finds Chinese text and JSON."""

import pytest
from django.db import DatabaseError, connection, transaction

from anlan.records.audit import triggers
from anlan.records.audit.services import audit_write
from anlan.records.core.models import OutboxMessage
from anlan.records.core.services import outbox_add
from anlan.records.sites.models import Enterprise
from tests.factories import EnterpriseFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def guarded(settings) -> None:
    """The triggers of the migration, with one entry behind them; gone with the test's transaction."""
    settings.ANLAN_AUDIT_TRIGGERS = True
    with connection.schema_editor() as editor:
        triggers.install(None, editor)
    audit_write(actor=None, action="a.b")


@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit_auditentry SET reason = 'x'", "DELETE FROM audit_auditentry", "TRUNCATE audit_auditentry"],
)
def test_audit_entries_cannot_be_changed_or_removed(guarded: None, statement: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_auditentry")
        assert cursor.fetchone() == (1,)


def test_search_finds_chinese_and_latin_text_in_any_case() -> None:
    EnterpriseFactory(name="虚构氨冷Cold制冷厂")
    assert Enterprise.objects.filter(name__icontains="氨冷cOLD").count() == 1
    assert Enterprise.objects.filter(name__icontains="氨热").count() == 0


def test_json_fields_are_searched_by_their_content() -> None:
    outbox_add(topic="config", kind="publish", payload={"version": 7, "names": ["氨", 1e-7]})
    row = OutboxMessage.objects.get(payload__version=7)
    assert row.payload["names"] == ["氨", 1e-7]
