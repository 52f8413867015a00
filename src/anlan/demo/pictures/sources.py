"""Virtual cameras by name: ``scene:smoking`` or ``county:E01-CAM02``, in this process, without a socket."""

from functools import lru_cache

from anlan.demo import plan
from anlan.demo.pictures import county
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
