"""The database: there, sound, and of this version."""

import sqlite3
from collections.abc import Iterator

from anlan.kit.settings import Settings
from anlan.web.check.finding import Finding, ok, wrong

#: A larger file is not read through: this is a look, not an examination.
QUICK_CHECK_BYTES = 2 * 2**30


def database(config: Settings, *, is_running: bool) -> Iterator[Finding]:
    """The records' database. ``is_running``: the processes are up and need it now."""
    path = config.data / "anlan.sqlite3"
    if not config.database_url and not path.exists():
        yield ok("database", "will be made at the first start")
        return
    if not config.database_url and path.stat().st_size < QUICK_CHECK_BYTES:
        try:
            with sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5) as connection:
                (said,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        except sqlite3.DatabaseError as error:
            said = str(error)
        if said != "ok":
            yield wrong("database", f"{path} is damaged: {said}", "stop Anlan and restore the last backup")
            return
    yield _migrations(is_running=is_running)


def _migrations(*, is_running: bool) -> Finding:
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.web.settings")
    try:
        django.setup()
        from django.db import connection
        from django.db.migrations.executor import MigrationExecutor

        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        apps = {app for app, _ in executor.loader.graph.nodes}
        applied, shipped = executor.loader.applied_migrations, executor.loader.disk_migrations
    except Exception as error:  # whatever the driver says, it is the answer
        return wrong("database", f"does not answer: {error}", "see ANLAN_DATABASE_URL and the database's own log")
    newer = [f"{app}.{name}" for app, name in applied if app in apps and (app, name) not in shipped]
    if newer:
        return wrong(
            "database", f"was used by a newer Anlan ({', '.join(sorted(newer)[:3])})", "install that version again"
        )
    if plan and is_running:
        return wrong("database", f"{len(plan)} migrations are not applied", "run `anlan migrate`")
    return ok(
        "database", f"{connection.vendor}, " + (f"{len(plan)} migrations at the next start" if plan else "up to date")
    )
