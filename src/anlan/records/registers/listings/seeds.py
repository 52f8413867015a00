"""The listings of the seed: 1 provincial, 4 of Wenzhou, 36 of the county, 1 rolling.

All but the rolling one were struck off in their year. Some of the county's came back lately, so that there is something
to supervise and something to read in public; one of those is late, with the name of its officer.
"""

from datetime import date

from anlan.records.accounts.choices import Role
from anlan.records.registers.listings.register import LISTINGS
from anlan.records.registry.bulk import records_act, records_create
from anlan.records.registry.seeding import Seeded, on_date, on_day, taken
from anlan.records.registry.services import record_act

COUNTS = (("city", 4), ("county", 36), ("rolling", 1))
#: Of the county's: days until the term of those listed again ends, and how many of those were struck off once more.
LISTED_AGAIN, STRUCK_AGAIN = (-5, 30, 45, 60), 3
WHAT = ("安全出口封堵", "涉氨制冷系统未设独立作业间", "除尘系统未设泄爆", "危化品超量储存", "违法建筑内生产")


def fill(seeded: Seeded) -> None:
    """Listed on one day, struck off before the year is over; what happened since is a matter of weeks."""
    ids = _listed(seeded)
    with on_day(2021, 10, 20):
        ended = _strike_off(seeded, ids[:-1])
    with on_date(seeded.ago(20)):
        longer = {"deadline": seeded.ago(-70), "reason": "滚动检查发现反弹"}
        record_act(LISTINGS, actor=seeded.people[Role.DUTY_OFFICER], record_id=ids[-1], step="renew", values=longer)
    _come_back(seeded, ended[-len(LISTED_AGAIN) - STRUCK_AGAIN :])


def _come_back(seeded: Seeded, ids: list[int]) -> None:
    terms = (*LISTED_AGAIN, *[30] * STRUCK_AGAIN)
    with on_date(seeded.ago(60)):
        for record_id, days in zip(ids, terms, strict=False):
            again = {"deadline": seeded.ago(-days), "reason": "复查发现隐患反弹"}
            record_act(LISTINGS, actor=seeded.people[Role.LEADER], record_id=record_id, step="relist", values=again)
    with on_date(seeded.ago(25)):
        _strike_off(seeded, ids[len(LISTED_AGAIN) :])


def _strike_off(seeded: Seeded, ids: list[int]) -> list[int]:
    """A town's officer applies, the other one reviews, a leader accepts, the duty officer publishes it.

    Returns those that were struck off: a town with one officer has nobody to review.
    """
    duty, leader = seeded.people[Role.DUTY_OFFICER], seeded.people[Role.LEADER]
    where = dict(LISTINGS.model.objects.filter(pk__in=ids).values_list("pk", "town_id"))
    fixed = {"rectification": "已按五落实要求完成整改", "no_photo_reason": "照片随纸质材料归档"}
    for town, officer, _ in seeded.towns:
        here = [pk for pk in ids if where[pk] == town.pk]
        if here and (second := seeded.seconds.get(town.pk)):
            taken(records_act(LISTINGS, actor=officer, record_ids=here, step="apply", values=fixed))
            form = {"first_opinion": "现场核实，同意申请验收"}
            taken(records_act(LISTINGS, actor=second, record_ids=here, step="pass_review", values=form))
    ready = [pk for pk in ids if where[pk] in seeded.seconds]
    seen, told = {"acceptance_opinion": "现场验收合格"}, {"result_published_at": "市政府网站"}
    taken(records_act(LISTINGS, actor=leader, record_ids=ready, step="accept", values=seen))
    taken(records_act(LISTINGS, actor=duty, record_ids=ready, step="delist", values=told))
    return ready


def _listed(seeded: Seeded) -> list[int]:
    """Proposed by the duty officer, approved by a leader; the rolling one comes last."""
    duty, leader = seeded.people[Role.DUTY_OFFICER], seeded.people[Role.LEADER]
    rows = [{"title": "交通事故多发点段", "level": "provincial", "basis": "省安委会年度清单",
             "town": seeded.towns[0][0], "description": "弯道视距不足", "field": "road_traffic"}]  # fmt: skip
    for level, count in COUNTS:
        for n in range(count):
            _, _, sites = seeded.towns[n % len(seeded.towns)]
            what = WHAT[n % len(WHAT)]
            rows.append({"title": what, "level": level, "basis": "安委会挂牌清单",
                         "description": f"现场检查发现：{what}", "enterprise": seeded.rng.choice(sites)})  # fmt: skip
    with on_day(2021, 3, 1):
        ids = records_create(LISTINGS, actor=duty, rows=rows, via="年度挂牌清单")
    with on_day(2021, 3, 3):
        taken(records_act(LISTINGS, actor=leader, record_ids=ids, step="approve", values={}))
        form = {"deadline": date(2021, 12, 31), "requirement": "按五落实要求完成整改", "published_at": "市政府网站",
                "batch_no": "2021-1"}  # fmt: skip
        officers = {town.pk: officer for town, officer, _ in seeded.towns}
        for record in LISTINGS.model.objects.filter(pk__in=ids).order_by("id"):
            charged = {**form, "assignee": officers[record.town_id]}
            record_act(LISTINGS, actor=duty, record_id=record.pk, step="publish", values=charged)
    return ids
