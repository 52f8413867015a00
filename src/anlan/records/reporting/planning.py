"""Fills the ledger: what records wrote for screens in their own transaction becomes one report for each platform above.

The outbox holds no more than "something happened to this record"; the fact is read from the record now. A message is
looked at once (``is_reported``), in the transaction that writes its reports, so a death in between loses nothing and
doubles nothing. Without a platform above nothing is looked at.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from anlan.records.core import clock
from anlan.records.core.models import OutboxMessage
from anlan.records.places.county import county
from anlan.records.reporting.catalogue import SCHEMA, Kind, kinds
from anlan.records.reporting.choices import ReportState
from anlan.records.reporting.models import Destination, Report

PAGE = 200


#: How long the ledger keeps what was taken.
KEPT = timedelta(days=400)


@transaction.atomic
def plan(most: int = PAGE) -> bool:
    """Look at the oldest messages nobody has looked at; True when more are left."""
    destinations = list(Destination.objects.all())
    if not destinations:
        return False
    unseen = OutboxMessage.objects.filter(is_reported=False).order_by("id")
    messages = list(unseen.select_for_update(skip_locked=True)[:most])
    wanted = [(message, kind) for message in messages if (kind := _kind_of(message)) and _is_news(message, kind)]
    records = _records(wanted)
    reports = [
        report
        for message, kind in wanted
        if (record := records[kind.name].get(int(message.payload["id"]))) is not None
        for report in _reports(message, kind, record, destinations)
    ]
    Report.objects.bulk_create(reports, ignore_conflicts=True)
    OutboxMessage.objects.filter(pk__in=[message.pk for message in messages]).update(is_reported=True)
    return len(messages) == most


def forget() -> None:
    """Drop what was taken long ago; what waits or was refused stays."""
    Report.objects.filter(state=ReportState.SENT, sent_at__lt=clock.now() - KEPT).delete()


def _kind_of(message: OutboxMessage) -> Kind | None:
    names = {"alarm": "alarms", "incident": "incidents"}
    name = names.get(message.topic) or message.payload.get("data", {}).get("register", "")
    kind = kinds().get(name)
    return kind if kind is not None and kind.topic == message.topic else None


def _is_news(message: OutboxMessage, kind: Kind) -> bool:
    """A message without a record says that many changed at once (an import): files carry those."""
    return message.kind not in kind.quiet and str(message.payload.get("id", "")).isdigit()


def _records(wanted: Iterable[tuple[OutboxMessage, Kind]]) -> dict[str, dict[int, Any]]:
    ids, by_name = defaultdict(set), dict[str, Kind]()
    for message, kind in wanted:
        ids[kind.name].add(int(message.payload["id"]))
        by_name[kind.name] = kind
    return {name: {row.pk: row for row in _along(by_name[name], found)} for name, found in ids.items()}


def _along(kind: Kind, ids: Collection[int]) -> Iterable[Any]:
    names = ("enterprise__town", "town") if kind.topic == "register" else ("enterprise__town",)
    return list(kind.model.objects.filter(pk__in=ids).select_related(*names))


def _reports(message: OutboxMessage, kind: Kind, record: Any, destinations: Iterable[Destination]) -> Iterable[Report]:
    takers = [one for one in destinations if _takes(one, kind, message.created_at)]
    if not takers:
        return []
    key = hashlib.sha256(message.dedupe_key.encode()).hexdigest()[:40]
    body = fact(key, kind, message.kind, message.created_at, record)
    return [
        Report(
            destination=taker, key=key, kind=kind.name, event=message.kind, record_id=record.pk,
            title=str(record.title)[:200], body=body, created_at=message.created_at, due_at=message.created_at,
        )
        for taker in takers
    ]  # fmt: skip


def _takes(destination: Destination, kind: Kind, at: datetime) -> bool:
    since = destination.since.get(kind.name)
    return since is not None and at >= datetime.fromisoformat(since)


def fact(key: str, kind: Kind, event: str, at: datetime, record: Any) -> str:
    """The body of a report: JSON, in the shape that the catalogue publishes."""
    here, plant = county(), record.enterprise
    town = getattr(record, "town", None) or (plant.town if plant else None)
    return json.dumps(
        {
            "schema": SCHEMA,
            "id": key,
            "kind": kind.name,
            "event": event,
            "at": at.isoformat(),
            "county": {"code": here.code, "name": here.name},
            "town": {"code": town.code, "name": town.name} if town else None,
            "enterprise": {"uscc": plant.uscc, "name": plant.name} if plant else None,
            "record": {"id": record.pk, "title": record.title, **kind.read(record)},
        },
        ensure_ascii=False,
        default=str,
    )
