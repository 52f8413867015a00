"""What only a server with many writers can get wrong; on SQLite these skip by name."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection


@pytest.fixture(autouse=True)
def only_on_postgres() -> None:
    """SQLite has one writer, so there is nothing to prove there."""
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: run `make test-postgres`, or set ANLAN_TEST_DATABASE_URL")


def at_once(*jobs: Callable[[], Any]) -> list[Any]:
    """Run jobs in threads that begin together, each on a connection of its own; results or errors, in order."""
    start = threading.Barrier(len(jobs))
    results: list[Any] = [None] * len(jobs)

    def run(place: int, job: Callable[[], Any]) -> None:
        start.wait(10)
        try:
            results[place] = job()
        except Exception as error:
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, job)) for place, job in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results
