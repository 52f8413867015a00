"""The web process."""

import os

import uvicorn

from anlan.kit.settings import settings


def serve() -> None:
    """Serve console, API and push until told to stop."""
    os.environ.setdefault("ANLAN_PROCESS", "web")
    config = settings()
    uvicorn.run(
        "anlan.web.asgi:app",
        host=config.bind,
        port=config.http_port,
        loop="uvloop",
        http="httptools",
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=3,
        server_header=False,
        ws="none",
    )
