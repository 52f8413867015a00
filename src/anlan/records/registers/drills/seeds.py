"""A plan, a tunnel-collapse drill and the county's resources, so that the demo's pages are not empty."""

from datetime import date

from anlan.records.accounts.choices import Role
from anlan.records.registers.drills.register import DRILLS, RESOURCES
from anlan.records.registry.bulk import records_create
from anlan.records.registry.seeding import Seeded, on_day
from anlan.records.registry.services import record_act, record_create

SCRIPT = "09:00 隧道出口段坍塌，3 人被困；09:05 报告并启动响应；09:20 队伍到场；10:30 打通救生通道；11:00 救出并清点。"


def fill(seeded: Seeded) -> None:
    """One drill from its script to its evaluation; a team and a shelter per town."""
    duty, leader = seeded.people[Role.DUTY_OFFICER], seeded.people[Role.LEADER]
    town = seeded.towns[0][0]
    with on_day(2021, 5, 6):
        values = {"title": "隧道坍塌应急演练", "owner": "government", "town": town, "planned_on": date(2021, 5, 12),
                  "script": SCRIPT}  # fmt: skip
        drill = record_create(DRILLS, actor=duty, values=values)
    with on_day(2021, 5, 12, hour=14):
        held = {"record_text": "按脚本完成，救援通道打通用时 70 分钟。", "people_count": 126}
        record_act(DRILLS, actor=duty, record_id=drill.pk, step="hold", values=held)
    with on_day(2021, 5, 14):
        judged = {"score": 88, "problems": "现场通信中断 6 分钟"}
        record_act(DRILLS, actor=leader, record_id=drill.pk, step="evaluate", values=judged)
        done = {"improvement": "已配备便携中继台"}
        record_act(DRILLS, actor=leader, record_id=drill.pk, step="close", values=done)
    for place, officer, _ in seeded.towns:
        rows = [{"title": f"{place.name}{name}", "kind": kind, "unit": place.name, "contact": officer.name,
                 "phone": "12350", "quantity": count, "town": place}
                for name, kind, count in (("应急救援队", "team", 20), ("避灾安置点", "shelter", 300))]  # fmt: skip
        with on_day(2021, 4, 1):
            records_create(RESOURCES, actor=officer, rows=rows, via="应急资源普查")
