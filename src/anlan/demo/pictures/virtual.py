"""A virtual camera: for any time a picture and the truth about it. No memory, so a test can seek."""

from functools import cached_property

import numpy as np

from anlan.demo.pictures import render, sensor
from anlan.demo.pictures.arrays import Array, Place
from anlan.demo.pictures.backdrop import Backdrop, camera_of, painted
from anlan.demo.pictures.pinhole import Pinhole
from anlan.demo.pictures.rooms.catalogue import room
from anlan.demo.pictures.scenes import Scene, scene
from anlan.demo.pictures.truth import Truth
from anlan.demo.pictures.world import World

SIZE = (640, 360)
#: What somebody who bumps into a camera turns it by, degrees.
_KNOCK_YAW_DEG, _KNOCK_PITCH_DEG = 24.0, -7.0
#: Time is cut into ticks of a millisecond for the noise.
_TICKS_PER_S = 1000


class CameraGoneError(ConnectionError):
    """The camera does not answer: its cable is pulled, its power is off."""


class VirtualCamera:
    """Looks at a scene (or at the scene of that name) in a room painted from ``seed``.

    size: width and height in pixels. noise: standard deviation of the chip's noise, grey levels.
    """

    def __init__(
        self, looks_at: Scene | str, seed: int = 1, size: tuple[int, int] = SIZE, *, noise: float = 2.2
    ) -> None:
        self.scene = scene(looks_at, seed) if isinstance(looks_at, str) else looks_at
        self.seed = seed
        self.noise = noise
        self.layout = room(self.scene.room)
        self.pinhole = camera_of(self.layout, size, np.random.default_rng([seed, 0]))

    @cached_property
    def backdrop(self) -> Backdrop:
        """The empty room; painted when it is first needed (about 0.1 s) and then kept."""
        return painted(self.layout, self.pinhole, self.seed)

    @cached_property
    def _knocked(self) -> Backdrop:
        turned: Pinhole = self.pinhole.knocked(_KNOCK_YAW_DEG, _KNOCK_PITCH_DEG)
        return painted(self.layout, turned, self.seed)

    def frame(self, t: float) -> tuple[Array, Truth]:
        """The picture (height, width, 3) BGR and the truth at time ``t``, seconds.

        Raises:
            CameraGoneError: the story says that the camera is gone at that time.
        """
        now = self.scene.world(t)
        world, shown_at = self._shown(now, t)
        backdrop = self._backdrop_for(world)
        people = render.seen_persons(backdrop, world)
        picture = self._exposed(render.picture_of(backdrop, world, people, shown_at), world, shown_at)
        if world is not now:
            people = render.seen_persons(backdrop, now)
        return picture, render.truth_of(backdrop, now, people, t, self.layout.zones)

    def truth(self, t: float) -> Truth:
        """The truth alone, without drawing; of a camera that is gone as well."""
        world = self.scene.world(t)
        backdrop = self._backdrop_for(world)
        return render.truth_of(backdrop, world, render.seen_persons(backdrop, world), t, self.layout.zones)

    def zone(self, name: str) -> tuple[tuple[float, float], ...]:
        """A floor zone of the room as a polygon in the picture, 0–1 from the upper left, cut at the picture's edge.

        Raises:
            KeyError: the room has no such zone; the message lists those it has.
        """
        if name not in self.layout.zones:
            raise KeyError(f"no zone {name!r} in {self.scene.room}; there are {', '.join(self.layout.zones)}")
        return seen_zone(self.pinhole, self.layout.zones[name])

    def _shown(self, world: World, t: float) -> tuple[World, float]:
        """The world that the picture shows, and of which time it is: not always the present one."""
        if world.fault is None:
            return world, t
        if world.fault.kind == "gone":
            raise CameraGoneError(f"this camera is gone since {world.fault.since_s:.0f} s")
        if world.fault.kind == "frozen":
            before = world.fault.since_s
            return self.scene.world(before - 1e-3).joined(World(fault=world.fault)), before
        return world, t

    def _backdrop_for(self, world: World) -> Backdrop:
        return self._knocked if world.fault and world.fault.kind == "moved" else self.backdrop

    def _exposed(self, picture: Array, world: World, t: float) -> Array:
        picture = sensor.softened(picture)
        if world.fault is not None:
            picture = sensor.spoilt(picture, world.fault.kind)
        return sensor.noisy(picture, self.seed * 7919 + int(t * _TICKS_PER_S), self.noise)


def seen_zone(pinhole: Pinhole, zone: tuple[Place, ...]) -> tuple[tuple[float, float], ...]:
    """A polygon on the floor as the camera sees it, 0–1, cut at the picture's edges."""
    corners = pinhole.clipped(np.array([(x, 0.0, z) for x, z in zone]))
    at = pinhole.project(corners)[:, :2] / (pinhole.width, pinhole.height)
    polygon = [(float(u), float(v)) for u, v in at]
    for axis, limit, keep_above in ((0, 0.0, True), (0, 1.0, False), (1, 0.0, True), (1, 1.0, False)):
        polygon = _cut(polygon, axis, limit, keep_above)
    return tuple((round(u, 4), round(v, 4)) for u, v in polygon)


def _cut(polygon: list[tuple[float, float]], axis: int, limit: float, keep_above: bool) -> list[tuple[float, float]]:
    """The part of a polygon on one side of a line along an axis."""
    sign = 1 if keep_above else -1
    kept: list[tuple[float, float]] = []
    for before, here in zip([polygon[-1], *polygon[:-1]], polygon, strict=True):
        in_before, in_here = sign * (before[axis] - limit) >= 0, sign * (here[axis] - limit) >= 0
        if in_before != in_here:
            share = (limit - before[axis]) / (here[axis] - before[axis])
            kept.append((before[0] + (here[0] - before[0]) * share, before[1] + (here[1] - before[1]) * share))
        if in_here:
            kept.append(here)
    return kept
