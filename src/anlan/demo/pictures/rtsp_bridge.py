"""Offers the server's MJPEG streams over RTSP as H.264, by GStreamer.

Run by the system's Python, which has GStreamer's bindings:

``/usr/bin/python3 rtsp_bridge.py 8554 http://127.0.0.1:8090 E01-CAM02 E01-CAM05`` serves
``rtsp://127.0.0.1:8554/E01-CAM02`` and so on. Nothing is encoded for a camera that nobody watches.
Debian: gir1.2-gst-rtsp-server-1.0 python3-gi gstreamer1.0-plugins-good gstreamer1.0-plugins-ugly.
"""

import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer  # noqa: E402

_LAUNCH = (
    "( souphttpsrc location={address}/cameras/{code}.mjpg is-live=true do-timestamp=true "
    "! multipartdemux ! image/jpeg ! jpegdec ! videoconvert "
    "! x264enc tune=zerolatency speed-preset=ultrafast bitrate=512 key-int-max=10 ! rtph264pay name=pay0 pt=96 )"
)


def main(port: str, address: str, codes: list[str]) -> None:
    """Serve until killed; prints "ready" once it listens."""
    Gst.init(None)
    server = GstRtspServer.RTSPServer()
    server.set_address("127.0.0.1")
    server.set_service(port)
    for code in codes:
        factory = GstRtspServer.RTSPMediaFactory()
        factory.set_launch(_LAUNCH.format(address=address, code=code))
        factory.set_shared(True)
        server.get_mount_points().add_factory(f"/{code}", factory)
    if not server.attach(None):
        sys.exit(f"port {port} is taken")
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    GLib.MainLoop().run()


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
