"""Which camera records where: devices that this process can ask for what they recorded, and play.

GB/T 28181 devices by their registration; others by ONVIF, at the camera's own address or at the one it is turned by.
"""

import asyncio
from collections.abc import Callable
from functools import partial

from anlan.bus.messages import CameraConfig
from anlan.bus.playback_messages import MOST_SPANS, RecordingsAnswer
from anlan.cameras.gb28181.exchange import NoAnswer
from anlan.cameras.gb28181.source import SCHEME as GB28181
from anlan.cameras.gb28181.station import Station
from anlan.cameras.onvif.replay import OnvifReel
from anlan.cameras.playback.device_film import DeviceFilm
from anlan.cameras.playback.film import Film
from anlan.cameras.playback.onvif_recorder import OnvifRecorder, onvif_address
from anlan.cameras.playback.reel import Reel
from anlan.cameras.playback.spans import cut, joined
from anlan.cameras.sources.base import SourceLost
from anlan.kit.settings import Settings

#: Files of a recorder follow one another within this.
FILE_GAP_MS = 2_000
#: Devices that are asked for their lists at the same time; who comes then waits in line.
ASKED_AT_ONCE = 4


class DeviceRecordings:
    """Recordings on the devices of cameras, whatever they speak."""

    def __init__(self, station: Station, config: Settings) -> None:
        self._station, self._config = station, config
        self._turns = asyncio.Semaphore(ASKED_AT_ONCE)

    async def spans(self, camera: CameraConfig, from_ms: int, to_ms: int) -> RecordingsAnswer:
        """When the device of this camera recorded."""
        async with self._turns:
            try:
                if camera.source.startswith(f"{GB28181}:"):
                    told = await self._station.records(camera.source, from_ms, to_ms)
                    return _answer(told.spans, told.left_out, told.is_whole, from_ms, to_ms)
                if onvif_address(camera):
                    reach = await asyncio.to_thread(OnvifRecorder(camera, self._config).reach)
                    return _answer([reach] if reach else [], 0, True, from_ms, to_ms)
            except (SourceLost, NoAnswer) as error:
                return RecordingsAnswer(why="failed", detail=str(error))
        return RecordingsAnswer(why="none")

    def film(self, camera: CameraConfig, at_ms: int, until_ms: int, speed: float) -> Callable[[], Film] | None:
        """What makes a player of this camera's device; None when its device cannot be asked."""
        make = self._reel(camera)
        return None if make is None else partial(DeviceFilm, make, at_ms, until_ms, speed)

    def _reel(self, camera: CameraConfig) -> Callable[[], Reel] | None:
        if camera.source.startswith(f"{GB28181}:"):
            return lambda: self._station.reel(camera.source)
        if onvif_address(camera):
            return lambda: OnvifReel(OnvifRecorder(camera, self._config).place)
        return None


def _answer(spans: list[tuple[int, int]], left_out: int, is_whole: bool, from_ms: int, to_ms: int) -> RecordingsAnswer:
    found = cut(joined(spans, FILE_GAP_MS), from_ms, to_ms)
    more = max(0, len(found) - MOST_SPANS)
    return RecordingsAnswer(spans=tuple(found[:MOST_SPANS]), left_out=left_out + more, is_whole=is_whole)
