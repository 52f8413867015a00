"""Ledgers for the demo and for the figures' test: filled through the services, never by SQL.

A register's folder may hold ``seeds.py`` with ``fill(county)``. The clock stands where the seed puts it, so that
numbers, deadlines and timelines read as if they had been kept all along.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
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
    """Whom and what a seed may use: towns that have an officer and an enterprise, and somebody of each county role."""

    towns: list[tuple[Town, User, list[Enterprise]]]
    people: dict[str, User]
    rng: Random

    @classmethod
    def of_database(cls, seed: int = 330381) -> "Seeded":
        """What is there; the same database gives the same ledgers."""
        officers = {user.town_id: user for user in User.objects.filter(role=Role.TOWN_OFFICER, is_active=True)}
        sites: dict[str, list[Enterprise]] = {}
        for site in Enterprise.objects.filter(is_active=True).order_by("id"):
            sites.setdefault(site.town_id, []).append(site)
        usable = set(officers) & set(sites)
        towns = [(town, officers[town.pk], sites[town.pk]) for town in Town.objects.all() if town.pk in usable]
        people = {user.role: user for user in User.objects.filter(is_active=True, town=None).order_by("-id")}
        return cls(towns, people, Random(seed))

    def share(self, total: int, parts: int) -> list[int]:
        """``total`` in ``parts`` as even as whole numbers can be."""
        return [total // parts + (n < total % parts) for n in range(parts)]


@contextmanager
def on_day(year: int, month: int, day: int, hour: int = 9) -> Iterator[None]:
    """The records' clock stands at this hour in Asia/Shanghai."""
    with clock.use_clock(ManualClock(datetime(year, month, day, hour, tzinfo=clock.LOCAL))):
        yield


def fill_all(seeded: Seeded | None = None) -> list[str]:
    """Run the seeds of all registers; returns the folders that had one."""
    seeded = seeded or Seeded.of_database()
    done = []
    for app in register_apps():
        if find_spec(f"{app}.seeds"):
            import_module(f"{app}.seeds").fill(seeded)
            done.append(app)
    return done
