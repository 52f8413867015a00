"""The listings of the seed: 1 provincial, 4 of Wenzhou, 36 of the county, 1 rolling."""

from datetime import date

from anlan.records.accounts.choices import Role
from anlan.records.registers.listings.register import LISTINGS
from anlan.records.registry.bulk import records_act, records_create
from anlan.records.registry.seeding import Seeded, on_day
from anlan.records.registry.services import record_act

COUNTS = (("city", 4), ("county", 36), ("rolling", 1))
WHAT = ("安全出口封堵", "涉氨制冷系统未设独立作业间", "除尘系统未设泄爆", "危化品超量储存", "违法建筑内生产")


def fill(seeded: Seeded) -> None:
    """Proposed by the duty officer, approved by a leader, published on one day."""
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
        refused = records_act(LISTINGS, actor=leader, record_ids=ids, step="approve", values={})
        assert not refused, refused
        form = {"deadline": date(2021, 12, 31), "requirement": "按五落实要求完成整改", "published_at": "市政府网站",
                "batch_no": "2021-1"}  # fmt: skip
        for record_id in ids:
            record_act(LISTINGS, actor=duty, record_id=record_id, step="publish", values=form)
