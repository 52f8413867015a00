"""A rule set with something changed: "what if the ammonia high limit were 35?"

An edit reads ``<kind or point id>.<label>.<field>=<value>``; the field is one of set_point, deadband, on_delay_s,
off_delay_s, or ``remove`` (value 1). Examples: ``nh3_concentration.H.set_point=35``, ``17.HH.on_delay_s=5``.
"""

from collections.abc import Sequence
from typing import NamedTuple

from msgspec.structs import replace

from anlan.bus.messages import ConfigSnapshot, LimitConfig, PointConfig

FIELDS = ("set_point", "deadband", "on_delay_s", "off_delay_s", "remove")


class BadEdit(ValueError):
    """The edit cannot be understood or changes nothing; the text says why."""


class Edit(NamedTuple):
    """One change of one field of the limits it names."""

    target: str  # sensor kind, or a point id in digits
    label: str
    field: str
    value: float


def parse_edit(text: str) -> Edit:
    """One edit from its text.

    Raises:
        BadEdit: with the form it should have.
    """
    path, equals, value = text.partition("=")
    parts = path.strip().split(".")
    if not equals or len(parts) != 3 or parts[2] not in FIELDS:
        raise BadEdit(f"{text!r}: write kind.label.field=value with a field of {', '.join(FIELDS)}")
    try:
        return Edit(parts[0], parts[1], parts[2], float(value))
    except ValueError as error:
        raise BadEdit(f"{text!r}: {value!r} is not a number") from error


def apply_edits(config: ConfigSnapshot, edits: Sequence[Edit]) -> ConfigSnapshot:
    """The configuration with all edits made.

    Raises:
        BadEdit: an edit meets no limit at all, which is usually a spelling mistake.
    """
    points = config.points
    for edit in edits:
        changed = [_edit_point(point, edit) for point in points]
        if changed == points:
            known = sorted({f"{point.kind}.{limit.label}" for point in points for limit in point.limits})
            raise BadEdit(
                f"{edit.target}.{edit.label}.{edit.field}: no limit of that name, or nothing would change; "
                f"there are {', '.join(known[:20])}{', …' if len(known) > 20 else ''}"
            )
        points = changed
    return replace(config, points=points)


def _edit_point(point: PointConfig, edit: Edit) -> PointConfig:
    if edit.target not in (point.kind, str(point.id)):
        return point
    kept = [x for x in point.limits if not (edit.field == "remove" and edit.value and x.label == edit.label)]
    return replace(point, limits=[_edit_limit(x, edit) for x in kept])


def _edit_limit(limit: LimitConfig, edit: Edit) -> LimitConfig:
    if limit.label != edit.label or edit.field == "remove":
        return limit
    return replace(limit, **{edit.field: edit.value})
