"""Put down or taken away? Where two pictures of a place differ, one of them shows a thing and the other what is behind.

What is behind goes on outside the place's outline, a thing does not. So the picture whose inside stands out against
its surroundings along the outline is the one with the thing.

Worked example: floor at 120, carton at 60. Before, inside the outline was 60 and outside 120: contrast 60. Now it is
120 and 120: contrast 0. It was taken away.
"""

import cv2
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

#: Pixels from the outline that count as its inside and its surroundings, and those at it that are mixed and do not.
RING, MIXED = 6, 2
#: Pixels over which each side is averaged.
WINDOW = 17
#: How many times as much the earlier picture must stand out. When in doubt it was put down.
CLEARLY = 2.0


def taken_away(place: Mask, before: Floats, now: Floats, free: Mask) -> Mask:
    """Those parts of the place that :func:`was_taken_away`: somebody may have gone where something was put down."""
    gone = np.zeros(place.shape, np.bool_)
    count, part_of = cv2.connectedComponents(place.astype(np.uint8), connectivity=8)
    for number in range(1, count):
        part = np.asarray(part_of == number, np.bool_)
        if was_taken_away(part, before, now, free):
            gone |= part
    return gone


def was_taken_away(place: Mask, before: Floats, now: Floats, free: Mask) -> bool:
    """True when the thing is in the picture ``before``. Arrays of one size; ``free``: where nobody stands."""
    inside = place & ~_shrunk(place, RING) & _shrunk(place, MIXED) & free
    outside = grown(place, RING) & ~grown(place, MIXED) & free
    if not (inside.any() and outside.any()):
        return False
    around = _mean(now, outside)
    compared = inside & np.isfinite(around)
    if not compared.any():
        return False
    earlier, later = (float(np.abs(_mean(picture, inside) - around)[compared].mean()) for picture in (before, now))
    return earlier > CLEARLY * later


def _mean(picture: Floats, where: Mask) -> Floats:
    """Mean of the pixels of ``where`` around each pixel; NaN where there are none."""
    weight = where.astype(np.float32)
    total = cv2.boxFilter(picture * weight, -1, (WINDOW, WINDOW), normalize=False)
    count = cv2.boxFilter(weight, -1, (WINDOW, WINDOW), normalize=False)
    return np.asarray(np.where(count > 0.5, total / np.maximum(count, 1), np.nan), np.float32)


def grown(place: Mask, pixels: int = RING) -> Mask:
    """The place and so many pixels around it."""
    return np.asarray(cv2.dilate(place.astype(np.uint8), _square(pixels)) > 0, np.bool_)


def _shrunk(place: Mask, pixels: int) -> Mask:
    return np.asarray(cv2.erode(place.astype(np.uint8), _square(pixels)) > 0, np.bool_)


def _square(pixels: int) -> npt.NDArray[np.uint8]:
    return np.ones((2 * pixels + 1, 2 * pixels + 1), np.uint8)
