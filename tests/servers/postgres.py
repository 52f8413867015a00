"""A PostgreSQL cluster that lives as long as a test: made, started and removed by whoever asks for it."""

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.ports import free_port

from tests.servers import Missing

#: PostgreSQL refuses to run as root; this account comes with the Debian package.
ACCOUNT = "postgres"
# A throw-away cluster need not survive a power cut, and forty workers and tests may be connected at once.
SETTINGS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60", "shared_buffers=64MB")


def binaries() -> Path:
    """Folder of the newest server on this machine.

    Raises:
        Missing: PostgreSQL is not installed.
    """
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    if not found and not on_path:
        raise Missing("needs PostgreSQL: apt-get install postgresql")
    return (found[-1] if found else Path(str(on_path))).parent


@contextlib.contextmanager
def cluster() -> Iterator[str]:
    """Run a cluster; yields the URL of its empty database ``anlan``.

    Raises:
        Missing: PostgreSQL, or the account to run it under, is not on this machine.
    """
    bin_folder, account = binaries(), _account()
    folder = Path(tempfile.mkdtemp(prefix="anlan-postgres-"))
    try:
        if account is not None:
            shutil.chown(folder, account, pwd.getpwnam(account).pw_gid)
        port, data = free_port(), folder / "data"
        _run(
            [bin_folder / "initdb", "-D", data, "-U", "anlan", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"],
            account,
        )
        options = [part for setting in SETTINGS for part in ("-c", setting)]
        command = [bin_folder / "postgres", "-D", data, "-p", str(port), "-h", "127.0.0.1", "-k", folder, *options]
        with (folder / "log").open("w") as log:
            server = subprocess.Popen(command, stdout=log, stderr=log, **_as(account))
        try:
            _wait(bin_folder, port, folder / "log")
            _run([bin_folder / "createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "anlan", "anlan"], account)
            yield f"postgres://anlan@127.0.0.1:{port}/anlan"
        finally:
            server.kill()
            server.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _account() -> str | None:
    """The account to run under; None = our own."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(ACCOUNT).pw_name
    except KeyError:
        raise Missing(f"PostgreSQL refuses to run as root and the account {ACCOUNT!r} does not exist") from None


def _as(account: str | None) -> dict[str, object]:
    if account is None:
        return {}
    return {"user": account, "group": pwd.getpwnam(account).pw_gid, "extra_groups": []}


def _run(command: list[object], account: str | None) -> None:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, cwd="/", **_as(account))  # type: ignore[call-overload]
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {done.stderr[-2000:]}")


def _wait(bin_folder: Path, port: int, log: Path) -> None:
    for _ in range(200):
        ready = subprocess.run([bin_folder / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)], check=False)
        if ready.returncode == 0:
            return
        time.sleep(0.05)
    raise RuntimeError(f"PostgreSQL did not start: {log.read_text()[-2000:]}")
