"""SIPp, which others wrote and which is strict, plays a horn that asks for a password; FFmpeg decodes what it hears."""

import shutil
import socket
import subprocess
import time
from pathlib import Path

import numpy as np
import pytest
from bench.ports import free_port

from anlan.kit.sip import caller
from anlan.kit.sip.address import SipAddress
from anlan.kit.sip.dialogue import Login
from anlan.kit.sip.ending import Ended, Target
from tests.servers.horn import decoded, loudest_hz

HORN = Path(__file__).parent / "sipp" / "horn.xml"

pytestmark = pytest.mark.skipif(shutil.which("sipp") is None, reason="needs Debian's sip-tester (the command sipp)")


@pytest.fixture
def ear() -> socket.socket:
    """Where the horn wants its sound."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as opened:
        opened.bind(("127.0.0.1", 0))
        opened.settimeout(0.1)
        yield opened


def heard(ear: socket.socket) -> bytes:
    payload = b""
    try:
        while True:
            payload += ear.recv(2048)[12:]
    except TimeoutError:
        return payload


def sipp(port: int, sound_port: int, folder: Path) -> subprocess.Popen[bytes]:
    words = [
        "sipp", "-sf", str(HORN), "-i", "127.0.0.1", "-p", str(port), "-m", "1", "-timeout", "20s", "-nostdin",
        "-key", "sound_port", str(sound_port), "-trace_err", "-error_file", str(folder / "horn.err"),
    ]  # fmt: skip
    quiet = subprocess.DEVNULL
    started = subprocess.Popen(words, stdin=quiet, stdout=quiet, stderr=quiet, cwd=folder)
    time.sleep(0.5)
    return started


def test_it_is_called_hears_a_tone_and_is_hung_up(ear: socket.socket, tmp_path: Path) -> None:
    port = free_port()
    horn = sipp(port, ear.getsockname()[1], tmp_path)
    at = np.arange(8_000) / 8_000
    sound = (np.sin(2 * np.pi * 880 * at) * 12_000).astype(np.int16)
    target = Target(SipAddress.parse(f"sip:8001@127.0.0.1:{port}"), "127.0.0.1", Login("8001", "geheim-123"))
    ending = caller.play(target, sound, judge=lambda host: host)
    said = "".join(path.read_text("latin-1") for path in tmp_path.glob("*.err"))
    assert horn.wait(20) == 0, said[-1500:]
    assert ending.how == Ended.PLAYED, (ending, said[-1500:])
    assert ending.played_s == 1.0
    samples = decoded(heard(ear), 8)
    assert len(samples) == 8_000
    assert loudest_hz(samples) == pytest.approx(880, abs=2)
