"""What really is in a frame."""

from dataclasses import asdict, dataclass
from typing import Any

from anlan.demo.pictures.arrays import Box
from anlan.demo.pictures.world import FaultKind, Posture


@dataclass(frozen=True, slots=True)
class PersonTruth:
    """``box`` encloses the visible part, pixels; ``visible`` 0–1 is the share not cut off or hidden by anything."""

    box: Box
    posture: Posture
    visible: float
    place: tuple[float, float]
    hand_at_mouth: bool = False
    cigarette: Box | None = None
    is_sweeping: bool = False


@dataclass(frozen=True, slots=True)
class Truth:
    """One frame. Boxes in pixels. ``in_zone``: floor zone → persons in it. ``objects``: what stands about, by name."""

    at_s: float
    persons: tuple[PersonTruth, ...] = ()
    objects: tuple[tuple[str, Box], ...] = ()
    fire: Box | None = None
    smoke: Box | None = None
    obstacle: Box | None = None
    dust_film: float = 0.0
    in_zone: tuple[tuple[str, int], ...] = ()
    fault: FaultKind | None = None

    @property
    def fallen(self) -> bool:
        """Somebody lies on the floor."""
        return any(person.posture == "lying" for person in self.persons)

    @property
    def hand_at_mouth(self) -> bool:
        """Somebody's hand is at the mouth."""
        return any(person.hand_at_mouth for person in self.persons)

    @property
    def cigarette(self) -> Box | None:
        """Where a cigarette can be seen."""
        return next((person.cigarette for person in self.persons if person.cigarette), None)

    @property
    def sweeping(self) -> bool:
        """Somebody sweeps."""
        return any(person.is_sweeping for person in self.persons)

    def count(self, zone: str) -> int:
        """How many persons are in that floor zone.

        Raises:
            KeyError: the room has no such zone.
        """
        return dict(self.in_zone)[zone]

    def as_dict(self) -> dict[str, Any]:
        """For a truth file: everything, with the derived facts."""
        facts = {name: getattr(self, name) for name in ("fallen", "hand_at_mouth", "cigarette", "sweeping")}
        return {**asdict(self), "in_zone": dict(self.in_zone), **facts}
