"""Made-up accidents whose change from year to year is the seed's: 17 → 6 (−64.7 %), deaths 17 → 7 (−58.8 %)."""

from datetime import date, datetime, timedelta

from anlan.records.accounts.choices import Role
from anlan.records.core.clock import LOCAL
from anlan.records.registers.accidents.register import ACCIDENTS
from anlan.records.registry.bulk import records_act, records_create
from anlan.records.registry.seeding import Seeded, on_date, taken

#: Days from an accident to its report, the reply and the evaluation of what was put right; the law allows 60, 15, 365.
REPORTED, REPLIED, EVALUATED = 45, 55, 240
REPORT = {"direct_cause": "作业人员违章作业，现场防护缺失", "indirect_cause": "教育培训和现场检查不到位",
          "nature": "一般生产安全责任事故", "advice": "依法处罚责任单位，全员再培训，增设防护设施"}  # fmt: skip
#: Deaths of each accident from January to 21 June.
DEATHS = {2020: [1] * 17, 2021: [1, 1, 1, 1, 1, 2]}
KINDS = ("road_traffic", "fall", "machinery", "electric", "object_strike", "fire")


def fill(seeded: Seeded) -> None:
    """Each is reported up within the hour, investigated, answered and closed within the law's terms."""
    duty = seeded.people[Role.DUTY_OFFICER]
    for year, deaths in DEATHS.items():
        for n, dead in enumerate(deaths):
            _, _, sites = seeded.towns[n % len(seeded.towns)]
            month, day, kind = 1 + n % 6, 2 + n, KINDS[n % len(KINDS)]
            at = datetime(year, month, day, 8, tzinfo=LOCAL)
            row = {"title": "生产安全事故", "occurred_at": at, "informed_at": at, "place": "厂区内", "kind": kind,
                   "description": "演示用虚构事故", "enterprise": seeded.rng.choice(sites), "deaths": dead,
                   "assignee": duty}  # fmt: skip
            with on_date(at.date()):
                ids = records_create(ACCIDENTS, actor=duty, rows=[row], via="事故快报")
                up = {"reported_to": "市政府", "team_lead": "市应急管理局"}
                taken(records_act(ACCIDENTS, actor=duty, record_ids=ids, step="report_up", values=up))
            _close(seeded, ids, at.date())


def _close(seeded: Seeded, ids: list[int], day: date) -> None:
    """The duty officer's team investigates, a leader replies."""
    duty, leader = seeded.people[Role.DUTY_OFFICER], seeded.people[Role.LEADER]
    followed = {"evaluation": "整改措施已落实，责任追究到位"}
    for days, actor, step, form in (
        (REPORTED, duty, "submit", REPORT), (REPLIED, leader, "approve", {}), (EVALUATED, duty, "evaluate", followed),
    ):  # fmt: skip
        with on_date(day + timedelta(days=days)):
            taken(records_act(ACCIDENTS, actor=actor, record_ids=ids, step=step, values=form))
