"""What a device detects itself (Alarm notices, 报警通知) becomes readings of measuring points.

A point of a device has the address ``<id that alarms>/<method>.<type>``, or without type when the device gives none:
``33038100001340000001/2`` an alarm input, ``33038100001320000001/5.6`` "intrusion" seen by a camera. A notice makes
it 1. Notices have no end, so it is 0 again when none came for ``HOLD_S``. While the device is there the value is said
again every ``BEAT_S``; while it is gone the reading says so: silence never reads as safe.

Method: 1 telephone, 2 device, 3 SMS, 4 GPS, 5 video, 6 device fault, 7 other (GB/T 28181-2016, A.2.5).
"""

from collections.abc import Awaitable, Callable, Iterable
from typing import NamedTuple

from anlan.bus.messages import ConfigSnapshot, UnknownSource
from anlan.cameras.gb28181.devices import Device, Devices
from anlan.cameras.gb28181.manscdp import Said, child, text
from anlan.cameras.scene import SceneReading
from anlan.domain.clock import Clock
from anlan.domain.quality import Quality
from anlan.kit.sip.refusals import Refused

DRIVER = "gb28181"
HOLD_S = 60.0
BEAT_S = 15.0
_DIGITS = frozenset("0123456789")


class Notice(NamedTuple):
    """One notice, read. ``address`` as in the module's first lines."""

    address: str
    sample: str


class Detections:
    """All points that devices of this driver feed.

    Args:
        deliver_durably: makes readings durable; False when they are not (yet).
        deliver: takes readings that repeat what is known.
        tell_unknown: takes a sample of something nobody has entered.
    """

    def __init__(
        self,
        deliver_durably: Callable[[list[SceneReading]], Awaitable[bool]],
        deliver: Callable[[list[SceneReading]], None],
        tell_unknown: Callable[[UnknownSource], None],
        clock: Clock,
    ) -> None:
        self._deliver_durably, self._deliver = deliver_durably, deliver
        self._tell_unknown, self._clock = tell_unknown, clock
        self._points: dict[tuple[str, str], int] = {}
        self._until_ms: dict[int, int] = {}
        self._said_ms: dict[int, int] = {}
        self.taken = self.unknown = 0

    def adopt(self, snapshot: ConfigSnapshot) -> None:
        """Learn which points there are."""
        code_of = {gateway.id: gateway.code for gateway in snapshot.gateways if gateway.driver == DRIVER}
        ours = (point for point in snapshot.points if point.gateway_id in code_of)
        self._points = {(code_of[point.gateway_id], point.address): point.id for point in ours}
        known = set(self._points.values())
        self._until_ms = {point: until for point, until in self._until_ms.items() if point in known}
        self._said_ms = {point: said for point, said in self._said_ms.items() if point in known}

    async def take(self, device: Device, said: Said) -> bool:
        """A notice; True when it may be answered: its reading is durable, or nobody has entered its point.

        Raises:
            Refused: no notice.
        """
        notice, now_ms = notice_of(said), self._clock.now_ms()
        point_id = self._points.get((device.id, notice.address))
        if point_id is None:
            self.unknown += 1
            self._tell_unknown(
                UnknownSource(
                    driver=DRIVER, gateway_code=device.id, address=notice.address, sample=notice.sample,
                    seen_at_ms=now_ms, unit="state", peer=device.host,
                )
            )  # fmt: skip
            return True
        self._until_ms[point_id], self._said_ms[point_id] = now_ms + round(HOLD_S * 1000), now_ms
        self.taken += 1
        return await self._deliver_durably([SceneReading(point_id, now_ms, 1.0, Quality.GOOD)])

    def tick(self, devices: Devices) -> None:
        """Say again what stands; call it every second or so."""
        if due := list(self._due(devices)):
            self._deliver(due)

    def _due(self, devices: Devices) -> Iterable[SceneReading]:
        now_ms = self._clock.now_ms()
        for (code, _), point_id in self._points.items():
            ends = 0 < self._until_ms.get(point_id, 0) <= now_ms
            if not ends and now_ms - self._said_ms.get(point_id, 0) < BEAT_S * 1000:
                continue
            if ends:
                del self._until_ms[point_id]
            self._said_ms[point_id] = now_ms
            device = devices.get(code)
            if device is None or not device.is_here(now_ms):
                yield SceneReading(point_id, now_ms, float("nan"), Quality.SOURCE_LOST)
            else:
                yield SceneReading(point_id, now_ms, float(point_id in self._until_ms), Quality.GOOD)


def notice_of(said: Said) -> Notice:
    """What a notice says.

    Raises:
        Refused: its method or type is no number.
    """
    info = child(said.element, "Info")
    method = text(said.element, "AlarmMethod", 4)
    kind = text(said.element, "AlarmType", 8) or ("" if info is None else text(info, "AlarmType", 8))
    if not method or not set(method + kind) <= _DIGITS:
        raise Refused("alarm")
    shown = (
        f"报警方式 {method}",
        f"类型 {kind or '未说明'}",
        f"级别 {text(said.element, 'AlarmPriority', 4) or '未说明'}",
        f"设备时间 {text(said.element, 'AlarmTime', 32)}",
        text(said.element, "AlarmDescription", 200),
    )
    address = f"{said.device_id}/{method}" + (f".{kind}" if kind else "")
    return Notice(address, "，".join(part for part in shown if part)[:500])
