"""Runs the county against a living platform: plants send, people act, the truth is kept, and at the end a score."""

import asyncio
import contextlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from anlan.bus import config_store, history_client
from anlan.bus.client import Bus
from anlan.bus.messages import ConfigSnapshot, CountQuery
from anlan.demo import plan as plans
from anlan.demo.api import Session
from anlan.demo.handover import Handover
from anlan.demo.ledger import Ledger
from anlan.demo.people import HANDLER, WATCHER, Person, Tally, is_ended
from anlan.demo.plan_model import Plan
from anlan.demo.scenarios import Endless, Start, compressed
from anlan.demo.score import Score, score
from anlan.demo.site import Site
from anlan.demo.station import Station
from anlan.demo.stories import Delay, all_stories
from anlan.demo.truth import Truth, silent_after_s
from anlan.demo.watch import EventWatch
from anlan.demo.wires import wire_of
from anlan.domain.clock import SystemClock
from anlan.kit.logs import get_logger
from anlan.kit.settings import Settings

log = get_logger(__name__)

#: Time after the last reading for alarms to reach screens and people to close what is open.
CLOSING_S = 45.0


class County:
    """One run. ``duration_s`` None runs until :meth:`stop`."""

    def __init__(
        self, config: Settings, handover: Handover, snapshot: ConfigSnapshot, duration_s: float | None
    ) -> None:
        self.config, self.handover, self.snapshot = config, handover, snapshot
        self.clock = SystemClock()
        self.plan: Plan = plans.build(handover.seed)
        self.truth = Truth(snapshot, set(handover.points.values()))
        self.ledger = Ledger(self.truth, self.clock, kept=None if duration_s is None else set())
        self.tally = Tally()
        self.duration_s = duration_s
        self.timetable = self._timetable()
        self.stations = [self._station(number) for number in range(1, len(self.plan.enterprises) + 1)]

    def _timetable(self) -> Callable[[float], list[Start]]:
        stories = all_stories(self._delay())
        if self.duration_s is None:
            return Endless(stories, self.handover.seed).until
        starts = compressed(stories, self.duration_s)
        return lambda t: [start for start in starts if start.at_s <= t]

    def _delay(self) -> Delay:
        points = {p.id: p for p in self.snapshot.points}
        gateways = self.snapshot.gateways

        def delay(enterprise: int, key: str, label: str) -> float:
            if label == "offline":
                codes = {gateway.code for gateway in self.plan.enterprise(enterprise).gateways}
                return max(silent_after_s(self.snapshot, g) for g in gateways if g.code in codes)
            point = points[self.handover.point_id(enterprise, key)]
            if label == "stuck":
                return point.stuck_after_s or 0.0
            if label == "fault":
                return point.fault_after_s or 0.0
            return next((limit.on_delay_s for limit in point.limits if limit.label == label), 0.0)

        return delay

    def _station(self, number: int) -> Station:
        enterprise = self.plan.enterprise(number)
        wires = {
            gateway.code: wire_of(gateway, self.handover.secrets[gateway.code], self.config, self.ledger.acked)
            for gateway in enterprise.gateways
        }
        ids = {point.key: self.handover.point_id(number, point.key) for point in enterprise.points}
        gases = frozenset(p.id for p in self.snapshot.points if p.over_range_is_high)
        return Station(Site(enterprise, self.handover.seed, self.timetable), wires, ids, gases, self.ledger, self.clock)

    async def connect(self) -> None:
        """Bring every line up; a refused one is an error of the run, named."""
        for station in self.stations:
            for code, wire in station.wires.items():
                try:
                    await wire.start(20)
                except Exception as error:
                    raise RuntimeError(f"gateway {code} is not let in: {error}") from error

    async def send(self, stop: asyncio.Event) -> None:
        """Plants at work for the planned time, then until every message is acknowledged."""
        began = asyncio.get_running_loop().time()
        tasks = [asyncio.create_task(station.run(began)) for station in self.stations]
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), self.duration_s)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        wires = [wire for station in self.stations for wire in station.wires.values()]
        flushed = await asyncio.gather(*(wire.flush(30) for wire in wires))
        if not all(flushed):
            self.ledger.problems.append("not every message was acknowledged within 30 s after the end")
        for wire in wires:
            await wire.close()


async def run_demo(
    *,
    config: Settings,
    handover: Handover,
    duration_s: float | None,
    report: Path | None,
    stop: asyncio.Event,
    as_json: bool = False,
) -> int:
    """Run against the platform of ``config``; 0 when nothing was missed, spurious or lost."""
    bus = await Bus.connect("demo", config)
    county = County(config, handover, await config_store.current(bus), duration_s)
    base_url = f"http://127.0.0.1:{config.http_port}"
    admin = await _signed_in(base_url, handover, "admin")
    watch = EventWatch(base_url, admin.cookie, county.clock)
    helpers = [asyncio.create_task(watch.run())]
    helpers += [asyncio.create_task(person.work(every)) for person, every in await _people(base_url, county)]
    await county.connect()
    await county.send(stop)
    if duration_s is None:
        result = 0
    else:
        await _let_close(admin)
        result = await _judge(county, admin, watch, bus, report, as_json=as_json)
    for helper in helpers:
        helper.cancel()
    await asyncio.gather(*helpers, return_exceptions=True)
    await bus.close()
    return result


async def _signed_in(base_url: str, handover: Handover, role: str) -> Session:
    account = handover.of_role(role)[0]
    session = Session(base_url)
    await session.sign_in(account.username, account.password)
    return session


async def _people(base_url: str, county: County) -> list[tuple[Person, float]]:
    """Managers handle, a duty officer acknowledges, dispatches and verifies. Visitors find some work left."""
    is_headless = county.duration_s is not None
    every_s, leaves = (1.0, 0.0) if is_headless else (8.0, 0.5)
    people = []
    for account in county.handover.accounts:
        steps = {"enterprise_manager": HANDLER, "duty_officer": WATCHER}.get(account.role)
        if steps is None:
            continue
        session = Session(base_url)
        await session.sign_in(account.username, account.password)
        is_first_duty = account.role == "duty_officer" and account is county.handover.of_role("duty_officer")[0]
        person = Person(session, steps, county.clock, county.tally, acknowledges=is_first_duty, leaves=leaves)
        people.append((person, every_s))
    return people


async def _let_close(admin: Session) -> None:
    """People need a moment to close what the last minute opened."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + CLOSING_S
    while loop.time() < deadline:
        await asyncio.sleep(1)
        if not (await admin.get("/api/incidents", state="open", page_size=1))["total"]:
            return


async def _judge(
    county: County, admin: Session, watch: EventWatch, bus: Bus, report: Path | None, *, as_json: bool
) -> int:
    ledger = county.ledger
    county.truth.close(county.clock.now_ms())
    points = sorted(county.handover.points.values())
    query = CountQuery(points=points, from_ms=ledger.first_ms, to_ms=ledger.last_ms + 1)
    stored = (await history_client.ask(bus, query, timeout_s=30)).count
    alarms = await admin.get_all("/api/alarms", state="all")
    incidents = await admin.get_all("/api/incidents", state="all")
    result = score(county.truth.expectations(), alarms, watch.first_seen_ms)
    text = _report(county, result, stored, incidents)
    if report:
        await asyncio.to_thread(report.write_text, json.dumps(text, indent=1, ensure_ascii=False) + "\n")
    _show(text, as_json=as_json)
    is_clean = not result.missed and not result.spurious and not text["readings"]["lost"] and not ledger.problems
    return 0 if is_clean else 1


def _report(county: County, result: Score, stored: int, incidents: list[dict[str, Any]]) -> dict[str, Any]:
    ledger = county.ledger
    return {
        "duration_s": county.duration_s,
        "readings": {
            "sent": ledger.sent,
            "acknowledged": ledger.acknowledged,
            "stored": stored,
            "stamped_twice": ledger.acknowledged - len(ledger.kept or ()),
            "lost": max(0, len(ledger.kept or ()) - stored),
        },
        "alarms": {
            "expected": result.expected,
            "raised": result.raised,
            "missed": len(result.missed),
            "spurious": len(result.spurious),
        },
        "delay_ms": {"p50": result.percentile(0.5), "p99": result.percentile(0.99)},
        "incidents": {"opened": len(incidents), "closed": sum(is_ended(i) for i in incidents)},
        "people": {"actions": county.tally.actions, "refused": county.tally.refused},
        "hostile": {"bad_frames": ledger.bad_frames, "doubles": ledger.doubles},
        "details": {"missed": result.missed, "spurious": result.spurious, "problems": ledger.problems},
    }


def _show(text: dict[str, Any], *, as_json: bool) -> None:
    shown = text if as_json else {k: v for k, v in text.items() if k != "details" or any(v.values())}
    print(json.dumps(shown, indent=1, ensure_ascii=False), flush=True)  # noqa: T201 - the command's answer
