"""A first start makes its database at once, and has what a walk through every migration leaves behind."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.db import migrations
from django.db.migrations.loader import MigrationLoader

from anlan.records.core import first_start
from tests.factories import production
from tests.integration.upgrade import shape
from tests.servers import Missing, postgres

AT_ONCE = "Made an empty database at once"

BREAKS_OFF = """
from django.core.management import call_command
from django.db import connection
from anlan.records.core import first_start

ship, first_start._ship = first_start._ship, lambda *_: 1 / 0
try:
    call_command("migrate", verbosity=0, skip_checks=True)
except ZeroDivisionError:
    print("broke off with", connection.introspection.table_names())
first_start._ship = ship
call_command("migrate", verbosity=0, skip_checks=True)
from anlan.records.places.models import Town
print("then", Town.objects.exists(), first_start.make_at_once(connection))
"""


def test_every_migration_says_what_an_empty_database_needs_of_it() -> None:
    unknown = first_start.unknown(list(MigrationLoader(None).disk_migrations.values()))
    assert unknown == [], (
        "each of these makes every first start take half a minute: a step that only changes rows of older releases "
        "says elidable=True; one that puts in what every database holds is named in records/core/first_start.py"
    )


@pytest.mark.parametrize(
    ("operation", "is_known"),
    [
        (migrations.RunPython(migrations.RunPython.noop), False),
        (migrations.RunPython(migrations.RunPython.noop, elidable=True), True),
        (migrations.RunSQL("SELECT 1"), False),
        (migrations.SeparateDatabaseAndState(), False),
        (type("Own", (migrations.RenameField,), {})("thing", "a", "b"), False),
        (migrations.RenameField("thing", "a", "b"), True),
    ],
)
def test_what_a_migration_does_besides_models_is_not_left_out_unasked(operation, is_known: bool) -> None:
    migration = type("Migration", (migrations.Migration,), {"operations": [operation]})("0002_more", "things")
    assert first_start.unknown([migration]) == ([] if is_known else [("things", "0002_more")])


def test_a_first_start_that_breaks_off_leaves_nothing_and_the_next_makes_all(tmp_path: Path) -> None:
    process = production.start(tmp_path, BREAKS_OFF)
    printed, _ = process.communicate(timeout=150)
    assert printed.splitlines() == ["broke off with []", "then True 0"]


def made(folder: Path, *arguments: str, **more: str) -> str:
    """Migrate an empty database; what was printed."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ANLAN_")}
    return subprocess.run(
        [sys.executable, "-m", "anlan.web.manage", "migrate", "--no-input", "--skip-checks", *arguments],
        env={**kept, "ANLAN_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "anlan.web.settings", **more},
        check=True, capture_output=True, text=True, timeout=600,
    ).stdout  # fmt: skip


def assert_alike(quick: shape.Shape, walked: shape.Shape) -> None:
    assert quick.keys() == walked.keys()
    assert {what: quick[what] for what in quick if quick[what] != walked[what]} == {}
    assert any("places_town" in what and len(quick[what]) > 1 for what in quick)  # not two empty ones


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_made_at_once_and_walked_through_are_the_same_database(tmp_path: Path) -> None:
    assert AT_ONCE in made(tmp_path / "quick")
    assert AT_ONCE not in made(tmp_path / "walked", "--one-by-one")
    quick, walked = (shape.of_sqlite(tmp_path / name / "anlan.sqlite3") for name in ("quick", "walked"))
    assert_alike(quick, walked)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_on_postgresql_they_are_the_same_too(tmp_path: Path) -> None:
    try:
        with postgres.cluster() as url:
            with psycopg.connect(url, autocommit=True) as server:
                server.execute("CREATE DATABASE walked")
            other = f"{url.rsplit('/', 1)[0]}/walked"
            assert AT_ONCE in made(tmp_path, ANLAN_DATABASE_URL=url)
            assert AT_ONCE not in made(tmp_path, "--one-by-one", ANLAN_DATABASE_URL=other)
            assert_alike(shape.of_postgres(url), shape.of_postgres(other))
    except Missing as reason:
        pytest.skip(str(reason))
