"""`anlan up` under systemd."""

import asyncio
import socket
from pathlib import Path

import pytest

from anlan.web.up import _more_time


async def test_a_start_that_takes_long_asks_systemd_for_more_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without it a migration of more than TimeoutStartSec is killed, and begins anew for ever."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(tmp_path / "notify"))
        listener.setblocking(False)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        async with _more_time():
            await asyncio.sleep(0)
            assert listener.recv(64) == b"EXTEND_TIMEOUT_USEC=60000000"
