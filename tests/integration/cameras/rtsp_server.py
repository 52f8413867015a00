"""A real RTSP server (GStreamer), run by Debian's own Python: ``python3 rtsp_server.py PORT [USER PASSWORD]``.

Serves colour bars with a field of snow at rtsp://127.0.0.1:PORT/cam as H.264, 640 × 360, 10 a second, a key picture
every ``RTSP_KEY_EVERY`` pictures (10).
"""

import os
import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer  # noqa: E402

KEY_EVERY = int(os.environ.get("RTSP_KEY_EVERY", "10"))
LAUNCH = (
    "( videotestsrc is-live=true pattern=smpte ! video/x-raw,width=640,height=360,framerate=10/1 "
    f"! x264enc tune=zerolatency speed-preset=ultrafast key-int-max={KEY_EVERY} ! rtph264pay name=pay0 pt=96 )"
)


def main() -> None:
    Gst.init(None)
    server = GstRtspServer.RTSPServer()
    server.set_address("127.0.0.1")
    server.set_service(sys.argv[1])
    factory = GstRtspServer.RTSPMediaFactory()
    factory.set_launch(LAUNCH)
    factory.set_shared(False)  # several readers of one media have made GStreamer end by an assertion
    if len(sys.argv) > 2:
        _require_login(server, factory, sys.argv[2], sys.argv[3])
    server.get_mount_points().add_factory("/cam", factory)
    server.attach(None)
    print("ready", flush=True)
    GLib.MainLoop().run()


def _require_login(server, factory, user: str, password: str) -> None:  # type: ignore[no-untyped-def]
    auth = GstRtspServer.RTSPAuth()
    token = GstRtspServer.RTSPToken()
    token.set_string("media.factory.role", "user")
    auth.add_basic(GstRtspServer.RTSPAuth.make_basic(user, password), token)
    server.set_auth(auth)
    role = Gst.Structure.new_empty("user")
    role.set_value("media.factory.access", True)
    role.set_value("media.factory.construct", True)
    factory.add_role_from_structure(role) if hasattr(factory, "add_role_from_structure") else None


if __name__ == "__main__":
    main()
