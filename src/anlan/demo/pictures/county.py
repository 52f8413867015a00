"""The 180 scenes of the county: which camera looks at which room, what is watched there, and in which zone."""

from dataclasses import dataclass
from functools import cached_property

from anlan.demo.pictures.acts import Behaviour
from anlan.demo.pictures.stories import Pace, Story
from anlan.demo.pictures.virtual import SIZE, VirtualCamera
from anlan.demo.plan_model import Plan, PlannedCamera, PlannedEnterprise

#: Zone of the plan → room of the catalogue.
_ROOM_OF = {
    "制冷机房": "machine_room",
    "速冻间": "quick_freezing",
    "包装间": "packing",
    "冷藏库": "cold_store",
    "值班室": "duty",
    "抛光一区": "polishing",
    "抛光二区": "polishing",
    "砂光一区": "sanding",
    "砂光二区": "sanding",
    "除尘器区": "collector",
    "疏散通道": "corridor",
}
#: The whole picture: smoke rises above every floor.
VIEW = "view"
_WHOLE = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
#: Room → behaviour → the floor zone in which it is watched, or `VIEW`.
_WATCHED: dict[str, dict[Behaviour, str]] = {
    "quick_freezing": {"headcount": "room", "smoking": VIEW, "fire_smoke": VIEW, "fallen": "room"},
    "duty": {"absence": "post", "smoking": VIEW, "fire_smoke": VIEW},
    "machine_room": {"smoking": VIEW, "fire_smoke": VIEW, "fallen": "room"},
    "packing": {"smoking": VIEW, "fire_smoke": VIEW, "blocked_passage": "passage", "fallen": "room"},
    "cold_store": {"smoking": VIEW, "fire_smoke": VIEW, "blocked_passage": "passage", "fallen": "room"},
    "polishing": {
        "smoking": VIEW,
        "fire_smoke": VIEW,
        "blocked_passage": "passage",
        "dust_cleaning": "benches",
        "fallen": "room",
    },
    "collector": {"smoking": VIEW, "fire_smoke": VIEW, "dust_cleaning": "front", "fallen": "room"},
    "corridor": {"blocked_passage": "passage", "smoking": VIEW, "fire_smoke": VIEW, "fallen": "room"},
}
_WATCHED["sanding"] = _WATCHED["polishing"]

NAMES: dict[Behaviour, str] = {
    "smoking": "吸烟",
    "fire_smoke": "烟火",
    "blocked_passage": "通道堵塞",
    "fallen": "人员倒地",
    "dust_cleaning": "粉尘清扫",
    "absence": "人员离岗",
    "headcount": "人数控制",
}


@dataclass(frozen=True, slots=True)
class PlannedScene:
    """One camera × one behaviour × one zone. ``polygon``: corners in the picture, 0–1 from the upper left."""

    key: str
    name: str
    camera: str
    enterprise: int
    behaviour: Behaviour
    zone: str
    polygon: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class CountyCamera:
    """A camera of the plan with its story. Its seed decides how its room is painted and who works in it."""

    code: str
    name: str
    enterprise: int
    room: str
    seed: int
    pace: Pace

    @cached_property
    def story(self) -> Story:
        """What it looks at."""
        return Story(self.code, self.room, tuple(_WATCHED[self.room]), self.seed, self.pace)

    @cached_property
    def virtual(self) -> VirtualCamera:
        """The camera itself; its room is painted when the first frame is asked for."""
        return VirtualCamera(self.story, self.seed, SIZE)

    @property
    def scenes(self) -> tuple[PlannedScene, ...]:
        """What is watched by it."""
        return tuple(
            PlannedScene(
                f"{self.code}-{behaviour}",
                f"{self.name} {NAMES[behaviour]}",
                self.code,
                self.enterprise,
                behaviour,
                zone,
                _WHOLE if zone == VIEW else self.virtual.zone(zone),
            )
            for behaviour, zone in _WATCHED[self.room].items()
        )


def cameras(plan: Plan, pace: Pace | None = None) -> tuple[CountyCamera, ...]:
    """All cameras of the county, in the plan's order."""
    return tuple(_camera(plan, e, camera, pace or Pace()) for e in plan.enterprises for camera in e.cameras)


def scenes(plan: Plan) -> tuple[PlannedScene, ...]:
    """All scenes of the county: 180."""
    return tuple(scene for camera in cameras(plan) for scene in camera.scenes)


def _camera(plan: Plan, enterprise: PlannedEnterprise, camera: PlannedCamera, pace: Pace) -> CountyCamera:
    number = int(camera.code.rpartition("CAM")[2])
    seed = plan.seed * 1000 + enterprise.number * 10 + number
    name = f"{enterprise.short_name}{camera.zone}"
    return CountyCamera(camera.code, name, enterprise.number, _ROOM_OF[camera.zone], seed, pace)
