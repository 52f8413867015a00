"""An alarm on the bus becomes pictures and a clip: the real process, on a camera that is a file, into real records."""

import asyncio
import io
import time
from pathlib import Path

import av
import cv2
import numpy as np
import numpy.typing as npt
import pytest

from anlan.bus import config_store
from anlan.bus.client import Bus
from anlan.bus.evidence_spool import EvidencePack, EvidenceSpool
from anlan.bus.messages import (
    AlarmBatch,
    AlarmTransition,
    CameraConfig,
    ConfigSnapshot,
    PointConfig,
    SceneConfig,
    to_json,
)
from anlan.cameras.evidence import cut as cut_module
from anlan.cameras.evidence import desk as desk_module
from anlan.domain.grades import Grade
from anlan.domain.quality import Quality
from anlan.kit.settings import Settings
from tests.integration.cameras.test_process import running, until

pytestmark = pytest.mark.nats

POINT = 11
ZONE = [(0.1, 0.1), (0.9, 0.1), (0.9, 0.9), (0.1, 0.9)]


def snapshot() -> ConfigSnapshot:
    scene = SceneConfig(point_id=POINT, behaviour="headcount", name="速冻间人数", zone=ZONE)
    return ConfigSnapshot(
        version=1,
        published_at_ms=0,
        points=[PointConfig(id=POINT, gateway_id=1, address="1/h", kind="scene_headcount", unit="person")],
        cameras=[CameraConfig(id=1, source="file:film.mp4", analysed_fps=4, scenes=[scene])],
    )


def raised(point_id: int, at_ms: int) -> AlarmTransition:
    return AlarmTransition(
        id=f"0-1-{point_id}", alarm_id=f"{point_id}.limit.H.{at_ms}", kind="raised", point_id=point_id, rule="limit",
        label="H", grade=Grade.YELLOW, at_ms=at_ms, logged_at_ms=at_ms, value=10.0, set_point=9.0,
    )  # fmt: skip


def pixels(jpeg: bytes) -> npt.NDArray[np.int16]:
    return np.asarray(cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR), np.int16)


async def cut_one(bus: Bus, config: Settings) -> EvidencePack:
    """Run the process, raise an alarm of the scene and one of a gas sensor, wait for what is handed over."""
    spool = EvidenceSpool(config)
    async with running(bus, config) as (service, last):
        await config_store.publish(bus, snapshot())
        await until(lambda: last(POINT) == (0.0, Quality.GOOD))
        await asyncio.sleep(2)  # pictures from before the alarm
        now_ms = int(time.time() * 1000)
        batch = AlarmBatch(partition=0, source_seq=1, transitions=[raised(99, now_ms), raised(POINT, now_ms)])
        await bus.publish_durable("anlan.alarms.0", to_json(batch), msg_id="one")
        await until(lambda: service.facts.get("evidence_cut") == 1)
    (path,) = spool.waiting()
    return spool.read(path)


async def test_an_alarm_of_a_scene_leaves_three_pictures_and_a_clip_in_both_renditions(
    bus: Bus, test_settings: Settings, film: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (cut_module, desk_module):
        monkeypatch.setattr(module, "CLIP_MS", 2_000)
    monkeypatch.setattr(cut_module, "BESIDE_MS", 1_000)
    config = test_settings.model_copy(update={"camera_files": film.parent})
    pack = await cut_one(bus, config)
    assert pack.point_id == POINT
    assert {(item.role, item.rendition) for item in pack.items} == {
        (role, rendition) for role in ("before", "at", "after", "clip") for rendition in ("blurred", "original")
    }
    by_role = {item.role: item for item in pack.items if item.rendition == "blurred"}
    assert by_role["before"].at_ms < by_role["at"].at_ms < by_role["after"].at_ms
    assert abs(by_role["at"].at_ms - pack.raised_at_ms) < 1_000
    (original,) = (item for item in pack.items if (item.role, item.rendition) == ("at", "original"))
    drawn = np.abs(pixels(by_role["at"].data) - pixels(original.data)).mean(axis=2)
    assert drawn.shape == (180, 320)
    assert drawn[17:20, 40:280].mean() > 20  # the zone's upper edge
    assert drawn[60:120, 60:260].mean() < 5  # nobody is there to be blurred
    with av.open(io.BytesIO(by_role["clip"].data)) as container:
        stamps = [float(frame.time) for frame in container.decode(video=0)]
    assert len(stamps) >= 6
    assert 2.0 < stamps[-1] - stamps[0] <= 4.0
