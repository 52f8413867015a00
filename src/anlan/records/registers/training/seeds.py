"""The trainings of the seed: 5 batches of 600 grid officers, key posts, on line, visits to 600 enterprises."""

from datetime import date
from typing import Any

from anlan.records.accounts.choices import Role
from anlan.records.registers.training.register import BATCHES
from anlan.records.registry.bulk import records_act, records_create
from anlan.records.registry.seeding import Seeded, on_day

#: ``(title, audience, manner, batches, people, enterprises)``
PLAN = (
    ("网格员安全培训", "grid", "onsite", 5, 600, 0),
    ("主要负责人培训", "principal", "onsite", 8, 900, 0),
    ("安全管理人员培训", "safety_manager", "onsite", 8, 900, 0),
    ("特种作业人员培训", "special", "onsite", 6, 700, 0),
    ("线上安全课堂", "public", "online", 12, 12_000, 0),
    ("送教入企", "employee", "visit", 23, 40_000, 600),
)


def fill(seeded: Seeded) -> None:
    """The duty officer runs them, a leader confirms."""
    duty, leader = seeded.people[Role.DUTY_OFFICER], seeded.people[Role.LEADER]
    for title, audience, manner, batches, people, enterprises in PLAN:
        parts = list(zip(seeded.share(people, batches), seeded.share(enterprises, batches), strict=True))
        rows = [_row(f"{title}第 {n + 1} 期", audience, manner, come) for n, (come, _) in enumerate(parts)]
        with on_day(2021, 3, 1):
            ids = records_create(BATCHES, actor=duty, rows=rows, via="年度培训计划")
        with on_day(2021, 5, 25):
            for pk, (come, visited) in zip(ids, parts, strict=True):
                form = {"attended_count": come, "passed_count": come - come // 20, "enterprise_count": visited,
                        "summary": "按计划完成"}  # fmt: skip
                records_act(BATCHES, actor=duty, record_ids=[pk], step="finish", values=form)
            records_act(BATCHES, actor=leader, record_ids=ids, step="confirm", values={})


def _row(title: str, audience: str, manner: str, come: int) -> dict[str, Any]:
    return {"title": title, "audience": audience, "manner": manner, "begins_on": date(2021, 5, 20),
            "invited_count": come + come // 10}  # fmt: skip
