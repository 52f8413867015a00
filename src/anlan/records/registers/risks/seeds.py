"""The risk figures of the seed: 13,000 enterprises in the census, hazchem at 100 %, 21 parks, 157 alliances."""

from datetime import date
from typing import Any

from anlan.records.accounts.choices import Role
from anlan.records.registers.risks.register import ALLIANCES, PARKS, ROUNDS
from anlan.records.registry.bulk import records_act, records_create
from anlan.records.registry.seeding import Seeded, on_date, on_day, taken

ENTERPRISES, HAZCHEM, PARK_COUNT, GROUPS = 13_000, 214, 21, 157


def fill(seeded: Seeded) -> None:
    """Towns report, the duty officer confirms."""
    duty = seeded.people[Role.DUTY_OFFICER]
    chemical = seeded.share(HAZCHEM, len(seeded.towns))
    general = seeded.share(ENTERPRISES - HAZCHEM, len(seeded.towns))
    for (town, officer, _), plain, hazchem in zip(seeded.towns, general, chemical, strict=True):
        rows = [
            {"title": f"{town.name}{name}普查", "town": town, "sector": sector, "planned_count": count,
             "deadline": date(2021, 4, 30)}
            for name, sector, count in (("工矿企业", "general", plain), ("危化企业", "hazchem", hazchem))
        ]  # fmt: skip
        with on_day(2021, 2, 1):
            ids = records_create(ROUNDS, actor=officer, rows=rows, via="普查部署")
        with on_day(2021, 4, 20):
            for pk, count in zip(ids, (plain, hazchem), strict=True):
                records_act(ROUNDS, actor=officer, record_ids=[pk], step="report", values={"done_count": count})
            records_act(ROUNDS, actor=officer, record_ids=ids, step="submit", values={})
    with on_day(2021, 4, 26):
        ids = list(ROUNDS.model.objects.values_list("pk", flat=True))
        records_act(ROUNDS, actor=duty, record_ids=ids, step="confirm", values={})
    _parks(seeded)
    _alliances(seeded)


def _parks(seeded: Seeded) -> None:
    duty, leader = seeded.people[Role.DUTY_OFFICER], seeded.people[Role.LEADER]
    places = [seeded.towns[n % len(seeded.towns)] for n in range(PARK_COUNT)]
    rows = [{"title": f"{town.name}工业园评估", "park": f"{town.name}工业园", "town": town, "company_count": 20 + n,
             "assignee": officer} for n, (town, officer, _) in enumerate(places)]  # fmt: skip
    with on_day(2021, 3, 1):
        ids = records_create(PARKS, actor=duty, rows=rows, via="园区评估计划")
    # Assessed in the newspaper's year and lately again; the first park's is late, with the name of its officer.
    for day, better, parks in (
        (date(2021, 4, 12), 0, ids), (seeded.ago(380), 4, ids[:1]), (seeded.ago(40), 4, ids[1:]),
    ):  # fmt: skip
        with on_date(day):
            for pk in parks:
                form = _scores(ids.index(pk) + better)
                taken(records_act(PARKS, actor=duty, record_ids=[pk], step="assess", values=form))
            taken(records_act(PARKS, actor=leader, record_ids=parks, step="confirm", values={}))


def _scores(n: int) -> dict[str, Any]:
    return {"management_score": 62 + n, "hazard_score": 60 + n, "rescue_score": 58 + n,
            "findings": "消防车道占用、公用管廊巡检不足"}  # fmt: skip


def _alliances(seeded: Seeded) -> None:
    """Their rounds go on; the very first one is late with its next, and its officer named."""
    for (town, officer, sites), count in zip(seeded.towns, seeded.share(GROUPS, len(seeded.towns)), strict=True):
        rows = [{"title": f"{town.name}第 {n + 1} 安互联小组", "town": town, "lead_unit": sites[n % len(sites)].name,
                 "member_count": 6, "next_round_on": date(2021, 6, 30), "assignee": officer}
                for n in range(count)]  # fmt: skip
        with on_day(2021, 3, 15):
            ids = records_create(ALLIANCES, actor=officer, rows=rows, via="组建安互联")
        with on_day(2021, 5, 20):
            form = {"next_round_on": date(2021, 8, 20), "comment": "首轮互查完成"}
            records_act(ALLIANCES, actor=officer, record_ids=ids, step="round_done", values=form)
        with on_date(seeded.ago(30)):
            late = ids[:1] if town == seeded.towns[0][0] else []
            for groups, ahead in ((late, -6), (ids[len(late) :], 60)):
                form = {"next_round_on": seeded.ago(-ahead), "comment": "本轮互查完成"}
                taken(records_act(ALLIANCES, actor=officer, record_ids=groups, step="round_done", values=form))
