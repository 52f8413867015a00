"""Compares what was raised from the pictures with what happened in them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from anlan.demo.pictures.acts import Behaviour
from anlan.demo.pictures.stories import Happening

#: A raise still belongs to an event when it comes this long after the event's end (delays, a late frame) …
LATE_S = 15.0
#: … or this long before the moment from which the truth counts it.
EARLY_S = 5.0


@dataclass(frozen=True, slots=True)
class Raised:
    """An alarm of a scene, seconds of the story; ``cleared_s`` is None while it stands."""

    camera: str
    behaviour: Behaviour
    raised_s: float
    cleared_s: float | None = None


@dataclass(slots=True)
class BehaviourScore:
    """``excused``: events during which the camera could not see, or that had not ended yet, and were not found."""

    expected: int = 0
    found: int = 0
    excused: int = 0
    missed: list[Happening] = field(default_factory=list)
    spurious: list[Raised] = field(default_factory=list)
    on_near_miss: list[Raised] = field(default_factory=list)
    delays_s: list[float] = field(default_factory=list)

    @property
    def recall(self) -> float | None:
        """Found of those expected; None when nothing was."""
        return self.found / self.expected if self.expected else None


def score(
    happenings: Iterable[Happening], raised: Iterable[Raised], *, until_s: float
) -> dict[Behaviour, BehaviourScore]:
    """Per behaviour: what was found, missed, raised without reason, raised on a near miss, and how fast.

    Args:
        happenings: the truth files of all cameras. raised: every alarm. until_s: when watching stopped.
    """
    told, result = list(happenings), defaultdict[Behaviour, BehaviourScore](BehaviourScore)
    left = sorted(raised, key=lambda r: r.raised_s)
    for event in (h for h in told if h.kind == "event" and h.behaviour is not None):
        assert event.behaviour is not None
        mine, hits = result[event.behaviour], [r for r in left if _belongs(r, event)]
        if hits:
            mine.expected += 1
            mine.found += 1
            mine.delays_s.append(max(0.0, hits[0].raised_s - event.began_s))
            left = [r for r in left if r not in hits]
        elif event.ended_s > until_s or _is_blind(event, told):
            mine.excused += 1
        else:
            mine.expected += 1
            mine.missed.append(event)
    for alarm in left:
        near = any(h.kind == "near_miss" and _belongs(alarm, h) for h in told)
        (result[alarm.behaviour].on_near_miss if near else result[alarm.behaviour].spurious).append(alarm)
    return dict(result)


def _belongs(alarm: Raised, happening: Happening) -> bool:
    same = alarm.camera == happening.camera and alarm.behaviour == happening.behaviour
    return same and happening.began_s - EARLY_S <= alarm.raised_s <= happening.ended_s + LATE_S


def _is_blind(event: Happening, told: list[Happening]) -> bool:
    faults = (h for h in told if h.kind == "fault" and h.camera == event.camera)
    return any(f.began_s < event.ended_s and event.began_s < f.ended_s for f in faults)
