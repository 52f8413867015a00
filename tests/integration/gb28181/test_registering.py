"""Devices come, prove who they are, say what they have and what they detect, and go."""

import asyncio

import pytest

from anlan.cameras.gb28181.station import Station
from anlan.domain.quality import Quality
from anlan.kit.settings import Settings
from tests.integration.gb28181.conftest import CHANNEL, POINT, RECORDER, Collected, snapshot, until


@pytest.mark.parametrize("over", ["UDP", "TCP"])
async def test_a_recorder_registers_and_is_asked_what_it_has(station: Station, recorder, over: str) -> None:
    device = await recorder(over=over, channels={f"3303810000132000{k:04d}": f"{k}号库房" for k in range(1, 8)})
    answer = await device.register()
    assert " 200 OK" in answer
    assert "Date: 20" in answer
    known = station.devices.get(RECORDER)
    assert known is not None
    await until(lambda: len(known.catalogue.channels) == 7 and "firmware" in known.facts)
    assert known.catalogue.missing == 0
    channel = known.catalogue.channels["33038100001320000003"]
    assert (channel.name, channel.is_camera, channel.ptz_type, channel.longitude) == ("3号库房", True, 1, 120.65)
    await until(lambda: "SUBSCRIBE Catalog" in device.asked)


async def test_sha256_is_offered_to_devices_of_the_2022_edition_only(station: Station, recorder) -> None:
    old, new = await recorder(), await recorder(edition="3.0")
    assert "SHA-256" not in await old.ask(old.request("REGISTER"))
    assert " 200 OK" in await new.register(picks="SHA-256")
    assert station.devices.get(RECORDER).edition == "2022"  # type: ignore[union-attr]


async def test_a_wrong_password_and_an_unknown_device_are_refused_alike_and_told(
    station: Station, recorder, collected: Collected
) -> None:
    wrong = await recorder(password="falsch")
    assert " 403 " in await wrong.register()
    stranger = await recorder(id="33038100001180000099")
    assert " 403 " in await stranger.register()
    assert station.refusals.of["password"] == station.refusals.of["unknown_device"] == 1
    assert [(told.gateway_code, told.address) for told in collected.unknown] == [("33038100001180000099", "")]


async def test_an_answer_to_a_challenge_opens_one_door_once(station: Station, recorder) -> None:
    device = await recorder()
    login = device.login(await device.ask(device.request("REGISTER")))
    assert " 200 OK" in await device.ask(device.request("REGISTER", extra=login))
    again = await device.ask(device.request("REGISTER", extra=login))
    assert " 401 " in again
    assert "stale=true" in again


async def test_what_is_said_before_registering_is_refused(station: Station, recorder) -> None:
    device = await recorder()
    assert " 403 " in await device.keepalive()
    assert station.refusals.of["not_registered"] == 1


async def test_a_device_is_online_with_its_keepalives_and_ends_when_it_unregisters(
    station: Station, recorder, collected: Collected
) -> None:
    device = await recorder()
    await device.register()
    assert " 200 OK" in await device.keepalive()
    assert [event.kind for event in collected.events] == ["online"]
    known = station.devices.get(RECORDER)
    assert known is not None
    assert known.is_here(station._clock.now_ms())
    assert not known.is_here(station._clock.now_ms() + 181_000)  # three keepalives
    assert " 200 OK" in await device.register(expires=0)
    assert not known.is_here(station._clock.now_ms())


async def test_an_alarm_of_a_known_point_is_a_reading_and_is_answered_when_it_is_durable(
    station: Station, recorder, collected: Collected
) -> None:
    device = await recorder()
    await device.register()
    assert " 200 OK" in await device.alarm(5, "6")
    assert [(r.point_id, r.value, r.quality) for r in collected.readings] == [(POINT, 1.0, Quality.GOOD)]
    await until(lambda: "MESSAGE Alarm" in device.asked)
    collected.is_durable = False
    assert " 503 " in await device.alarm(5, "6")


async def test_an_alarm_nobody_has_entered_is_answered_counted_and_shown(
    station: Station, recorder, collected: Collected
) -> None:
    device = await recorder()
    await device.register()
    assert " 200 OK" in await device.alarm(2, about="33038100001340000001")
    assert station.facts()["gb28181_alarms_unknown"] == 1
    assert collected.unknown[-1].address == "33038100001340000001/2"
    assert "越界" in collected.unknown[-1].sample


async def test_a_repeated_alarm_is_answered_again_and_counted_once(
    station: Station, recorder, collected: Collected
) -> None:
    device = await recorder()
    await device.register()
    raw = device.request(
        "MESSAGE", device.xml("Notify", "Alarm", "<AlarmMethod>5</AlarmMethod><AlarmType>6</AlarmType>", CHANNEL)
    )
    assert " 200 OK" in await device.ask(raw)
    assert " 200 OK" in await device.ask(raw)
    assert len(collected.readings) == 1


async def test_changes_of_the_catalogue_are_taken_as_they_are_told(station: Station, recorder) -> None:
    device = await recorder(channels={CHANNEL: "一号库房", "33038100001320000002": "二号库房"})
    await device.register()
    known = station.devices.get(RECORDER).catalogue  # type: ignore[union-attr]
    await until(lambda: len(known.channels) == 2)
    items = (
        f"<Item><DeviceID>{CHANNEL}</DeviceID><Event>OFF</Event></Item>"
        "<Item><DeviceID>33038100001320000002</DeviceID><Event>DEL</Event></Item>"
        "<Item><DeviceID>33038100001320000009</DeviceID><Event>ADD</Event><Name>新增</Name></Item>"
    )
    inner = f'<SumNum>3</SumNum><DeviceList Num="3">{items}</DeviceList>'
    assert " 200 OK" in await device.tell("Notify", "Catalog", inner, method="NOTIFY")
    assert {c.id: (c.name, c.is_on) for c in known.channels.values()} == {
        CHANNEL: ("一号库房", False),
        "33038100001320000009": ("新增", True),
    }


async def test_a_restart_finds_its_devices_again(
    station: Station, recorder, gb_settings: Settings, collected: Collected
) -> None:
    device = await recorder()
    await device.register()
    await until(lambda: bool(station.devices.get(RECORDER).catalogue.channels))  # type: ignore[union-attr]
    await station.close()
    again = Station(gb_settings, station._clock, collected)
    await again.open()
    again.adopt(snapshot(gb_settings))
    assert " 200 OK" in await device.keepalive()
    assert list(again.devices.get(RECORDER).catalogue.channels) == [CHANNEL]  # type: ignore[union-attr]
    await again.close()


async def test_turning_and_presets_reach_the_device(station: Station, recorder) -> None:
    device = await recorder()
    await device.register()
    await until(lambda: bool(station.devices.get(RECORDER).catalogue.channels))  # type: ignore[union-attr]
    control = await asyncio.to_thread(station.control, f"gb28181://{RECORDER}/{CHANNEL}")
    assert control.abilities().turns
    assert await asyncio.to_thread(control.presets) == [("1", "门口"), ("7", "罐区")]
    await asyncio.to_thread(control.move, 0.5, 0.0, 0.0)
    await asyncio.to_thread(control.stop)
    await asyncio.to_thread(control.goto_preset, "7")
    assert device.asked.count("MESSAGE DeviceControl") == 3
