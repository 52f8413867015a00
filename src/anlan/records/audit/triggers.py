"""The database itself refuses to change or delete audit entries."""

from django.conf import settings
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLE = "audit_auditentry"

_SQLITE = [
    f"CREATE TRIGGER audit_no_{verb.lower()} BEFORE {verb} ON {TABLE} "
    "BEGIN SELECT RAISE(ABORT, 'audit entries are append-only'); END"
    for verb in ("UPDATE", "DELETE")
]
_POSTGRES = [
    "CREATE OR REPLACE FUNCTION audit_append_only() RETURNS trigger AS $$ "
    "BEGIN RAISE EXCEPTION 'audit entries are append-only'; END $$ LANGUAGE plpgsql",
    f"CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON {TABLE} "
    "FOR EACH ROW EXECUTE FUNCTION audit_append_only()",
    f"CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON {TABLE} "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only()",
]
_DROP = {
    "sqlite": ["DROP TRIGGER IF EXISTS audit_no_update", "DROP TRIGGER IF EXISTS audit_no_delete"],
    "postgresql": [
        f"DROP TRIGGER IF EXISTS audit_no_change ON {TABLE}",
        f"DROP TRIGGER IF EXISTS audit_no_truncate ON {TABLE}",
    ],
}


def install(_: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Put the triggers in; tests that must empty tables between them set ``ANLAN_AUDIT_TRIGGERS = False``."""
    if not getattr(settings, "ANLAN_AUDIT_TRIGGERS", True):
        return
    for statement in {"sqlite": _SQLITE, "postgresql": _POSTGRES}[editor.connection.vendor]:
        editor.execute(statement)


def remove(_: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the triggers out, to undo the migration."""
    for statement in _DROP[editor.connection.vendor]:
        editor.execute(statement)
