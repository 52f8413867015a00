"""A work order is made into a hazard or a lead for enforcement: the register's record is there, and both ends know."""

from anlan.records.incidents import links
from anlan.records.incidents.models import IncidentLink
from anlan.records.registers.enforcement.models import Case
from anlan.records.registers.hazards.models import Hazard
from anlan.records.registry.models import Link
from tests.acceptance.dispatch.conftest import DispatchLog

LEAD = {"convert_to": "enforcement_lead", "comment": "现场发现报警器被拔掉电源"}


def test_a_hazard_made_from_a_work_order_stands_in_the_register_once(log: DispatchLog) -> None:
    log.at("00:00").alarm("H").told("manager", "town")
    log.refused("duty", "convert", because="隐患", convert_to="poem", comment="x")
    log.does("duty", "convert", convert_to="hazard", comment="法兰老化，限期更换")
    hazard = Hazard.objects.get()
    log.says(f"转为隐患（{hazard.no}）")
    assert (hazard.source, hazard.category, hazard.enterprise_id) == ("alarm", "ammonia", log.plant.pk)
    assert "法兰老化，限期更换" in hazard.description
    log.refused("duty", "convert", because="已转为", convert_to="hazard", comment="再来")
    assert (Hazard.objects.count(), IncidentLink.objects.count(), Link.objects.count()) == (1, 1, 1)


def test_both_ends_of_a_conversion_lead_to_the_other(log: DispatchLog) -> None:
    log.at("00:00").alarm("H").told("manager", "town").does("duty", "convert", convert_to="hazard", comment="法兰老化")
    shown = log.calls("duty", f"/incidents/{log.incident.pk}", method="get")["links"]
    hazard = Hazard.objects.get()
    assert [(row["target_type"], row["target_id"], row["target_no"]) for row in shown] == [
        ("hazards", hazard.pk, hazard.no)
    ]
    back = log.calls("duty", f"/registers/hazards/records/{hazard.pk}", method="get")["links"]
    assert [(row["register_name"], row["id"], row["no"]) for row in back] == [
        ("incident", log.incident.pk, log.incident.no)
    ]


def test_a_lead_asks_which_law_was_broken_before_anything_is_made(log: DispatchLog) -> None:
    log.at("00:00").alarm("H").told("manager", "town")
    form = log.calls("duty", f"/registers/cases/from/incident/{log.incident.pk}", method="get")
    assert {one["name"] for one in form["columns"] if one["is_required"]} == {"title", "violation", "description"}
    assert "violation" not in form["values"]
    log.refused("duty", "convert", because="violation", **LEAD)
    assert (Case.objects.count(), IncidentLink.objects.count(), Link.objects.count()) == (0, 0, 0)
    log.does("duty", "convert", values={"violation": "V99"}, **LEAD)
    case = Case.objects.get()
    log.says(case.no)
    assert (case.state, case.source, case.proposed_by) == ("lead", "alarm", log.person("duty"))


def test_who_may_not_bring_a_lead_makes_none_out_of_a_work_order(log: DispatchLog) -> None:
    log.at("00:00").alarm("H").told("manager", "town")
    log.refused("leader", "convert", because="无权", values={"violation": "V99"}, **LEAD)  # arranges, brings no leads
    log.refused("manager", "convert", because="无权", convert_to="hazard", comment="法兰老化")
    assert (Case.objects.count(), Hazard.objects.count(), IncidentLink.objects.count()) == (0, 0, 0)


def test_a_hazard_begun_in_the_register_shows_on_the_work_order(log: DispatchLog) -> None:
    log.at("00:00").alarm("H").told("manager", "town")
    path = f"/registers/hazards/from/incident/{log.incident.pk}"
    made = log.calls("duty", path, {"values": {}}, expect=201)
    log.says(f"转为隐患（{made['no']}）")
    log.refused("duty", "convert", because="已转为", convert_to="hazard", comment="再来")
    log.calls("duty", path, {"values": {}}, expect=409)


def test_without_a_register_the_link_is_a_plain_one(log: DispatchLog, monkeypatch) -> None:
    monkeypatch.delitem(links._makers, "hazard")
    log.at("00:00").alarm("H").told("manager", "town")
    log.does("duty", "convert", convert_to="hazard", comment="法兰老化").says("转为隐患")
    assert IncidentLink.objects.get().target_type == ""
