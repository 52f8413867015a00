"""The cameras process: configuration in, pictures looked at, scene readings out."""

import asyncio
import os
from collections.abc import AsyncIterator

from nats.errors import Error as NatsError

from anlan.bus import config_store, subjects
from anlan.bus.evidence_spool import EvidenceSpool
from anlan.bus.lease import Lease
from anlan.bus.messages import CameraConfig, ConfigSnapshot, GatewayEvent, to_json
from anlan.bus.playback_messages import PlaybackEnded
from anlan.bus.service import Service
from anlan.cameras.analysts import Analysts
from anlan.cameras.attendance import Attendance
from anlan.cameras.cascade.cascade import Cascade
from anlan.cameras.cascade.desk import CascadeDesk
from anlan.cameras.cascade.duty import CascadeDuty
from anlan.cameras.cascade.turns import Turns
from anlan.cameras.console.desk import ConsoleDesk
from anlan.cameras.control.base import CameraControl, ControlFailed
from anlan.cameras.control.desk import ControlDesk
from anlan.cameras.control.find import control_of
from anlan.cameras.control.late import LateControl
from anlan.cameras.evidence.desk import EvidenceDesk
from anlan.cameras.fleet import Fleet
from anlan.cameras.gb28181.desk import Gb28181Desk
from anlan.cameras.gb28181.outside import ProcessOutside
from anlan.cameras.gb28181.source import SCHEME as GB28181
from anlan.cameras.gb28181.station import Station
from anlan.cameras.models.shelf import shelf_for
from anlan.cameras.people import PersonFinder
from anlan.cameras.playback.desk import PlaybackDesk
from anlan.cameras.playback.devices import DeviceRecordings
from anlan.cameras.publishing import Publishing
from anlan.cameras.sources import ffmpeg
from anlan.cameras.sources.address import open_source
from anlan.cameras.sources.base import Source, SourceLost
from anlan.kit.logs import get_logger
from anlan.kit.settings import Settings

log = get_logger(__name__)

#: Longest wait for one acknowledgement of the stream.
GIVE_UP_S = 30.0
#: Longest wait for the end of calls and registrations with platforms above.
GOODBYE_S = 3.0
#: How often the folder of the operator's own models is looked at.
MODELS_EVERY_S = 10


class CamerasHost:
    """Everything one cameras process holds."""

    def __init__(self, service: Service) -> None:
        config = service.settings
        self.service = service
        self.shelf = shelf_for(config)
        self.publishing = Publishing(
            self._publish,
            asyncio.get_running_loop(),
            instance=f"{service.instance}-{service.clock.now_ms()}",
            window_s=config.window_ms / 1000,
        )
        finder = PersonFinder(self.shelf)
        self.gb28181 = Station(
            config, service.clock, ProcessOutside(self.publishing, service.clock, self._announce, self._soon)
        )
        self.fleet = Fleet(
            self._open_source,
            finder,
            self.publishing.deliver,
            service.clock,
            config.folder("cameras"),
        )
        self.analysts = Analysts(lambda: self.fleet.cameras, config.camera_workers or os.cpu_count() or 1)
        self.spool = EvidenceSpool(config)
        self.evidence = EvidenceDesk(self.fleet, finder, self.spool, service.clock)
        self.console = ConsoleDesk(self.fleet, finder, config, service.clock)
        self.control = ControlDesk(self.fleet, config, service.clock, self._control_of)
        self.turns = Turns(self._publish)
        self.cascade = Cascade(
            config,
            service.clock,
            self.fleet,
            self.gb28181.listeners,
            self.control.answer,
            self.turns,
            self.gb28181.refusals,
        )
        self.gb28181.join(self.cascade)
        self.cascade_duty = CascadeDuty(self.cascade, self._cascade_lease, service.stop)
        self.playback = PlaybackDesk(
            self.fleet,
            self.console.recorder,
            DeviceRecordings(self.gb28181, config),
            config,
            self._tell_playback_ended,
        )
        self.attendance = Attendance(service.clock, self._announce)
        self._announcing: set[asyncio.Task[None]] = set()
        self.version = 0

    def adopt(self, snapshot: ConfigSnapshot) -> None:
        """Run what ``snapshot`` says."""
        self.version = snapshot.version
        self.publishing.adopt(snapshot)
        self.fleet.adopt(snapshot.cameras)
        self.attendance.adopt(snapshot)
        self.gb28181.adopt(snapshot)
        self.cascade_duty.adopt(snapshot)
        log.info("configuration adopted", version=snapshot.version, cameras=len(snapshot.cameras))

    def report(self) -> None:
        """Say how this process is."""
        committer = self.publishing.committer
        self.service.facts = {
            **self.fleet.facts(),
            **self.gb28181.facts(),
            **self.cascade.facts(),
            "readings": committer.figures.readings,
            "refused_full": committer.figures.full,
            "kept": self.publishing.kept,
            "dropped": self.publishing.dropped,
            "unknown_points": self.publishing.unknown,
            "playbacks": self.playback.sessions.count,
            "tape_mb": round(self.console.recorder.size_bytes / 2**20),
            "enterprises_online": self.attendance.online,
            "evidence_folder": self.spool.identity,
            "evidence_cut": self.evidence.cut,
            "evidence_missed": self.evidence.missed + self.spool.dropped,
            "config_version": self.version,
        }
        problems = [*self.shelf.problems.values(), *self.fleet.problems()]
        if old := ffmpeg.problem():
            problems.append(old)
        if self.gb28181.problem:
            problems.append(self.gb28181.problem)
        if self.console.recorder.problem:
            problems.append(self.console.recorder.problem)
        if committer.refusal:
            problems.insert(0, committer.refusal)
        self.service.unwell = "; ".join(problems)[:1000]

    def _cascade_lease(self) -> Lease:
        config = self.service.settings
        return Lease(self.service.bus, "cameras-cascade", config.folder("cameras"), config.lease_s)

    def _announce(self, event: GatewayEvent) -> None:
        log.info("cameras " + event.kind, gateway=event.gateway_code, reason=event.reason)
        self._soon(subjects.GATEWAY_EVENT, to_json(event))

    def _tell_playback_ended(self, ended: PlaybackEnded) -> None:
        self._soon(subjects.PLAYBACK_ENDED, to_json(ended))

    def _open_source(self, camera: CameraConfig) -> Source:
        address = camera.sub_source or camera.source
        if address.startswith(f"{GB28181}:"):
            return self.gb28181.source(address)
        return open_source(camera, self.service.settings)

    def _control_of(self, camera: CameraConfig, config: Settings) -> CameraControl | None:
        if camera.source.startswith(f"{GB28181}:"):
            return LateControl(lambda: self._gb28181_control(camera.source))
        return control_of(camera, config)

    def _gb28181_control(self, address: str) -> CameraControl:
        try:
            return self.gb28181.control(address)
        except SourceLost as error:
            raise ControlFailed(str(error)) from None

    def _soon(self, subject: str, payload: bytes) -> None:
        task = asyncio.get_running_loop().create_task(self._send(subject, payload))
        self._announcing.add(task)
        task.add_done_callback(self._announcing.discard)

    async def _send(self, subject: str, payload: bytes) -> None:
        try:
            await self.service.bus.nc.publish(subject, payload)
        except NatsError as error:  # said again within a minute
            log.debug("not announced", subject=subject, error=repr(error))

    async def _publish(self, subject: str, payload: bytes, message_id: str) -> object:
        return await self.service.bus.publish_durable(subject, payload, msg_id=message_id, give_up_after_s=GIVE_UP_S)


async def main(service: Service) -> None:
    """Watch all cameras until told to stop."""
    host = CamerasHost(service)
    await asyncio.to_thread(host.shelf.refresh)
    jobs = [
        asyncio.create_task(host.publishing.committer.run()),
        asyncio.create_task(_follow_config(host, config_store.watch(service.bus))),
        asyncio.create_task(_watch_over(host)),
        asyncio.create_task(host.evidence.run()),
        asyncio.create_task(host.control.run()),
        asyncio.create_task(host.turns.run()),
        asyncio.create_task(service.stop.wait()),
        cascading := asyncio.create_task(host.cascade_duty.run()),
    ]
    await host.gb28181.open()
    await host.console.open(service.bus.nc)
    await Gb28181Desk(host.gb28181, service.settings, service.clock).open(service.bus.nc)
    await CascadeDesk(host.cascade, host.cascade_duty).open(service.bus.nc)
    await host.control.open(service.bus.nc)
    await host.playback.open(service.bus.nc)
    await service.bus.nc.subscribe("anlan.alarms.*", cb=host.evidence.hear)
    await service.bus.nc.subscribe("anlan.alarms.*", cb=host.cascade.hear)
    host.analysts.start()
    try:
        ended, _ = await asyncio.wait(jobs, return_when=asyncio.FIRST_COMPLETED)
        for job in ended:
            job.result()
    finally:
        service.stop.set()
        await asyncio.to_thread(host.console.close)
        await asyncio.to_thread(host.control.close)
        host.playback.close()
        await asyncio.to_thread(host.analysts.stop)
        await asyncio.wait([cascading], timeout=GOODBYE_S)
        await asyncio.to_thread(host.fleet.stop)
        await host.gb28181.close()
        for job in jobs:
            job.cancel()
        # They leave the bus themselves, so they must have ended before it is closed.
        await asyncio.gather(*jobs, return_exceptions=True)


async def _follow_config(host: CamerasHost, snapshots: AsyncIterator[ConfigSnapshot]) -> None:
    async for snapshot in snapshots:
        host.adopt(snapshot)


async def _watch_over(host: CamerasHost) -> None:
    beats = 0
    while True:
        await asyncio.to_thread(host.fleet.tick)
        await asyncio.to_thread(host.console.tick, host.version)
        if beats % MODELS_EVERY_S == 0:
            await asyncio.to_thread(host.shelf.refresh)
        host.attendance.tick(host.fleet.cameras)
        host.gb28181.tick()
        host.cascade.tick()
        host.playback.sessions.tick()
        host.publishing.offer_again()
        host.report()
        beats += 1
        await asyncio.sleep(1)
