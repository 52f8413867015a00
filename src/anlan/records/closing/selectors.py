"""What was learnt: classes, one work order's learning, statistics, and who comes back again and again."""

from collections import defaultdict
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from anlan.records.accounts.models import User
from anlan.records.accounts.scope import Scope
from anlan.records.alarm_log.models import Alarm
from anlan.records.alarm_log.rows import iso, person_data
from anlan.records.closing.models import Classification, ClosingClass
from anlan.records.core import clock
from anlan.records.incidents.models import Incident

#: Work orders looked at for repetitions; more than this in the window is a flood, and said so.
LOOKED_AT_MAX = 20_000
NUMBERS_SHOWN = 10


def class_data(row: ClosingClass) -> dict[str, Any]:
    """A class as the API gives it."""
    return {"code": row.code, "kind": row.kind, "name": row.name, "name_en": row.name_en, "source": row.source}


def classes() -> list[dict[str, Any]]:
    """What may be chosen, causes first."""
    return [class_data(row) for row in ClosingClass.objects.filter(is_in_use=True)]


def learning_of(incident: Incident, reader: User) -> dict[str, Any]:
    """Classification, answers and reports of one work order, as this reader gets them."""
    row = Classification.objects.filter(incident=incident).select_related("cause", "by").first()
    answers = dict(incident.usefulness.values_list("person_id", "is_useful"))
    return {
        "classification": None
        if row is None
        else {
            "cause": class_data(row.cause),
            "measures": [class_data(one) for one in row.measures.all()],
            "note": row.note,
            "at": iso(row.at),
            "by": person_data(row.by),
        },
        "useful": sum(answers.values()),
        "useless": len(answers) - sum(answers.values()),
        "mine": answers.get(reader.pk),
        "reports": [
            {
                "no": one.no,
                "edition": one.edition,
                "content_sha256": one.content_sha256,
                "issued_at": iso(one.issued_at),
            }
            for one in incident.reports.all()
        ],
    }


def _window(for_user: User, days: int) -> QuerySet[Incident]:
    since = clock.now() - timedelta(days=days)
    return Scope.of(for_user).filter(Incident.objects.filter(opened_at__gte=since)).order_by()


def statistics(*, for_user: User, days: int) -> dict[str, Any]:
    """Work orders opened within ``days``: how many ended how, why, by what, and how useful people found the alarms."""
    rows = _window(for_user, days)
    ended = rows.filter(is_open=False)
    answers = rows.exclude(usefulness=None).aggregate(
        useful=Count("usefulness", filter=Q(usefulness__is_useful=True)),
        useless=Count("usefulness", filter=Q(usefulness__is_useful=False)),
    )
    return {
        "days": days,
        "as_of": iso(clock.now()),
        "opened": rows.count(),
        "closed": ended.filter(state="closed").count(),
        "false_alarm": ended.filter(state="false_alarm").count(),
        "unclassified": ended.filter(classification=None).count(),
        "causes": _counted(rows, "classification__cause"),
        "measures": _counted(rows, "classification__measures"),
        **answers,
        "least_useful": _least_useful(rows),
    }


def _counted(rows: QuerySet[Incident], path: str) -> list[dict[str, Any]]:
    found = rows.exclude(**{path: None}).values(f"{path}__code", f"{path}__name", f"{path}__name_en")
    counted = found.annotate(count=Count("id", distinct=True)).order_by("-count", f"{path}__code")
    return [
        {"code": row[f"{path}__code"], "name": row[f"{path}__name"], "name_en": row[f"{path}__name_en"],
         "count": row["count"]}
        for row in counted
    ]  # fmt: skip


def _least_useful(rows: QuerySet[Incident]) -> list[dict[str, Any]]:
    """Titles that people called useless at least once, most often first: candidates for another limit."""
    counted = rows.values("title").annotate(
        useful=Count("usefulness", filter=Q(usefulness__is_useful=True)),
        useless=Count("usefulness", filter=Q(usefulness__is_useful=False)),
    )
    return [dict(row) for row in counted.filter(useless__gt=0).order_by("-useless", "title")[:20]]


def repeat_offenders(*, for_user: User, times: int, days: int) -> list[dict[str, Any]]:
    """The same enterprise and point, and the same enterprise and cause, ``times`` or more within ``days``.

    Counted are work orders, not alarms: a chattering probe within one work order is one. False alarms count
    separately, so that a bad probe is not taken for a bad enterprise. Each line has the numbers behind it.
    """
    rows = _window(for_user, days).select_related("enterprise", "classification__cause")
    incidents = {row.pk: row for row in rows.exclude(enterprise=None)[:LOOKED_AT_MAX]}
    groups: dict[tuple[str, int, str, str], set[int]] = defaultdict(set)
    for alarm in Alarm.objects.filter(incident_id__in=list(incidents)).order_by():
        order = incidents[alarm.incident_id or 0]
        point = str(alarm.source_point_id)
        groups["point", order.enterprise_id or 0, point, alarm.point_name or point].add(order.pk)
    for row in incidents.values():
        if cause := getattr(getattr(row, "classification", None), "cause", None):
            groups["cause", row.enterprise_id or 0, cause.code, cause.name].add(row.pk)
    found = [_line(key, [incidents[pk] for pk in pks], days) for key, pks in groups.items() if len(pks) >= times]
    return sorted(found, key=lambda line: (-line["count"], line["enterprise"], line["what"], line["code"]))


def _line(key: tuple[str, int, str, str], rows: list[Incident], days: int) -> dict[str, Any]:
    by, enterprise_id, code, name = key
    rows.sort(key=lambda row: row.opened_at, reverse=True)
    enterprise = rows[0].enterprise
    return {
        "by": by,
        "enterprise_id": enterprise_id,
        "enterprise": enterprise.name if enterprise else "",
        "code": code,
        "what": name,
        "count": len(rows),
        "false_alarms": sum(row.state == "false_alarm" for row in rows),
        "days": days,
        "first_at": iso(rows[-1].opened_at),
        "last_at": iso(rows[0].opened_at),
        "incidents": [{"id": row.pk, "no": row.no, "opened_at": iso(row.opened_at)} for row in rows[:NUMBERS_SHOWN]],
    }
