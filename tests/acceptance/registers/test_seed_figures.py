"""The figures of the seed document, computed from rows that were written through the services.

The list is ``handbook/data/seed_figures.csv`` of the design; each register adds its part here. Every figure is asked
over the API, and its filter must list exactly the rows it counts. What is late afterwards is late on purpose.
"""

from typing import Any

import pytest
from django.test import Client

from anlan.records.accounts.choices import Role
from anlan.records.core import clock
from anlan.records.places.models import Town
from anlan.records.places.services import towns_load
from anlan.records.registers.enforcement.discretion import violations
from anlan.records.registry import auditor
from anlan.records.registry.catalog import register_get, registers
from anlan.records.registry.models import Entry
from anlan.records.registry.seeding import fill_all
from tests.factories import EnterpriseFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(300)]


def test_seed_figures() -> None:
    reader = _county()
    assert fill_all()

    hazards = _Figures(reader, "hazards")
    hazards.hold(found=35_550, rectified=32_400, rectification_rate=91.14, open=3_150)
    hazards.add_up_by("town", "found", 35_550)
    hazards.add_up_by("category", "rectified", 32_400)
    # created and graded; rectified and rechecked
    assert Entry.objects.filter(register="hazards").count() == 35_550 * 2 + 32_400 * 2

    tasks = _Figures(reader, "campaign_tasks")
    campaigns = {row["title"]: row["id"] for row in tasks.rows("campaigns")}
    for title, done, total in (("百日大会战", 332, 428), ("三年行动", 42, 180), ("危险化学品", 37, 58)):
        campaign = next(pk for name, pk in campaigns.items() if title in name)
        tasks.hold(f"campaign:{campaign}", done=done, tasks=total)
    tasks.add_up_by("campaign", "tasks", 428 + 180 + 58)

    _duties_hold(reader)

    tips = _Figures(reader, "tips")
    tips.hold(accepted=10, paid=4)
    tips.sum_up(paid_yuan=12_000)

    rounds = _Figures(reader, "census_rounds")
    rounds.sum_up(planned=13_000, done=13_000, hazchem_rate=100.0)
    _Figures(reader, "park_assessments").hold(parks=21, assessed=21)
    alliances = _Figures(reader, "alliances")
    alliances.hold(groups=157)
    alliances.add_up_by("town", "groups", 157)

    batches = _Figures(reader, "training_batches")
    batches.hold(grid_batches=5)
    batches.sum_up(grid_officers=600, key_posts=2_500, online=12_000, visited=600, employees=40_000)

    _Figures(reader, "sms_campaigns").sum_up(sent=200_000)
    _Figures(reader, "articles").hold(columns=13, exposures=12)
    _Figures(reader, "tree_seasons").sum_up(planters=20_000)

    _page_holds(reader)
    _the_county_works()

    # Some are open since 2021, their deadlines long over; apart from that nothing may be amiss.
    assert {said.split(" ", 1)[1] for said in auditor.problems()} <= {
        "is open and its time came without anything happening"
    }


#: What is late after seeding: the newspaper's hazards and tasks, and three with an officer's name; the rest is done.
LATE = {"hazards": 3_150, "campaign_tasks": 255, "alliances": 1, "park_assessments": 1, "listings": 1}


def _the_county_works() -> None:
    """Nothing else is late, and whose the late ones are is known."""
    now, found = clock.now(), {}
    for register in registers().values():
        late = register.model.objects.filter(is_open=True, next_step_due_at__lt=now)
        if count := late.count():
            found[register.name] = count
            assert not late.filter(assignee=None).exists(), register.name
    assert found == LATE


#: Keys of the county's page beside the registers' own, with the values of ``seed_figures.csv``.
PAGE = {
    "hazards_found": 35_550, "hazards_rectified": 32_400, "hazard_rectification_rate": 91.14,
    "listing_provincial": 1, "listing_city": 4, "listing_county": 36, "listing_rolling": 1,
    "special_committees": 8, "committee_meetings": 26, "committee_inspections": 34, "joint_enforcements": 23,
    "systems_issued": 10, "duty_report_units": 53, "inspection_groups": 5, "cases_filed": 534, "admin_detention": 15,
    "criminal_detention": 6, "closed_units": 138, "hazchem_operations": 8, "illegal_sites_hit": 23,
    "illegal_sites_banned": 14, "seized_chemicals": 126, "seized_cylinders": 349, "seized_fireworks": 371,
    "fines": 1_510_000, "cases_to_justice": 2, "tips_accepted": 10, "tip_rewards_paid": 12_000,
    "census_enterprises": 13_000, "census_hazchem_rate": 100.0, "park_assessments": 21, "anhulian_groups": 157,
    "grid_batches": 5, "grid_officers": 600, "key_posts": 2_500, "online_trainees": 12_000, "enterprises_visited": 600,
    "employees_reached": 40_000, "sms_sent": 200_000, "column_issues": 13, "exposed_sites": 12, "tree_planters": 20_000,
}  # fmt: skip
TASKS = {("百日大会战", 428, 332), ("三年行动", 180, 42), ("危险化学品", 58, 37)}


def _page_holds(reader: Client) -> None:
    """The page over all registers shows the same figures, and each lists rows where it is asked."""
    sections = reader.get("/api/figures").json()
    shown = {one["key"]: one for section in sections for one in section["figures"]}
    assert {key: shown[key]["value"] for key in PAGE} == PAGE
    for title, total, done in TASKS:
        of_it = [one for section in sections for one in section["figures"] if title in one["label"]]
        assert [one["value"] for one in of_it] == [total, done]
    for key, one in shown.items():
        rows = reader.get(f"/api/registers/{one['register_name']}/records", {"f": one["where"], "page_size": 1})
        assert rows.status_code == 200, key
        assert (rows.json()["total"] > 0) or not one["value"], key
    asked = {"since": "2021-01-01", "until": "2021-06-21"}
    parts = {one["key"]: one for section in reader.get("/api/figures", asked).json() for one in section["figures"]}
    assert (parts["accident_count_change"]["value"], parts["accident_deaths_change"]["value"]) == (-64.7, -58.8)


def _duties_hold(reader: Client) -> None:
    listings = _Figures(reader, "listings")
    listings.hold(provincial=1, city=4, county=36, rolling=1, listings=42)
    listings.add_up_by("level", "listings", 42)

    _Figures(reader, "meetings").hold(held=26)
    _Figures(reader, "duty_reports").hold(units=53, scored=53)
    _Figures(reader, "safety_systems").hold(issued=10)
    _Figures(reader, "committees").hold(committees=17, special=8)
    _Figures(reader, "inspection_groups").hold(groups=5)
    _Figures(reader, "inspections").hold(committee=34)
    _Figures(reader, "joint_operations").hold(operations=23, hazchem=8)

    cases = _Figures(reader, "cases")
    cases.hold(filed=534, admin_detained=15, criminal_detained=6, closed_down=138)
    cases.hold("operation:!-", filed=23, closed_down=14, fines_yuan=1_510_000, transferred=2)
    cases.add_up_by("violation", "filed", 534)
    _fines_are_modest()
    _Figures(reader, "seizures").hold(chemicals_t=126, cylinders=349, fireworks=371)

    accidents = _Figures(reader, "accidents")
    accidents.hold("occurred_at:2020-01-01..2020-06-21", accidents=17, deaths=17)
    accidents.hold("occurred_at:2021-01-01..2021-06-21", accidents=6, deaths=7)
    accidents.change("occurred_at:2021-01-01..2021-06-21", accidents_change=-64.7, deaths_change=-58.8)


def _fines_are_modest() -> None:
    """What the newspaper does not give is no heavier than the discretion table makes likely, and some were let off."""
    others = register_get("cases").model.objects.filter(operation=None)
    fined = others.exclude(state="no_penalty")
    assert not [c.no for c in fined if not _within(c.violation, c.stage, c.fine_yuan)]
    assert others.filter(state="no_penalty").count() == 150
    assert set(fined.values_list("stage", flat=True)) == {"light", "medium"}
    assert sum(fined.values_list("fine_yuan", flat=True)) < 4_000_000


def _within(violation: str, stage: str, yuan: int) -> bool:
    low, high = violations()[violation].span(stage)
    return low <= yuan <= high


def _county() -> Client:
    towns_load()
    for town in Town.objects.all():
        UserFactory(role=Role.TOWN_OFFICER, town=town)
        UserFactory(role=Role.TOWN_OFFICER, town=town)
        UserFactory(role=Role.ENTERPRISE_MANAGER, enterprise=EnterpriseFactory(town=town))
        EnterpriseFactory(town=town)
    UserFactory(role=Role.DUTY_OFFICER)
    UserFactory(role=Role.ENFORCEMENT)
    client = Client()
    client.force_login(UserFactory(role=Role.LEADER))
    return client


class _Figures:
    """One register's figures, as a leader's screen asks for them."""

    def __init__(self, reader: Client, register: str) -> None:
        self.reader, self.base = reader, f"/api/registers/{register}"
        self.schema, self.register = self._get("schema"), register_get(register)
        self.summed = {one.name: one.column for one in self.register.figures}

    def hold(self, *where: str, **expected: float) -> None:
        """These figures have these values, and each drills down to exactly its rows."""
        shown = self._get("statistics", f=list(where))["figures"]
        assert {name: shown[name] for name in expected} == expected
        for figure in self.schema["figures"]:
            if figure["name"] in expected:
                assert self._behind(figure, list(where)) == expected[figure["name"]]

    def _behind(self, figure: dict[str, Any], where: list[str]) -> float:
        """What the rows make that a click on the figure lists: their number, or the sum of its column."""
        column, asked = self.summed[figure["name"]], [*where, *figure["where"]]
        if not column:
            return float(self._get("records", f=asked, page_size=1)["total"])
        listed = self._get("records", f=asked, page_size=200)
        assert listed["total"] <= 200
        paths = [f"records/{row['id']}" for row in listed["items"]]
        return float(sum(self._get(path)["values"][column] or 0 for path in paths))

    def change(self, *where: str, **expected: float) -> None:
        """These figures have changed so much since the year before."""
        shown = self._get("statistics", f=list(where))["figures"]
        assert {name: shown[name] for name in expected} == expected

    def sum_up(self, **expected: float) -> None:
        """These figures have these values, and a sum is that of the column over the rows it drills down to."""
        shown = self._get("statistics")["figures"]
        assert {name: shown[name] for name in expected} == expected
        for figure in self.schema["figures"]:
            if figure["name"] in expected:
                listed = self._get("records", f=figure["where"], page_size=200)
                declared = next(one for one in self.register.figures if one.name == figure["name"])
                rows = self.register.model.objects.filter(pk__in=[row["id"] for row in listed["items"]])
                assert sum(rows.values_list(declared.column, flat=True)) == expected[figure["name"]]

    def add_up_by(self, dimension: str, figure: str, total: float) -> None:
        """The parts by a dimension make the whole, and a part drills down to its rows."""
        groups = self._get("statistics", by=dimension)["groups"]
        assert sum(group["figures"][figure] for group in groups) == total
        where = next(one["where"] for one in self.schema["figures"] if one["name"] == figure)
        first = groups[0]
        listed = self._get("records", f=[*first["where"], *where], page_size=1)
        assert listed["total"] == first["figures"][figure]

    def rows(self, register: str) -> list[dict[str, Any]]:
        """The first page of a register."""
        return list(self.reader.get(f"/api/registers/{register}/records").json()["items"])

    def _get(self, what: str, **query: Any) -> dict[str, Any]:
        answer = self.reader.get(f"{self.base}/{what}", query)
        assert answer.status_code == 200, answer.content.decode()
        return dict(answer.json())
