"""Pictures of a recorder: over TCP and UDP, in H.264 and H.265, out of order, with losses, and after a loss again."""

import asyncio
import random
import threading
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from anlan.cameras.gb28181 import calls
from anlan.cameras.gb28181.station import Station
from anlan.cameras.reader import Reader
from anlan.cameras.slot import NewestFrame
from anlan.cameras.sources import base
from anlan.cameras.sources.base import SourceLost
from anlan.domain.clock import SystemClock
from tests.integration.gb28181.conftest import CHANNEL, RECORDER, until
from tests.integration.gb28181.program_stream import is_the_picture

ADDRESS = f"gb28181://{RECORDER}/{CHANNEL}"


async def pictures(station: Station, count: int, address: str = ADDRESS) -> list[np.ndarray]:
    """The first ``count`` pictures of a source, decoded."""

    def read() -> list[np.ndarray]:
        stop = threading.Event()
        arrivals: Iterator[base.Arrival] = station.source(address).arrivals(stop)
        found = [next(arrivals).load() for _ in range(count)]
        stop.set()
        arrivals.close()  # type: ignore[attr-defined]
        return found

    return await asyncio.to_thread(read)


@pytest.mark.parametrize("over", ["UDP", "TCP"])
@pytest.mark.parametrize("codec", ["libx264", "libx265"])
async def test_real_pictures_come_out_and_the_device_is_told_when_it_ends(
    station: Station, recorder, over: str, codec: str
) -> None:
    device = await recorder(over=over, codec=codec)
    await device.register()
    found = await pictures(station, 12)
    assert found[0].shape == (180, 320, 3)
    assert all(is_the_picture(one) for one in found)
    assert len({one.tobytes() for one in found}) == 12  # the block moves
    await until(lambda: device.byes == 1)
    assert station.calls.count == 0
    assert "a=streamnumber:1" in device.invites[0]
    assert "a=setup:passive" in device.invites[0]


async def test_the_large_stream_is_asked_for_by_name(station: Station, recorder) -> None:
    device = await recorder()
    await device.register()
    await pictures(station, 1, ADDRESS + "?stream=main")
    assert "streamnumber" not in device.invites[0]


async def test_a_device_that_cannot_do_what_is_offered_is_offered_less(station: Station, recorder) -> None:
    device = await recorder(takes_tcp=False, knows_streams=False)
    await device.register()
    assert is_the_picture((await pictures(station, 1))[0])
    offers = [("TCP/RTP/AVP" in text, "streamnumber" in text) for text in device.invites]
    assert offers == [(True, True), (False, True), (True, False), (False, False)]


def swapped(packets: list[bytes]) -> list[bytes]:
    changed, chance = list(packets), random.Random(4)
    for at in range(0, len(changed) - 4, 4):
        part = changed[at : at + 4]
        chance.shuffle(part)
        changed[at : at + 4] = part
    return changed


def lossy(packets: list[bytes]) -> list[bytes]:
    return [packet for k, packet in enumerate(packets) if k % 7 != 5]


@pytest.mark.parametrize("damage", [swapped, lossy])
async def test_datagrams_out_of_order_or_lost_never_smear_a_picture(
    station: Station, recorder, damage: Callable[[list[bytes]], list[bytes]]
) -> None:
    device = await recorder(takes_tcp=False, damage=damage)
    await device.register()
    found = await pictures(station, 15)
    assert all(is_the_picture(one) for one in found)
    assert "RTP/AVP 96" in device.invites[-1]
    assert station.devices.get(RECORDER).needs_udp  # type: ignore[union-attr]


async def test_a_reader_asks_again_after_a_loss(station: Station, recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    device = await recorder()
    await device.register()
    slot = NewestFrame()
    reader = Reader("gb", lambda: station.source(ADDRESS), slot, SystemClock())
    reader.start()
    await until(lambda: slot.arrived > 3)
    device.cut()
    await until(lambda: bool(reader.problem))
    assert "closed the connection" in reader.problem
    before = slot.arrived
    await until(lambda: slot.arrived > before + 3)
    assert len(device.invites) == 2
    assert reader.problem == ""
    reader.stop()
    await asyncio.to_thread(reader.join, 5)
    await until(lambda: device.byes >= 1)


async def test_a_device_that_is_not_there_says_why(station: Station, recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calls, "INVITED_WITHIN_S", 1.5)

    def why(address: str) -> str:
        with pytest.raises(SourceLost) as lost:
            next(station.source(address).arrivals(threading.Event()))
        return str(lost.value)

    assert "not registered" in await asyncio.to_thread(why, ADDRESS)
    assert "nobody has entered" in await asyncio.to_thread(why, f"gb28181://33038100001180000088/{CHANNEL}")
    assert "20 digits" in await asyncio.to_thread(why, "gb28181://1/2")
    device = await recorder()
    await device.register()
    device.silent_to.add("INVITE")
    assert "no answer to INVITE" in await asyncio.to_thread(why, ADDRESS)
    assert "CANCEL" in device.asked
