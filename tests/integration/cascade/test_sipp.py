"""SIPp, which others wrote and which is strict, plays the platform above: registrar, then caller."""

import asyncio
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from bench.ports import free_port

from anlan.cameras.views import Frame
from anlan.domain.clock import SystemClock
from tests.integration.cascade.conftest import SEEN, Below, superior
from tests.integration.cascade.superior_peer import media_socket
from tests.integration.gb28181 import program_stream
from tests.integration.gb28181.conftest import until

HERE = Path(__file__).parent

pytestmark = pytest.mark.skipif(shutil.which("sipp") is None, reason="needs Debian's sip-tester (the command sipp)")


class Sipp:
    """Scenarios of one platform above, all from one port."""

    def __init__(self, folder: Path) -> None:
        self.port, self._folder = free_port(), folder

    def start(self, scenario: str, *more: str) -> subprocess.Popen[bytes]:
        """One scenario, once."""
        words = [
            "sipp", "-sf", str(HERE / "sipp" / f"{scenario}.xml"), "-i", "127.0.0.1", "-p", str(self.port), "-m", "1",
            "-timeout", "25s", "-nostdin", "-trace_err", "-error_file", str(self._folder / f"{scenario}.err"), *more,
        ]  # fmt: skip
        return subprocess.Popen(
            words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            cwd=self._folder, env=dict(os.environ),
        )  # fmt: skip

    async def done(self, process: subprocess.Popen[bytes]) -> None:
        """Wait; a scenario that was not gone through fails with what SIPp says."""
        code = await asyncio.to_thread(process.wait, 30)
        said = "".join(path.read_text("latin-1") for path in self._folder.glob("*.err"))
        assert code == 0, said[-1500:]


async def test_it_is_registered_with_by_the_right_digest_and_then_called(below: Below, tmp_path: Path) -> None:
    sipp = Sipp(tmp_path)
    waiting = sipp.start("registrar")
    await asyncio.sleep(0.5)
    await below.open(superior(below.config, sipp.port, keepalive_s=3_600))
    await sipp.done(waiting)
    await until(lambda: below.superior.is_registered)
    assert below.superior.registration.registrations == 1
    frame = Frame(SystemClock().now_ms(), program_stream.picture(1, 640, 360))
    below.cameras.all[SEEN].ring.put(frame, [])
    with media_socket() as ears:
        calling = sipp.start(
            "caller", "-key", "ears", str(ears.getsockname()[1]), f"127.0.0.1:{below.config.gb28181_port}"
        )
        packet = await asyncio.to_thread(ears.recv, 2_000)
        await sipp.done(calling)
    assert packet[12:16] == b"\x00\x00\x01\xba"
    assert int.from_bytes(packet[8:12], "big") == 381000777
    await until(lambda: below.superior.calls.open == [])
