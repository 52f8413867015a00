"""Anlan above Anlan: the one below registers, lives, shows its catalogue, and says what changed."""

import pytest

from anlan.cameras.gb28181.station import Station
from anlan.domain.camera_states import CameraState
from anlan.domain.clock import SystemClock
from anlan.kit.sealing import seal
from tests.integration.cascade.conftest import (
    CHANNEL,
    GONE,
    GROUP,
    OWN,
    PLANT,
    SEEN,
    TOWN,
    Below,
    camera,
    shared,
    superior,
)
from tests.integration.gb28181.conftest import until


def device(above: Station):  # type: ignore[no-untyped-def]
    return above.devices.get(OWN)


@pytest.mark.parametrize("over", ["UDP", "TCP"])
async def test_it_registers_and_shows_groups_enterprises_and_cameras(below: Below, above: Station, over: str) -> None:
    await below.open(superior(below.config, above._config.gb28181_port, over=over, keepalive_s=1))
    await until(lambda: len(device(above).catalogue.channels) == 5)
    known = device(above)
    assert known.is_here(SystemClock().now_ms())
    assert known.flow.protocol == over
    channels = known.catalogue.channels
    assert set(channels) == {GROUP, TOWN, PLANT, CHANNEL, shared(2).code}
    assert (channels[TOWN].parent_id, channels[PLANT].parent_id, channels[CHANNEL].parent_id) == (GROUP, TOWN, PLANT)
    assert channels[PLANT].name == "示例冷链 <一厂> & Co"
    assert (channels[CHANNEL].is_on, channels[shared(2).code].is_on) == (True, False)
    assert channels[CHANNEL].ptz_type == 3  # nobody allowed turning
    await until(lambda: known.facts.get("manufacturer") == "Anlan")
    await until(lambda: known.keepalive_ms > 0)
    assert below.superior.registration.registrations == 1
    assert below.superior.registration.problem == ""


async def test_a_hundred_cameras_come_in_datagrams_that_are_not_cut(
    below: Below, above: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []
    take = above.listeners.datagram
    monkeypatch.setattr(above.listeners, "datagram", lambda raw, *more: (sizes.append(len(raw)), take(raw, *more)))
    lent = [shared(number, name=f"{number}号罐区东侧装卸口全景") for number in range(1, 101)]
    await below.open(superior(below.config, above._config.gb28181_port, cameras=lent))
    await until(lambda: len(device(above).catalogue.channels) == 103)
    assert device(above).catalogue.missing == 0
    assert max(sizes) < 1_450


async def test_a_camera_that_goes_or_is_taken_back_is_told_at_once(below: Below, above: Station) -> None:
    config = superior(below.config, above._config.gb28181_port)
    await below.open(config)
    await until(lambda: below.superior.subscriptions.count == 1)
    channels = device(above).catalogue.channels
    await until(lambda: CHANNEL in device(above).catalogue.channels)
    below.cameras.all[SEEN] = camera(SEEN, CameraState.GONE)
    below.cameras.all[GONE] = camera(GONE)
    channels = device(above).catalogue.channels
    await until(lambda: not channels[CHANNEL].is_on and channels[shared(2).code].is_on)
    below.lend(superior(below.config, above._config.gb28181_port, cameras=[shared(2, GONE), shared(3, GONE)],
                        sealed_password=config.sealed_password))  # fmt: skip
    await until(lambda: CHANNEL not in channels and shared(3).code in channels)
    assert below.superior.registration.registrations == 1  # lending others is no reason to register again


async def test_a_wrong_password_is_said_and_not_tried_again_at_once(below: Below, above: Station) -> None:
    wrong = seal("falsch-123", below.config)
    await below.open(superior(below.config, above._config.gb28181_port, sealed_password=wrong))
    await until(lambda: bool(below.superior.registration.problem))
    assert "403" in below.superior.registration.problem
    assert not below.superior.is_registered
    assert above.refusals.of["password"] == 1


async def test_one_that_is_switched_off_says_goodbye(below: Below, above: Station) -> None:
    await below.open(superior(below.config, above._config.gb28181_port))
    await until(lambda: device(above).until_ms > 0)
    below.lend()
    await until(lambda: device(above).until_ms == 0)
    assert below.cascade.superiors == []


async def test_an_address_on_this_machine_is_not_called_unless_it_is_named(below: Below, above: Station) -> None:
    below.cascade._settings = below.config.model_copy(update={"field_hosts": ""})
    await below.open(superior(below.config, above._config.gb28181_port))
    await until(lambda: "ANLAN_FIELD_HOSTS" in below.superior.registration.problem)
    assert device(above).until_ms == 0
