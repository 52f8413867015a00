"""Shared fixtures: free ports, a throw-away NATS server, a bus, the records' database."""

import asyncio
import contextlib
import gc
import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
import structlog
from bench.ports import free_port

from anlan.bus import server
from anlan.bus.client import Bus
from anlan.kit.garbage import collect_seldom
from anlan.kit.settings import Settings
from tests.servers import database

# What is made while tests are collected lives until the end: looking through it for rings was two fifths of collecting.
gc.disable()

# Where the environment forbids to keep byte code, every process of every test would compile what it imports again, and
# every collecting worker would rewrite each assertion.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


@pytest.fixture
def test_settings(tmp_path: Path) -> Settings:
    """Settings of a machine of its own, in a temporary folder, on free ports."""
    return Settings(
        data=tmp_path / "data",
        nats_port=free_port(),
        mqtt_port=free_port(),
        hj212_port=free_port(),
        http_port=free_port(),
        http_ingest_port=free_port(),
        nats_store_max_bytes=4 * 2**30,
        readings_max_bytes=2**28,
    )


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop() -> None:
    """Tests collect as the platform's processes do, and leave alone what was there before them."""
    gc.freeze()
    collect_seldom()
    gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What may take longest begins first, whatever the shuffled order: else the last of them runs on alone."""
    items.sort(key=_allowed_s, reverse=True)


def _allowed_s(item: pytest.Item) -> float:
    """Seconds that a test asks for; 0 for all that are content with what every test has."""
    marker = item.get_closest_marker("timeout")
    return float(marker.args[0]) if marker and marker.args else 0.0


def start_nats(config: Settings) -> subprocess.Popen[bytes]:
    """Start the real nats-server of the wheel and wait until it listens."""
    process = subprocess.Popen(server.command(config), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(200):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", config.nats_port), 0.2):
            return process
        if process.poll() is not None:
            break
        import time

        time.sleep(0.05)
    process.kill()
    raise RuntimeError("nats-server did not start")


@pytest.fixture
def nats_server(test_settings: Settings) -> Iterator[Settings]:
    """A running nats-server; yields the settings to reach it."""
    process = start_nats(test_settings)
    yield test_settings
    process.kill()
    process.wait()


@pytest_asyncio.fixture
async def bus(nats_server: Settings) -> AsyncIterator[Bus]:
    """A connected bus with all streams made."""
    connected = await Bus.connect("test", nats_server)
    await connected.ensure_streams()
    yield connected
    with contextlib.suppress(Exception):
        await asyncio.wait_for(connected.close(), 5)


@pytest.fixture(autouse=True)
def _logs_as_they_come() -> Iterator[None]:
    """A test that sets up logging, as a command does, must not decide where the next test's lines go."""
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_blocker) -> Iterator[None]:
    """The database of tests in this process: on SQLite a copy in memory, elsewhere what pytest-django makes."""
    from django.db import connection

    if connection.vendor != "sqlite":
        yield request.getfixturevalue("django_db_setup")
        return
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict["NAME"] = connection.creation._get_test_db_name()
        copy_migrated()
    yield


def copy_migrated() -> None:
    """Make the database of this process what the migrations leave behind."""
    from django.db import connection

    connection.ensure_connection()
    with contextlib.closing(sqlite3.connect(database.migrated(has_triggers=False))) as made:
        made.backup(connection.connection)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """A test with transactions of its own empties every table when it ends: what migrations put in is put back, or the
    next test of this process finds no county. Which test is next is xdist's to say."""
    result = yield
    marker = item.get_closest_marker("django_db")
    if marker and marker.kwargs.get("transaction"):
        from django.db import connection
        from pytest_django.plugin import blocking_manager_key

        if connection.vendor == "sqlite":
            with item.config.stash[blocking_manager_key].unblock():
                copy_migrated()
    return result
