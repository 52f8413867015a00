"""The published configuration, arranged for the gateway's two questions: whose is this, and is it plausible?"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from anlan.bus.messages import ConfigSnapshot, GatewayConfig, PointConfig


class PublishedRegistry:
    """Look-ups by code and address, and columns indexed by point id. Immutable: a new one replaces it."""

    def __init__(self, snapshot: ConfigSnapshot) -> None:
        self.version = snapshot.version
        self.gateways = snapshot.gateways
        self._by_code = {(g.driver, g.code): g for g in snapshot.gateways}
        self._points = {p.id: p for p in snapshot.points}
        self._by_address: dict[int, dict[str, int]] = {}
        for point in snapshot.points:
            self._by_address.setdefault(point.gateway_id, {})[point.address] = point.id
        self.columns = PointColumns(snapshot.points)

    def gateway(self, driver: str, code: str) -> GatewayConfig | None:
        """The registered gateway of that code, or None."""
        return self._by_code.get((driver, code))

    def point_id(self, gateway_id: int, address: str) -> int | None:
        """Id of the point that this gateway calls ``address``, or None."""
        return self._by_address.get(gateway_id, {}).get(address)

    def points_of(self, gateway_id: int) -> Mapping[str, int]:
        """Ids of all points behind this gateway, by address."""
        return self._by_address.get(gateway_id, {})

    def point_count(self, gateway_id: int) -> int:
        """How many points are registered behind this gateway."""
        return len(self._by_address.get(gateway_id, ()))

    def point(self, point_id: int) -> PointConfig | None:
        """A point's configuration."""
        return self._points.get(point_id)


class PointColumns:
    """One array per setting, indexed by point id (ids are dense database keys).

    scale, offset, low, high: float64 (low/high −inf/+inf where the range is unknown).
    gas: True where over-range counts as high. partition: int16.
    """

    def __init__(self, points: list[PointConfig]) -> None:
        size = max((p.id for p in points), default=0) + 1
        ids = np.fromiter((p.id for p in points), np.int64, len(points))
        self.scale = _column(size, ids, (p.scale for p in points), 1.0)
        self.offset = _column(size, ids, (p.offset for p in points), 0.0)
        self.low = _column(size, ids, (-np.inf if p.range_low is None else p.range_low for p in points), -np.inf)
        self.high = _column(size, ids, (np.inf if p.range_high is None else p.range_high for p in points), np.inf)
        self.gas = _column(size, ids, (float(p.over_range_is_high) for p in points), 0.0).astype(bool)
        self.partition = _column(size, ids, (float(p.partition) for p in points), 0.0).astype(np.int16)


def _column(size: int, ids: npt.NDArray[np.int64], values: object, default: float) -> npt.NDArray[np.float64]:
    column = np.full(size, default, np.float64)
    column[ids] = np.fromiter(values, np.float64, len(ids))  # type: ignore[call-overload]
    return column
