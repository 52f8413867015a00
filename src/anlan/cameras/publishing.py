"""Scene readings on their way to the stream: the same group commit as the gateway's.

A camera cannot repeat what it said, so this side does: what the stream refused is kept and offered again. Full: the
oldest readings make room, and are counted; the newest state of the world is worth more than its past.
"""

import asyncio
from collections import deque
from collections.abc import Iterable
from typing import Literal

import numpy as np
import numpy.typing as npt

from anlan.bus.committer import Committer, Publish
from anlan.bus.messages import ConfigSnapshot
from anlan.bus.readings import Readings
from anlan.cameras.scene import SceneReading
from anlan.kit.logs import get_logger

log = get_logger(__name__)

#: Readings kept while the stream refuses: half an hour of 180 scenes.
MOST_KEPT = 400_000
TRY_AGAIN_S = 1.0

#: Driver of devices that this process speaks with itself (``cameras.gb28181``).
DEVICES = "gb28181"

Row = tuple[int, int, float, int]


class Publishing:
    """Called from analyst threads (``deliver``) and from the event loop."""

    def __init__(self, publish: Publish, loop: asyncio.AbstractEventLoop, *, instance: str, window_s: float) -> None:
        self._loop = loop
        self._partition = np.full(1, -1, np.int16)
        self._kept: deque[list[Row]] = deque()
        self._kept_rows = 0
        self.dropped = 0
        self.unknown = 0
        self.committer = Committer(publish, self._known, lambda: self._partition, instance=instance, window_s=window_s)

    def adopt(self, snapshot: ConfigSnapshot) -> None:
        """Learn the partition of every point that a camera or its device speaks for; others stay unknown (−1)."""
        devices = {gateway.id for gateway in snapshot.gateways if gateway.driver == DEVICES}
        ours = {scene.point_id for camera in snapshot.cameras for scene in camera.scenes}
        ours |= {camera.state_point_id for camera in snapshot.cameras}
        points = [point for point in snapshot.points if point.id in ours or point.gateway_id in devices]
        partition = np.full(max((p.id for p in points), default=0) + 1, -1, np.int16)
        for point in points:
            partition[point.id] = point.partition
        self._partition = partition

    def deliver(self, readings: Iterable[SceneReading]) -> None:
        """Take readings of one camera; from any thread."""
        rows = [(r.point_id, r.at_ms, r.value, int(r.quality)) for r in readings if r.point_id]
        self._loop.call_soon_threadsafe(self._submit, rows)

    async def deliver_durably(self, readings: list[SceneReading]) -> bool:
        """Take readings on the event loop; True when they are durable. If not, they are offered again as all are."""
        rows = [(r.point_id, r.at_ms, r.value, int(r.quality)) for r in readings]
        if self.committer.is_full:
            self._keep(rows)
            return False
        settled: asyncio.Future[bool] = self._loop.create_future()

        def done(outcome: Literal["full", "lost"] | None) -> None:
            if outcome is not None:
                self._keep(rows)
            if not settled.done():
                settled.set_result(outcome is None)

        self.committer.submit(Readings.of(rows), done)
        return await settled

    def offer_again(self) -> None:
        """Submit what was refused before, oldest first; call it once a second."""
        if self.committer.waiting:
            return
        waiting, self._kept, self._kept_rows = self._kept, deque(), 0
        for rows in waiting:
            self._submit(rows)

    @property
    def kept(self) -> int:
        """Readings that wait for a stream that refuses."""
        return self._kept_rows

    def _submit(self, rows: list[Row]) -> None:
        if self.committer.is_full:
            self._keep(rows)
            return

        def done(outcome: Literal["full", "lost"] | None) -> None:
            if outcome is not None:
                self._keep(rows)

        self.committer.submit(Readings.of(rows), done)

    def _keep(self, rows: list[Row]) -> None:
        self._kept.append(rows)
        self._kept_rows += len(rows)
        while self._kept_rows > MOST_KEPT:
            oldest = self._kept.popleft()
            self._kept_rows -= len(oldest)
            self.dropped += len(oldest)

    def _known(self, raw: Readings) -> Readings:
        """Leave out points that the published configuration does not have."""
        known: npt.NDArray[np.bool_] = raw.point < len(self._partition)
        known[known] = self._partition[raw.point[known]] >= 0
        self.unknown += int(np.count_nonzero(~known))
        return raw if known.all() else raw.take(known)
