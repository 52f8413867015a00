"""A recording that says in every picture at which second it was taken, as a recorder of GB/T 28181 sends it."""

import cv2
import numpy as np

from tests.integration.gb28181.program_stream import coded_pictures, in_packs

FPS = 10
BITS = 10
WIDE, HIGH = 320, 180


def picture(second: int) -> np.ndarray:
    """The second (modulo 1024) as ten squares, black or white, on grey."""
    drawn = np.full((HIGH, WIDE, 3), 90, np.uint8)
    for bit in range(BITS):
        drawn[40:140, bit * 32 + 2 : bit * 32 + 30] = 235 if second >> bit & 1 else 16
    return drawn


def second_shown(jpeg: bytes) -> int:
    """The second that a picture says."""
    shown = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert shown is not None
    wide = shown.shape[1] / BITS
    high = shown.shape[0]
    means = [
        shown[high // 3 : high // 2, round((b + 0.3) * wide) : round((b + 0.7) * wide)].mean() for b in range(BITS)
    ]
    return sum(1 << bit for bit, mean in enumerate(means) if mean > 128)


def units(second: int, codec: str = "libx264") -> list[tuple[bytes, bool]]:
    """The pictures of one second in Annex B, each with "decoding can begin here"; the first can."""
    return coded_pictures([picture(second)] * FPS, codec, every=FPS, fps=FPS)


def packs(second: int) -> list[tuple[int, bytes]]:
    """One second as packs of a program stream, stamped (90 kHz, from zero) by when it was taken."""
    return in_packs(units(second), fps=FPS, first=second % 10_000 * 90_000)
