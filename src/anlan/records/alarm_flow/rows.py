"""Silences, logics and decisions as the API gives them."""

from typing import Any

from anlan.records.alarm_flow.choices import STAGE_NAMES, Outcome
from anlan.records.alarm_flow.models import Decision, Flood, Silence, SuppressionLogic
from anlan.records.alarm_flow.words import covers_of
from anlan.records.alarm_log.models import Shelving
from anlan.records.alarm_log.names import kind_name, kind_name_en
from anlan.records.alarm_log.rows import iso, person_data
from anlan.records.sites.models import Point


def _kinds(kinds: list[str]) -> dict[str, list[str]]:
    return {
        "kinds": kinds,
        "kind_names": [kind_name(kind) for kind in kinds],
        "kind_names_en": [kind_name_en(kind) for kind in kinds],
    }


def silence_data(silence: Silence) -> dict[str, Any]:
    """A suppression or a maintenance window."""
    return {
        "id": silence.pk,
        "way": silence.way,
        "way_name": silence.get_way_display(),
        "state": silence.state,
        "state_name": silence.get_state_display(),
        "enterprise_id": silence.enterprise_id,
        "enterprise_name": silence.enterprise.short_name or silence.enterprise.name,
        "covers": silence.covers,
        **_kinds(silence.kinds),
        "alarm_id": None,
        "is_red_capable": silence.is_red_capable,
        "is_driven": silence.is_driven,
        "permit_no": silence.permit_no,
        "reason": silence.reason,
        "begins_at": iso(silence.begins_at),
        "until": iso(silence.until),
        "requested_by": person_data(silence.requested_by),
        "approved_by": person_data(silence.approved_by),
        "ended_at": iso(silence.ended_at),
        "end_reason": silence.end_reason,
        "alarms_silenced": silence.alarms_silenced,
    }


def shelving_data(shelf: Shelving, point: Point | None, alarm_id: int | None) -> dict[str, Any]:
    """A shelving, in the same words; it is ended from its alarm, which is ``alarm_id``."""
    plant = point.enterprise if point else None
    name = (plant.short_name or plant.name) if plant else ""
    return {
        "id": shelf.pk,
        "way": "shelve",
        "way_name": "搁置",
        "state": "ended" if shelf.ended_at else "in_force",
        "state_name": "已结束" if shelf.ended_at else "生效中",
        "enterprise_id": plant.pk if plant else None,
        "enterprise_name": name,
        "covers": f"{name} {point.name if point else shelf.source_point_id} {shelf.label}".strip(),
        **_kinds([]),
        "alarm_id": alarm_id,
        "is_red_capable": False,
        "is_driven": False,
        "permit_no": "",
        "reason": shelf.reason,
        "begins_at": iso(shelf.began_at),
        "until": iso(shelf.until),
        "requested_by": person_data(shelf.by),
        "approved_by": None,
        "ended_at": iso(shelf.ended_at),
        "end_reason": "",
        "alarms_silenced": shelf.alarms_silenced,
        "allowed_actions": [],
    }


def logic_data(logic: SuppressionLogic) -> dict[str, Any]:
    """A declared logic."""
    return {
        "id": logic.pk,
        "name": logic.name,
        "enterprise_id": logic.enterprise_id,
        "equipment": logic.equipment.name if logic.equipment else None,
        "covers": covers_of(logic.enterprise, logic.equipment),
        **_kinds(logic.kinds),
        "state_point_id": logic.state_point_id,
        "state_label": logic.state_label,
        "reason": logic.reason,
        "is_red_capable": logic.is_red_capable,
        "declared_by": person_data(logic.declared_by),
        "approved_by": person_data(logic.approved_by),
    }


def decision_data(decision: Decision) -> dict[str, Any]:
    """What the stages decided on one occasion, each with its name."""
    return {
        "at": iso(decision.at),
        "occasion": decision.occasion,
        "outcome": decision.outcome,
        "steps": [
            {
                **step,
                "stage_name": STAGE_NAMES[step["stage"]],
                "outcome_name": str(Outcome(step["outcome"]).label),
            }
            for step in decision.steps
        ],
    }


def flood_data(flood: Flood) -> dict[str, Any]:
    """A flood with its first-out alarm."""
    first = flood.first_out
    return {
        "id": flood.pk,
        "enterprise_id": flood.enterprise_id,
        "began_at": iso(flood.began_at),
        "ended_at": iso(flood.ended_at),
        "alarms": flood.alarms,
        "first_out": {"id": first.pk, "title": f"{first.point_name} {first.title}"} if first else None,
    }
