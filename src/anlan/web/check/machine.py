"""The machine: its folder, disk, clock, programs."""

import ctypes
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from anlan.bus import server
from anlan.cameras.sources import ffmpeg
from anlan.kit.settings import Settings
from anlan.web.check.finding import Finding, advice, ok, wrong

GIB = 2**30
#: Below this the stream store, the history and the database will soon refuse.
ROOM_BYTES = GIB
#: No machine that runs this version has an earlier date.
RELEASED = datetime(2026, 11, 1, tzinfo=UTC)
#: Clocks of machines of one system may differ by so much; alarms compare stamps with log time.
SKEW_S = 2.0
_TIME_ERROR = 5  # adjtimex: the kernel's clock is not kept right by anybody


def folder(config: Settings) -> Iterator[Finding]:
    """The data folder can be written, and only by its owner."""
    path = config.data.absolute()
    if not path.exists():
        above = next(parent for parent in path.parents if parent.exists())
        if os.access(above, os.W_OK):
            yield ok("data folder", f"{path} will be made at the first start")
        else:
            yield wrong("data folder", f"{path} does not exist and {above} cannot be written", "set ANLAN_DATA")
        return
    try:
        with tempfile.TemporaryFile(dir=path) as probe:
            probe.write(b"x")
            os.fsync(probe.fileno())
    except OSError as error:
        yield wrong(
            "data folder", f"{path} cannot be written: {error.strerror}", "give it to this user, or set ANLAN_DATA"
        )
        return
    key = path / "secret_key"
    if key.exists() and key.stat().st_mode & 0o077:
        yield wrong("data folder", f"{key} can be read by others", f"chmod 600 {key}")
        return
    yield ok("data folder", f"{path} can be written")


def disk(config: Settings) -> Iterator[Finding]:
    """Room for what the settings allow to be kept."""
    path = next(p for p in (config.data.absolute(), *config.data.absolute().parents) if p.exists())
    usage = shutil.disk_usage(path)
    stored = 0 if config.nats_url else _size(config.data / "nats")
    to_come = 0 if config.nats_url else max(0, config.nats_store_max_bytes - stored)
    free = f"{usage.free / GIB:.1f} GiB free of {usage.total / GIB:.1f}"
    inodes = os.statvfs(path)
    if usage.free < ROOM_BYTES:
        yield wrong("disk", f"{free}: devices will soon not be acknowledged", "free space, or move ANLAN_DATA")
    elif inodes.f_files and inodes.f_favail < 1000:
        yield wrong("disk", f"only {inodes.f_favail} more files can be made", "remove small files on this volume")
    elif usage.free < to_come + ROOM_BYTES:
        yield advice(
            "disk",
            f"{free}, but the stream store alone may grow by {to_come / GIB:.1f} GiB",
            "make room, or lower ANLAN_NATS_STORE_MAX_BYTES and ANLAN_READINGS_MAX_BYTES",
        )
    else:
        yield ok("disk", free)


def _size(path: Path) -> int:
    total = 0
    for place, _, names in os.walk(path):
        for name in names:
            try:
                total += (Path(place) / name).stat().st_blocks * 512
            except OSError:  # a segment that was just dropped
                continue
    return total


def clock(config: Settings) -> Iterator[Finding]:
    """The clock is right enough for stamps, escalations and certificates."""
    now = datetime.now(UTC)
    if now < RELEASED:
        yield wrong(
            "clock", f"it says {now:%Y-%m-%d}, before this version existed", "set the clock, run chrony or ntpd"
        )
        return
    newest = _newest(config.data)
    if newest > time.time() + 60:
        yield wrong(
            "clock",
            f"it is {newest - time.time():.0f} s behind files that Anlan wrote: it was set back",
            "set it right before starting: readings would look as if they came from the future",
        )
    elif not _is_kept_right():
        yield advice("clock", f"{now:%Y-%m-%d %H:%M:%S} UTC, not synchronised by anybody", "run chrony or ntpd")
    else:
        yield ok("clock", f"{now:%Y-%m-%d %H:%M:%S} UTC, synchronised")


def _newest(data: Path) -> float:
    kept = [data, *data.glob("*"), *data.glob("nats/*")] if data.exists() else []
    return max((path.stat().st_mtime for path in kept if path.exists()), default=0.0)


def _is_kept_right() -> bool:
    """What the kernel says of its clock; True where it cannot be asked."""
    if sys.platform != "linux":
        return True
    buffer = ctypes.create_string_buffer(512)  # struct timex, all zero: only asks
    return ctypes.CDLL(None).adjtimex(buffer) not in (-1, _TIME_ERROR)


def programs(config: Settings) -> Iterator[Finding]:
    """The embedded server is there and runs."""
    if config.nats_url:
        return
    try:
        binary = server.binary()
        said = subprocess.run([binary, "--version"], capture_output=True, text=True, timeout=10, check=True).stdout  # noqa: S603
    except (server.ServerMissing, OSError, subprocess.SubprocessError) as error:
        yield wrong("nats-server", str(error), "run `make setup`")
        return
    yield ok("nats-server", said.strip())


def cameras(config: Settings) -> Iterator[Finding]:
    """The library that reads cameras goes nowhere by itself."""
    if problem := ffmpeg.problem():
        yield wrong("cameras", problem, "install the pinned requirements anew (`make setup`)")
    else:
        yield ok("cameras", ffmpeg.version())
