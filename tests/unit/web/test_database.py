"""The database setting."""

from pathlib import Path

import pytest

from anlan.kit.settings import Settings
from anlan.web.database import database


def test_sqlite_is_durable_and_only_the_worker_checkpoints(tmp_path: Path) -> None:
    config = Settings(data=tmp_path, database_url="")
    for process, pages in (("web", 0), ("worker", 1000)):
        options = database(config, process)["OPTIONS"]
        assert options["transaction_mode"] == "IMMEDIATE"
        assert options["timeout"] == 20
        for pragma in ("journal_mode=WAL", "synchronous=FULL", f"wal_autocheckpoint={pages};"):
            assert pragma in options["init_command"]


def test_postgres_url_is_taken_apart() -> None:
    entry = database(Settings(database_url="postgres://an%40lan:p%2Fw@db:5433/anlan?sslmode=require"), "web")
    assert (entry["USER"], entry["PASSWORD"], entry["HOST"], entry["PORT"]) == ("an@lan", "p/w", "db", "5433")
    assert (entry["NAME"], entry["OPTIONS"]["sslmode"]) == ("anlan", "require")
    assert entry["OPTIONS"]["connect_timeout"] == "5", "a dead server is noticed soon unless the URL says otherwise"


@pytest.mark.parametrize("url", ["mysql://a/b", "postgres://host", "nonsense"])
def test_other_urls_are_refused_with_an_example(url: str) -> None:
    with pytest.raises(ValueError, match="postgres://user:password"):
        database(Settings(database_url=url), "web")
