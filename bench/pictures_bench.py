"""CPU time of the virtual cameras: one frame of each kind of scene, the JPEG, the room, and the whole county."""

import time
from collections.abc import Callable
from typing import Any

import cv2

from anlan.demo import plan
from anlan.demo.pictures import county
from anlan.demo.pictures.backdrop import painted
from anlan.demo.pictures.virtual import CameraGoneError, VirtualCamera
from bench.results import figure

#: Scene → CPU-ms allowed for a frame of 640 × 360.
SCENES = {
    "empty_corridor": 12,
    "work_packing": 12,
    "smoking": 12,
    "fire": 12,
    "dust": 12,
    "crowd_8": 12,
    "crowd_14": 24,
}
FRAMES = 60


def _cpu_ms(work: Callable[[int], Any], times: int) -> float:
    """Median CPU-ms of one call."""
    spent = []
    for k in range(times):
        start = time.process_time_ns()
        work(k)
        spent.append((time.process_time_ns() - start) / 1e6)
    return sorted(spent)[times // 2]


def _scenes() -> list[dict[str, Any]]:
    rows = []
    for name, goal in SCENES.items():
        camera = VirtualCamera(name, 3)
        camera.frame(0.0)
        value = _cpu_ms(lambda k, camera=camera: camera.frame(8 + k * 0.4), FRAMES)
        rows.append(figure(f"pictures: frame of {name}", value, "CPU-ms", goal=goal, higher_is_better=False))
    return rows


def _county() -> list[dict[str, Any]]:
    """Every camera of the county, some minutes into its story, as the demo draws them."""
    cameras = county.cameras(plan.build())
    start = time.process_time()
    for camera in cameras:
        _ = camera.virtual.backdrop
    painting_s = time.process_time() - start

    def draw(k: int) -> None:
        for camera in cameras:
            try:
                picture, _ = camera.virtual.frame(120 + 37.0 * k)
            except CameraGoneError:
                continue
            cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 88])

    value = _cpu_ms(draw, 12)
    return [
        figure("pictures: painting 45 rooms", painting_s, "CPU-s", goal=15, higher_is_better=False),
        figure("pictures: 45 cameras, one frame each, as JPEG", value, "CPU-ms", goal=540, higher_is_better=False),
    ]


def run() -> list[dict[str, Any]]:
    """All rows; OpenCV on one thread, so that CPU time is what one core gives."""
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        camera = VirtualCamera("work_packing", 3)
        room = _cpu_ms(lambda k: painted(camera.layout, camera.pinhole, k), 9)
        one = figure("pictures: painting a room", room, "CPU-ms", goal=300, higher_is_better=False)
        return [one, *_scenes(), *_county()]
    finally:
        cv2.setNumThreads(threads)
