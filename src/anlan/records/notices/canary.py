"""The canary's alarms: news for the watcher's ears and a message on the test channel, and nothing else."""

from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import urlsplit

from django.db import transaction

from anlan.bus.messages import AlarmTransition
from anlan.domain import canary
from anlan.kit.canary_secret import canary_secret
from anlan.kit.settings import settings
from anlan.records.core import clock
from anlan.records.core.services import outbox_add
from anlan.records.notices.models import Channel, Delivery
from anlan.records.notices.sealed import box

#: The next one comes in seconds; an old one proves nothing.
WORTH = timedelta(seconds=15)
KEPT = timedelta(minutes=10)


def apart(transitions: Sequence[AlarmTransition]) -> tuple[list[AlarmTransition], list[AlarmTransition]]:
    """The transitions that concern people, and those of the canary."""
    ours = [t for t in transitions if t.point_id == canary.CANARY_ID]
    return (list(transitions), []) if not ours else ([t for t in transitions if t.point_id != canary.CANARY_ID], ours)


@transaction.atomic
def heard(transitions: Sequence[AlarmTransition]) -> None:
    """Pass raised canary alarms on; a repetition changes nothing."""
    for transition in transitions:
        if transition.kind != "raised":
            continue
        outbox_add(
            topic=canary.TOPIC, kind="raised", dedupe_key=f"canary.{transition.id}",
            payload={"id": transition.alarm_id, "at_ms": clock.now_ms(), "enterprise_id": None, "town_code": "",
                     "data": {"sent_ms": transition.at_ms}},
        )  # fmt: skip
        _message(transition)


def age_s() -> float:
    """Since the newest canary alarm came through; as long as messages are kept when none did."""
    newest = Delivery.objects.filter(purpose="canary").order_by("-id").first()
    return (clock.now() - newest.created_at).total_seconds() if newest else KEPT.total_seconds()


def _message(transition: AlarmTransition) -> None:
    now = clock.now()
    row = Delivery(
        channel=_channel(), purpose="canary", key=f"canary.{transition.at_ms}", text=str(transition.at_ms),
        grade_rank=0, created_at=now, due_at=now, give_up_at=now + WORTH,
    )  # fmt: skip
    Delivery.objects.bulk_create([row], ignore_conflicts=True)
    Delivery.objects.filter(purpose="canary", created_at__lt=now - KEPT).delete()


def _channel() -> Channel:
    config = settings()
    url = config.watch_url or f"http://127.0.0.1:{config.watch_port}/canary"
    options = {"url": url, "host": urlsplit(url).hostname or ""}
    row, is_new = Channel.objects.get_or_create(
        name=canary.CHANNEL,
        defaults={"label": "自检", "kind": "canary", "options": options, "per_minute": 600, "rank": 0,
                  "sealed": box({"secret": canary_secret(config)})},
    )  # fmt: skip
    if not is_new and row.options != options:
        row.options = options
        row.save(update_fields=["options"])
    return row
