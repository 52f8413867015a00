"""The hazard ledger of the seed: 35,550 found, 32,400 rectified, January to May 2021."""

from datetime import date
from typing import Any

from anlan.records.accounts.choices import Role
from anlan.records.accounts.models import User
from anlan.records.registers.hazards.register import HAZARDS
from anlan.records.registry.bulk import records_act, records_create
from anlan.records.registry.seeding import Seeded, on_day, taken

FOUND, RECTIFIED = 35_550, 32_400
MONTHS = range(1, 6)
SAYS = (
    ("安全出口堆放杂物", "疏散通道被物料占用", "fire"),
    ("配电箱未接地", "车间配电箱外壳未做接地保护", "electric"),
    ("特种设备未按期检验", "叉车检验标志过期", "equipment"),
    ("未开展岗前培训", "新进员工无三级教育记录", "training"),
    ("危化品混放", "酸碱未分区存放", "chemical"),
    ("除尘管道积尘", "支管积尘未及时清理", "dust"),
    ("动火作业未审批", "现场动火无作业票", "operation"),
    ("制度台账不全", "隐患排查记录缺失", "management"),
)
SOURCES = ("self_check", "patrol", "inspection", "campaign", "expert")


def fill(seeded: Seeded) -> None:
    """Each town's officer keeps the town's ledger; rechecks are the duty officer's."""
    places = [(month, town) for month in MONTHS for town in seeded.towns]
    found = seeded.share(FOUND, len(places))
    fixed = seeded.share(RECTIFIED, len(places))
    for (month, (_, officer, sites)), count, done in zip(places, found, fixed, strict=True):
        with on_day(2021, month, 8):
            rows = _rows(seeded, sites, count, officer)
            ids = records_create(HAZARDS, actor=officer, rows=rows, via="月度排查台账")
            plan = {"deadline": date(2021, month, 20), "requirement": "立即整改，落实防范措施"}
            taken(records_act(HAZARDS, actor=officer, record_ids=ids, step="grade_general", values=plan))
        with on_day(2021, month, 15):
            form = {"rectification": "已按要求整改", "no_photo_reason": "月度台账补录，照片存企业"}
            taken(records_act(HAZARDS, actor=officer, record_ids=ids[:done], step="rectify", values=form))
        with on_day(2021, month, 17):
            duty = seeded.people[Role.DUTY_OFFICER]
            taken(records_act(HAZARDS, actor=duty, record_ids=ids[:done], step="recheck_close", values={}))


def _rows(seeded: Seeded, sites: list[Any], count: int, officer: User) -> list[dict[str, Any]]:
    """The plant's own manager answers for what is found there; where it has none, the town's officer."""
    rows = []
    for _ in range(count):
        title, description, category = seeded.rng.choice(SAYS)
        source, site = seeded.rng.choice(SOURCES), seeded.rng.choice(sites)
        rows.append(
            {
                "title": title,
                "description": description,
                "category": category,
                "source": source,
                "enterprise": site,
                "assignee": seeded.managers.get(site.pk, officer),
            }
        )
    return rows
