"""The tests of the records again, on PostgreSQL: ``python -m tests.on_postgres [pytest arguments]``.

Starts a throw-away cluster, or uses the one named by ``ANLAN_TEST_DATABASE_URL`` (its account must be allowed to
create databases). Where PostgreSQL is missing it says so and skips.
"""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator

import psycopg

from tests.servers import Missing, postgres

VARIABLE = "ANLAN_TEST_DATABASE_URL"
#: Making a database takes seconds of a core, and every worker needs one.
TEMPLATE = "ANLAN_TEST_DATABASE_TEMPLATE"

#: Everything whose promise rests on what the database does: locks, triggers, unique keys, JSON, search, time.
NAMED = (
    "tests/integration/alarm_log",
    "tests/integration/closing/test_learning.py",
    "tests/integration/incidents",
    "tests/integration/merging",
    "tests/integration/postgres",
    "tests/integration/records_accounts",
    "tests/integration/records_audit",
    "tests/integration/records_core",
    "tests/integration/records_sites",
    "tests/integration/registers/test_registry.py",
    "tests/integration/phone",
    "tests/acceptance/alarms",
    "tests/acceptance/dispatch",
    "tests/acceptance/incidents",
    "tests/acceptance/notices",
    "tests/contract/test_out_of_range.py",
)


def main(arguments: list[str]) -> int:
    """Run the named tests; 0 when they pass or PostgreSQL is missing."""
    chosen = arguments or ["-n", "2", "-rs", *NAMED]
    try:
        with _database() as named:
            environment = {**os.environ, **named}
            return subprocess.run([sys.executable, "-m", "pytest", *chosen], env=environment, check=False).returncode
    except Missing as reason:
        print(f"SKIPPED on PostgreSQL: {', '.join(NAMED)}: {reason}")
        return 0


@contextlib.contextmanager
def _database() -> Iterator[dict[str, str]]:
    """The variables that name the server; in a cluster of our own, also a migrated database for workers to copy."""
    if given := os.environ.get(VARIABLE):
        yield {VARIABLE: given}
        return
    with postgres.cluster() as url:
        with psycopg.connect(url, autocommit=True) as server:
            server.execute("CREATE DATABASE migrated")  # nobody may be connected to it while it is copied
        migrated = f"{url.rsplit('/', 1)[0]}/migrated"
        named = {VARIABLE: migrated, "DJANGO_SETTINGS_MODULE": "tests.django_settings"}
        command = [sys.executable, "-m", "anlan.web.manage", "migrate", "--no-input", "--skip-checks", "-v0"]
        subprocess.run(command, env={**os.environ, **named}, check=True)
        yield {VARIABLE: url, TEMPLATE: "migrated"}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
