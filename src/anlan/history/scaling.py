"""Values as integers: 20.3 is kept as 203 with one decimal, which is exact and takes half a byte on disk.

Worked example: an instrument of resolution 0.1 reports 20.3, 20.4, 0.1·203 (= 20.3 but for the last bit).
All are kept as mantissa 203, 204, 203 and decimals 1; ``203 / 10`` gives back the very double that the text
"20.3" is read as. A value that is not a decimal (1/3) is kept as it is, in the column ``value``, with decimals
255. How each reading was scaled stands beside it, so a later change of resolution cannot rewrite the past.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from anlan.bus.readings import Readings

FLOAT = 255  # "decimals" of a reading that is kept as a double
MOST_DECIMALS = 6
#: Below this part of the last decimal, a difference is the noise of a multiplication, not a measurement.
NOISE = 1e-6
_LARGEST = 2**31 - 1
#: Ids above this are scaled without memory of the point; a county has thousands of points.
_MOST_IDS = 8_000_000

_POWERS = 10.0 ** np.arange(MOST_DECIMALS + 1)


@dataclass(slots=True)
class Columns:
    """Readings as they are stored: value = mantissa / 10**decimals, or ``value`` itself when decimals is 255."""

    point: npt.NDArray[np.int32]
    ts_ms: npt.NDArray[np.int64]
    mantissa: npt.NDArray[np.int32]
    decimals: npt.NDArray[np.uint8]
    value: npt.NDArray[np.float64]
    quality: npt.NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.point)

    def take(self, where: npt.NDArray[np.bool_] | npt.NDArray[np.int64]) -> "Columns":
        """The rows picked by a mask or by positions."""
        return Columns(
            self.point[where],
            self.ts_ms[where],
            self.mantissa[where],
            self.decimals[where],
            self.value[where],
            self.quality[where],
        )


def unscale(
    mantissa: npt.NDArray[np.int32], decimals: npt.NDArray[np.uint8], value: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Values of stored columns; the division is correctly rounded, so the decimal comes back exactly."""
    is_float = decimals == FLOAT
    power = _POWERS[np.where(is_float, 0, decimals)]
    return np.where(is_float, value, mantissa / power)


class Scaler:
    """Chooses decimals per point and keeps them, so that a point's integers stay comparable and compress.

    The number of decimals of a point grows when a finer value arrives and never shrinks. It starts at the
    decimals of the configured resolution, where there is one.
    """

    def __init__(self) -> None:
        self._decimals = np.zeros(1024, np.uint8)  # by point id: fewest decimals that did so far
        self._is_configured = np.zeros(1024, np.bool_)

    def configure(self, resolutions: dict[int, float]) -> None:
        """Resolutions of points, by id; 0 or absent = unknown."""
        self._is_configured[:] = False
        for point, resolution in resolutions.items():
            if resolution > 0 and 0 <= point < _MOST_IDS:
                self._grow(point)
                self._decimals[point] = max(self._decimals[point], decimals_of(resolution))
                self._is_configured[point] = True

    def scale(self, batch: Readings) -> Columns:
        """Stored form of a batch; nothing is lost but noise below a millionth of a configured step."""
        if len(batch):
            self._grow(int(min(batch.point.max(), _MOST_IDS - 1)))
        known = np.where((batch.point >= 0) & (batch.point < _MOST_IDS), batch.point, 0)
        start = self._decimals[known]
        noise = np.where(self._is_configured[known], NOISE, 0.0)
        decimals = np.full(len(batch), FLOAT, np.uint8)
        mantissa = np.zeros(len(batch), np.int32)
        todo = np.isfinite(batch.value) & ~((batch.value == 0) & np.signbit(batch.value))
        # First as fine as the point was ever seen; what is too large for that, as coarse as it can be.
        for is_coarse in (False, True):
            for places in range(MOST_DECIMALS + 1):
                at = np.flatnonzero(todo & ((start > places) if is_coarse else (start <= places)))
                if len(at):
                    fits, scaled = _fit(batch.value[at], places, noise[at])
                    decimals[at[fits]] = places
                    mantissa[at[fits]] = scaled[fits]
                    todo[at[fits]] = False
        self._learn(known, decimals)
        value = np.where(decimals == FLOAT, batch.value, 0.0)
        return Columns(
            batch.point.astype(np.int32), batch.ts_ms.astype(np.int64), mantissa, decimals, value, batch.quality
        )

    def _learn(self, point: npt.NDArray[np.int32], decimals: npt.NDArray[np.uint8]) -> None:
        fitted = decimals != FLOAT
        np.maximum.at(self._decimals, point[fitted], decimals[fitted])

    def _grow(self, point: int) -> None:
        if point >= len(self._decimals):
            size = min(max(point + 1, 2 * len(self._decimals)), _MOST_IDS)
            self._decimals = np.pad(self._decimals, (0, size - len(self._decimals)))
            self._is_configured = np.pad(self._is_configured, (0, size - len(self._is_configured)))


def decimals_of(resolution: float) -> int:
    """Decimals needed to write multiples of ``resolution``: 0.1 → 1, 0.05 → 2, 5 → 0."""
    for places in range(MOST_DECIMALS + 1):
        scaled = resolution * 10**places
        if abs(scaled - round(scaled)) < NOISE and round(scaled) > 0:
            return places
    return 0


def _fit(
    value: npt.NDArray[np.float64], places: int, noise: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.int64]]:
    in_range = np.abs(value) <= _LARGEST / _POWERS[places]
    value = np.where(in_range, value, 0.0)
    scaled = np.rint(value * _POWERS[places])
    back = scaled / _POWERS[places]
    fits = in_range & ((back == value) | (np.abs(back - value) * _POWERS[places] < noise))
    return fits, scaled.astype(np.int64)
