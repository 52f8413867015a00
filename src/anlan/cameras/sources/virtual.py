"""Virtual cameras: pictures drawn by a function, for the county in a box and for tests.

An address ``virtual:<scene>`` is drawn by whoever offers the scene under the entry point group
``anlan.virtual_cameras``. Each entry point is one **artist**: a callable ``artist(scene, options)`` that returns a
:class:`VirtualCamera`, or None when it does not know the scene. The cameras process imports nobody for this.

The clock is the wall clock, so two processes that draw the same scene see the same thing at the same time.
"""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from importlib.metadata import entry_points
from typing import Protocol

from anlan.cameras.sources.base import Arrival, SourceLost
from anlan.cameras.views import Picture

GROUP = "anlan.virtual_cameras"


class VirtualCamera(Protocol):
    """Draws one scene. Must be safe to call from any thread."""

    def frame(self, at_s: float) -> Picture:
        """The picture at ``at_s``, seconds since 1970 UTC: (h, w, 3) uint8 BGR. The same time, the same picture.

        Raises:
            ConnectionError: this camera is unplugged at that time.
        """
        ...


Artist = Callable[[str, Mapping[str, str]], VirtualCamera | None]


class VirtualSource:
    """Pictures of one scene, ``fps`` a second."""

    def __init__(self, scene: str, options: Mapping[str, str], artists: list[Artist] | None = None) -> None:
        self._scene = scene
        self._options = options
        self._artists = artists

    def arrivals(self, stop: threading.Event) -> Iterator[Arrival]:
        """Drawn only when somebody looks: a picture nobody takes costs nothing."""
        camera = camera_of(self._scene, self._options, self._artists)
        pause_s = 1 / min(25.0, max(0.1, float(self._options.get("fps", "5"))))
        begun = time.monotonic()
        while not stop.is_set():
            yield Arrival(time.monotonic() - begun, partial(camera.frame, time.time()))
            stop.wait(pause_s)


def camera_of(scene: str, options: Mapping[str, str], artists: list[Artist] | None = None) -> VirtualCamera:
    """The camera that the first artist who knows the scene returns.

    Raises:
        SourceLost: nobody draws this scene.
    """
    for artist in artists if artists is not None else installed():
        camera = artist(scene, options)
        if camera is not None:
            return camera
    raise SourceLost(f"virtual:{scene}: no installed artist draws this scene")


def installed() -> list[Artist]:
    """Artists of all installed packages, by name."""
    return [entry.load() for entry in sorted(entry_points(group=GROUP), key=lambda entry: entry.name)]
