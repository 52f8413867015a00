"""A plant on the air: its site, its gateways' wires, and the loop that reads, stamps and sends."""

import asyncio

from anlan.demo.fieldclient import QueueFull
from anlan.demo.ledger import Ledger, Parcel, Reading
from anlan.demo.scenarios import LinkTrouble
from anlan.demo.site import Site
from anlan.demo.wires import Samples, Wire
from anlan.domain.clock import Clock
from anlan.domain.quality import Quality
from anlan.kit.logs import get_logger

log = get_logger(__name__)

#: The platform calls a stamp further ahead than this a wrong clock.
FUTURE_TOLERANCE_MS = 5 * 60_000


class Station:
    """One enterprise at work. ``point_ids`` by key; ``gases`` are ids whose over-range counts as high."""

    def __init__(
        self,
        site: Site,
        wires: dict[str, Wire],
        point_ids: dict[str, int],
        gases: frozenset[int],
        ledger: Ledger,
        clock: Clock,
    ) -> None:
        self.site = site
        self.wires = wires
        self.point_ids = point_ids
        self.gases = gases
        self.ledger = ledger
        self.clock = clock
        self._is_away = False

    async def run(self, began: float) -> None:
        """Send at every interval until cancelled; ``began`` is the loop time of the run's beginning.

        Plants do not send in the same instant: each has its own place within the second.
        """
        loop = asyncio.get_running_loop()
        every_s = self.site.enterprise.send_every_s
        offset_s = self.site.enterprise.number * 0.09
        due_s = offset_s
        while True:
            await asyncio.sleep(due_s - (loop.time() - began))
            self.step(loop.time() - began)
            # A turn that this machine was too slow for is left out: no logger stamps two readings with one second.
            turn = int((loop.time() - began - offset_s) // every_s) + 1
            due_s = max(due_s + every_s, offset_s + turn * every_s)

    def step(self, t: float) -> None:
        """Bring the plant to ``t`` seconds after the beginning and send what its sensors show."""
        self.site.advance(t)
        troubles = self.site.troubles(t)
        self._mind_the_line(troubles)
        samples = self.site.read(t)
        skew_ms = round(sum(trouble.skew_s for trouble in troubles if trouble.kind == "skew") * 1000)
        kinds = {trouble.kind for trouble in troubles}
        for code, wire in self.wires.items():
            own: Samples = {
                point.address: (point, samples[point.key])
                for point in self.site.enterprise.points
                if point.gateway_code == code
            }
            self._send(wire, own, skew_ms, is_doubled="duplicate" in kinds)
            if "bad_crc" in kinds and wire.send_garbage(self.clock.now_ms()):
                self.ledger.bad_frames += 1

    def _mind_the_line(self, troubles: list[LinkTrouble]) -> None:
        away = any(trouble.kind == "vanish" for trouble in troubles)
        if away == self._is_away:
            return
        self._is_away = away
        for wire in self.wires.values():
            if away:
                wire.vanish()
            else:
                wire.come_back()

    def _send(self, wire: Wire, samples: Samples, skew_ms: int, *, is_doubled: bool) -> None:
        now = self.clock.now_ms()
        stamp = (now + skew_ms) // wire.stamp_step_ms * wire.stamp_step_ms
        readings = tuple(self._reading(wire, address, samples, stamp, now) for address in samples)
        parcel = Parcel(readings, now)
        try:
            wire.send(stamp, samples, parcel)
        except QueueFull as error:
            self.ledger.dropped += len(readings)
            log.warning("a plant's own buffer is full", error=str(error))
            return
        self.ledger.handed_over(parcel)
        if is_doubled:
            wire.send(stamp, samples, None)
            self.ledger.doubles += 1

    def _reading(self, wire: Wire, address: str, samples: Samples, stamp: int, now: int) -> Reading:
        point, sample = samples[address]
        point_id = self.point_ids[point.key]
        value, quality = wire.wire_value(point, sample, point_id in self.gases)
        if stamp > now + FUTURE_TOLERANCE_MS:
            quality = Quality.FUTURE
        return Reading(point_id, stamp, value, quality)
