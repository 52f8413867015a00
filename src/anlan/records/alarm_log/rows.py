"""An alarm as the API and the screens' events give it: one function, so that the two cannot differ."""

from datetime import UTC, datetime
from typing import Any

from anlan.domain.alarm_names import alarm_name
from anlan.records.alarm_log.choices import unit_of_set_point
from anlan.records.alarm_log.models import Alarm
from anlan.records.alarm_log.names import kind_name, kind_name_en
from anlan.records.sites.models import Enterprise

#: What a query must fetch along so that drawing a row asks nothing more.
ALONG = ("enterprise__town", "acked_by", "false_proposed_by")


def iso(instant: datetime | None) -> str | None:
    """An instant as ISO 8601 in UTC with milliseconds, e.g. ``2026-11-23T02:15:04.120Z``."""
    if instant is None:
        return None
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def enterprise_data(enterprise: Enterprise | None) -> dict[str, Any] | None:
    """The enterprise in short, or None when the point was unknown."""
    if enterprise is None:
        return None
    return {
        "id": enterprise.pk,
        "name": enterprise.name,
        "short_name": enterprise.short_name,
        "town_code": enterprise.town_id,
        "town_name": enterprise.town.name,
        "lon": enterprise.lon,
        "lat": enterprise.lat,
    }


def person_data(user: Any) -> dict[str, Any] | None:
    """A person in short."""
    return None if user is None else {"id": user.pk, "name": user.name, "role_name": user.role_name}


def title_parts(alarm: Alarm) -> dict[str, str]:
    """What an alarm's title is made of, for screens in another language than the title's."""
    return {
        "kind": alarm.kind,
        "kind_name": kind_name(alarm.kind),
        "kind_name_en": kind_name_en(alarm.kind),
        "alarm_name_en": named.en if (named := alarm_name(alarm.kind, alarm.rule, alarm.label)) else "",
        "rule": alarm.rule,
        "label": alarm.label,
    }


def alarm_data(alarm: Alarm) -> dict[str, Any]:
    """Everything every reader of this alarm gets; what depends on the reader is added by the API."""
    return {
        "id": alarm.pk,
        "alarm_id": alarm.alarm_id,
        "state": alarm.state,
        "is_active": alarm.is_active,
        "grade": alarm.grade,
        "title": alarm.title,
        **title_parts(alarm),
        "point": {
            "id": alarm.source_point_id,
            "name": alarm.point_name,
            "unit": alarm.unit,
            "address": alarm.point_address,
        },
        "enterprise": enterprise_data(alarm.enterprise),
        "place": alarm.place,
        "raised_at": iso(alarm.raised_at),
        "cleared_at": iso(alarm.cleared_at),
        "acked_at": iso(alarm.acked_at),
        "acked_by": person_data(alarm.acked_by),
        "value": alarm.value,
        "last_value": alarm.last_value,
        "set_point": alarm.set_point,
        "set_point_unit": unit_of_set_point(alarm.rule, alarm.unit),
        "peak_value": alarm.peak_value,
        "is_over_range": alarm.is_over_range,
        "is_late": alarm.is_late,
        "is_false": alarm.is_false,
        "false_reason": alarm.false_reason,
        "false_proposed_by": person_data(alarm.false_proposed_by),
        "incident_id": alarm.incident_id,
        "incident_no": alarm.incident_no,
        "shelved_until": iso(alarm.shelved_until),
        "suppressed_reason": alarm.suppressed_reason,
        "is_latched": alarm.is_latched,
        "is_confirmed": alarm.is_confirmed,
        "activations": alarm.activations,
        "is_stale": alarm.is_stale,
        "config_version": alarm.config_version,
    }
