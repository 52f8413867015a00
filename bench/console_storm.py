"""Fills the queue with open alarms, then changes one of them ten times a second, as worker and people would.

Run in the platform's environment: ``python -m bench.console_storm fill`` and ``python -m bench.console_storm 60``.
"""

import os
import sys
import time
from datetime import datetime, timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.web.settings")
django.setup()

from django.db import transaction  # noqa: E402

from anlan.records.alarm_log import events  # noqa: E402
from anlan.records.alarm_log.models import Alarm  # noqa: E402
from anlan.records.core import clock  # noqa: E402

OPEN = 200
PER_S = 10
#: Every so many changes an alarm goes, and comes back half-way to the next: marks on the map move with it.
GOES_EVERY = 10
GRADES = ("red", "orange", "yellow", "blue")


def _alarm(n: int, grade: str, raised_at: datetime) -> Alarm:
    return Alarm(
        alarm_id=f"bench.{n}",
        source_point_id=n + 1,
        point_name=f"氨气{n:03d}",
        unit="ppm",
        kind="nh3_concentration",
        enterprise_id=n * 61 + 1,
        place="制冷机房",
        rule="limit",
        label="HH",
        grade=grade,
        title="氨气浓度 HH",
        raised_at=raised_at,
        logged_at=raised_at,
        value=60 + n % 40,
        set_point=56,
    )


@transaction.atomic
def fill() -> None:
    """200 open alarms at as many enterprises, a twentieth of them red."""
    now = clock.now()
    rows = []
    for n in range(OPEN):
        grade = GRADES[0 if n % 20 == 0 else 1 + n % 3]
        rows.append(_alarm(n, grade, now - timedelta(seconds=n)))
    Alarm.objects.bulk_create(rows)


def storm(seconds: float) -> int:
    """Change and tell, in one transaction each; returns how many."""
    alarms = list(Alarm.objects.order_by("id").select_related("enterprise__town"))
    began, told = time.monotonic(), 0
    while time.monotonic() - began < seconds:
        time.sleep(max(0.0, began + told / PER_S - time.monotonic()))
        _change(alarms, told)
        told += 1
    return told


def _change(alarms: list[Alarm], number: int) -> None:
    step = number % GOES_EVERY
    alarm = alarms[(number // GOES_EVERY if step in (0, 5) else number * 7) % len(alarms)]
    if step == 0:
        alarm.state, alarm.is_open, alarm.is_active = "normal", False, False
    elif step == 5 or not alarm.is_acked:
        alarm.state, alarm.is_open, alarm.is_active, alarm.is_acked = "acked", True, True, True
    else:
        alarm.state, alarm.is_acked = "unacked", False
        alarm.is_open = alarm.is_active = True
    alarm.last_value = 56 + number % 50
    with transaction.atomic():
        alarm.save(update_fields=["state", "is_open", "is_active", "is_acked", "last_value"])
        events.write([events.alarm_message(alarm, "changed", f"bench.{number}")])


if __name__ == "__main__":
    if sys.argv[1] == "fill":
        fill()
    else:
        print(storm(float(sys.argv[1])))
