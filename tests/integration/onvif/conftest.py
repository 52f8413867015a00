"""Cameras that speak ONVIF, made by tests and ended with them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from anlan.kit.settings import Settings
from tests.servers.onvif_device import Make, OnvifDevice, schema


@pytest.fixture
def onvif() -> Iterator[Make]:
    """``onvif(clock_ahead_s=3600)`` starts a camera; none may have seen a message that breaks ONVIF's schemas."""
    schema("ptz")
    running: list[OnvifDevice] = []

    def make(**how: object) -> OnvifDevice:
        running.append(OnvifDevice(**how))
        return running[-1]

    yield make
    for device in running:
        device.close()
    assert [fault for device in running for fault in device.faulty] == []


@pytest.fixture
def config(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data", camera_files=tmp_path, field_hosts="127.0.0.1")
