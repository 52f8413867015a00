"""The life of a record, played: who does what on which day, and who is told.

The clock is a :class:`~anlan.domain.clock.ManualClock`. Between two days the sweeper runs every six hours, as the
worker would, and after every line the auditor must find nothing. People act over the HTTP API with the rights of
their role.

    with register_life("2026-06-01 09:00") as life:
        hazard = life.creates("manager", "hazards", title="…", …)
        life.does("town", hazard, "grade_general", deadline="2026-06-05", requirement="…")
        life.refused("manager", hazard, "recheck_close", because="另一人")
        life.day(6).told("grid", "town", why="overdue")
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

from django.test import Client
from PIL import Image

from anlan.domain.clock import ManualClock
from anlan.records.accounts.choices import Role
from anlan.records.accounts.models import User
from anlan.records.core import clock
from anlan.records.notices.models import Notice
from anlan.records.registry import auditor, sweeper
from anlan.records.sites.models import Enterprise
from tests.factories import EnterpriseFactory, UserFactory

SWEEP_EVERY = timedelta(hours=6)


@contextmanager
def register_life(start: str) -> Iterator["Life"]:
    """A life with its clock in force; ``start`` is Asia/Shanghai."""
    begins = datetime.strptime(start, "%Y-%m-%d %H:%M").replace(tzinfo=clock.LOCAL)
    with clock.use_clock(ManualClock(begins)) as manual:
        assert isinstance(manual, ManualClock)
        yield Life(manual, begins)


class Record:
    """A record as the API last gave it."""

    def __init__(self, register: str, data: dict[str, Any]) -> None:
        self.register, self.data = register, data

    @property
    def path(self) -> str:
        return f"/api/registers/{self.register}/records/{self.data['id']}"

    @property
    def state(self) -> str:
        return str(self.data["state"])


class Life:
    """One enterprise in one town, with everybody who deals with it."""

    def __init__(self, manual: ManualClock, begins: datetime) -> None:
        self._clock, self._begins = manual, begins
        self.plant: Enterprise = EnterpriseFactory()
        self.people = people_of(self.plant)
        self._clients: dict[tuple[str, date], Client] = {}
        self._heard = 0

    # --- time ------------------------------------------------------------------------------------

    def day(self, number: int, hour: int = 9) -> "Life":
        """Play until ``hour`` o'clock of the day ``number`` days after the first."""
        until = self._begins.replace(hour=hour) + timedelta(days=number)
        while clock.now() < until:
            self._clock.set(min(clock.now() + SWEEP_EVERY, until))
            assert sweeper.sweep(most=1_000).failed == 0
            assert auditor.problems() == []
        return self

    def jump(self, number: int, hour: int = 9) -> "Life":
        """The same, without playing the days between: nobody looked, and the sweeper catches up."""
        self._clock.set(self._begins.replace(hour=hour) + timedelta(days=number) - SWEEP_EVERY)
        return self.day(number, hour)

    def told(self, *who: str, why: str) -> "Life":
        """Exactly these people have been told for this reason since the last such line."""
        rows = Notice.objects.filter(pk__gt=self._heard, reason=why).select_related("person")
        assert sorted({row.person.username for row in rows}) == sorted(who)
        self._heard = max(Notice.objects.values_list("pk", flat=True), default=0)
        return self

    # --- what people do -----------------------------------------------------------------------------

    def creates(self, who: str, register: str, **values: Any) -> Record:
        """Somebody registers a record."""
        return Record(register, self._post(who, f"/api/registers/{register}/records", {"values": values}, 201))

    def does(self, who: str, record: Record, step: str, *, photos: list[int] | None = None, **values: Any) -> Record:
        """Somebody takes a step, which must be offered and pass."""
        offered = self._get(who, record.path)["steps"]
        assert step in [one["name"] for one in offered], f"{who} is not offered {step}: {[o['name'] for o in offered]}"
        record.data = self._post(who, f"{record.path}/steps/{step}", {"values": values, "photo_ids": photos or []})
        assert auditor.problems() == []
        return record

    def refused(self, who: str, record: Record, step: str, because: str, **values: Any) -> None:
        """A step is refused with these words, and nothing changes."""
        before = self._get(who, record.path)
        answer = self.client(who).post(
            f"{record.path}/steps/{step}", {"values": values}, content_type="application/json"
        )
        assert answer.status_code in (403, 409, 422), f"{who} was let {step}"
        body = answer.json()
        said = body["message"] + "".join(f"{name} {text}" for name, text in body["fields"].items())
        assert because in said, said
        assert self._get(who, record.path) == before

    def photo(self, who: str, register: str) -> int:
        """Somebody uploads a photo; returns its id."""
        picture = io.BytesIO()
        Image.new("RGB", (64, 48), (90, 120, 90)).save(picture, "JPEG")
        picture.seek(0)
        picture.name = "site.jpg"
        answer = self.client(who).post(f"/api/registers/{register}/photos", {"file": picture})
        assert answer.status_code == 201, answer.content
        return int(answer.json()["id"])

    def client(self, who: str) -> Client:
        """A browser of somebody who has signed in today: sessions end when nobody works."""
        key = (who, clock.today())
        if key not in self._clients:
            self._clients[key] = Client()
            self._clients[key].force_login(self.people[who])
        return self._clients[key]

    def _get(self, who: str, path: str) -> dict[str, Any]:
        answer = self.client(who).get(path)
        assert answer.status_code == 200, answer.content.decode()
        return dict(answer.json())

    def _post(self, who: str, path: str, body: dict[str, Any], status: int = 200) -> dict[str, Any]:
        answer = self.client(who).post(path, body, content_type="application/json")
        assert answer.status_code == status, f"{who} {path}: {answer.content.decode()}"
        return dict(answer.json())


def people_of(plant: Enterprise) -> dict[str, User]:
    """One of every role, whose jurisdiction holds ``plant``."""
    bounds: dict[str, dict[str, Any]] = {
        "manager": {"role": Role.ENTERPRISE_MANAGER, "enterprise": plant},
        "principal": {"role": Role.ENTERPRISE_PRINCIPAL, "enterprise": plant},
        "operator": {"role": Role.ENTERPRISE_OPERATOR, "enterprise": plant},
        "grid": {"role": Role.GRID_OFFICER, "town": plant.town},
        "town": {"role": Role.TOWN_OFFICER, "town": plant.town},
        "committee": {"role": Role.COMMITTEE, "field": plant.field},
        "enforcement": {"role": Role.ENFORCEMENT},
        "duty": {"role": Role.DUTY_OFFICER},
        "leader": {"role": Role.LEADER},
    }
    return {name: UserFactory(username=name, name=f"{name}员", **given) for name, given in bounds.items()}
