"""The three actions of the seed: 332 of 428 tasks, 42 of 180, 37 of 58."""

from datetime import date

from anlan.records.accounts.choices import Role
from anlan.records.registers.campaigns.register import CAMPAIGNS, TASKS
from anlan.records.registry.bulk import records_act, records_create
from anlan.records.registry.seeding import Seeded, on_date, on_day
from anlan.records.registry.services import record_act, record_create

#: Title, kind, basis, begins, ends, tasks, done.
ACTIONS = (
    ("安全生产百日大会战", "battle", "市安委会部署", date(2021, 3, 25), date(2021, 7, 2), 428, 332),
    (
        "安全生产专项整治三年行动（2021 年度）",
        "yearly",
        "三年行动年度清单",
        date(2021, 1, 1),
        date(2021, 12, 31),
        180,
        42,
    ),
    ("危险化学品安全生产意见任务清单", "opinion", "危化意见", date(2021, 1, 1), date(2021, 12, 31), 58, 37),
)
WHAT = ("重点企业全覆盖检查", "重大风险清单更新", "从业人员培训", "隐患清零回头看", "应急预案演练", "执法案件办结")


def fill(seeded: Seeded) -> None:
    """The duty officer leads; towns work; the duty officer of the bureau accepts.

    What was not done is late to this day, each task with its officer; the actions go on until the last is.
    """
    lead = seeded.people[Role.DUTY_OFFICER]
    for title, kind, basis, begins, ends, total, done in ACTIONS:
        with on_day(begins.year, begins.month, begins.day):
            values = {"title": title, "kind": kind, "basis": basis, "goals": f"完成任务 {total} 项",
                      "begins_on": begins, "ends_on": ends, "lead_office": "市安委办", "assignee": lead.pk}  # fmt: skip
            campaign = record_create(CAMPAIGNS, actor=lead, values=values)
            record_act(CAMPAIGNS, actor=lead, record_id=campaign.pk, step="launch", values={})
        counts, finished = seeded.share(total, len(seeded.towns)), seeded.share(done, len(seeded.towns))
        for (town, officer, _), count, ready in zip(seeded.towns, counts, finished, strict=True):
            rows = [
                {"campaign": campaign, "title": f"{WHAT[n % len(WHAT)]}（{town.name} {n + 1}）", "description": title,
                 "unit": town.name, "town": town, "deadline": ends}
                for n in range(count)
            ]  # fmt: skip
            with on_day(begins.year, begins.month, begins.day, hour=14):
                ids = records_create(TASKS, actor=lead, rows=rows, via="任务分解")
                records_act(TASKS, actor=officer, record_ids=ids, step="accept", values={"assignee": officer})
            with on_day(2021, 6, 10):
                records_act(TASKS, actor=officer, record_ids=ids[ready:], step="report",
                            values={"progress_percent": 60, "comment": "按计划推进"})  # fmt: skip
                records_act(TASKS, actor=officer, record_ids=ids[:ready], step="submit",
                            values={"result": "已完成", "no_evidence_reason": "纸质材料存档"})  # fmt: skip
                records_act(TASKS, actor=lead, record_ids=ids[:ready], step="confirm", values={})
        with on_date(seeded.ago(20)):
            longer = {"ends_on": seeded.ago(-100).isoformat(), "reason": "未完成任务挂账，逐项销号"}
            record_act(CAMPAIGNS, actor=lead, record_id=campaign.pk, step="extend", values=longer)
