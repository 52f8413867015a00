"""Runs the county against a living platform: plants send, people act, the truth is kept, and at the end a score."""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from anlan.bus import config_store
from anlan.bus.client import Bus
from anlan.bus.messages import ConfigSnapshot
from anlan.demo import plan as plans
from anlan.demo.api import ApiError, Session
from anlan.demo.behaviours import CamerasWatch, programme_of
from anlan.demo.handover import Account, Handover
from anlan.demo.ledger import Ledger
from anlan.demo.people import HANDLER, WATCHER, Person, Tally
from anlan.demo.plan_model import Plan
from anlan.demo.report import Report, Stored, write_truth
from anlan.demo.scenarios import Endless, Start, compressed
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

Awaited = Coroutine[Any, Any, object]

#: After the planned time the plants go on sending while people close what the last minute opened, at most so long.
CLOSING_S = 120.0

#: How often the truth of a run without an end is written down.
TRUTH_EVERY_S = 60.0


class UnknownLimit(Exception):
    """A story counts on a limit that the published configuration does not have."""


class County:
    """One run. ``duration_s`` None runs until told to stop."""

    def __init__(
        self, config: Settings, handover: Handover, snapshot: ConfigSnapshot, duration_s: float | None
    ) -> None:
        self.config, self.handover, self.snapshot = config, handover, snapshot
        self.clock = SystemClock()
        self.began_ms = self.clock.now_ms()
        self.plan: Plan = plans.build(handover.seed)
        self.truth = Truth(snapshot, set(handover.points.values()))
        self.ledger = Ledger(self.truth, self.clock, kept=None if duration_s is None else set())
        self.tally = Tally()
        self.shown = programme_of(handover)
        self.duration_s = duration_s
        self.starts: list[Start] = []
        self.timetable = self._timetable()
        self.stations = [self._station(enterprise.number) for enterprise in self.plan.enterprises]
        self.names = {
            handover.point_id(enterprise.number, point.key): f"{enterprise.name} {point.name}"
            for enterprise in self.plan.enterprises
            for point in enterprise.points
        }

    def _timetable(self) -> Callable[[float], list[Start]]:
        stories = all_stories(delays(self.plan, self.handover, self.snapshot))
        if self.duration_s is None:
            return Endless(stories, self.handover.seed).until
        self.starts = compressed(stories, self.duration_s)
        return lambda t: [start for start in self.starts if start.at_s <= t]

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
        """Bring every line up.

        Raises:
            RuntimeError: a gateway is refused or not answered; the text names it.
        """
        for station in self.stations:
            for code, wire in station.wires.items():
                try:
                    await wire.start(20)
                except (OSError, TimeoutError) as error:
                    raise RuntimeError(f"gateway {code} is not let in: {error!r}") from error

    async def send(self, stop: asyncio.Event, closing: Callable[[], Awaited] | None) -> None:
        """Plants at work for the planned time and while ``closing`` lasts, then until all is acknowledged."""
        began = asyncio.get_running_loop().time()
        self.began_ms = self.clock.now_ms()
        tasks = [asyncio.create_task(station.run(began)) for station in self.stations]
        ended = asyncio.gather(*tasks)  # a plant never ends by itself: if one does, it failed
        try:
            await _first(stop.wait(), ended, timeout_s=self.duration_s)
            if closing is not None and not stop.is_set():
                await _first(closing(), ended, timeout_s=CLOSING_S)
        finally:
            ended.cancel()
            await asyncio.gather(ended, *tasks, return_exceptions=True)
            await self._hang_up()

    async def _hang_up(self) -> None:
        wires = [wire for station in self.stations for wire in station.wires.values()]
        if not all(await asyncio.gather(*(wire.flush(30) for wire in wires))):
            self.ledger.problems.append("not every message was acknowledged within 30 s after the end")
        self.truth.close(self.clock.now_ms())
        for wire in wires:
            await wire.close()


async def _first(work: Awaited, failing: "asyncio.Future[Any]", timeout_s: float | None) -> None:
    """Wait for ``work``, at most ``timeout_s``; an error of ``failing`` is raised at once."""
    task: asyncio.Future[Any] = asyncio.ensure_future(work)
    try:
        await asyncio.wait({task, failing}, timeout=timeout_s, return_when=asyncio.FIRST_COMPLETED)
        for future in (task, failing):
            if future.done():
                future.result()
    finally:
        task.cancel()


def delays(plan: Plan, handover: Handover, snapshot: ConfigSnapshot) -> Delay:
    """How long a condition must last before it becomes an alarm, by the published configuration.

    Raises (when called):
        UnknownLimit: no such limit is published: the stories and the rule set have drifted apart.
    """
    points = {p.id: p for p in snapshot.points}

    def delay(enterprise: int, key: str, label: str) -> float:
        if label == "offline":
            codes = {gateway.code for gateway in plan.enterprise(enterprise).gateways}
            return max(silent_after_s(snapshot, g) for g in snapshot.gateways if g.code in codes)
        point = points[handover.point_id(enterprise, key)]
        known = {limit.label: limit.on_delay_s for limit in point.limits}
        found = {**known, "stuck": point.stuck_after_s, "fault": point.fault_after_s}.get(label)
        if found is None:
            raise UnknownLimit(f"enterprise {enterprise}, {key}: {label} is not published")
        return found

    return delay


async def run_demo(
    *,
    config: Settings,
    handover: Handover,
    duration_s: float | None,
    report: Path | None,
    stop: asyncio.Event,
    as_json: bool = False,
) -> int:
    """Run against the platform of ``config``; 0 when the score is clean, 1 when it is not.

    Without a duration it runs until ``stop`` and gives no verdict, because stories are cut off in the middle.
    """
    bus = await Bus.connect("demo", config)
    helpers: list[asyncio.Task[None]] = []
    try:
        county = County(config, handover, await config_store.current(bus), duration_s)
        base_url = f"http://127.0.0.1:{config.http_port}"
        admin = Session(base_url)
        await admin.sign_in(*_credentials(handover.of_role("admin")[0]))
        watch = EventWatch(base_url, admin.cookie, county.clock)
        cameras = CamerasWatch(base_url)
        helpers += [asyncio.create_task(watch.run()), asyncio.create_task(cameras.run())]
        for person, every_s in await _people(base_url, county):
            helpers.append(asyncio.create_task(person.work(every_s)))
        stored = await Stored.before(bus, county)
        await county.connect()
        if duration_s is None:
            helpers.append(asyncio.create_task(_keep_truth(county)))
            await county.send(stop, None)
            return 0
        await county.send(stop, lambda: _until_closed(admin, county))
        result = await Report.make(county, admin, watch, stored, cameras)
        await asyncio.to_thread(result.write, report)
        result.show(as_json=as_json)
        return 0 if result.is_clean else 1
    finally:
        for helper in helpers:
            helper.cancel()
        await asyncio.gather(*helpers, return_exceptions=True)
        await bus.close()


def _credentials(account: Account) -> tuple[str, str]:
    return account.username, account.password


async def _people(base_url: str, county: County) -> list[tuple[Person, float]]:
    """Managers handle, duty officers dispatch and verify, the first of them acknowledges.

    Without a score to make they are slow, and leave half of the work orders to the visitor for a quarter of an hour.
    """
    is_scored = county.duration_s is not None
    every_s, leaves = (1.5, 0.0) if is_scored else (20.0, 0.5)
    people = []
    first_duty = county.handover.of_role("duty_officer")[0]
    for account in county.handover.accounts:
        steps = {"enterprise_manager": HANDLER, "duty_officer": WATCHER}.get(account.role)
        if steps is None:
            continue
        session = Session(base_url)
        await session.sign_in(*_credentials(account))
        is_first = account.username == first_duty.username
        person = Person(session, steps, county.clock, county.tally, acknowledges=is_first, leaves=leaves)
        people.append((person, every_s))
    return people


async def _until_closed(admin: Session, county: County) -> None:
    """Return when nothing is open any more: no alarm stands, no work order waits."""
    while True:
        await asyncio.sleep(1)
        with contextlib.suppress(ApiError):
            incidents = await admin.get("/api/incidents", state="open", page_size=1)
            alarms = await admin.get("/api/alarms", state="open", page_size=1)
            if not incidents["total"] and not alarms["total"]:
                return


async def _keep_truth(county: County) -> None:
    """A run without an end writes its truth down every minute."""
    while True:
        await asyncio.sleep(TRUTH_EVERY_S)
        await asyncio.to_thread(write_truth, county, county.config.folder("demo") / "truth.jsonl")
