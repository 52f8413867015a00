"""The running system: who answers on which port, who lives, how full the log is."""

import asyncio
import json
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js.errors import NotFoundError

from anlan.bus import subjects
from anlan.bus.client import Bus, BusError
from anlan.bus.messages import Heartbeat, from_json
from anlan.bus.server import PortTaken, require_free_port
from anlan.kit.settings import Settings
from anlan.web.check.environment import ports
from anlan.web.check.finding import Finding, advice, ok, wrong
from anlan.web.check.machine import SKEW_S
from anlan.web.push.health import ALARM_PATH, warnings_of

#: Heartbeats come once a second.
LISTEN_S = 2.5
FULL_SHARE = 0.9
OWNER = {
    "http": "web",
    "mqtt": "gateway",
    "mqtt_tls": "gateway",
    "hj212": "gateway",
    "http_ingest": "gateway",
    "nats": "nats",
    "nats_monitor": "nats",
}


async def system(config: Settings) -> tuple[bool, list[Finding]]:
    """Whether the bus runs, and what is to be said about bus, processes and ports."""
    taken = _accepts("127.0.0.1", config.nats_port)
    try:
        if not config.nats_url and not taken:
            raise BusError("nobody listens")
        bus = await Bus.connect("check", config, wait_s=3)
    except BusError as error:
        return False, [*_no_bus(config, str(error), is_taken=taken), *_ports(config, set())]
    try:
        beats = await _listen(bus)
        found = [*_processes(beats), *await _streams(bus), *_ports(config, {"nats", *beats})]
        if "web" in beats:
            found.append(await asyncio.to_thread(_web, config))
        return True, found
    finally:
        await bus.close()


def _no_bus(config: Settings, error: str, *, is_taken: bool) -> Iterator[Finding]:
    if config.nats_url:
        yield wrong("bus", error, "see that the NATS cluster runs and that ANLAN_NATS_URL carries its credentials")
    elif is_taken:
        yield wrong(
            "bus",
            f"port {config.nats_port} answers, but not to the token of {config.data.absolute()}",
            "set ANLAN_DATA to the folder of the running system, or ANLAN_NATS_PORT to a free port",
        )
    else:
        yield ok("bus", "Anlan is not running here; `anlan up` starts it")


async def _listen(bus: Bus) -> dict[str, tuple[Heartbeat, float]]:
    """Last heartbeat of each process and how far its clock is from ours, seconds."""
    beats: dict[str, tuple[Heartbeat, float]] = {}

    async def heard(message: Msg) -> None:
        beat = from_json(message.data, Heartbeat)
        beats[beat.process] = (beat, beat.at_ms / 1000 - time.time())

    subscription = await bus.nc.subscribe("anlan.health.>", cb=heard)
    await asyncio.sleep(LISTEN_S)
    await subscription.unsubscribe()
    return beats


def _processes(beats: dict[str, tuple[Heartbeat, float]]) -> Iterator[Finding]:
    for name in (*ALARM_PATH, "web"):
        if name not in beats:
            yield wrong(
                f"process {name}", "not heard", f"start it: `anlan run {name}`, or `anlan up` for all; see its log"
            )
    for name, (beat, skew_s) in sorted(beats.items()):
        if not beat.is_well:
            yield wrong(f"process {name}", beat.reason, f"see the log of {beat.instance}")
        elif abs(skew_s) > SKEW_S:
            yield wrong(
                f"process {name}",
                f"the clock of {beat.instance} is {skew_s:+.0f} s from this machine's",
                "run chrony or ntpd on both",
            )
        else:
            yield ok(f"process {name}", f"well ({beat.instance})")
        for text in warnings_of(beat):
            yield advice(f"process {name}", text, "put it right on the enterprise's page, or withdraw the rule there")


async def _streams(bus: Bus) -> list[Finding]:
    found = []
    for wanted in subjects.streams(bus.settings):
        name = str(wanted.name)
        try:
            info = await bus.js.stream_info(name)
        except (NotFoundError, NatsError, TimeoutError) as error:
            found.append(wrong(f"stream {name}", f"{error!r}", "restart with `anlan up`, which makes missing streams"))
            continue
        share = info.state.bytes / wanted.max_bytes if wanted.max_bytes and wanted.max_bytes > 0 else 0.0
        if share > FULL_SHARE:
            found.append(
                advice(f"stream {name}", f"{share:.0%} full; when full, nothing is acknowledged", "raise its limit")
            )
        else:
            found.append(ok(f"stream {name}", f"{info.state.messages} messages, {share:.0%} full"))
    return found


def _ports(config: Settings, running: set[str]) -> Iterator[Finding]:
    for name, port in ports(config).items():
        setting = "ANLAN_NATS_PORT" if name.startswith("nats") else f"ANLAN_{name.upper()}_PORT"
        host = "127.0.0.1" if name.startswith("nats") else config.bind
        if OWNER[name] in running:
            if _accepts("127.0.0.1" if host in ("0.0.0.0", "::") else host, port):  # noqa: S104 - compared
                yield ok(f"port {name}", f"{port} answers")
            else:
                yield wrong(
                    f"port {name}",
                    f"{OWNER[name]} runs, but nobody answers on {host}:{port}",
                    f"is {setting} the same here as where it runs? Else see the log of {OWNER[name]}",
                )
            continue
        try:
            require_free_port(port, name, host)
        except (PortTaken, OverflowError) as error:
            why = error.__cause__ or error
            yield wrong(
                f"port {name}", f"{port} on {host} cannot be taken: {why}", f"stop the other program or set {setting}"
            )
        else:
            yield ok(f"port {name}", f"{port} is free")


def _accepts(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), 1):
            return True
    except (OSError, OverflowError):
        return False


def _web(config: Settings) -> Finding:
    host = "127.0.0.1" if config.bind in ("0.0.0.0", "::") else config.bind  # noqa: S104 - compared
    url = f"http://{host}:{config.http_port}/healthz"
    try:
        with urllib.request.urlopen(url, timeout=3) as answer:
            answer.read()
    except urllib.error.HTTPError as error:
        problems = json.loads(error.read() or b"{}").get("problems", [str(error)])
        return wrong("health page", "; ".join(problems), "see the processes above")
    except OSError as error:
        return wrong("health page", f"{url}: {error}", "see the log of web")
    return ok("health page", f"{url} says all is well")
