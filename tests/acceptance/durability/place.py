"""Disks that fill and break, for tests: a small tmpfs in the place of one folder, ballast to fill it, a loop device."""

import contextlib
import json
import os
import shutil
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from anlan.kit.settings import Settings


def require_mount() -> None:
    """Skip by name where this machine lets nobody mount."""
    if os.geteuid() != 0:
        pytest.skip("needs root: mounts a small disk")
    if shutil.which("mount") is None:
        pytest.skip("needs mount")
    probe = subprocess.run(["unshare", "-m", "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True, check=False)
    if probe.returncode:
        pytest.skip(f"this machine allows no mounts: {probe.stderr.decode().strip()}")


def require_loop() -> None:
    """Skip by name without loop devices."""
    require_mount()
    if not Path("/dev/loop-control").exists():
        pytest.skip("needs a loop device")
    if shutil.which("mkfs.ext4") is None:
        pytest.skip("needs mkfs.ext4 (e2fsprogs)")


class SmallDisk:
    """A tmpfs of ``size_mb`` at ``folder``; ``fill`` leaves nothing free, ``free`` gives it back."""

    def __init__(self, folder: Path) -> None:
        self.folder, self._ballast = folder, folder / "ballast"

    def fill(self) -> None:
        with contextlib.suppress(OSError), self._ballast.open("ab") as file:
            while True:
                file.write(b"x" * 65536)
                file.flush()
        with contextlib.suppress(OSError), self._ballast.open("ab", buffering=0) as file:
            while True:
                file.write(b"x")

    def free(self) -> None:
        self._ballast.unlink()


@contextlib.contextmanager
def small_disk(folder: Path, size_mb: int) -> Iterator[SmallDisk]:
    """Mount, and unmount whatever still uses it."""
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size_mb}m", "tmpfs", str(folder)], check=True)
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def health(config: Settings) -> tuple[int, dict]:
    """Status and report of ``/healthz``; (0, {}) when nobody answers."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{config.http_port}/healthz", timeout=5) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)
    except OSError:
        return 0, {}


def problems(config: Settings) -> str:
    """All problems as one text."""
    return " | ".join(health(config)[1].get("problems", []))
