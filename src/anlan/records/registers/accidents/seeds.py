"""Made-up accidents whose change from year to year is the seed's: 17 → 6 (−64.7 %), deaths 17 → 7 (−58.8 %)."""

from datetime import datetime

from anlan.records.accounts.choices import Role
from anlan.records.core.clock import LOCAL
from anlan.records.registers.accidents.register import ACCIDENTS
from anlan.records.registry.bulk import records_act, records_create
from anlan.records.registry.seeding import Seeded, on_day

#: Deaths of each accident from January to 21 June.
DEATHS = {2020: [1] * 17, 2021: [1, 1, 1, 1, 1, 2]}
KINDS = ("road_traffic", "fall", "machinery", "electric", "object_strike", "fire")


def fill(seeded: Seeded) -> None:
    """Each is reported up two hours after it happened; those of 2020 are still followed up."""
    duty = seeded.people[Role.DUTY_OFFICER]
    for year, deaths in DEATHS.items():
        for n, dead in enumerate(deaths):
            _, _, sites = seeded.towns[n % len(seeded.towns)]
            month, day, kind = 1 + n % 6, 2 + n, KINDS[n % len(KINDS)]
            at = datetime(year, month, day, 8, tzinfo=LOCAL)
            row = {"title": "生产安全事故", "occurred_at": at, "informed_at": at, "place": "厂区内", "kind": kind,
                   "description": "演示用虚构事故", "enterprise": seeded.rng.choice(sites), "deaths": dead}  # fmt: skip
            with on_day(year, month, day):
                ids = records_create(ACCIDENTS, actor=duty, rows=[row], via="事故快报")
                records_act(ACCIDENTS, actor=duty, record_ids=ids, step="report_up", values={"reported_to": "市政府"})
