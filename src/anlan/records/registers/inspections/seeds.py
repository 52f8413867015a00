"""The seed's inspections: 34 by the committees, 5 groups."""

from datetime import date

from anlan.records.accounts.choices import Field, Role
from anlan.records.registers.inspections.planning import GROUPS
from anlan.records.registers.inspections.register import INSPECTIONS
from anlan.records.registry.bulk import records_act, records_create
from anlan.records.registry.seeding import Seeded, on_day, taken

CHECKS, GROUP_COUNT = 34, 5


def fill(seeded: Seeded) -> None:
    """The duty officer plans and records, a leader reviews."""
    _groups(seeded)
    _inspections(seeded)


def _groups(seeded: Seeded) -> None:
    """Each comes back with a list, the towns answer, and the office checks."""
    duty, (_, officer, _) = seeded.people[Role.DUTY_OFFICER], seeded.towns[0]
    groups = [{"title": f"第 {n + 1} 巡查组", "batch_no": "2021 年第一批", "head": "市领导",
               "crew": "副组长、专家等 6 人", "targets": "部分乡镇（街道）和有关部门", "begins_on": date(2021, 5, 10),
               "ends_on": date(2021, 6, 30), "assignee": duty} for n in range(GROUP_COUNT)]  # fmt: skip
    with on_day(2021, 5, 8):
        group_ids = records_create(GROUPS, actor=duty, rows=groups, via="巡查方案")
    with on_day(2021, 5, 10):
        taken(records_act(GROUPS, actor=duty, record_ids=group_ids, step="begin", values={}))
    for month, day, actor, step, form in (
        (6, 30, duty, "finish", {}), (7, 8, duty, "report", {"findings": "责任清单不全，现场检查频次不足"}),
        (8, 2, officer, "answer", {"feedback": "已补齐清单，按月检查"}), (8, 10, duty, "close", {}),
    ):  # fmt: skip
        with on_day(2021, month, day):
            taken(records_act(GROUPS, actor=actor, record_ids=group_ids, step=step, values=form))


def _inspections(seeded: Seeded) -> None:
    duty, leader = seeded.people[Role.DUTY_OFFICER], seeded.people[Role.LEADER]
    fields = list(Field)
    rows = [{"title": f"{fields[n % 8].label}专委会督查", "kind": "committee", "field": fields[n % 8].value,
             "town": seeded.towns[n % len(seeded.towns)][0], "planned_on": date(2021, 5, 12)}
            for n in range(CHECKS)]  # fmt: skip
    with on_day(2021, 5, 11):
        ids = records_create(INSPECTIONS, actor=duty, rows=rows, via="专委会督查计划")
    with on_day(2021, 5, 12):
        officers = {"officers": "督查组甲、督查组乙"}
        taken(records_act(INSPECTIONS, actor=duty, record_ids=ids, step="start", values=officers))
        records_act(INSPECTIONS, actor=duty, record_ids=ids, step="record", values={"summary": "未发现突出问题"})
        taken(records_act(INSPECTIONS, actor=leader, record_ids=ids, step="approve", values={}))
