"""A plan, a tunnel-collapse drill and the county's resources, so that the demo's pages are not empty."""

from datetime import date
from typing import Any

from anlan.records.accounts.choices import Role
from anlan.records.registers.drills.register import DRILLS, PLANS, POSTS, RESOURCES, STEPS
from anlan.records.registry.bulk import records_act, records_create
from anlan.records.registry.seeding import Seeded, on_date, on_day, taken
from anlan.records.registry.services import record_act, record_create

#: Posts in the order of calling, made-up people; steps with the post that does them and their minutes.
CALLS = ("总指挥", "抢险组组长", "警戒疏散组组长", "医疗联络员")
WORK = (("报告并启动响应", 0, 5, "核实情况，启动响应，报告市应急指挥中心"),
        ("疏散与清点", 2, 10, "组织撤离，在集合点清点人数并上报"),
        ("封控现场", 2, 20, "设置警戒区，疏导交通"),
        ("先期处置", 1, 30, "两人一组，佩戴空气呼吸器，切断源头"),
        ("伤员转运", 3, 40, "联系 120，登记伤员去向"))  # fmt: skip
#: What each town has for help: name, kind, how many people it has or holds.
HELP = (("应急救援队", "team", 20), ("避灾安置点", "shelter", 300))
TEXT = "响应分级、指挥体系、处置要点"
SCRIPT = "09:00 隧道出口段坍塌，3 人被困；09:05 报告并启动响应；09:20 队伍到场；10:30 打通救生通道；11:00 救出并清点。"


def fill(seeded: Seeded) -> None:
    """A plan in force; one drill from its script to its evaluation; a team and a shelter per town."""
    duty, leader = seeded.people[Role.DUTY_OFFICER], seeded.people[Role.LEADER]
    town = seeded.towns[0][0]
    _plan(seeded)
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
                 "phone": "12350", "quantity": count, "town": place} for name, kind, count in HELP]  # fmt: skip
        with on_day(2021, 4, 1):
            ids = records_create(RESOURCES, actor=officer, rows=rows, via="应急资源普查")
        with on_date(seeded.ago(35)):
            for pk, (_, _, count) in zip(ids, HELP, strict=True):
                checked = {"quantity": count}
                taken(records_act(RESOURCES, actor=officer, record_ids=[pk], step="check", values=checked))


def _plan(seeded: Seeded) -> None:
    """The county's plan, written by the duty officer and approved by the leader: a command can be opened from it.

    It has been revised since, and its numbers were rung and its steps read again a few weeks ago.
    """
    duty, leader = seeded.people[Role.DUTY_OFFICER], seeded.people[Role.LEADER]
    with on_day(2021, 3, 8):
        values = {"title": "生产安全事故应急预案", "scope": "general", "owner": "government"}
        plan = record_create(PLANS, actor=duty, values=values)
        posts = [
            record_create(POSTS, actor=duty, values={"plan": plan.pk, "title": title, "rank": n, "holder": f"示例{n}",
                                                     "phone": f"1380000{n:04d}"})
            for n, title in enumerate(CALLS, start=1)
        ]  # fmt: skip
        for n, (title, post, minutes, text) in enumerate(WORK, start=1):
            step = {"plan": plan.pk, "title": title, "rank": n, "post": posts[post].pk, "within_min": minutes,
                    "text": text}  # fmt: skip
            record_create(STEPS, actor=duty, values=step)
        record_act(PLANS, actor=duty, record_id=plan.pk, step="submit", values={"text": TEXT})
    with on_day(2021, 3, 15):
        record_act(PLANS, actor=leader, record_id=plan.pk, step="approve", values={})
    with on_date(seeded.ago(240)):
        record_act(PLANS, actor=duty, record_id=plan.pk, step="revise", values={"reason": "三年期满修订"})
        record_act(
            PLANS, actor=duty, record_id=plan.pk, step="submit", values={"text": f"{TEXT}；补充涉氨、粉尘处置要点"}
        )
    with on_date(seeded.ago(230)):
        record_act(PLANS, actor=leader, record_id=plan.pk, step="approve", values={})
    _look_again(seeded, posts)


def _look_again(seeded: Seeded, posts: list[Any]) -> None:
    duty = seeded.people[Role.DUTY_OFFICER]
    with on_date(seeded.ago(45)):
        for post in posts:
            rung = {"holder": post.holder, "phone": post.phone}
            record_act(POSTS, actor=duty, record_id=post.pk, step="check", values=rung)
        steps = list(STEPS.model.objects.filter(plan_id=posts[0].plan_id).values_list("pk", flat=True))
        taken(records_act(STEPS, actor=duty, record_ids=steps, step="review", values={}))
