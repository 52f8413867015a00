"""The tests of the records again, on PostgreSQL: ``python -m tests.on_postgres [pytest arguments]``.

Starts a throw-away cluster, or uses the one named by ``ANLAN_TEST_DATABASE_URL`` (its account must be allowed to
create databases). Where PostgreSQL is missing it says so and skips.
"""

import contextlib
import os
import subprocess
import sys

from tests.servers import Missing, postgres

VARIABLE = "ANLAN_TEST_DATABASE_URL"

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
        with _database() as url:
            environment = {**os.environ, VARIABLE: url}
            return subprocess.run([sys.executable, "-m", "pytest", *chosen], env=environment, check=False).returncode
    except Missing as reason:
        print(f"SKIPPED on PostgreSQL: {', '.join(NAMED)}: {reason}")
        return 0


def _database() -> contextlib.AbstractContextManager[str]:
    given = os.environ.get(VARIABLE)
    return contextlib.nullcontext(given) if given else postgres.cluster()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
