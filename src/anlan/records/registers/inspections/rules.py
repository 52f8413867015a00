"""What the declarations say by name."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from anlan.records.core import clock
from anlan.records.registers.inspections.checklists import checklist
from anlan.records.registers.inspections.choices import NEVER_SPARED, Kind
from anlan.records.registry.catalog import register_of
from anlan.records.registry.declare import BoardRows
from anlan.records.registry.models import Link

RECENT_DAYS = 30
#: A check has at least two officers (penalty law, article 42); their names are told apart by these.
NAME_BREAKS = "、，, ；;"


def count_recent(inspection: Any, actor: Any) -> None:
    """少打扰: how often somebody has been there of late."""
    if inspection.enterprise is None:
        return
    since = clock.now() - timedelta(days=RECENT_DAYS)
    rows = type(inspection).objects.filter(enterprise=inspection.enterprise, started_at__gte=since)
    inspection.recent_count = rows.count()


def start_why_not(inspection: Any, actor: Any) -> str:
    """A plant that was just checked is checked again only for a reason; some kinds of check never wait."""
    is_spared = inspection.kind not in NEVER_SPARED and inspection.recent_count and not inspection.repeat_reason
    if is_spared:
        return f"该企业近 {RECENT_DAYS} 日已检查 {inspection.recent_count} 次，请先在“修改”中填写重复检查理由。"
    if clock.today() < inspection.planned_on:
        return f"计划日期为 {inspection.planned_on}，尚未到。"
    return ""


def visit_why_not(inspection: Any, actor: Any) -> str:
    """The same reasons as at the door, for a visit that was written down before the door was passed here."""
    return start_why_not(inspection, actor) if inspection.state == "planned" else ""


def checklist_board(inspection: Any, reader: Any) -> BoardRows:
    """The questions, asked or still to be asked: the phone takes them along to where there is no network."""
    head = ["序号", "检查内容", "依据", "结果"]
    if inspection.items.exists():
        states = {state.name: state.label for state in register_of(inspection.items.first()).states}
        lines = [
            (
                [one.code, one.description, one.basis, states[one.state]],
                [f"inspection:{inspection.pk}", f"code:{one.code}"],
            )
            for one in inspection.items.order_by("id")
        ]
        return BoardRows(head, lines, register="inspection_items")
    return BoardRows(head, [([one.code, one.text, one.basis, ""], []) for one in checklist(inspection.sector)])


def open_checklist(inspection: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """Two officers sign in, and the questions of the sector are laid out; a second start adds none."""
    from anlan.records.core.errors import Invalid
    from anlan.records.registers.inspections.register import ITEMS
    from anlan.records.registry.bulk import records_create

    for mark in NAME_BREAKS:
        inspection.officers = inspection.officers.replace(mark, "、")
    if len([name for name in inspection.officers.split("、") if name.strip()]) < 2:
        raise Invalid(fields={"officers": "执法人员不得少于两人（行政处罚法第四十二条），用“、”分隔。"})
    if inspection.items.exists():
        return
    rows = [
        {"title": question.text, "inspection": inspection, "code": question.code, "description": question.text,
         "basis": question.basis, "enterprise": inspection.enterprise, "town": inspection.town,
         "field": inspection.field}
        for question in checklist(inspection.sector)
    ]  # fmt: skip
    if rows:
        records_create(ITEMS, actor=actor, rows=rows, via="检查表")


def items_why_not(inspection: Any, actor: Any) -> str:
    """A record is written when every question has an answer."""
    count = inspection.items.filter(state="pending").count()
    return f"还有 {count} 项检查表内容未填写。" if count else ""


def note_problems(inspection: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """How many answers were bad."""
    inspection.problem_count = inspection.items.filter(state="failed").count()


def has_problems(inspection: Any) -> bool:
    """Something has to follow."""
    return bool(inspection.problem_count or inspection.is_obstructed)


def has_none(inspection: Any) -> bool:
    """Nothing has to follow."""
    return not has_problems(inspection)


def unhandled_why_not(inspection: Any, actor: Any) -> str:
    """Every problem became a hazard or a case; a refusal to be checked became a case."""
    failed = set(inspection.items.filter(state="failed").values_list("pk", flat=True))
    of_items = Link.objects.filter(origin_register="inspection_items", origin_id__in=failed)
    left = failed - set(of_items.values_list("origin_id", flat=True))
    if left:
        return f"还有 {len(left)} 项问题未转为隐患或案件，请在检查项页面办理。"
    of_check = Link.objects.filter(origin_register="inspections", origin_id=inspection.pk, target_register="cases")
    if inspection.is_obstructed and not of_check.exists():
        return "拒绝、阻碍检查尚未立案，请先转为案件线索。"
    return ""


def coverage(plan: Any, reader: Any) -> BoardRows:
    """How far the plan is: checks of each kind, with the rows they are."""
    rows = plan.inspections.exclude(state="cancelled")
    done = rows.exclude(state="planned").count()
    lines = [
        ([str(kind.label), str(rows.filter(kind=kind).count())], [f"plan:{plan.pk}", f"kind:{kind}"])
        for kind in Kind
        if rows.filter(kind=kind).exists()
    ]
    note = f"计划 {plan.planned_count} 次，已安排 {rows.count()} 次，已检查 {done} 次"
    return BoardRows(["类型", "次数"], lines, register="inspections", note=note)


def from_tip(tip: Any, reader: Any) -> dict[str, Any]:
    """A tip that has to be looked at on site. Nothing that could name the tipster is taken along."""
    return {"title": f"举报核查 {tip.no}", "kind": Kind.TIP, "enterprise": tip.enterprise, "planned_on": clock.today(),
            "town": tip.town if tip.enterprise is None else None}  # fmt: skip
