"""Hears alarms on the bus and cuts the evidence of those that scenes raised, once the clip's last second is there.

A plain subscription, no place in the log: the ring holds a minute, so an alarm heard later has no evidence anyway.
Full: the oldest waiting alarm makes room and is counted. Cutting never holds up watching; it has one thread.
"""

import asyncio
from collections import deque

import msgspec
from nats.aio.msg import Msg

from anlan.bus.evidence_spool import EvidenceSpool
from anlan.bus.messages import AlarmBatch, AlarmTransition, from_json
from anlan.cameras.evidence.cut import CLIP_MS, cut
from anlan.cameras.fleet import Fleet
from anlan.cameras.pipeline import Finder
from anlan.domain.clock import Clock
from anlan.kit.logs import get_logger

log = get_logger(__name__)

MOST_WAITING = 64
#: Pictures of the clip's last moment may be a little late.
SLACK_MS = 1_000


class EvidenceDesk:
    """Alarms that wait for their evidence."""

    def __init__(self, fleet: Fleet, finder: Finder, spool: EvidenceSpool, clock: Clock) -> None:
        self._fleet, self._finder, self._spool, self._clock = fleet, finder, spool, clock
        self._waiting: deque[AlarmTransition] = deque()
        self.cut = self.missed = 0

    async def hear(self, message: Msg) -> None:
        """Note alarms of scenes; what back-filled data raised is long gone from the ring."""
        try:
            batch = from_json(message.data, AlarmBatch)
        except msgspec.MsgspecError:
            return  # the worker sets it aside and says so
        for transition in batch.transitions:
            if transition.kind == "raised" and not transition.is_late and self._fleet.watching(transition.point_id):
                self._waiting.append(transition)
                if len(self._waiting) > MOST_WAITING:
                    self._waiting.popleft()
                    self.missed += 1

    async def run(self) -> None:
        """Cut what is due, until cancelled."""
        while True:
            due_ms = self._clock.now_ms() - CLIP_MS - SLACK_MS
            for transition in [one for one in self._waiting if one.at_ms <= due_ms]:
                self._waiting.remove(transition)
                await self._cut(transition)
            await asyncio.sleep(0.5)

    async def _cut(self, transition: AlarmTransition) -> None:
        try:
            is_there = await asyncio.to_thread(self._cut_now, transition)
        except Exception:  # evidence of one alarm must not end the watching of all
            log.exception("evidence not cut", alarm=transition.alarm_id)
            is_there = False
        self.cut += is_there
        self.missed += not is_there

    def _cut_now(self, transition: AlarmTransition) -> bool:
        camera = self._fleet.watching(transition.point_id)
        if camera is None:
            return False
        scene = next(s for s in camera.config.scenes if s.point_id == transition.point_id)
        kept = camera.ring.between(transition.at_ms - CLIP_MS, transition.at_ms + CLIP_MS)
        pack = cut(transition, scene, kept, self._finder)
        if pack is not None:
            self._spool.put(pack)
        return pack is not None
