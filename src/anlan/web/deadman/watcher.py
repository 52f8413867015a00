"""The watcher: feeds the canary, listens at both ends of the path, and tells people when it falls silent."""

import asyncio
import contextlib
import hashlib
import hmac
import http.client
import json
import signal
import time
import urllib.request
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from uvicorn import Config, Server

from anlan.domain import canary
from anlan.kit import systemd
from anlan.kit.logs import get_logger
from anlan.web.deadman.judge import Judge
from anlan.web.deadman.plan import Plan
from anlan.web.deadman.telling import tell_all

log = get_logger(__name__)

#: The stream says something at least every ten seconds; when it does not, it is opened again.
STREAM_SILENT_S = 15.0


class Watcher:
    """One watcher of one system. ``told`` is what people know at present: problems, or that all is well."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.judge = Judge(plan.missing_after_s, time.monotonic())
        self.problems: list[str] = []
        self._told_s = float("-inf")
        self._stop = asyncio.Event()
        self._is_high = False

    async def run(self) -> None:
        """Watch until stopped."""
        works = (self._feed, self._listen_at_push, self._listen_at_channel, self._look, self._ping, self._stop.wait)
        jobs = [asyncio.create_task(work()) for work in works]
        systemd.notify("READY=1")
        ended, _ = await asyncio.wait(jobs, return_when=asyncio.FIRST_COMPLETED)
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)
        for job in ended:
            job.result()

    def stop(self) -> None:
        """End."""
        self._stop.set()

    # --- the canary ------------------------------------------------------------------------------------

    async def _feed(self) -> None:
        """Over the limit, under it, over it: every second reading raises an alarm."""
        while True:
            began_s = time.monotonic()
            self._is_high = not self._is_high
            sent_ms = time.time_ns() // 1_000_000
            self.judge.sent(sent_ms, began_s)
            try:
                await asyncio.to_thread(self._post, sent_ms, 1.0 if self._is_high else 0.0)
                self.judge.taken(sent_ms)
            except (OSError, http.client.HTTPException, ValueError) as error:
                self.judge.last_error = f"{error}"[:80] or type(error).__name__
            await asyncio.sleep(max(0.1, self.plan.beat_s - (time.monotonic() - began_s)))

    def _post(self, sent_ms: int, value: float) -> None:
        body = json.dumps({"readings": [{"p": canary.ADDRESS, "ts": sent_ms, "v": value, "q": "N"}]}).encode()
        request = urllib.request.Request(  # noqa: S310 - the watcher's own file says where
            f"{self.plan.ingest.rstrip('/')}/ingest/v1/{canary.GATEWAY_CODE}/readings", body,
            {"Authorization": f"Bearer {self.plan.secret}", "Content-Type": "application/json"},
        )  # fmt: skip
        with urllib.request.urlopen(request, timeout=min(5.0, self.plan.missing_after_s / 3)) as answer:  # noqa: S310
            said = json.load(answer)
        if said.get("accepted") != 1:
            raise ValueError(f"自检读数未被接收: {said}")

    # --- both ends -------------------------------------------------------------------------------------

    async def _listen_at_push(self) -> None:
        """As a browser does: server-sent events, opened again whenever they end or fall silent."""
        while True:
            with contextlib.suppress(
                OSError, http.client.HTTPException, ValueError, TimeoutError, asyncio.IncompleteReadError
            ):
                await self._read_events()
            await asyncio.sleep(1)

    async def _read_events(self) -> None:
        parts = urlsplit(self.plan.console)
        is_tls = parts.scheme == "https"
        port = parts.port or (443 if is_tls else 80)
        async with asyncio.timeout(5):
            reader, writer = await asyncio.open_connection(parts.hostname, port, ssl=is_tls or None, limit=2**20)
        try:
            head = f"GET /events HTTP/1.1\r\nHost: {parts.netloc}\r\nAuthorization: Bearer {self.plan.secret}\r\n\r\n"
            writer.write(head.encode())
            topic = ""
            while line := await _line(reader):
                if line.startswith(b"event: "):
                    topic = line[7:].strip().decode()
                elif line.startswith(b"data: ") and topic == canary.TOPIC:
                    self.judge.shown(int(json.loads(line[6:])["sent_ms"]))
        finally:
            writer.close()

    async def _listen_at_channel(self) -> None:
        """The test channel's messages come here."""
        app = Starlette(routes=[Route("/canary", self._on_message, methods=["POST"])])
        config = Config(
            app, host=self.plan.listen_host, port=self.plan.listen_port, log_level="error", lifespan="off", ws="none"
        )
        await Server(config)._serve()  # not serve(): the signals are ours

    async def _on_message(self, request: Request) -> JSONResponse:
        body = await request.body()
        wanted = hmac.new(self.plan.secret.encode(), body, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(wanted.encode(), request.headers.get("x-anlan-signature", "").encode()):
            return JSONResponse({"code": "signature"}, 401)
        with contextlib.suppress(ValueError, KeyError, AttributeError):
            self.judge.delivered(int(json.loads(body)["key"].rpartition(".")[2]))
        return JSONResponse({"ok": True})

    # --- telling ---------------------------------------------------------------------------------------

    async def _look(self) -> None:
        """Once a second; what changed is told at once, what lasts is told again now and then."""
        while True:
            systemd.notify("WATCHDOG=1")
            now_s = time.monotonic()
            found = self.judge.problems(now_s)
            if found and (not self.problems or now_s - self._told_s > self.plan.repeat_every_s):
                await self._tell("；".join(found), False)
            elif not found and self.problems:
                await self._tell("报警通道已恢复，自检信号正常", True)
            self.problems = found
            await asyncio.sleep(1)

    async def _tell(self, text: str, is_well: bool) -> None:
        at_ms = time.time_ns() // 1_000_000
        log.error("watcher tells", says=text, is_well=is_well)
        taken = await asyncio.to_thread(tell_all, self.plan, text, is_well, at_ms)
        # Told to nobody: again in ten seconds, not in ten minutes.
        self._told_s = time.monotonic() if taken else time.monotonic() - self.plan.repeat_every_s + 10

    async def _ping(self) -> None:
        """Tell the outside that watcher and path are well; it alarms when this stops (a dead machine tells nobody)."""
        while self.plan.ping_url:
            if self.judge.is_proven() and not self.problems:
                with contextlib.suppress(OSError, http.client.HTTPException):
                    await asyncio.to_thread(self._ping_once)
            await asyncio.sleep(self.plan.ping_every_s)
        await self._stop.wait()

    def _ping_once(self) -> None:
        with urllib.request.urlopen(self.plan.ping_url, timeout=10) as answer:  # noqa: S310 - from our own file
            answer.read(1024)


async def _line(reader: asyncio.StreamReader) -> bytes:
    async with asyncio.timeout(STREAM_SILENT_S):
        return await reader.readline()


async def watch(plan: Plan) -> None:
    """Watch until SIGTERM or SIGINT."""
    watcher = Watcher(plan)
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, watcher.stop)
    await watcher.run()
