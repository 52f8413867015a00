"""Publishes virtual cameras as devices: HTTP-MJPEG on a loopback port, as a great many real cameras speak it.

``python -m anlan.demo.pictures.serve --port 8090`` serves the whole county:

    /cameras                       what there is: code, name, room, scenes with their polygons
    /cameras/E01-CAM02.mjpg        the live stream (multipart/x-mixed-replace)
    /cameras/E01-CAM02.jpg         the present picture
    /cameras/E01-CAM02/truth.json  the truth about the present picture
    /happenings.json?until_s=3600  the truth file

With ``--rtsp-port 8554`` each is at ``rtsp://127.0.0.1:8554/E01-CAM02`` as well, where GStreamer is installed.

A camera that is gone in its story does not answer (503) and drops its streams, as a pulled plug does.
"""

import argparse
import asyncio
import base64
import contextlib
import hmac
import socket
import sys
from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import cv2
import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from anlan.demo import plan
from anlan.demo.pictures import county
from anlan.demo.pictures.county import CountyCamera
from anlan.demo.pictures.stories import Pace
from anlan.demo.pictures.virtual import CameraGoneError
from anlan.domain.clock import Clock, SystemClock

_BOUNDARY = "anlanframe"
_JPEG_QUALITY = 88
#: The Python that has GStreamer's bindings, and the packages that bring them.
SYSTEM_PYTHON = "/usr/bin/python3"
RTSP_PACKAGES = "gir1.2-gst-rtsp-server-1.0, python3-gi, gstreamer1.0-plugins-good, gstreamer1.0-plugins-ugly"


@dataclass
class Publisher:
    """Renders each camera at most once per tick, however many look at it.

    frames_per_s: rate of the streams and of the drawing. credentials: "user:password" asked for, or None.
    """

    cameras: dict[str, CountyCamera]
    clock: Clock
    frames_per_s: float = 2.0
    credentials: str | None = None
    started_ms: int = field(init=False)
    _latest: dict[str, tuple[int, bytes | None]] = field(default_factory=dict)
    _drawing: dict[str, asyncio.Lock] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """The stories begin now."""
        self.started_ms = self.clock.now_ms()

    @property
    def story_s(self) -> float:
        """Seconds since the stories began."""
        return (self.clock.now_ms() - self.started_ms) / 1000

    async def jpeg(self, code: str) -> bytes | None:
        """The present picture of a camera; None while it is gone."""
        tick = int(self.story_s * self.frames_per_s)
        async with self._drawing.setdefault(code, asyncio.Lock()):
            known = self._latest.get(code)
            if known is None or known[0] != tick:
                picture = await asyncio.to_thread(self._encoded, code, tick / self.frames_per_s)
                known = self._latest[code] = (tick, picture)
        return known[1]

    def _encoded(self, code: str, t: float) -> bytes | None:
        try:
            picture, _ = self.cameras[code].virtual.frame(t)
        except CameraGoneError:
            return None
        return cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])[1].tobytes()

    async def parts(self, code: str) -> AsyncIterator[bytes]:
        """The body of an MJPEG stream; ends when the camera goes."""
        while (picture := await self.jpeg(code)) is not None:
            head = f"--{_BOUNDARY}\r\nContent-Type: image/jpeg\r\nContent-Length: {len(picture)}\r\n\r\n"
            yield head.encode() + picture + b"\r\n"
            into = self.story_s * self.frames_per_s % 1
            await asyncio.sleep((1 - into) / self.frames_per_s + 0.005)


def app(publisher: Publisher) -> Starlette:
    """The HTTP face of a publisher."""

    def camera(request: Request) -> CountyCamera:
        _check(request, publisher.credentials)
        code = request.path_params["code"]
        if code not in publisher.cameras:
            raise HTTPException(404, f"no camera {code}; GET /cameras lists them")
        return publisher.cameras[code]

    async def stream(request: Request) -> Response:
        code = camera(request).code
        if await publisher.jpeg(code) is None:
            raise HTTPException(503, f"camera {code} is gone")
        return StreamingResponse(publisher.parts(code), media_type=f"multipart/x-mixed-replace; boundary={_BOUNDARY}")

    async def picture(request: Request) -> Response:
        found = camera(request)
        jpeg = await publisher.jpeg(found.code)
        if jpeg is None:
            raise HTTPException(503, f"camera {found.code} is gone")
        return Response(jpeg, media_type="image/jpeg", headers={"Cache-Control": "no-store"})

    async def truth(request: Request) -> Response:
        found = camera(request)
        return JSONResponse((await asyncio.to_thread(found.virtual.truth, publisher.story_s)).as_dict())

    async def listing(request: Request) -> Response:
        _check(request, publisher.credentials)
        return JSONResponse([_described(c) for c in publisher.cameras.values()])

    async def happenings(request: Request) -> Response:
        _check(request, publisher.credentials)
        until_s = _seconds(request, "until_s", publisher.story_s)
        told = [h for c in publisher.cameras.values() for h in c.story.happenings(0.0, until_s)]
        lines = [asdict(h) for h in sorted(told, key=lambda h: h.began_s)]
        return JSONResponse({"started_ms": publisher.started_ms, "happenings": lines})

    return Starlette(
        routes=[
            Route("/cameras", listing),
            Route("/cameras/{code}.mjpg", stream),
            Route("/cameras/{code}.jpg", picture),
            Route("/cameras/{code}/truth.json", truth),
            Route("/happenings.json", happenings),
        ]
    )


def _seconds(request: Request, name: str, default: float) -> float:
    text = request.query_params.get(name)
    try:
        seconds = default if text is None else float(text)
    except ValueError:
        raise HTTPException(400, f"{name} must be a number of seconds, not {text!r}") from None
    if not 0 <= seconds <= 366 * 86400:
        raise HTTPException(400, f"{name} must be between 0 and a year, in seconds")
    return seconds


def _check(request: Request, credentials: str | None) -> None:
    if credentials is None:
        return
    expected = "Basic " + base64.b64encode(credentials.encode()).decode()
    if not hmac.compare_digest(request.headers.get("authorization", "").encode(), expected.encode()):
        raise HTTPException(401, "name and password are needed", {"WWW-Authenticate": 'Basic realm="camera"'})


def _described(camera: CountyCamera) -> dict[str, object]:
    return {
        "code": camera.code,
        "name": camera.name,
        "enterprise": camera.enterprise,
        "room": camera.room,
        "stream": f"/cameras/{camera.code}.mjpg",
        "scenes": [asdict(scene) for scene in camera.scenes],
    }


@contextlib.asynccontextmanager
async def serving(publisher: Publisher, port: int = 0, host: str = "127.0.0.1") -> AsyncIterator[str]:
    """Serve while the block runs; yields the base address. Port 0 takes a free one.

    Raises:
        OSError: the port is taken.
    """
    listener = socket.create_server((host, port))
    settings = uvicorn.Config(app(publisher), log_level="warning", lifespan="off", timeout_graceful_shutdown=1)
    server = uvicorn.Server(settings)
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]  # they belong to the process
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield f"http://{host}:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task
        listener.close()


def county_publisher(
    *,
    spacing_s: float,
    frames_per_s: float,
    codes: Sequence[str] = (),
    seed: int = plan.DEFAULT_SEED,
    clock: Clock | None = None,
) -> Publisher:
    """A publisher of the county's cameras, or of those in ``codes``."""
    everything = county.cameras(plan.build(seed), Pace.for_spacing(spacing_s))
    chosen = {c.code: c for c in everything if not codes or c.code in codes}
    return Publisher(chosen, clock or SystemClock(), frames_per_s)


@contextlib.asynccontextmanager
async def bridged(publisher: Publisher, address: str, port: int, python: str = SYSTEM_PYTHON) -> AsyncIterator[str]:
    """Offer the streams at ``address`` over RTSP while the block runs; yields the RTSP base address.

    Raises:
        RuntimeError: GStreamer's RTSP server is missing or the port is taken; the message says what to install.
    """
    script = str(Path(__file__).with_name("rtsp_bridge.py"))
    process = await asyncio.create_subprocess_exec(
        python, script, str(port), address, *publisher.cameras, stdout=asyncio.subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        if await process.stdout.readline() != b"ready\n":
            raise RuntimeError(f"no RTSP on port {port}: it is taken, or Debian's {RTSP_PACKAGES} are missing")
        yield f"rtsp://127.0.0.1:{port}"
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def _run(options: argparse.Namespace) -> None:
    publisher = county_publisher(
        spacing_s=options.spacing, frames_per_s=options.fps, codes=options.camera, seed=options.seed
    )
    async with serving(publisher, options.port) as address:
        sys.stdout.write(f"{len(publisher.cameras)} cameras at {address}/cameras\n")
        sys.stdout.flush()
        if not options.rtsp_port:
            await asyncio.Event().wait()
        async with bridged(publisher, address, options.rtsp_port) as rtsp:
            sys.stdout.write(f"and at {rtsp}/<code>\n")
            sys.stdout.flush()
            await asyncio.Event().wait()


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description="virtual cameras over HTTP-MJPEG")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--rtsp-port", type=int, default=0, help="offer RTSP as well (needs GStreamer)")
    parser.add_argument("--fps", type=float, default=2.0)
    parser.add_argument("--spacing", type=float, default=600.0, help="seconds between the happenings of a camera")
    parser.add_argument("--seed", type=int, default=plan.DEFAULT_SEED)
    parser.add_argument("camera", nargs="*", help="codes; all when none is given")
    cv2.setNumThreads(1)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_run(parser.parse_args()))


if __name__ == "__main__":
    main()
