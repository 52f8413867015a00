"""The database of a first start, made at once instead of by walking through every migration.

A migration costs what Django must render again of all models to take one step; on an empty database none of the steps
matters, only where they end. So the tables are made as they stand after the last migration, what is shipped is put in
by the migrations that ship it, and all are noted down as applied. From then on the database is like any other.
"""

from collections.abc import Iterator

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import Migration, RunPython, operations
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import StateApps
from django.db.models import Model

Name = tuple[str, str]

#: Migrations whose code puts in what every database holds. It must go on working with the newest models.
SHIP: frozenset[Name] = frozenset(
    {
        ("audit", "0002_append_only"),
        ("closing", "0002_shipped_classes"),
        ("dispatch", "0002_version_1"),
        ("places", "0002_shipped_towns"),
        ("places", "0003_county"),
    }
)

#: Migrations whose code only changes rows that were there before, and that cannot say so themselves any more. A new one
#: says ``RunPython(…, elidable=True)``.
CARRY: frozenset[Name] = frozenset(
    {
        ("account", "0006_emailaddress_lower"),
        ("account", "0008_emailaddress_unique_primary_email_fixup"),
        ("arrivals", "0002_per_enterprise"),
        ("auth", "0011_update_proxy_permissions"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("incidents", "0003_the_life_of_an_incident"),
        ("notices", "0002_deliveries"),
        ("registry", "0002_calendar_moves_out"),
        ("registry", "0004_e_service_consents"),
        ("resources", "0002_into_the_register"),
    }
)

#: What does more than move the state of the models on.
_OWN_WAYS = {"RunPython", "RunSQL", "SeparateDatabaseAndState"}
_OF_MODELS = tuple(getattr(operations, name) for name in operations.__all__ if name not in _OWN_WAYS)


def unknown(plan: list[Migration]) -> list[Name]:
    """Migrations that do something of which nobody said whether an empty database needs it."""
    return [
        (one.app_label, one.name) for one in plan if not all(_is_known(one, operation) for operation in one.operations)
    ]


def _is_known(migration: Migration, operation: Operation) -> bool:
    if operation.elidable or type(operation) in _OF_MODELS:
        return True
    return type(operation) is RunPython and (migration.app_label, migration.name) in SHIP | CARRY


def make_at_once(connection: BaseDatabaseWrapper) -> int:
    """Make the whole database in one transaction, if it has no table yet; the number of migrations it stands for.

    0 when there are tables, or when a migration does what only a walk through all of them can do.
    """
    if connection.in_atomic_block or connection.introspection.table_names():
        return 0
    executor = MigrationExecutor(connection)
    plan = [migration for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    if unknown(plan) or executor.loader.detect_conflicts():
        return 0
    state = executor.loader.project_state()
    models: list[type[Model]] = [executor.recorder.Migration, *(state.apps.get_model(*key) for key in state.models)]
    # SQLite can let go of foreign keys only outside of a transaction.
    with connection.constraint_checks_disabled(), transaction.atomic(using=connection.alias):
        _make_tables(models, connection)
        _ship(plan, state.apps, connection)
        notes = [executor.recorder.Migration(app=app, name=name) for app, name in _notes(plan)]
        executor.recorder.migration_qs.bulk_create(notes)
    return len(notes)


def _make_tables(models: list[type[Model]], connection: BaseDatabaseWrapper) -> None:
    with connection.schema_editor(atomic=False) as editor:
        for model in models:
            if model._meta.can_migrate(connection):
                editor.create_model(model)


def _ship(plan: list[Migration], apps: StateApps, connection: BaseDatabaseWrapper) -> None:
    for migration in plan:
        if (migration.app_label, migration.name) not in SHIP:
            continue
        for operation in migration.operations:
            if isinstance(operation, RunPython):
                with connection.schema_editor(atomic=False) as editor:
                    operation.code(apps, editor)


def _notes(plan: list[Migration]) -> Iterator[Name]:
    """What a walk would have noted down: of a migration that replaces others, those others."""
    for migration in plan:
        yield from migration.replaces or [(migration.app_label, migration.name)]
