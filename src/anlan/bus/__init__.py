"""What passes between processes: subjects, streams, message formats, and how to be sure of a write.

The stages of the river never import each other; they meet here.
"""

import sys


def _without_websockets() -> None:
    """Let nats-py do without aiohttp, which it takes for NATS over WebSocket when something else has brought it along.

    Nobody here speaks that, and it is a sixth of the time in which a process that was killed starts again.
    """
    if "aiohttp" in sys.modules or "nats" in sys.modules:
        return
    sys.modules["aiohttp"] = None  # type: ignore[assignment] # importing it now fails, as where it is not installed
    try:
        import nats.aio.transport  # noqa: F401
    finally:
        del sys.modules["aiohttp"]


_without_websockets()
