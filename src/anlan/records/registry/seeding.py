"""Ledgers for the demo and for the figures' test: filled through the services, never by SQL.

A register's folder may hold ``seeds.py`` with ``fill(county)``. The clock stands where the seed puts it, so that
numbers, deadlines and timelines read as if they had been kept all along.

The newspaper's year is 2021; what people do again and again (a review, a check, a round) they did last a few weeks
before :attr:`Seeded.today`, so that whoever opens the demo sees a county that works. A few things are late on purpose.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from importlib import import_module
from importlib.util import find_spec
from random import Random

from anlan.domain.clock import ManualClock
from anlan.records.accounts.choices import Role
from anlan.records.accounts.models import User
from anlan.records.core import clock
from anlan.records.places.models import Town
from anlan.records.registry.folders import register_apps
from anlan.records.sites.models import Enterprise


@dataclass
class Seeded:
    """Whom and what a seed may use: towns that have an officer and an enterprise, and somebody of each county role.

    ``seconds``: by town, an officer beside the first, where there is one: the second pair of eyes.
    ``managers``: by enterprise, whoever answers for its safety.
    """

    towns: list[tuple[Town, User, list[Enterprise]]]
    people: dict[str, User]
    rng: Random
    seconds: dict[str, User] = field(default_factory=dict)
    managers: dict[int, User] = field(default_factory=dict)
    today: date = field(default_factory=clock.today)

    @classmethod
    def of_database(cls, seed: int = 330381) -> "Seeded":
        """What is there; the same database gives the same ledgers."""
        officers: dict[str, User] = {}
        seconds: dict[str, User] = {}
        for user in User.objects.filter(role=Role.TOWN_OFFICER, is_active=True, town__isnull=False).order_by("id"):
            (seconds if user.town_code in officers else officers)[user.town_code] = user
        plants = User.objects.filter(role=Role.ENTERPRISE_MANAGER, is_active=True, enterprise__isnull=False)
        managers = {user.enterprise_id: user for user in plants.order_by("-id") if user.enterprise_id}
        sites: dict[str, list[Enterprise]] = {}
        for site in Enterprise.objects.filter(is_active=True).order_by("id"):
            sites.setdefault(site.town_id, []).append(site)
        usable = set(officers) & set(sites)
        towns = [(town, officers[town.pk], sites[town.pk]) for town in Town.objects.all() if town.pk in usable]
        people = {user.role: user for user in User.objects.filter(is_active=True, town=None).order_by("-id")}
        return cls(towns, people, Random(seed), seconds, managers)

    def ago(self, days: int) -> date:
        """The day so many days before the seed is filled, or after it where negative."""
        return self.today - timedelta(days=days)

    def share(self, total: int, parts: int) -> list[int]:
        """``total`` in ``parts`` as even as whole numbers can be."""
        return [total // parts + (n < total % parts) for n in range(parts)]


@contextmanager
def on_day(year: int, month: int, day: int, hour: int = 9) -> Iterator[None]:
    """The records' clock stands at this hour in Asia/Shanghai."""
    with on_date(date(year, month, day), hour):
        yield


@contextmanager
def on_date(day: date, hour: int = 9) -> Iterator[None]:
    """The same for a day in hand."""
    with clock.use_clock(ManualClock(datetime(day.year, day.month, day.day, hour, tzinfo=clock.LOCAL))):
        yield


def taken(refused: dict[int, str]) -> None:
    """A seed keeps the rules: what ``records_act`` refused is a mistake in the seed.

    Raises:
        RuntimeError: with the first reason.
    """
    if refused:
        raise RuntimeError(f"a seed does not keep the rules: {next(iter(refused.values()))}")


def fill_all(seeded: Seeded | None = None) -> list[str]:
    """Run the seeds of all registers; returns the folders that had one."""
    seeded = seeded or Seeded.of_database()
    done = []
    for app in register_apps():
        if find_spec(f"{app}.seeds"):
            import_module(f"{app}.seeds").fill(seeded)
            done.append(app)
    return done
