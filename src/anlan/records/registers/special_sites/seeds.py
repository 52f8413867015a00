"""A confined space and a gas user in every fourth town, so that the demo's pages show both good and lacking ones."""

from datetime import date

from anlan.records.accounts.choices import Role
from anlan.records.registers.special_sites.register import GAS, SPACES
from anlan.records.registry.seeding import Seeded, on_date, on_day
from anlan.records.registry.services import record_act, record_create


def fill(seeded: Seeded) -> None:
    """Towns register, the duty officer confirms, and it is looked at again; one in three is new and lacks something."""
    duty = seeded.people[Role.DUTY_OFFICER]
    for n, (_, officer, sites) in enumerate(seeded.towns[::4]):
        is_good, plant = n % 3 != 2, sites[0]
        space = {"title": "污水调节池", "enterprise": plant, "kind": "underground", "place": "厂区东北角污水站",
                 "danger": "h2s", "dangers": "缺氧、甲烷", "guardian": "污水站班长", "has_sign": is_good,
                 "is_locked": True, "has_detector": is_good, "has_rescue_gear": is_good}  # fmt: skip
        gas = {"title": "职工食堂", "enterprise": plant, "kind": "lpg", "purpose": "canteen", "place": "食堂气瓶间",
               "supplier": "示例燃气公司", "cylinder_count": 4, "cylinder_kg": 15.0, "has_detector": is_good,
               "has_shutoff": is_good, "has_metal_hose": True}  # fmt: skip
        whose = {"assignee": officer.pk}
        with on_date(date(2021, 4, 12) if is_good else seeded.ago(5)):
            made = record_create(SPACES, actor=officer, values=whose | {k: _id(v) for k, v in space.items()})
            used = record_create(GAS, actor=officer, values=whose | {k: _id(v) for k, v in gas.items()})
        if is_good:
            with on_day(2021, 4, 20):
                record_act(SPACES, actor=duty, record_id=made.pk, step="confirm", values={})
                checked = {"checked_on": date(2021, 4, 15).isoformat()}
                record_act(GAS, actor=duty, record_id=used.pk, step="verify", values=checked)
            with on_date(seeded.ago(50)):
                drilled = {"drilled_on": seeded.ago(52).isoformat()}
                record_act(SPACES, actor=officer, record_id=made.pk, step="review", values=drilled)
                checked = {"checked_on": seeded.ago(51).isoformat()}
                record_act(GAS, actor=officer, record_id=used.pk, step="check", values=checked)


def _id(value: object) -> object:
    return getattr(value, "pk", value)
