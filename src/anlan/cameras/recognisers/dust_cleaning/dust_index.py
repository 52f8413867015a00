"""How much dust lies on a view, 0..1, against a reference of the same view when it was clean.

Dust of opacity ``a`` mixes every surface with light grey: mean → (1 - a) · mean + a · grey, contrast → (1 - a) ·
contrast. Dark cells lose most of their relative contrast. A camera that changes its gamma or gain scales the relative
contrast of *all* cells by about the same factor. Both are fitted together, so what is common to all cells is taken
for the camera and only what depends on the brightness of the surface for dust.
"""

import cv2
import numpy as np
import numpy.typing as npt

from anlan.cameras.views import Picture

Cells = npt.NDArray[np.float64]

#: Cells across the picture, at a working width of 480 pixels.
ACROSS, WIDTH = 24, 480
#: Grey of dust under the lamps, assumed; relative contrast of a cell that can be used.
GREY, TEXTURE_MIN = 150.0, 0.03
CELLS_MIN = 12
_FILMS = np.linspace(0.0, 0.7, 36)
_GAMMAS = np.geomspace(0.6, 1.6, 41)


def cells(picture: Picture, watched: npt.NDArray[np.uint8]) -> Cells:
    """(n, 2) mean and standard deviation of the grey of each cell; NaN outside the zone (``watched`` = 0)."""
    high = max(1, round(picture.shape[0] * WIDTH / picture.shape[1]))
    gray = cv2.cvtColor(cv2.resize(picture, (WIDTH, high), interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2GRAY)
    calm = cv2.medianBlur(gray, 3).astype(np.float64)
    mask = cv2.resize(watched, (WIDTH, high), interpolation=cv2.INTER_NEAREST) > 0
    side = WIDTH // ACROSS
    blocks, inside = _blocks(calm, side), _blocks(mask, side).all(axis=1)
    found = np.stack([blocks.mean(axis=1), blocks.std(axis=1)], axis=1)
    found[~inside] = np.nan
    return np.asarray(found, np.float64)


def dust_index(clean: Cells, now: Cells) -> float | None:
    """Opacity of the film, 0..0.7; None when too few cells can be compared."""
    usable = np.isfinite(clean).all(1) & np.isfinite(now).all(1) & (clean[:, 0] > 15) & (clean[:, 0] < 240)
    usable &= clean[:, 1] > TEXTURE_MIN * clean[:, 0]
    if np.count_nonzero(usable) < CELLS_MIN:
        return None
    (mean, spread), (mean_now, spread_now) = clean[usable].T, now[usable].T
    seen = np.log(np.maximum(spread_now / np.maximum(mean_now, 1), 1e-3) / (spread / mean))
    films, gammas = _FILMS[:, None, None], _GAMMAS[None, :, None]
    told = np.log(gammas * (1 - films) * mean / ((1 - films) * mean + films * GREY))
    misfit = np.median(np.abs(seen - told), axis=2)
    return float(_FILMS[np.unravel_index(int(misfit.argmin()), misfit.shape)[0]])


def _blocks(picture: npt.NDArray[np.generic], side: int) -> npt.NDArray[np.generic]:
    """(n, side * side) pixels of each whole cell."""
    high, wide = (size // side * side for size in picture.shape)
    cut = picture[:high, :wide].reshape(high // side, side, wide // side, side)
    return cut.transpose(0, 2, 1, 3).reshape(-1, side * side)
