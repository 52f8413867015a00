"""One camera's helm: its control with what is known of it, and its steering."""

import asyncio
import contextlib

from anlan.bus.camera_messages import PresetSeen, PtzAnswer
from anlan.bus.messages import CameraConfig
from anlan.cameras.control.base import Abilities, CameraControl, CannotTurn, ControlFailed, Preset, Velocity
from anlan.cameras.control.steering import Duty, Steering
from anlan.domain.clock import Clock
from anlan.kit.logs import get_logger
from anlan.kit.settings import Settings

log = get_logger(__name__)

#: What it can do and its presets are asked again after this; a failure is believed as long as ``ILL_MS``.
KNOWN_MS = 600_000
ILL_MS = 10_000
#: Longer waits for home are a mistake in the options.
HOME_AFTER_MAX_S = 3600


class NoWayHome(ControlFailed):
    """It watches scenes and has no home preset: once turned it would never watch them again."""


class Helm:
    """``learn`` and ``do`` block and run in a thread, under ``lock``; the rest is the event loop's."""

    def __init__(
        self, config: CameraConfig, control: CameraControl, settings: Settings, clock: Clock, *, is_away: bool
    ) -> None:
        self.config, self.control, self._clock = config, control, clock
        self._key = _key(config)
        self.lock = asyncio.Lock()
        self.is_busy = self.is_fixed = False
        self.steering = Steering(
            config.options.get("home_preset", ""),
            _home_after_ms(config, settings),
            is_away=is_away and bool(config.options.get("home_preset")),
            now_ms=clock.now_ms(),
        )
        self._abilities = Abilities(False, False)
        self._presets: list[Preset] = []
        self._known_until_ms = 0
        self._trouble = ""

    def is_of(self, config: CameraConfig) -> bool:
        """Would a helm of ``config`` be the same?"""
        if self._key != _key(config):
            return False
        self.config = config
        return True

    @property
    def is_known(self) -> bool:
        """Was it asked lately what it can do?"""
        return self._clock.now_ms() < self._known_until_ms

    def require_well(self) -> None:
        """Did it answer when it was asked what it can do?

        Raises:
            ControlFailed: it did not.
        """
        if self._trouble:
            raise ControlFailed(self._trouble)

    def require_way_home(self) -> None:
        """May it be turned at all?

        Raises:
            NoWayHome: it may not.
        """
        if self.config.scenes and not self.steering.home:
            raise NoWayHome

    def learn(self) -> None:
        """Ask what it can do.

        Raises:
            ControlFailed: it does not say; known for ``ILL_MS``.
        """
        if self.is_known:  # somebody else asked meanwhile
            return
        try:
            self._abilities = self.control.abilities()
            self.is_fixed = not any(self._abilities)
            self._presets = [] if self.is_fixed else self.control.presets()
        except CannotTurn:
            self.is_fixed = True
        except ControlFailed as error:
            self._trouble, self._known_until_ms = str(error), self._clock.now_ms() + ILL_MS
            raise
        self._trouble, self._known_until_ms = "", self._clock.now_ms() + KNOWN_MS

    def require(self, preset: str) -> None:
        """Is it a preset of this camera?

        Raises:
            ControlFailed: it is not.
        """
        if preset not in {one.token for one in self._presets}:
            raise ControlFailed("the camera has no such preset")

    def move(self, velocity: Velocity) -> None:
        """Send a move that was steered; one whose time is over while others were sent is left out.

        Raises:
            ControlFailed: it was left out, or not taken.
        """
        if self.steering.duty(self._clock.now_ms()) is Duty.STOP or not self.steering.is_turning:
            raise ControlFailed("the camera answers too slowly")
        self.control.move(*velocity)

    def do(self, duty: Duty) -> bool | None:
        """Send what is due; for ``LOOK`` the camera's answer.

        Raises:
            ControlFailed: it did not take it.
        """
        if duty is Duty.LOOK:
            return self.control.is_moving()
        if duty is Duty.STOP:
            self.control.stop()
        else:
            log.info("camera goes home", camera=self.config.name)
            self.control.goto_preset(self.steering.home)
        return None

    def stop_quietly(self) -> None:
        """At the end of the process; the camera's own time limit is the other guard."""
        with contextlib.suppress(ControlFailed):
            self.control.stop()

    def shown(self, now_ms: int, *, why: str, detail: str, begins: bool) -> PtzAnswer:
        """How it is, for screens."""
        holder = self.steering.holder(now_ms)
        return PtzAnswer(
            why=why,
            detail=detail[:200],
            begins=begins,
            turns=self._abilities.turns,
            zooms=self._abilities.zooms,
            presets=tuple(PresetSeen(token=one.token, name=one.name) for one in self._presets),
            home=self.steering.home,
            needs_home=bool(self.config.scenes),
            holder_id=holder.id if holder else 0,
            holder_name=holder.name if holder else "",
            held_for_ms=self.steering.held_for_ms(now_ms) if holder else 0,
            is_away=self.steering.is_away,
            is_homing=self.steering.is_homing,
            home_in_ms=self.steering.home_in_ms(now_ms),
        )


def _key(config: CameraConfig) -> tuple[str, str, dict[str, str]]:
    return config.source, config.sealed_login, config.options


def _home_after_ms(config: CameraConfig, settings: Settings) -> int:
    given = config.options.get("home_after_s", "")
    wanted_s = float(given) if given.replace(".", "", 1).isdecimal() else settings.camera_home_after_s
    return round(min(max(wanted_s, 5), HOME_AFTER_MAX_S) * 1000)
