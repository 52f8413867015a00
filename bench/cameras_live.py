"""Runs cameras in real time on one core and prints how late their readings were: ``CLIP CAMERAS SECONDS``.

Each camera plays the clip from a place of its own, so that three in ten of them see something move at any time.
"""

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import cv2

from anlan.bus.messages import CameraConfig
from anlan.cameras.analysts import Analysts
from anlan.cameras.camera import Camera
from anlan.cameras.fleet import Fleet
from anlan.cameras.scene import SceneReading
from anlan.cameras.sources.base import Arrival
from anlan.cameras.sources.video import VideoSource
from anlan.domain.clock import SystemClock
from anlan.kit.memory import resident_bytes
from bench.cameras_bench import ANALYSED_FPS, CLIP_S, _finder, _scenes, bind_to_one_core

#: One round of the clip, after which the load is even.
WARM_UP_S = 23.0


class Begun:
    """A file source that is joined some seconds into its clip."""

    def __init__(self, clip: Path, after_s: float) -> None:
        self._source, self._after_s = VideoSource(str(clip), "clip", "file", is_live=False), after_s

    def arrivals(self, stop) -> Iterator[Arrival]:  # type: ignore[no-untyped-def]
        """As of the file, later."""
        if not stop.wait(self._after_s):
            yield from self._source.arrivals(stop)


def main() -> None:
    """Print one line of JSON: p95_ms, fps, mb."""
    clip, cameras, seconds = Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    bind_to_one_core()
    cv2.setNumThreads(1)
    late_ms: list[float] = []
    clock = SystemClock()
    measuring_from = time.monotonic() + WARM_UP_S

    def deliver(readings: list[SceneReading]) -> None:
        if time.monotonic() > measuring_from and len(readings) > 1:
            late_ms.append(clock.now_ms() - readings[-1].at_ms)

    apart_s = CLIP_S / cameras
    fleet = Fleet(lambda c: Begun(clip, (c.id * apart_s) % CLIP_S), _finder(), deliver, clock)
    fleet.adopt(
        [
            CameraConfig(
                id=k, source=f"bench:{k}", state_point_id=1000 + k, analysed_fps=ANALYSED_FPS, scenes=_scenes()
            )
            for k in range(1, cameras + 1)
        ]
    )
    analysts = Analysts(lambda: list[Camera](fleet.cameras), 1)
    analysts.start()
    time.sleep(WARM_UP_S + seconds)
    megabytes = resident_bytes() / 2**20 / cameras
    analysts.stop()
    late_ms.sort()
    told = {"p95_ms": late_ms[int(0.95 * len(late_ms))], "fps": len(late_ms) / seconds, "mb": megabytes}
    print(json.dumps(told), flush=True)
    fleet.stop()


if __name__ == "__main__":
    main()
