"""Virtual cameras by name: ``scene:smoking`` or ``county:E01-CAM02``, in this process, without a socket.

`artist` offers them to the cameras process under the entry point group ``anlan.virtual_cameras``; neither imports the
other.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from anlan.demo import plan
from anlan.demo.pictures import county, programme
from anlan.demo.pictures.arrays import Array
from anlan.demo.pictures.scenes import SCENES
from anlan.demo.pictures.stories import Pace
from anlan.demo.pictures.virtual import VirtualCamera


def camera_named(name: str, seed: int | None = None, pace: Pace | None = None) -> VirtualCamera:
    """The virtual camera of that name.

    Args:
        name: ``scene:<name>`` (see `scenes.SCENES`) or ``county:<camera code>``. seed: of the scene, or of the plan.

    Raises:
        KeyError: nothing has that name; the message says what has.
    """
    kind, _, rest = name.partition(":")
    if kind == "scene" and rest in SCENES:
        return VirtualCamera(rest, 1 if seed is None else seed)
    if kind == "county":
        found = _county(plan.DEFAULT_SEED if seed is None else seed, pace and pace.spacing_s)
        if rest in found:
            return found[rest].virtual
        raise KeyError(f"no camera {rest!r} in the county; there are {', '.join(found)}")
    raise KeyError(f"no virtual camera {name!r}; say county:E01-CAM02 or scene: and one of {', '.join(SCENES)}")


@lru_cache(maxsize=2)
def _county(seed: int, spacing_s: float | None) -> dict[str, county.CountyCamera]:
    pace = Pace() if spacing_s is None else Pace.for_spacing(spacing_s)
    return {camera.code: camera for camera in county.cameras(plan.build(seed), pace)}


@dataclass(frozen=True)
class WallClockCamera:
    """A virtual camera by the wall clock.

    started_s: when its story began, seconds since 1970; None: it begins anew at each midnight UTC.
    """

    virtual: VirtualCamera
    started_s: float | None = None

    def frame(self, at_s: float) -> Array:
        """The picture (height, width, 3) BGR at ``at_s``, seconds since 1970.

        Raises:
            CameraGoneError: (a ConnectionError) this camera is unplugged at that time.
        """
        return self.virtual.frame(self.story_s(at_s))[0]

    def story_s(self, at_s: float) -> float:
        """The same instant in seconds of the story; before it began, its first moment."""
        return at_s % 86400 if self.started_s is None else max(0.0, at_s - self.started_s)


def artist(scene: str, options: Mapping[str, str]) -> WallClockCamera | None:
    """The camera at the address ``virtual:<scene>``; None when nothing here has that name.

    Args:
        scene: as for `camera_named`; a bare camera code means the county's. options: ``seed``, ``spacing_s``,
            ``started_s`` and ``programme_s`` as texts. With the last the camera shows its part of a scored run of
            that length (``programme.py``) instead of a random story.

    Raises:
        ValueError: an option is no number.
    """
    seed, spacing, started, length = (options.get(k) for k in ("seed", "spacing_s", "started_s", "programme_s"))
    if length:
        began_s = float(started or 0)
        planned = plan.build(int(seed) if seed else plan.DEFAULT_SEED)
        playing = programme.virtual(planned, scene.removeprefix("county:"), float(length), began_s)
        return WallClockCamera(playing, began_s) if playing else None
    pace = Pace.for_spacing(float(spacing)) if spacing else None
    try:
        found = camera_named(scene if ":" in scene else f"county:{scene}", int(seed) if seed else None, pace)
    except KeyError:
        return None
    return WallClockCamera(found, float(started) if started else None)
