"""The plainest broadcaster one can write with the same web server: a queue for each client, no rights, no memory.

What it does not do (sessions, scope, Last-Event-ID, slow clients, live values) is what ours is measured with.
"""

import asyncio
import sys
from collections.abc import AsyncIterator

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

queues: set[asyncio.Queue[bytes]] = set()


async def _frames(queue: asyncio.Queue[bytes]) -> AsyncIterator[bytes]:
    yield b": hello\n\n"
    try:
        while True:
            yield await queue.get()
    finally:
        queues.discard(queue)


async def events(_: Request) -> Response:
    """GET /events."""
    queue: asyncio.Queue[bytes] = asyncio.Queue()
    queues.add(queue)
    return StreamingResponse(_frames(queue), media_type="text/event-stream")


async def publish(request: Request) -> Response:
    """POST /publish: one frame for everybody."""
    frame = b"event: alarm\ndata: " + await request.body() + b"\n\n"
    for queue in queues:
        queue.put_nowait(frame)
    return Response(status_code=204)


if __name__ == "__main__":
    app = Starlette(routes=[Route("/events", events), Route("/publish", publish, methods=["POST"])])
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning", access_log=False)
