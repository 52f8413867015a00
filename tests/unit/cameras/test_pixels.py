"""Pixels of decoded frames: as FFmpeg's own conversion gives them, whichever thread asks and whatever came before."""

from concurrent.futures import ThreadPoolExecutor

import av
import numpy as np
import pytest

from anlan.cameras.sources.base import WIDTH_MAX
from anlan.cameras.sources.video import pixels

SIZES = ((640, 360), (352, 288), (640, 360), (WIDTH_MAX * 2, 720))


def _frame(wide: int, high: int, seed: int) -> av.VideoFrame:
    noise = np.random.default_rng(seed).integers(0, 255, (high, wide, 3), np.uint8)
    return av.VideoFrame.from_ndarray(noise, format="bgr24").reformat(format="yuv420p")


@pytest.mark.parametrize("n_threads", [1, 4])
def test_a_kept_scaler_gives_what_a_new_one_would(n_threads: int) -> None:
    frames = [_frame(*SIZES[k % len(SIZES)], k) for k in range(16)]
    with ThreadPoolExecutor(n_threads) as pool:
        for frame, picture in zip(frames, pool.map(pixels, frames), strict=True):
            high, wide = picture.shape[:2]
            assert wide == min(frame.width, WIDTH_MAX)
            assert np.array_equal(picture, frame.to_ndarray(format="bgr24", width=wide, height=high))
