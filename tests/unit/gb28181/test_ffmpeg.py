"""A program stream that FFmpeg muxed, without stream maps and in packs of its own size, as some gateways send it."""

import contextlib
import io
import re
import threading

import av
import numpy as np

from anlan.cameras.gb28181 import rtp
from anlan.cameras.gb28181.feed import Feed
from anlan.cameras.gb28181.ps_units import PACK, Units
from anlan.cameras.gb28181.source import _Stream
from anlan.cameras.sources.base import SourceLost
from tests.integration.gb28181 import program_stream


def muxed(count: int) -> bytes:
    out = io.BytesIO()
    with av.open(out, "w", format="vob") as container:
        stream = container.add_stream("libx264", rate=25, options={"tune": "zerolatency", "preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt, stream.gop_size = 320, 180, "yuv420p", 10
        for number in range(count):
            noise = np.random.default_rng(number).integers(-9, 9, (180, 320, 3))
            noisy = np.clip(program_stream.picture(number) + noise, 0, 255).astype(np.uint8)
            frame = av.VideoFrame.from_ndarray(noisy, format="bgr24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return out.getvalue()


def test_what_ffmpeg_muxes_comes_out_as_pictures() -> None:
    stop, order, units = threading.Event(), rtp.InOrder(), Units()
    feed = Feed(stop)
    film = muxed(25)
    begins = [found.start() for found in re.finditer(re.escape(PACK), film)]
    for number, (begin, end) in enumerate(zip(begins, [*begins[1:], len(film)], strict=True)):
        packet = rtp.Packet(number, number * 3_600, 1, True, film[begin:end])
        for one, is_after_loss in order.put(packet):
            for unit, is_key in units.put(one, is_after_loss=is_after_loss):
                feed.put(unit, is_key)
    feed.end("the film is over")
    shown = []
    with contextlib.suppress(SourceLost):
        shown.extend(arrival.load() for arrival in _Stream(feed, "ffmpeg").arrivals(stop))
    assert len(shown) > 15
    assert all(program_stream.is_the_picture(one) for one in shown)
