"""A network camera of this test: HTTP-MJPEG on a real socket, that can be frozen, blackened, unplugged and killed."""

import http.server
import threading
import time

import cv2
import numpy as np

from anlan.cameras.views import Picture
from tests.unit.cameras.pictures import room, with_block


class MjpegCamera:
    """Serves ``http://127.0.0.1:<port>/video``. ``kill`` and ``start`` may alternate; the port stays.

    unplug: the connection stays open and no byte comes any more, as when a cable is pulled. kill: everything is
    closed, as when the power goes and a switch answers for it.
    """

    def __init__(self, port: int) -> None:
        self.port = port
        self.is_frozen = self.is_black = self.is_unplugged = False
        self.connections = 0
        self._running: http.server.ThreadingHTTPServer | None = None
        self._epoch = 0
        self._kept: bytes | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/video"

    def start(self) -> None:
        """Answer."""
        camera = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                camera.connections += 1
                camera._stream(self)

            def log_message(self, *args: object) -> None:
                pass

        self._epoch += 1
        self._running = http.server.ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self._running.daemon_threads = True
        threading.Thread(target=self._running.serve_forever, args=(0.02,), daemon=True).start()

    def kill(self) -> None:
        """Close the listener and every stream."""
        self._epoch += 1
        if self._running is not None:
            self._running.shutdown()
            self._running.server_close()
            self._running = None

    def _stream(self, handler: http.server.BaseHTTPRequestHandler) -> None:
        epoch = self._epoch
        handler.send_response(200)
        handler.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
        handler.end_headers()
        while epoch == self._epoch:
            if not self.is_unplugged:
                jpeg = self._picture()
                head = f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {len(jpeg)}\r\n\r\n"
                try:
                    handler.wfile.write(head.encode() + jpeg + b"\r\n")
                except OSError:
                    return
            time.sleep(0.05)

    def _picture(self) -> bytes:
        if self.is_frozen and self._kept is not None:
            return self._kept
        at = time.monotonic_ns() // 10_000_000
        picture: Picture = with_block(room(at=at % 2**31), 10 + at % 200, 60)
        if self.is_black:
            picture = np.asarray(picture // 25, np.uint8)
        self._kept = cv2.imencode(".jpg", picture)[1].tobytes()
        return self._kept
