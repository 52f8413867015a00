"""Previous states, after OPC UA Part 9, table B.2 (B.1.3): each time a condition begins is looked at for itself.

A branch of the table is a row of the alarm log here: each occurrence has its own, with its own acknowledgement and
confirmation. One column differs on purpose: a branch of the table keeps "active" as it was, a row says how it is.
"""

from typing import Any

import pytest

from anlan.records.accounts.models import User
from anlan.records.alarm_log.models import Alarm
from anlan.records.sites.models import PointOverride
from tests.acceptance.timeline import Timeline
from tests.factories import UserFactory

#: (acked, confirmed, retain) of an occurrence.
State = tuple[bool, bool, bool]
DONE: State = (True, True, False)
STANDS_UNSEEN: State = (False, True, True)
TO_CONFIRM: State = (True, False, True)

# What happens, to which occurrence, and how each occurrence then stands; the events of the table in their order.
# Row 7, 11: "a branch is created" has no event of its own here: the occurrence is a row from the first.
TABLE_B2: list[tuple[str, int, list[State]]] = [
    ("raise", 1, [STANDS_UNSEEN]),  # 1
    ("acknowledge", 1, [TO_CONFIRM]),  # 2
    ("clear", 1, [TO_CONFIRM]),  # 3
    ("confirm", 1, [DONE]),  # 4
    ("raise", 2, [DONE, STANDS_UNSEEN]),  # 5
    ("clear", 2, [DONE, STANDS_UNSEEN]),  # 6, 7: the prior state needs acknowledgement
    ("raise", 3, [DONE, STANDS_UNSEEN, STANDS_UNSEEN]),  # 8
    ("acknowledge", 2, [DONE, TO_CONFIRM, STANDS_UNSEEN]),  # 9: branch 1
    ("clear", 3, [DONE, TO_CONFIRM, STANDS_UNSEEN]),  # 10, 11
    ("confirm", 2, [DONE, DONE, STANDS_UNSEEN]),  # 12: branch 1 ends
    ("acknowledge", 3, [DONE, DONE, TO_CONFIRM]),  # 13: branch 2; the table lets the server confirm it by itself
    ("confirm", 3, [DONE, DONE, DONE]),  # 13, 14: here a person does; then it is of no more interest
]


@pytest.fixture
def asks_to_confirm(log: Timeline) -> Timeline:
    """The high limit of the probe wants the action taken to be confirmed, and does not latch."""
    limit: dict[str, Any] = {
        "label": "H", "direction": 1, "set_point": 28.0, "grade": "yellow", "latches": False, "needs_confirm": True,
    }  # fmt: skip
    approver: User = UserFactory()
    PointOverride.objects.create(point=log.points["probe"], limits=[limit], reason="试验", approved_by=approver)
    return log


def test_every_occurrence_of_table_b2_is_acknowledged_and_confirmed_by_itself(asks_to_confirm: Timeline) -> None:
    log = asks_to_confirm
    for minute, (event, occurrence, expected) in enumerate(TABLE_B2):
        log.skips_to(f"{minute:02d}:00")  # a minute apart: three within one are chatter, and are merged
        if event == "raise":
            log.alarm("H")
        elif event == "clear":
            log.clears("H")
        else:
            alarm = Alarm.objects.order_by("pk")[occurrence - 1]
            answer = log._client("duty").post(f"/api/alarms/{alarm.pk}/{event}", {}, content_type="application/json")
            assert answer.status_code == 200, answer.json()
        states = [(row.is_acked, row.is_confirmed, row.condition.is_retained) for row in Alarm.objects.order_by("pk")]
        assert states == expected, f"after {event} of occurrence {occurrence}"
        open_now = [row.is_open for row in Alarm.objects.order_by("pk")]
        assert open_now == [retain for _, _, retain in expected], "the queue shows what somebody must still look at"
