"""The county's loudspeakers: the platform's own caller plays through them, and the seeding enters them once."""

import asyncio
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from anlan.demo.horns import DEAD, HOST, Horns
from anlan.kit.field_network import Forbidden, address_to_call
from anlan.kit.settings import Settings, settings
from anlan.kit.sip.address import SipAddress
from anlan.kit.sip.caller import Ended, Ending, Target, is_there, play
from anlan.records.core import clock
from anlan.records.loudspeakers.models import BroadcastRule, Loudspeaker
from anlan.web.demo_seed import seed

TONE = np.full(1600, 4000, np.int16)  # 0.2 s


async def opened() -> Horns:
    horns = Horns()
    try:
        await horns.open()
    except OSError as error:
        pytest.skip(f"{HOST} is not to be had on this machine: {error}")
    return horns


def called(address: str, sound: np.ndarray = TONE) -> Ending:
    judge = partial(address_to_call, allowed=HOST)
    return play(Target(SipAddress.parse(address), HOST), sound, judge=judge, packet_s=0.001, answer_within_s=0.6)


async def test_a_horn_hears_what_is_played_and_the_next_call_as_well() -> None:
    horns = await opened()
    for times in (1, 2):
        ending = await asyncio.to_thread(called, horns.address_of("8001"))
        assert (ending.how, ending.played_s) == (Ended.PLAYED, 0.2)
        assert horns.heard_s["8001"] == pytest.approx(0.2 * times)
    assert not horns.calls
    horns.close()


async def test_a_horn_in_a_call_is_busy_and_another_is_not() -> None:
    horns = await opened()
    horns.calls["8001"] = "another call"
    assert (await asyncio.to_thread(called, horns.address_of("8001"))).how == Ended.BUSY
    assert (await asyncio.to_thread(called, horns.address_of("8002"))).how == Ended.PLAYED
    horns.close()


async def test_the_dead_horn_answers_nobody() -> None:
    horns = await opened()
    assert (await asyncio.to_thread(called, horns.address_of(DEAD))).how == Ended.NO_ANSWER
    target = Target(SipAddress.parse(horns.address_of(DEAD)), HOST)
    assert (await asyncio.to_thread(is_there, target, 0.6)).how == Ended.NO_ANSWER
    horns.close()


def test_to_allow_the_horns_allows_no_port_of_the_platform() -> None:
    assert address_to_call(HOST, HOST) == HOST
    with pytest.raises(Forbidden):
        address_to_call("127.0.0.1", HOST)


@pytest.mark.django_db
def test_the_county_gets_its_loudspeakers_once_and_follows_their_port(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings(), "field_hosts", HOST)
    seed(Settings(data=tmp_path), horns_port=5071)
    horns = list(Loudspeaker.objects.all())
    assert len(horns) == 23  # two in each of ten plants, three villages
    assert all(horn.sip_address.endswith(f"@{HOST}:5071") for horn in horns)
    assert all(horn.next_test_at and horn.next_test_at <= clock.now() for horn in horns)
    assert BroadcastRule.objects.get().is_enabled
    seed(Settings(data=tmp_path), horns_port=5072)
    assert [horn.pk for horn in Loudspeaker.objects.all()] == [horn.pk for horn in horns]
    assert all(horn.sip_address.endswith(f"@{HOST}:5072") for horn in Loudspeaker.objects.all())
