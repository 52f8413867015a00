"""Who is told that a loudspeaker does not work: those who answer for the place, by the ways notices go."""

from datetime import datetime

from anlan.domain.clock import to_ms
from anlan.records.accounts.choices import Role
from anlan.records.accounts.models import User
from anlan.records.dispatch.people import people_for
from anlan.records.loudspeakers.models import Loudspeaker
from anlan.records.notices.services import notify

#: Failures in a row after which a horn counts as dead: one may be a lost datagram.
DEAD_AFTER = 2


def loudspeaker_works(horn: Loudspeaker) -> None:
    """It answered; the caller saves."""
    horn.failures, horn.down_since, horn.last_error = 0, None, ""


def loudspeaker_failed(horn: Loudspeaker, now: datetime) -> None:
    """It did not do what it was called for; the caller saves. At the second time people are told, once."""
    horn.failures += 1
    if horn.failures < DEAD_AFTER or horn.down_since is not None:
        return
    horn.down_since = now
    owner = horn.enterprise or horn.town
    notify(
        people=people_in_charge(horn), incident_id=None, reason="loudspeaker_down", grade="yellow",
        text=f"{owner}“{horn.name}”喇叭呼叫失败（{horn.last_error}），请检修"[:500],
        facts={
            "owner": str(owner), "name": horn.name, "why": horn.last_error, "path": "/broadcasts",
            "since_ms": to_ms(now), "what": f"{owner}“{horn.name}”喇叭呼叫失败（{horn.last_error}）",
        },
        key=f"loudspeaker.{horn.pk}.{to_ms(now)}",
    )  # fmt: skip


def people_in_charge(horn: Loudspeaker) -> list[User]:
    """The plant's safety officers, or the town's for a village; and the county's duty officer."""
    if horn.enterprise is not None:
        return people_for([Role.ENTERPRISE_MANAGER, Role.DUTY_OFFICER], horn.enterprise)
    town = User.objects.filter(role=Role.TOWN_OFFICER, town_id=horn.town_id, is_active=True)
    return [*town, *people_for([Role.DUTY_OFFICER], None)]
