"""Django's database setting from ``ANLAN_DATABASE_URL``: SQLite by default, PostgreSQL when asked."""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from anlan.kit.settings import Settings

# A server that vanished is noticed within half a minute instead of two hours, and a forgotten transaction cannot
# keep everybody else waiting. Parameters in the URL win (``?sslmode=verify-full&sslrootcert=…``).
_POSTGRES_OPTIONS = {
    "connect_timeout": "5",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "20000",
    "options": "-c lock_timeout=10s -c idle_in_transaction_session_timeout=60s",
}


def database(config: Settings, process: str) -> dict[str, Any]:
    """The ``default`` entry of ``DATABASES``.

    Raises:
        ValueError: the URL is not ``postgres://…``.
    """
    return _postgres(config.database_url) if config.database_url else _sqlite(config, process)


def _sqlite(config: Settings, process: str) -> dict[str, Any]:
    # Only the worker checkpoints: a web request must never pay for moving the whole WAL into the file.
    checkpoint = 1000 if process == "worker" else 0
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": config.folder(".") / "anlan.sqlite3",
        # Opening registers some fifty functions and runs the PRAGMAs below: as dear as the work of one alarm.
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
                f"PRAGMA wal_autocheckpoint={checkpoint};"
            ),
        },
    }


def _postgres(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/"):
        raise ValueError("ANLAN_DATABASE_URL must look like postgres://user:password@host:5432/name")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**_POSTGRES_OPTIONS, **dict(parse_qsl(parts.query))},
    }
