"""The worker: alarm transitions into records, records' news to screens, and everything that falls due.

All database work runs in one thread: SQLite has one writer in this process, and no two commands interleave.

Of several workers one leads: it alone applies alarms and relays the outbox, so that both keep their order. All of them
sweep what is due, under row locks. A worker that dies is succeeded within ``ANLAN_LEASE_S``.
"""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.web.settings")
os.environ.setdefault("ANLAN_PROCESS", "worker")

import django

django.setup()

import asyncio  # noqa: E402
import contextlib  # noqa: E402
import itertools  # noqa: E402
from collections.abc import Callable  # noqa: E402
from concurrent.futures import ThreadPoolExecutor  # noqa: E402
from typing import TypeVar  # noqa: E402

import msgspec  # noqa: E402
from django.db import DatabaseError, close_old_connections, connection  # noqa: E402
from nats.aio.msg import Msg  # noqa: E402
from nats.aio.subscription import Subscription  # noqa: E402
from nats.errors import Error as NatsError  # noqa: E402
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy  # noqa: E402
from nats.js.errors import NotFoundError  # noqa: E402

from anlan.bus import config_store, subjects  # noqa: E402
from anlan.bus.client import BusError  # noqa: E402
from anlan.bus.ills import Ills  # noqa: E402
from anlan.bus.lease import Lease  # noqa: E402
from anlan.bus.messages import GatewayEvent, ScreenEvent, UnknownSource, from_json, to_json  # noqa: E402
from anlan.bus.playback_messages import PlaybackEnded  # noqa: E402
from anlan.bus.service import Service  # noqa: E402
from anlan.bus.stream_keeper import StreamKeeper  # noqa: E402
from anlan.domain.canary import CANARY_ID  # noqa: E402
from anlan.kit.logs import get_logger  # noqa: E402
from anlan.records.core.models import OutboxMessage  # noqa: E402
from anlan.records.evidence.services import originals_expire  # noqa: E402
from anlan.records.figures import bulletins, reports  # noqa: E402
from anlan.records.incidents import auditor, sweeper  # noqa: E402
from anlan.records.loudspeakers.planning import forget as broadcasts_forget  # noqa: E402
from anlan.records.merging.services import stragglers_move  # noqa: E402
from anlan.records.notices import canary  # noqa: E402
from anlan.records.registry import auditor as register_auditor  # noqa: E402
from anlan.records.registry import sweeper as register_sweeper  # noqa: E402
from anlan.records.registry.consents import consents_remind  # noqa: E402
from anlan.records.reporting.planning import forget as reports_forget  # noqa: E402
from anlan.records.sites.group_rules import group_rule_problem_texts  # noqa: E402
from anlan.records.sites.publication import build_publication, config_published, config_request  # noqa: E402
from anlan.records.sites.services import gateway_event_apply, overrides_expire  # noqa: E402
from anlan.records.sites.unknown import unknown_source_observe  # noqa: E402
from anlan.web import worker_store as store  # noqa: E402
from anlan.web.alarm_intake import AlarmIntake  # noqa: E402
from anlan.web.arrival_counter import ArrivalCounter  # noqa: E402
from anlan.web.broadcast_sender import BroadcastSender  # noqa: E402
from anlan.web.evidence_intake import EvidenceIntake  # noqa: E402
from anlan.web.notice_sender import NoticeSender  # noqa: E402
from anlan.web.playback_notes import playback_ended_note  # noqa: E402
from anlan.web.report_sender import ReportSender  # noqa: E402
from anlan.web.told import Told  # noqa: E402

log = get_logger(__name__)
T = TypeVar("T")

#: How often the outbox is looked at for what the web process wrote.
OUTBOX_EVERY_S = 0.2


class Worker:
    """One worker process."""

    def __init__(self, service: Service) -> None:
        self.service, self.bus = service, service.bus
        self._thread = ThreadPoolExecutor(1, "records")
        self._wake = asyncio.Event()
        self._ills = Ills(service, "records")
        self._is_config_agreed = False
        self._told = Told()
        mark = service.settings.folder(".") / "alarm_place"
        self.intake = AlarmIntake(service.bus, self.db, Ills(service, "alarms"), mark, self._on_applied)
        self.evidence = EvidenceIntake(service.settings, self.db, Ills(service, "evidence"))
        self.notices = NoticeSender(self.db, Ills(service, "notices"), service.facts)
        self.reports = ReportSender(self.db, service.facts)
        self.broadcasts = BroadcastSender(self.db, service.facts, service.settings.loudspeaker_calls)
        self.arrivals = ArrivalCounter(service.bus)
        service.facts["evidence_folder"] = self.evidence.folder
        self.keeper = StreamKeeper(service.bus, Ills(service, "streams"), service.facts)
        self._subscriptions: list[Subscription] = []

    async def db(self, work: Callable[[], T]) -> T:
        """Run database work in the one thread that may do it."""

        def run() -> T:
            close_old_connections()
            return work()

        return await asyncio.get_running_loop().run_in_executor(self._thread, run)

    def _on_applied(self) -> None:
        self._wake.set()
        self.service.facts["applied"] = self.intake.applied
        self.service.facts["alarm_place"] = self.intake.seq
        self.service.needs[subjects.ALARMS] = self.intake.seq + 1

    # --- other arrivals --------------------------------------------------------------------------------

    async def unknown_sources(self) -> None:
        """Note what nobody registered."""
        subscription = await self._durable("anlan.unknown.*.*", subjects.UNKNOWN, "worker-unknown")
        while True:
            messages = await _gather(subscription, 50)
            if not messages and not await self._is_there(subjects.UNKNOWN, "worker-unknown"):
                subscription = await self._durable("anlan.unknown.*.*", subjects.UNKNOWN, "worker-unknown")
            for message in messages:
                try:
                    source = from_json(message.data, UnknownSource)
                    await self.db(lambda source=source: unknown_source_observe(source))  # type: ignore[misc]
                except Exception:
                    log.exception("unregistered source not noted")
                await message.ack()

    async def gateway_events(self, message: Msg) -> None:
        """Note that a gateway came or went."""
        with contextlib.suppress(msgspec.MsgspecError):
            event = from_json(message.data, GatewayEvent)
            await self.db(lambda: gateway_event_apply(event))
            self._wake.set()

    async def playback_ended(self, message: Msg) -> None:
        """Note what somebody saw who played back."""
        try:
            ended = from_json(message.data, PlaybackEnded)
            await self.db(lambda: playback_ended_note(ended))
        except Exception:  # that it began is written down; nothing else may end for want of this
            log.exception("end of a playback not noted")

    async def _durable(self, subject: str, stream: str, name: str) -> Subscription:
        start = await self._place_of_predecessor(stream, name)
        subscription = await self.bus.js.subscribe(
            subject,
            stream=stream,
            durable=name,
            manual_ack=True,
            config=ConsumerConfig(
                ack_policy=AckPolicy.EXPLICIT,
                deliver_policy=DeliverPolicy.BY_START_SEQUENCE if start else DeliverPolicy.ALL,
                opt_start_seq=start,
                ack_wait=30,
                max_ack_pending=1_000,
            ),
        )
        self._subscriptions.append(subscription)
        return subscription

    async def _place_of_predecessor(self, stream: str, name: str) -> int | None:
        """Where to go on when the one before died with messages in hand; None where its consumer is in good order.

        What it held is then delivered again at once and first, not after newer messages. Should we die between
        delete and add, everything kept is delivered again and each transition still counts once.
        """
        try:
            info = await self.bus.js.consumer_info(stream, name)
        except NotFoundError:
            return None
        if not info.push_bound and not info.num_ack_pending:
            return None
        await self.bus.js.delete_consumer(stream, name)
        return (info.ack_floor.stream_seq if info.ack_floor else 0) + 1

    async def _is_there(self, stream: str, name: str) -> bool:
        """False when the consumer went with a stream that was deleted and made again."""
        try:
            await self.bus.js.consumer_info(stream, name)
        except NotFoundError:
            return False
        except (NatsError, TimeoutError, OSError):
            return True  # no answer is no reason to subscribe twice
        return True

    # --- outbox ----------------------------------------------------------------------------------------

    async def outbox(self) -> None:
        """Publish what was written for screens and for the field, oldest first, at least once."""
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(OUTBOX_EVERY_S):
                    await self._wake.wait()
            self._wake.clear()
            try:
                while await self._relay():
                    continue
                self._ills.over("outbox")
            except (BusError, NatsError, TimeoutError) as error:
                log.warning("outbox waits for the bus", error=repr(error))
                self._ills.note("outbox", f"news for screens waits for the bus; look at nats ({error})")
                await asyncio.sleep(1)
            except DatabaseError as error:
                # A full disk or a lost database is no reason to die: it would be as full after a restart.
                log.warning("outbox waits for the database", error=repr(error))
                self._ills.note("outbox", f"the database refuses; look at its disk space ({error})")
                await asyncio.sleep(1)

    async def _relay(self) -> bool:
        await self._mark_told()
        rows = await self.db(lambda: store.unsent(besides=self._told.ids))
        if not rows:
            self.service.facts["outbox_lag_s"] = 0
            return False
        self.service.facts["outbox_lag_s"] = round(store.age_s(rows[0]), 2)
        versions = [int(row.payload["version"]) for row in rows if row.topic == "config"]
        if versions:
            await self._publish_config(max(versions))  # the newest holds what the others asked for
        news = [row for row in rows if row.topic != "config"]
        await asyncio.gather(*(self._tell(row) for row in news))
        self._told.add([row.pk for row in rows], _now_s())
        return len(rows) == store.PAGE

    async def _mark_told(self) -> None:
        if self._told.is_due(_now_s()):
            ids = list(self._told.ids)
            await self.db(lambda: store.mark_sent(ids))
            self._told.marked(ids)

    async def _tell(self, row: OutboxMessage) -> None:
        event = msgspec.convert({"topic": row.topic, "kind": row.kind, **row.payload}, ScreenEvent)
        await self.bus.publish_durable(subjects.event(row.topic), to_json(event), msg_id=f"outbox-{row.pk}")

    async def _agree_on_config(self) -> bool:
        """After a restore: an empty bus gets the configuration of the records; a newer one on the bus is named."""
        known = await self.db(store.newest_published)
        in_force = (await config_store.current(self.bus)).version
        if known and not in_force:
            await self._publish_config(known)
        if in_force > known > 0:
            self._ills.note(
                "config",
                f"the field runs on configuration {in_force}, the records know only {known} (restored from a "
                "backup?): look at points and rules, then publish once",
            )
            return False
        self._ills.over("config")
        if self.service.settings.canary and not await self._has_canary():
            await self.db(lambda: config_request(actor=None, reason="发布自检测点"))
        return True

    async def _has_canary(self) -> bool:
        return any(gateway.id == CANARY_ID for gateway in (await config_store.current(self.bus)).gateways)

    async def _publish_config(self, version: int) -> None:
        snapshot, problems = await self.db(lambda: build_publication(version))
        told = [*problems, *await self._rules_not_judged()]
        await config_store.publish(self.bus, snapshot)
        gateways, points = len(snapshot.gateways), len(snapshot.points)
        await self.db(
            lambda: config_published(version=version, gateway_count=gateways, point_count=points, problems=told)
        )
        if problems:
            self._ills.note("cameras", f"left out of configuration {version}: " + "; ".join(problems[:5]))
        else:
            self._ills.over("cameras")
        log.info("configuration published", version=version, gateways=gateways, points=points)

    async def _rules_not_judged(self) -> list[str]:
        """For the record only, and no publication fails for it: the health page hears it from the alarms process."""
        try:
            return await self.db(group_rule_problem_texts)
        except Exception:
            log.exception("rules over several points could not be looked through")
            return []

    # --- several workers -----------------------------------------------------------------------------

    async def lead(self) -> None:
        """Apply alarms and relay the outbox whenever no other worker does."""
        folder = self.service.settings.folder("worker")
        while not self.service.stop.is_set():
            lease = Lease(self.bus, "worker", folder, self.service.settings.lease_s)
            jobs: list[asyncio.Task[object]] = []
            try:
                self.service.facts["owner"] = 0
                if await lease.acquire(self.service.stop):
                    self.service.facts["owner"] = 1
                    work = (
                        lease.keep,
                        self.intake.run,
                        self.unknown_sources,
                        self.outbox,
                        self.keeper.run,
                        self.arrivals.run,
                    )
                    jobs = [asyncio.create_task(job()) for job in work]
                    ended, _ = await asyncio.wait(jobs, return_when=asyncio.FIRST_COMPLETED)
                    for job in ended:
                        job.result()
            finally:
                for job in jobs:
                    job.cancel()
                await asyncio.gather(*jobs, return_exceptions=True)
                self.service.needs.pop(subjects.ALARMS, None)  # who leads knows better
                await self._unsubscribe()
                await lease.release()

    async def _unsubscribe(self) -> None:
        """Leave the consumers to the next leader."""
        while self._subscriptions:
            with contextlib.suppress(NatsError, OSError):
                await self._subscriptions.pop().unsubscribe()

    # --- what falls due --------------------------------------------------------------------------------

    async def due(self) -> None:
        """Take what is due once a second; now and then prove that nothing is forgotten, and tidy up."""
        is_more, forgotten = False, list[str]()
        for second in itertools.count():
            try:
                swept = await self.db(sweeper.sweep)
                if swept.escalated or swept.reopened or swept.late_opened:
                    self._wake.set()
                if second % 5 == 0 and self.service.settings.canary:
                    self.service.facts["canary_age_s"] = round(await self.db(canary.age_s), 1)
                if second % 10 == 5 or is_more:  # deadlines are days: ten seconds late is on time
                    is_more = (await self.db(register_sweeper.sweep)).is_more
                if second % 30 == 0:
                    if not self._is_config_agreed:
                        self._is_config_agreed = await self._agree_on_config()
                    if await self.db(stragglers_move):
                        log.info("rows moved to the enterprise that their own went into")
                    if await self.db(overrides_expire):
                        self._wake.set()
                    if second % 300 == 0:  # looks through whole ledgers
                        forgotten = await self.db(register_auditor.problems)
                    problems = await self.db(auditor.problems) + forgotten
                    self.service.facts["auditor_problems"] = len(problems)
                    for problem in problems[:10]:
                        log.error("record without a future", problem=problem)
                if second % 60 == 20:
                    await asyncio.to_thread(_bulletins)  # counts for seconds: alarms do not wait for it
                if second % 3600 == 60:
                    await self.db(store.prune)
                    await self.db(originals_expire)
                    await self.db(consents_remind)
                    await self.db(reports_forget)
                    await self.db(broadcasts_forget)
                self._ills.over("due")
            except Exception as error:
                log.exception("sweep failed, again in a second")
                self._ills.note("due", f"deadlines cannot be looked after; look at the database ({error})")
            await asyncio.sleep(1)


def _bulletins() -> None:
    """Make the bulletins and scheduled reports that are due, over a connection of this thread."""
    try:
        bulletins.sweep()
        reports.sweep()
    finally:
        connection.close()


def _now_s() -> float:
    return asyncio.get_running_loop().time()


async def _gather(subscription: Subscription, most: int) -> list[Msg]:
    """The first message that comes, and what waits behind it."""
    try:
        messages = [await subscription.next_msg(timeout=5)]
    except (NatsError, TimeoutError):
        return []
    while len(messages) < most and subscription.pending_msgs:
        messages.append(await subscription.next_msg(timeout=1))
    return messages


async def main(service: Service) -> None:
    """Work until told to stop."""
    worker = Worker(service)
    # Looked up in the worker's own thread: Django's connections belong to the thread that first asks for them.
    await worker.db(lambda: connection.ensure_connection())
    await service.bus.nc.subscribe(subjects.GATEWAY_EVENT, queue="worker", cb=worker.gateway_events)
    senders = (worker.notices.run, worker.reports.run, worker.broadcasts.run)
    works = (worker.lead, worker.due, worker.evidence.run, *senders, service.stop.wait)
    await service.bus.nc.subscribe(subjects.PLAYBACK_ENDED, queue="worker", cb=worker.playback_ended)
    jobs = [asyncio.create_task(work()) for work in works]
    log.info("worker ready")
    try:
        ended, _ = await asyncio.wait(jobs, return_when=asyncio.FIRST_COMPLETED)
        for job in ended:
            job.result()
    finally:
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)
