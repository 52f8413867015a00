"""All platforms above, as one part of the cameras process: off unless ``ANLAN_GB28181_ID`` is set."""

import asyncio

import msgspec
from msgspec.structs import replace
from nats.aio.msg import Msg

from anlan.bus.messages import AlarmBatch, AlarmTransition, ConfigSnapshot, SuperiorConfig, from_json
from anlan.cameras.camera import Camera
from anlan.cameras.cascade.call import Lines
from anlan.cameras.cascade.link import Ways
from anlan.cameras.cascade.notices import Notice
from anlan.cameras.cascade.superior import Superior
from anlan.cameras.cascade.turning import Turn
from anlan.cameras.cascade.turns import Turns
from anlan.cameras.control.find import KINDS
from anlan.cameras.fleet import Fleet
from anlan.cameras.gb28181.flow import Flow
from anlan.cameras.gb28181.media import Ports
from anlan.cameras.gb28181.source import SCHEME as GB28181
from anlan.domain.camera_states import CameraState
from anlan.domain.clock import Clock
from anlan.kit.settings import Settings
from anlan.kit.sip.message import Request, Response, user_of
from anlan.kit.sip.refusals import Refusals

#: Platforms above that one installation registers with.
MOST = 10


class LentCameras:
    """See ``superior.Cameras``."""

    def __init__(self, fleet: Fleet, turn: Turn, notes: Turns) -> None:
        self._fleet, self.turn, self.notes = fleet, turn, notes

    def running(self, camera_id: int) -> Camera | None:
        """A camera that runs."""
        return self._fleet.camera(camera_id)

    def is_on(self, camera_id: int) -> bool:
        """Does it give pictures?"""
        camera = self.running(camera_id)
        return camera is not None and camera.state is not CameraState.GONE and not camera.is_starting

    def can_turn(self, camera_id: int) -> bool:
        """Is it of a kind that can be turned?"""
        camera = self.running(camera_id)
        if camera is None:
            return False
        scheme = (camera.config.options.get("control") or camera.config.source).partition(":")[0]
        return scheme in KINDS or scheme == GB28181


class Cascade:
    """Everything towards platforms above; lives on the event loop.

    Args:
        ways: the two sockets of GB/T 28181.
        turn: turns a camera, as for a person at a screen.
        notes: writes down what was turned.
    """

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        fleet: Fleet,
        ways: Ways,
        turn: Turn,
        notes: Turns,
        refusals: Refusals,
    ) -> None:
        self.is_on = bool(settings.gb28181_id)
        self._settings, self._clock, self._fleet = settings, clock, fleet
        self._ways, self._refusals = ways, refusals
        self._cameras = LentCameras(fleet, turn, notes)
        self._ports, self._lines = Ports(settings.bind, *settings.gb28181_media_range), Lines()
        self._superiors: dict[int, Superior] = {}
        self._leaving: dict[asyncio.Task[None], Superior] = {}  # goodbyes that wait for their answers

    @property
    def superiors(self) -> list[Superior]:
        """All that are switched on."""
        return list(self._superiors.values())

    def adopt(self, snapshot: ConfigSnapshot) -> None:
        """Register with exactly these. Another address or login begins anew; other cameras change no registration."""
        if not self.is_on:
            return
        wanted = {config.id: config for config in snapshot.superiors[:MOST]}
        for superior_id in list(self._superiors):
            config = wanted.get(superior_id)
            known = self._superiors[superior_id]
            if config is None or _way(config) != _way(known.config):
                del self._superiors[superior_id]
                self._leave(known)
            elif config != known.config:
                known.revise(config)
        for config in wanted.values():
            if config.id not in self._superiors:
                self._superiors[config.id] = self._new(config)

    def tick(self) -> None:
        """Once a second."""
        for superior in self.superiors:
            superior.tick()

    def facts(self) -> dict[str, float | int | str]:
        """Figures for the heartbeat; none while there is no platform above."""
        known = self.superiors
        if not known:
            return {}
        return {
            "gb28181_superiors": len(known),
            "gb28181_superiors_registered": sum(superior.is_registered for superior in known),
            "gb28181_pictures_lent": len(self._lines.busy),
        }

    async def close(self, *, says_goodbye: bool = True) -> None:
        """End all calls and, unless they are another process's by now, all registrations."""
        for superior in self.superiors:
            self._leave(superior, says_goodbye=says_goodbye)
        await asyncio.gather(*self._leaving, return_exceptions=True)
        self._superiors.clear()

    # --- what arrives ------------------------------------------------------------------------------

    def is_superior(self, host: str) -> bool:
        """Does a platform above speak from this address?"""
        return bool(self._at(host))

    def takes(self, message: Request | Response, flow: Flow) -> bool:
        """One message; False when it is no platform above's, and somebody else's to judge.

        Raises:
            Refused: it is one of theirs and not taken.
        """
        here = self._at(flow.host)
        if isinstance(message, Response):
            return any(superior.link.exchange.hear(message) for superior in here)
        if message.method == "REGISTER":  # whoever registers with us is below, not above
            return False
        asked = next((one for one in here if _is_of(one, message)), None)
        if asked is not None:
            asked.asked(message, flow)
        return asked is not None

    async def hear(self, message: Msg) -> None:
        """A batch of the alarms process: what lent cameras raised is told to those who may hear it."""
        if not any(superior.config.sends_alarms for superior in self.superiors):
            return
        try:
            batch = from_json(message.data, AlarmBatch)
        except msgspec.MsgspecError:
            return  # the worker sets it aside and says so
        for transition in batch.transitions:
            if transition.kind == "raised" and not transition.is_late:
                self._raised(transition)

    def _raised(self, transition: AlarmTransition) -> None:
        camera = self._fleet.watching(transition.point_id)
        if camera is None:
            return
        scene = next((one.name for one in camera.config.scenes if one.point_id == transition.point_id), "")
        for superior in self.superiors:
            lent = (one for one in superior.config.cameras if one.camera_id == camera.config.id)
            if superior.config.sends_alarms and (shared := next(lent, None)):
                superior.notices.put(Notice(transition, shared, scene))

    # --- helpers -----------------------------------------------------------------------------------

    def _new(self, config: SuperiorConfig) -> Superior:
        return Superior(
            config, self._settings, self._clock, self._ways, self._cameras, self._ports, self._lines, self._refusals
        )

    def _at(self, host: str) -> list[Superior]:
        return [one for one in (*self._superiors.values(), *self._leaving.values()) if host in one.link.hosts]

    def _leave(self, superior: Superior, *, says_goodbye: bool = True) -> None:
        task = asyncio.get_running_loop().create_task(superior.close(says_goodbye=says_goodbye))
        self._leaving[task] = superior
        task.add_done_callback(lambda done: self._leaving.pop(done, None))


def _is_of(superior: Superior, request: Request) -> bool:
    """Signed by it; or about a channel that is lent to it, by whatever of its machines speaks from its address."""
    target = user_of(request.uri)
    return request.sender == superior.config.code or superior.shown.camera(target) is not None


def _way(config: SuperiorConfig) -> SuperiorConfig:
    """What a registration rests on."""
    return replace(config, name="", nodes=[], cameras=[], may_turn=False, sends_alarms=False, media_networks="")
