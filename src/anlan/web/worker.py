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

import contextlib  # noqa: E402

import msgspec  # noqa: E402
from django.db import connection  # noqa: E402
from nats.aio.msg import Msg  # noqa: E402

from anlan.bus import subjects  # noqa: E402
from anlan.bus.ills import Ills  # noqa: E402
from anlan.bus.leading import lead  # noqa: E402
from anlan.bus.lease import Lease  # noqa: E402
from anlan.bus.messages import GatewayEvent, from_json  # noqa: E402
from anlan.bus.playback_messages import PlaybackEnded  # noqa: E402
from anlan.bus.service import Service  # noqa: E402
from anlan.bus.stream_keeper import StreamKeeper  # noqa: E402
from anlan.kit.logs import get_logger  # noqa: E402
from anlan.kit.together import until_one_ends  # noqa: E402
from anlan.records.sites.services.gateways import gateway_event_apply  # noqa: E402
from anlan.web.alarm_intake import AlarmIntake  # noqa: E402
from anlan.web.arrival_counter import ArrivalCounter  # noqa: E402
from anlan.web.audit_intake import AuditIntake  # noqa: E402
from anlan.web.broadcast_sender import BroadcastSender  # noqa: E402
from anlan.web.config_publisher import ConfigPublisher  # noqa: E402
from anlan.web.due_work import DueWork  # noqa: E402
from anlan.web.evidence_intake import EvidenceIntake  # noqa: E402
from anlan.web.notice_sender import NoticeSender  # noqa: E402
from anlan.web.outbox_relay import OutboxRelay  # noqa: E402
from anlan.web.playback_notes import playback_ended_note  # noqa: E402
from anlan.web.records_thread import RecordsThread  # noqa: E402
from anlan.web.report_sender import ReportSender  # noqa: E402
from anlan.web.unknown_intake import UnknownIntake  # noqa: E402

log = get_logger(__name__)


class Worker:
    """One worker process: its parts, and which of them run only while it leads."""

    def __init__(self, service: Service) -> None:
        self.service, self.bus, self.db = service, service.bus, RecordsThread()
        config, facts, ills = service.settings, service.facts, Ills(service, "records")
        mark = config.folder(".") / "alarm_place"
        self.intake = AlarmIntake(self.bus, self.db, Ills(service, "alarms"), mark, self._on_applied)
        self.unknowns = UnknownIntake(self.bus, self.db)
        self.audit = AuditIntake(self.bus, self.db, Ills(service, "audit"))
        self.publisher = ConfigPublisher(self.bus, self.db, ills, has_canary=config.canary)
        self.outbox = OutboxRelay(self.bus, self.db, ills, facts, self.publisher.publish)
        self.keeper = StreamKeeper(self.bus, Ills(service, "streams"), facts)
        self.arrivals = ArrivalCounter(self.bus)
        self.due = DueWork(self.db, ills, config, facts, self.publisher, self.outbox.wake, service.clock)
        self.evidence = EvidenceIntake(config, self.db, Ills(service, "evidence"))
        self.notices = NoticeSender(self.db, Ills(service, "notices"), facts)
        self.reports = ReportSender(self.db, facts)
        self.broadcasts = BroadcastSender(self.db, facts, config.loudspeaker_calls)
        facts["evidence_folder"] = self.evidence.folder

    def _on_applied(self) -> None:
        self.outbox.wake()
        self.service.facts["applied"] = self.intake.applied
        self.service.facts["alarm_place"] = self.intake.seq
        self.service.needs[subjects.ALARMS] = self.intake.seq + 1

    # --- told once, not kept ---------------------------------------------------------------------------

    async def gateway_events(self, message: Msg) -> None:
        """Note that a gateway came or went."""
        with contextlib.suppress(msgspec.MsgspecError):
            event = from_json(message.data, GatewayEvent)
            await self.db(lambda: gateway_event_apply(event))
            self.outbox.wake()

    async def playback_ended(self, message: Msg) -> None:
        """Note what somebody saw who played back."""
        try:
            ended = from_json(message.data, PlaybackEnded)
            await self.db(lambda: playback_ended_note(ended))
        except Exception:  # that it began is written down; nothing else may end for want of this
            log.exception("end of a playback not noted")

    # --- several workers -----------------------------------------------------------------------------

    async def lead(self) -> None:
        """Apply alarms and relay the outbox whenever no other worker does."""
        self.service.facts["owner"] = 0
        await lead(self._lease, self.service.stop, self._while_leading)

    def _lease(self) -> Lease:
        config = self.service.settings
        return Lease(self.bus, "worker", config.folder("worker"), config.lease_s)

    async def _while_leading(self, _lease: Lease) -> None:
        self.service.facts["owner"] = 1
        parts = (self.intake, self.unknowns, self.audit, self.outbox, self.keeper, self.arrivals)
        try:
            await until_one_ends(*(part.run() for part in parts))
        finally:
            self.service.facts["owner"] = 0
            self.service.needs.pop(subjects.ALARMS, None)  # who leads knows better


async def main(service: Service) -> None:
    """Work until told to stop."""
    worker, nc = Worker(service), service.bus.nc
    # Looked up in the worker's own thread: Django's connections belong to the thread that first asks for them.
    await worker.db(lambda: connection.ensure_connection())
    await nc.subscribe(subjects.GATEWAY_EVENT, queue="worker", cb=worker.gateway_events)
    await nc.subscribe(subjects.PLAYBACK_ENDED, queue="worker", cb=worker.playback_ended)
    log.info("worker ready")
    parts = (worker.due, worker.evidence, worker.notices, worker.reports, worker.broadcasts)
    await until_one_ends(worker.lead(), service.stop.wait(), *(part.run() for part in parts))
