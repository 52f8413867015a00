"""Two people who close every open work order every few seconds, through the platform's own commands, until killed.

A process of its own: ``python -m tests.acceptance.river.duty``. So that work orders end and new ones open while
processes die.
"""

import os
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.web.settings")
django.setup()

from django.db import DatabaseError  # noqa: E402

from anlan.domain.incident_states import IncidentAction  # noqa: E402
from anlan.records.accounts.models import User  # noqa: E402
from anlan.records.core.errors import DomainError  # noqa: E402
from anlan.records.incidents.models import Incident  # noqa: E402
from anlan.records.incidents.services import Form, act  # noqa: E402

EVERY_S = 3.0


def close_all(people: list[User]) -> None:
    """Both people call each open work order a false alarm; the second word closes it."""
    for pk in Incident.objects.filter(is_open=True).values_list("pk", flat=True):
        for person in people:
            try:
                act(incident_id=pk, action=IncidentAction.FALSE_ALARM, actor=person, form=Form(reason="演练用例"))
            except (DomainError, DatabaseError):
                continue


def main() -> None:
    """Close until killed."""
    people = [User.objects.create_user(f"duty-{n}", password=None, name=f"演练{n}", role="duty_officer") for n in "ab"]
    while True:
        time.sleep(EVERY_S)
        close_all(people)


if __name__ == "__main__":
    main()
