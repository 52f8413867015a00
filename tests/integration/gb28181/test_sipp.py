"""SIPp, which others wrote and which is strict, plays the device: it registers, is asked, sends, and is told to end."""

import asyncio
import os
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import pytest
from bench.ports import free_port

from anlan.cameras.gb28181.station import Station
from anlan.kit.settings import Settings
from tests.integration.gb28181 import program_stream
from tests.integration.gb28181.conftest import CHANNEL, RECORDER
from tests.integration.gb28181.test_pictures import pictures

HERE = Path(__file__).parent

pytestmark = pytest.mark.skipif(shutil.which("sipp") is None, reason="needs Debian's sip-tester (the command sipp)")


class Sipp:
    """Scenarios of one device, all from one port."""

    def __init__(self, config: Settings, folder: Path) -> None:
        self._config, self._folder, self._port = config, folder, free_port()
        self.environment = dict(os.environ)

    def start(self, scenario: str, *more: str) -> subprocess.Popen[bytes]:
        """One scenario, once."""
        words = [
            "sipp", "-sf", str(HERE / "sipp" / f"{scenario}.xml"), "-i", "127.0.0.1", "-p", str(self._port), "-m", "1",
            "-timeout", "25s", "-nostdin", "-trace_err", "-error_file", str(self._folder / f"{scenario}.err"), *more,
        ]  # fmt: skip
        return subprocess.Popen(
            words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            cwd=self._folder, env=self.environment,
        )  # fmt: skip

    async def done(self, process: subprocess.Popen[bytes]) -> None:
        """Wait; a scenario that was not gone through fails with what SIPp says."""
        code = await asyncio.to_thread(process.wait, 30)
        said = "".join(path.read_text("latin-1") for path in self._folder.glob("*.err"))
        assert code == 0, said[-1500:]

    async def registered(self) -> None:
        """The device is there."""
        await self.done(self.start("register", f"127.0.0.1:{self._config.gb28181_port}"))


@pytest.fixture
def sipp(gb_settings: Settings, tmp_path: Path) -> Sipp:
    return Sipp(gb_settings, tmp_path)


async def listening(process: subprocess.Popen[bytes]) -> subprocess.Popen[bytes]:
    await asyncio.sleep(0.5)
    return process


async def test_it_registers_is_told_the_time_and_lists_its_channels(station: Station, sipp: Sipp) -> None:
    await sipp.registered()
    known = station.devices.get(RECORDER)
    assert known is not None
    assert known.is_here(station._clock.now_ms())
    assert known.keepalive_ms > 0
    await station.registrar.close()  # what it was asked at once, SIPp did not wait for
    waiting = await listening(sipp.start("catalogue"))
    await station.questions.catalogue(known, station._clock.now_ms())
    await sipp.done(waiting)
    assert {c.id: c.name for c in known.catalogue.channels.values()} == {CHANNEL: "sipp"}


async def test_it_is_asked_for_pictures_and_hears_the_end(station: Station, sipp: Sipp, tmp_path: Path) -> None:
    film = tmp_path / "film.bin"
    packs = program_stream.in_packs(program_stream.coded(60))
    film.write_bytes(b"".join(struct.pack("!II", len(pack), stamp) + pack for stamp, pack in packs))
    sender = tmp_path / "send"
    sender.write_text(f'#!/bin/sh\nexec {sys.executable} {HERE / "send_film.py"} "$1" "$2" {film} &\n')
    sender.chmod(0o700)
    sipp.environment["GB28181_SENDER"] = str(sender)
    await sipp.registered()
    await station.registrar.close()
    waiting = await listening(sipp.start("play"))
    found = await pictures(station, 8)
    assert all(program_stream.is_the_picture(one) for one in found)
    await sipp.done(waiting)  # it has heard ACK and BYE
