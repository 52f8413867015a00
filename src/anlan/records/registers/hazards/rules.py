"""What the declaration says by name: small decisions about one hazard."""

from collections.abc import Mapping
from typing import Any

from anlan.records.core import clock
from anlan.records.incidents.rows import alarms_of, head_of
from anlan.records.registers.hazards.choices import Category, Level, Source
from anlan.records.registers.hazards.criteria import suspects

#: Kinds of signal that a camera sees begin so.
SEEN = "scene_"
#: How kinds of signal begin, and the category their hazards are filed under; what is not named is equipment.
CATEGORIES = {
    "nh3_": Category.AMMONIA, "h2_": Category.CHEMICAL, "combustible_": Category.CHEMICAL,
    "dust_": Category.DUST, "filter_": Category.DUST, "hopper_": Category.DUST, "airlock_": Category.DUST,
    "spark_": Category.DUST, "fan_": Category.DUST, "scene_dust": Category.DUST,
    "scene_blocked": Category.FIRE, "scene_fire": Category.FIRE,
    "people_": Category.OPERATION, "scene_": Category.OPERATION,
}  # fmt: skip


def screen(hazard: Any, actor: Any) -> None:
    """Suggest criteria of a major hazard from the words of the description; nobody's grade is changed."""
    hazard.found_on = hazard.found_on or clock.today()
    found = suspects(f"{hazard.title} {hazard.description}")
    hazard.suspected = "、".join(f"{one.id} {one.title}" for one in found)[:200]


def is_major(hazard: Any) -> bool:
    """A major hazard."""
    return bool(hazard.level == Level.MAJOR)


def is_general(hazard: Any) -> bool:
    """A general hazard."""
    return bool(hazard.level == Level.GENERAL)


def asks_extension(hazard: Any) -> bool:
    """An extension has been asked for and not been answered."""
    return hazard.asked_until is not None


def asks_no_extension(hazard: Any) -> bool:
    """No extension waits for an answer."""
    return hazard.asked_until is None


def grade_general(hazard: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """A general hazard meets no criterion."""
    hazard.level, hazard.criterion = Level.GENERAL, ""


def grade_major(hazard: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """A major hazard; the deadline begins to count when the plan is approved."""
    hazard.level = Level.MAJOR


def note_lateness(hazard: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """Late is who finishes after the last day of the deadline in force."""
    hazard.is_late = hazard.deadline is not None and clock.today() > hazard.deadline


def extend(hazard: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """The day asked for becomes the deadline."""
    hazard.deadline, hazard.asked_until = hazard.asked_until, None
    hazard.extension_count += 1


def extension_why_not(hazard: Any, actor: Any) -> str:
    """Order and reason: no second request while one waits, none once the deadline is over."""
    if hazard.deadline is not None and clock.today() > hazard.deadline:
        return "整改期限已过，不能再申请延期；请尽快完成整改。"
    return ""


def from_incident(incident: Any, reader: Any) -> dict[str, Any]:
    """A work order that shows more than a passing condition becomes a hazard; it is filed under its worst alarm."""
    alarms = alarms_of([incident])[incident.pk]
    kind = head_of(alarms).kind if alarms else ""
    return {
        "title": f"{incident.title}暴露的隐患"[:200],
        "description": f"工单 {incident.no}：{incident.title}。{incident.feedback_text}"[:2000],
        "place": incident.place,
        "enterprise": incident.enterprise,
        "source": Source.CAMERA if kind.startswith(SEEN) else Source.ALARM,
        "category": category_of(kind),
    }


def from_observation(seen: Any, reader: Any) -> dict[str, Any]:
    """What somebody saw on the spot and the desk judged to be a hazard."""
    return {
        "title": f"{seen.get_kind_display()}（现场上报）",
        "description": seen.text or f"现场情况 {seen.no}",
        "enterprise": seen.enterprise,
        "town": None if seen.enterprise else seen.town,
        "source": Source.PATROL,
    }


def category_of(kind: str) -> Category:
    """What is wrong where a signal of this kind alarms; whoever grades the hazard may change it."""
    return next((category for begins, category in CATEGORIES.items() if kind.startswith(begins)), Category.EQUIPMENT)


def tip_why_not(tip: Any) -> str:
    """Only the copy that was written on acceptance may travel on; before there is none."""
    return "" if tip.accepted_by_id else "线索尚未受理；请先受理并改写摘要，再转为隐患。"


def from_record(source: Source) -> Any:
    """How a record of another register becomes a hazard: by the columns that all of them have."""

    def values(origin: Any, reader: Any) -> dict[str, Any]:
        return {
            "title": origin.title,
            "description": getattr(origin, "description", "") or origin.title,
            "enterprise": origin.enterprise,
            "town": origin.town if origin.enterprise is None else None,
            "source": source,
        }

    return values
