"""G.711: 16-bit samples at 8 kHz into one byte each, by the two laws that every SIP device knows."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.int16]
#: Samples a second.
RATE_HZ = 8_000
#: Static RTP payload types (RFC 3551).
PCMU, PCMA = 0, 8
NAMES = {PCMU: "PCMU", PCMA: "PCMA"}


def encoded(samples: Samples, payload_type: int) -> bytes:
    """One byte a sample."""
    return _table(payload_type)[samples.view(np.uint16)].tobytes()


def silence(payload_type: int) -> int:
    """The byte of a sample that is zero."""
    return int(_table(payload_type)[0])


@lru_cache(maxsize=2)
def _table(payload_type: int) -> NDArray[np.uint8]:
    """The byte for each 16-bit pattern."""
    values = np.arange(1 << 16, dtype=np.uint16).view(np.int16).astype(np.int32)
    law = {PCMA: _a_law, PCMU: _mu_law}[payload_type]
    return law(values).astype(np.uint8)


def _a_law(values: NDArray[np.int32]) -> NDArray[np.int32]:
    """Sixteen steps of the same size twice, then of double the size in each segment; even bits turned over."""
    size = np.where(values >= 0, values, -values - 1) >> 4
    doublings = np.maximum(np.frexp(size)[1] - 1 - 4, 0)
    code = np.where(size < 32, size, ((doublings + 1) << 4) | ((size >> doublings) & 15))
    return np.asarray((np.where(values >= 0, 0x80, 0) | code) ^ 0x55)


def _mu_law(values: NDArray[np.int32]) -> NDArray[np.int32]:
    """Segments of double the step, moved by 132 so that the first begins at a power of two; all bits turned over."""
    size = np.minimum(np.abs(values), 32_635) + 132
    segment = np.frexp(size)[1] - 1 - 7
    code = (segment << 4) | ((size >> (segment + 3)) & 15)
    return np.asarray(~(np.where(values < 0, 0x80, 0) | code) & 0xFF)
