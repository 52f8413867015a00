"""In the platform's environment: people for every enterprise, and an eye on the records while the storm passes.

``python -m bench.storm_side people 1300`` and ``python -m bench.storm_side watch ALARM COUNT``. The second says when it
is ready, and at the end when it first saw the alarm's order dispatched, its first notice written, and all alarms in.
"""

import json
import os
import sys
import time
from collections.abc import Callable

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.web.settings")
django.setup()

from django.contrib.auth.hashers import make_password  # noqa: E402

from anlan.records.accounts.models import User  # noqa: E402
from anlan.records.alarm_log.models import Alarm, AppliedTransition  # noqa: E402
from anlan.records.incidents.models import Incident  # noqa: E402
from anlan.records.notices.models import Notice  # noqa: E402

LOOK_S = 0.05
WAIT_S = 600.0


def people(enterprises: int) -> None:
    """A manager for each enterprise: orders are dispatched to somebody."""
    nobody = make_password(None)
    rows = [
        User(username=f"bench-{n}", name=f"管理员{n}", role="enterprise_manager", enterprise_id=n, password=nobody)
        for n in range(1, enterprises + 1)
    ]
    User.objects.bulk_create(rows, batch_size=500)


def watch(alarm: str, count: int) -> dict[str, float]:
    """When each of the three was first seen."""
    orders = Incident.objects.filter(pk__in=Alarm.objects.filter(alarm_id=alarm).values("incident_id"))
    looks: dict[str, Callable[[], bool]] = {
        "dispatched": lambda: orders.exclude(dispatched_at=None).exists(),
        "told": lambda: Notice.objects.filter(incident_id__in=orders.values("pk")).exists(),
        "all": lambda: AppliedTransition.objects.count() >= count,
    }
    seen: dict[str, float] = {}
    print("ready", flush=True)
    ends = time.monotonic() + WAIT_S
    while len(seen) < len(looks) and time.monotonic() < ends:
        seen |= {name: time.time() for name, look in looks.items() if name not in seen and look()}
        time.sleep(LOOK_S)
    return seen


if __name__ == "__main__":
    if sys.argv[1] == "people":
        people(int(sys.argv[2]))
    else:
        found = watch(sys.argv[2], int(sys.argv[3]))
        print(json.dumps(found))
        sys.exit(len(found) < 3)
